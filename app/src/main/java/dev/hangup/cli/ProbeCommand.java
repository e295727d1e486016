package dev.hangup.cli;

import dev.hangup.measurement.Instance;
import dev.hangup.measurement.Measurement;
import dev.hangup.probe.Brake;
import dev.hangup.probe.Forecast;
import dev.hangup.probe.Plan;
import dev.hangup.probe.Plan.Part;
import dev.hangup.probe.Prober;
import dev.hangup.probe.Target;
import dev.hangup.report.MeasurementJson;
import dev.hangup.report.MeasurementText;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hangup probe}: an endpoint in, what it does to idle connections out. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description = {
            "Measures an endpoint: its idle timeout and how it closes, the versions of HTTP that it speaks, what becomes of a"
                    + " late request, and what client timeout follows from it.",
            "HOST:PORT is plain HTTP, but for port 443. Beyond this machine and private networks it takes"
                    + " --i-am-authorized."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:at least one address was measured",
            "2:nothing could be measured, or wrong usage",
            "130:interrupted; what was known is printed first"
        })
final class ProbeCommand implements Callable<Integer> {
    /** What the report looks like. */
    enum Format {
        TEXT,
        JSON
    }

    private static final int MOST_SAMPLES = 20;
    private static final int MOST_AT_ONCE = 100;
    private static final int MOST_REQUESTS = 100;
    /** As far as a RST's origin is looked for; few paths are longer. */
    private static final int HOPS = 16;

