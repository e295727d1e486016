package dev.hangup.cli;

import dev.hangup.Analysis;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.forecast.Forecast;
import dev.hangup.forecast.Forecast.Said;
import dev.hangup.forecast.LoggedUsage;
import dev.hangup.forecast.Usage;
import dev.hangup.report.ForecastJson;
import dev.hangup.report.ForecastText;
import dev.hangup.report.Report;
import dev.hangup.report.Usages;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hangup forecast}: idle gaps in, races a day out, now and after a change. */
@Command(
        name = "forecast",
        mixinStandardHelpOptions = true,
        description = {
            "Tells how many requests a day will meet the idle close of their server, now and after a change, from the idle"
                    + " gaps in captures or access logs, the round trip and the idle timeouts of both sides.",
            "Of captures it measures all of these but the client's; an access log needs times and durations of its"
                    + " requests, and --server-idle or the result of `hangup probe` beside it."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:there is a forecast", "2:no connection was used again after a gap, or wrong usage"})
final class ForecastCommand implements Callable<Integer> {
    /** What the report looks like. */
    enum Format {
        TEXT,
        JSON
    }

    private static final double SECOND_NANOS = 1e9;
    private static final double MOST_SECONDS = 86_400;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR|-", description = "Captures and access logs, as for explain.")
    @SuppressWarnings("NullAway.Init")
    private List<String> names;

    @Option(
            names = "--format",
            paramLabel = "text|json",
            description = "text for people (default), json for programs (`hangup schema forecast` has its schema).")
    private Format format = Format.TEXT;

    @Option(
            names = "--server-idle",
            paramLabel = "SECONDS",
            description = "After how long the server closes idle connections now, in place of what was seen.")
    private @Nullable Double serverIdle;

    @Option(
            names = "--client-idle",
            paramLabel = "SECONDS",
            description = "After how long the client stops using them now (default: never).")
    private @Nullable Double clientIdle;

    @Option(names = "--rtt", paramLabel = "SECONDS", description = "The round trip, in place of what was seen.")
    private @Nullable Double roundTrip;

    @Option(
            names = "--new-server-idle",
            paramLabel = "SECONDS",
            description = "The server's idle timeout after the change.")
    private @Nullable Double newServerIdle;

    @Option(names = "--new-client-idle", paramLabel = "SECONDS", description = "The client's after the change.")
    private @Nullable Double newClientIdle;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "How lines of an access log are written, as in nginx's log_format; several times if need be.")
    private List<String> logFormats = List.of();

    @Mixin
    private Colour colour = new Colour();

    @Override
    public Integer call() {
        Said said = new Said(
                nanos("--server-idle", serverIdle),
                nanos("--client-idle", clientIdle),
                nanos("--rtt", roundTrip),
                nanos("--new-server-idle", newServerIdle),
                nanos("--new-client-idle", newClientIdle));
        Ledger ledger = new Ledger();
        Analysis analysis = new Analysis(false, null, ledger, verdict -> {});
        LoggedUsage logged = new LoggedUsage();
        analysis.expectLogFormats(logFormats);
        analysis.watchRequests(logged::add);
        Report report = Reading.read(Inputs.expand(names, ledger), analysis, ledger);
        List<Usage> usages = new ArrayList<>(Usages.of(report));
        logged.usages().forEach(usage -> usages.add(Usages.measured(usage, report)));
        List<Forecast> forecasts = Forecast.of(usages, said);
        PrintStream out = Terminal.output();
        if (!forecasts.isEmpty()) {
            switch (format) {
                case TEXT -> new ForecastText(out, colour.isUsed(), Terminal.width()).write(forecasts);
                case JSON -> ForecastJson.write(out, forecasts);
            }
        }
        out.flush();
        Terminal.tell(ledger.notes());
        if (forecasts.isEmpty()) {
            System.err.println(
                    "hangup: no connection is seen to be used again after an idle gap; an access log needs the"
                            + " times and durations of its requests for that, and their upstream or $connection");
            return Main.EXIT_NOTHING;
        }
        return 0;
    }

    /** -1 for what nobody says. */
    private long nanos(String option, @Nullable Double seconds) {
        if (seconds == null) {
            return -1;
        }
        if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + ": more than 0 and up to " + (long) MOST_SECONDS + " seconds, not " + seconds);
        }
        return Math.round(seconds * SECOND_NANOS);
    }
}
