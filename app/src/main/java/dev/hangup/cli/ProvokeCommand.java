package dev.hangup.cli;

import dev.hangup.measurement.GapRange;
import dev.hangup.measurement.Provocation;
import dev.hangup.probe.Brake;
import dev.hangup.probe.Target;
import dev.hangup.probe.Terms;
import dev.hangup.provoke.Provoker;
import dev.hangup.provoke.Race;
import dev.hangup.report.ProvocationJson;
import dev.hangup.report.ProvocationText;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hangup provoke}: an endpoint in, how often a request meets the close of its idle connection out. */
@Command(
        name = "provoke",
        mixinStandardHelpOptions = true,
        description = {
            "Measures after how long an endpoint ends an idle connection, aims requests at that moment, and tells how many"
                    + " failed after which idle gap, beside how many should.",
            "With --load it does not aim: it lets requests come at rising rates, and tells what failed at which rate and after"
                    + " which idle gap, how long answers took, and what the server's machine shows beside it.",
            "Of a name with several addresses the first is asked, IPv4 before IPv6; an address may stand in its place.",
            "Beyond this machine and private networks it takes --i-am-authorized."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:requests were aimed, or under load answered, whatever came of the others",
            "2:none could be aimed or none was answered, or wrong usage",
            "130:interrupted; what was known is printed first"
        })
final class ProvokeCommand implements Callable<Integer> {
    /** What the report looks like. */
    enum Format {
        TEXT,
        JSON
    }

    private static final int MOST_AT_ONCE = 500;
    private static final int MOST_SAMPLES = 50;
    private static final int LONGEST_MARGIN_MILLIS = 60_000;
    /** What only aiming heeds. */
    private static final List<String> OF_AIMING =
            List.of("--gaps", "--attempts", "--margin", "--samples", "--wait", "--rate", "--no-capture");

    private static final Pattern SECONDS = Pattern.compile("(\\d{1,4}(?:\\.\\d{1,9})?)-(\\d{1,4}(?:\\.\\d{1,9})?)");

    @Mixin
    private EndpointOptions endpoint = new EndpointOptions(100, 50, MOST_AT_ONCE);

    @Option(
            names = "--format",
            paramLabel = "text|json",
            description = "text for people (default), json for programs (`hangup schema provoke` has its schema).")
    private Format format = Format.TEXT;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            description = "So many requests are aimed, each on a connection of its own (${DEFAULT-VALUE}).")
    private int attempts = 200;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description =
                    "So many connections only listen before that, to measure the idle timeout (${DEFAULT-VALUE}).")
    private int samples = 10;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "How long they listen for the close (${DEFAULT-VALUE}).")
    private int waitSeconds = 100;

    @Option(
            names = "--margin",
            paramLabel = "MILLISECONDS",
            description = "How far beyond the measured closes requests are aimed, on both sides (${DEFAULT-VALUE}).")
    private int marginMillis = 3;

    @Option(
            names = "--gaps",
            paramLabel = "FROM-TO",
            description =
                    "Aim at these idle gaps, in seconds such as 4.995-5.010, whatever is measured: the same run again,"
                            + " after the remedy.")
    private @Nullable String gaps;

    @Option(
            names = "--blind",
            description =
                    "Send without a look whether the endpoint has closed already, as clients without a stale check"
                            + " do.")
    private boolean blind;

    @Option(names = "--no-capture", description = "Do not capture the own connections with tcpdump.")
    private boolean captureRefused;

    @ArgGroup(exclusive = false, heading = "%nUnder load:%n")
    private @Nullable LoadOptions load;

    @Mixin
    private Colour colour = new Colour();

    @Override
    public Integer call() {
        endpoint.checkDryRun(format == Format.TEXT);
        LoadOptions wanted = load;
        if (wanted == null) {
            return race(race());
        }
        endpoint.refuse("--load", OF_AIMING);
        return load(new LoadRun(wanted.plan(endpoint, !blind)));
    }

    private int load(LoadRun run) {
        List<InetSocketAddress> addresses = firstAddress();
        if (addresses.isEmpty()) {
            return Main.EXIT_NOTHING;
        }
        if (endpoint.isDryRun()) {
            run.tell(addresses.get(0));
            return 0;
        }
        endpoint.needLeave(addresses);
        return run.run(endpoint, addresses.get(0), format, colour);
    }

    private int race(Race race) {
        List<InetSocketAddress> addresses = firstAddress();
        if (addresses.isEmpty()) {
            return Main.EXIT_NOTHING;
        }
        if (endpoint.isDryRun()) {
            endpoint.tell(race.terms(), addresses, race.forecast());
            return 0;
        }
        endpoint.needLeave(addresses);
        return provoke(race, addresses.get(0));
    }

    /** One address is enough for the numbers to mean something; empty, and told, when none is known. */
    private List<InetSocketAddress> firstAddress() {
        Target target = endpoint.terms().target();
        List<InetSocketAddress> addresses = endpoint.addresses(target);
        onlyFirst(target.host(), addresses).ifPresent(System.err::println);
        return addresses.stream().limit(1).toList();
    }

    /** That some of {@code addresses} are left out, and which; empty where none is. */
    static Optional<String> onlyFirst(String host, List<InetSocketAddress> addresses) {
        if (addresses.size() < 2) {
            return Optional.empty();
        }
        List<String> literals =
                addresses.stream().map(one -> Target.endpoint(one).address()).toList();
        return Optional.of("hangup: " + host + " has " + literals.size() + " addresses; only the first is asked: "
                + literals.get(0) + ", not " + String.join(", ", literals.subList(1, literals.size())));
    }

    private int provoke(Race race, InetSocketAddress address) {
        Brake brake = endpoint.begin(race.terms().target());
        Provocation provocation = new Provoker(race, brake).provoke(address);
        PrintStream out = Terminal.output();
        switch (format) {
            case TEXT -> new ProvocationText(out, colour.isUsed(), Terminal.width()).write(provocation);
            case JSON -> ProvocationJson.write(out, provocation);
        }
        out.flush();
        return provocation.aimed().isEmpty() ? Main.EXIT_NOTHING : 0;
    }

    private Race race() {
        Terms terms = endpoint.terms();
        endpoint.check("--attempts", attempts, Provocation.MOST_ATTEMPTS);
        endpoint.check("--samples", samples, MOST_SAMPLES);
        endpoint.check("--margin", marginMillis, LONGEST_MARGIN_MILLIS);
        endpoint.checkWait(waitSeconds);
        return new Race(
                terms,
                samples,
                TimeUnit.SECONDS.toNanos(waitSeconds),
                attempts,
                TimeUnit.MILLISECONDS.toNanos(marginMillis),
                range(),
                !blind,
                !captureRefused);
    }

    private @Nullable GapRange range() {
        if (gaps == null) {
            return null;
        }
        Matcher matcher = SECONDS.matcher(gaps);
        try {
            if (matcher.matches()) {
                return new GapRange(nanos(matcher.group(1)), nanos(matcher.group(2)));
            }
        } catch (IllegalArgumentException backwards) {
            // Told below.
        }
        throw endpoint.wrong("--gaps: no range of seconds such as 4.995-5.010: " + gaps);
    }

    private static long nanos(String seconds) {
        return new BigDecimal(seconds).movePointRight(9).longValue();
    }
}