    private static final int LONGEST_SECONDS = 7200;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "URL|HOST:PORT", description = "What to measure.")
    @SuppressWarnings("NullAway.Init")
    private String where;

    @Option(
            names = "--format",
            paramLabel = "text|json",
            description = "text for people (default), json for programs (`hangup schema probe` has its schema).")
    private Format format = Format.TEXT;

    @Option(names = "--method", paramLabel = "METHOD", description = "The method of every request (${DEFAULT-VALUE}).")
    private String method = "HEAD";

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "So many connections only listen, for each address (${DEFAULT-VALUE}).")
    private int samples = 3;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "How long they listen, and the longest gap before a late request (${DEFAULT-VALUE}).")
    private int waitSeconds = 100;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "How long a connection or an answer may take (${DEFAULT-VALUE}).")
    private int patienceSeconds = 5;

    @Option(
            names = "--max-time",
            paramLabel = "SECONDS",
            description = "The cap on wall time: then it ends with what is known (${DEFAULT-VALUE}).")
    private int capSeconds = 600;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "The most connections at a time (${DEFAULT-VALUE}).")
    private int atOnce = 20;

    @Option(names = "--rate", paramLabel = "N", description = "The most new connections a second (${DEFAULT-VALUE}).")
    private int perSecond = 10;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "Only these parts, separated by commas: idle, versions, late, path (which needs late).")
    private Set<Part> only = EnumSet.allOf(Part.class);

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            description = "Also find out after how many requests a connection is ended, with up to N (at most "
                    + MOST_REQUESTS + ") on one connection.")
    private int maxRequests;

    @Option(
            names = "--header-timeout",
            description = "Also find out how long the endpoint waits for the rest of a request's header.")
    private boolean headerTimeout;

    @Option(names = "--dry-run", description = "Say how many connections and requests there would be, and make none.")
    private boolean dryRun;

    @Option(
            names = "--i-am-authorized",
            description = "You may measure this endpoint. Needed unless its addresses are loopback, private or"
                    + " link-local.")
    private boolean authorized;

    @Mixin
    private Colour colour = new Colour();

    @Override
    public Integer call() {
        Plan plan = plan();
        @Nullable List<InetSocketAddress> addresses = addresses(plan.target());
        if (addresses == null) {
            return Main.EXIT_NOTHING;
        }
        if (dryRun) {
            tellForecast(plan, addresses);
            return 0;
        }
        for (InetSocketAddress address : addresses) {
            if (!authorized && !Target.isNear(address.getAddress())) {
                throw new ParameterException(
                        spec.commandLine(),
                        address.getAddress().getHostAddress()
                                + " is neither of this machine nor of a private network: measure it only with its"
                                + " operator's leave, and then with --i-am-authorized");
            }
        }
        return measure(plan, addresses);
    }

    private int measure(Plan plan, List<InetSocketAddress> addresses) {
        Brake brake = new Brake(TimeUnit.SECONDS.toNanos(capSeconds));
        Interruption.handle(() -> brake.pull("interrupted"));
        if (Terminal.errorIsTerminal()) {
            System.err.println("hangup: measuring " + plan.target().text() + " for up to " + capSeconds
                    + " s; Ctrl-C ends with what is known");
        }
        Measurement measurement = new Prober(plan, brake).measure(addresses);
        PrintStream out = Terminal.output();
        switch (format) {
            case TEXT -> new MeasurementText(out, colour.isUsed(), Terminal.width()).write(measurement);
            case JSON -> MeasurementJson.write(out, measurement);
        }
        out.flush();
        Interruption.reported();
        return measurement.instances().stream().anyMatch(Instance::answered) ? 0 : Main.EXIT_NOTHING;
    }

    private @Nullable List<InetSocketAddress> addresses(Target target) {
        try {
            return target.addresses();
        } catch (UnknownHostException unknown) {
            System.err.println("hangup: " + target.host() + ": no address is known for this name");
            return null;
        }
    }

    private Plan plan() {
        if (!method.matches("[A-Z]{1,20}")) {
            throw new ParameterException(spec.commandLine(), "--method: no method of HTTP is named " + method);
        }
        check("--samples", samples, MOST_SAMPLES);
        check("--wait", waitSeconds, LONGEST_SECONDS);
        check("--patience", patienceSeconds, LONGEST_SECONDS);
        check("--max-time", capSeconds, 2 * LONGEST_SECONDS);
        check("--connections", atOnce, MOST_AT_ONCE);
        check("--rate", perSecond, MOST_AT_ONCE);
        if (waitSeconds > capSeconds) {
            throw new ParameterException(spec.commandLine(), "--wait is longer than --max-time");
        }
        if (only.contains(Part.PATH) && !only.contains(Part.LATE)) {
            throw new ParameterException(spec.commandLine(), "--only: path needs late");
        }
        if (maxRequests != 0) {
            check("--max-requests", maxRequests, MOST_REQUESTS);
        }
        return new Plan(
                target(),
                method,
                only,
                only.contains(Part.IDLE) ? samples : 1,
                TimeUnit.SECONDS.toNanos(waitSeconds),
                TimeUnit.SECONDS.toNanos(patienceSeconds),
                maxRequests,
                headerTimeout,
                atOnce,
                perSecond,
                HOPS);
    }

    private void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(spec.commandLine(), option + ": between 1 and " + most + ", not " + value);
        }
    }

    private Target target() {
        try {
            return Target.parse(where);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private void tellForecast(Plan plan, List<InetSocketAddress> addresses) {
        Forecast forecast = Forecast.of(plan, addresses.size());
        System.out.println(plan.target().text() + " would be measured at " + addresses.size() + " address"
                + (addresses.size() == 1 ? "" : "es") + ":");
        addresses.forEach(
                address -> System.out.println("    " + address.getAddress().getHostAddress()));
        System.out.printf("%-73s %11s %9s%n", "", "connections", "requests");
        for (Forecast.Step step : forecast.steps()) {
            String condition = step.condition().isEmpty() ? "" : " (" + step.condition() + ")";
            System.out.printf("%-73s %11d %9d%n", step.what() + condition, step.connections(), step.requests());
        }
        System.out.printf("%-73s %11d %9d%n", "at most", forecast.connections(), forecast.requests());
        System.out.println("At most " + atOnce + " connections at a time and " + perSecond
                + " new ones a second, for at most " + capSeconds + " s; nothing was sent.");
    }
}
