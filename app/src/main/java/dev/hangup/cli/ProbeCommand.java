package dev.hangup.cli;

import dev.hangup.measurement.Instance;
import dev.hangup.measurement.Measurement;
import dev.hangup.probe.Brake;
import dev.hangup.probe.Forecast;
import dev.hangup.probe.Plan;
import dev.hangup.probe.Plan.Part;
import dev.hangup.probe.Prober;
import dev.hangup.probe.Terms;
import dev.hangup.report.MeasurementJson;
import dev.hangup.report.MeasurementText;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hangup probe}: an endpoint in, what it does to idle connections out. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description = {
            "Measures an endpoint: its idle timeout and how it closes, the versions of HTTP that it speaks, what becomes of a"
                    + " late request, and what client timeout follows from it.",
            "Beyond this machine and private networks it takes --i-am-authorized."
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
    private static final int MOST_REQUESTS = 100;
    /** As far as a RST's origin is looked for; few paths are longer. */
    private static final int HOPS = 16;

    @Mixin
    private EndpointOptions endpoint = new EndpointOptions(20, 10, 100);

    @Option(
            names = "--format",
            paramLabel = "text|json",
            description = "text for people (default), json for programs (`hangup schema probe` has its schema).")
    private Format format = Format.TEXT;

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

    @Mixin
    private Colour colour = new Colour();

    @Override
    public Integer call() {
        endpoint.checkDryRun(format == Format.TEXT);
        Plan plan = plan();
        List<InetSocketAddress> addresses = endpoint.addresses(plan.terms().target());
        if (addresses.isEmpty()) {
            return Main.EXIT_NOTHING;
        }
        if (endpoint.isDryRun()) {
            endpoint.tell(plan.terms(), addresses, Forecast.of(plan, addresses.size()));
            return 0;
        }
        endpoint.needLeave(addresses);
        return measure(plan, addresses);
    }

    private int measure(Plan plan, List<InetSocketAddress> addresses) {
        Brake brake = endpoint.begin(plan.terms().target());
        Measurement measurement = new Prober(plan, brake).measure(addresses);
        PrintStream out = Terminal.output();
        switch (format) {
            case TEXT -> new MeasurementText(out, colour.isUsed(), Terminal.width()).write(measurement);
            case JSON -> MeasurementJson.write(out, measurement);
        }
        out.flush();
        return measurement.instances().stream().anyMatch(Instance::answered) ? 0 : Main.EXIT_NOTHING;
    }

    private Plan plan() {
        Terms terms = endpoint.terms();
        endpoint.check("--samples", samples, MOST_SAMPLES);
        endpoint.checkWait(waitSeconds);
        if (only.contains(Part.PATH) && !only.contains(Part.LATE)) {
            throw endpoint.wrong("--only: path needs late");
        }
        if (maxRequests != 0) {
            endpoint.check("--max-requests", maxRequests, MOST_REQUESTS);
        }
        return new Plan(
                terms,
                only,
                only.contains(Part.IDLE) ? samples : 1,
                TimeUnit.SECONDS.toNanos(waitSeconds),
                maxRequests,
                headerTimeout,
                HOPS);
    }
}
