package dev.hangup.cli;

import dev.hangup.Analysis;
import dev.hangup.Endpoint;
import dev.hangup.Quantity;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.Input;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.CountedBy;
import dev.hangup.report.CountsCsv;
import dev.hangup.report.JsonLines;
import dev.hangup.report.JsonReport;
import dev.hangup.report.Report;
import dev.hangup.report.TextReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code hangup explain}: evidence in, verdicts out. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Tells which connections failed somebody, who ended them, why, how sure that is, and what to change.",
            "Reads pcap and pcapng, also in gzip or zstd, told by content; a folder is read recursively, - is standard input.",
            "Logs of proxies and applications, alone or beside captures: nginx, Envoy, HAProxy, Apache, ALB, Caddy, Traefik,",
            "JSON, text with stack traces; and the configurations of these hops, as lint does.",
            "Beside captures it reads kernel traces of tcp_send_reset and the output of nstat and ss -ltn;",
            "beside captures and logs the results of hangup probe --format json, which say what their servers do."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:at least one input was explained",
            "1:with --exit-code: there are incidents",
            "2:nothing could be explained, the copy for --wireshark could not be written, or wrong usage"
        })
final class ExplainCommand implements Callable<Integer> {
    /** What the report looks like. */
    enum Format {
        TEXT,
        JSON,
        JSONL,
        CSV
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR|-",
            description =
                    "Captures, logs, configurations, what kernels said, what was measured, folders of them, or - for standard input.")
    @SuppressWarnings("NullAway.Init")
    private List<String> names;

    @Option(
            names = "--format",
            paramLabel = "text|json|jsonl|csv",
            description = {
                "text for people (default); json: the whole report; jsonl: one line per failing connection, and per",
                "incident in logs; csv: how many failures logs tell of, by what --by says."
            })
    private Format format = Format.TEXT;

    @Option(names = "--all", description = "Also list the connections that hurt nobody.")
    private boolean all;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Only connections from or to this IP address.")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Only connections from or to this TCP port.")
    private @Nullable Integer port;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Moment.class,
            description = {
                "Only connections that ended at this time or later: 2026-11-21 09:30:00 (UTC),",
                "2026-11-21T10:30+01:00, or seconds since 1970."
            })
    private long since = Long.MIN_VALUE;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Moment.class,
            description = "Only connections that ended at this time or earlier.")
    private long until = Long.MAX_VALUE;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "text only: how many incidents are told in full, the costliest first (default: 10).")
    private int top = 10;

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "KEY",
            description = {
                "By what failures in logs are counted: service, instance, peer, symptom, minute, hour, day;",
                "several with commas between them. Without it: by time."
            })
    private List<CountedBy> by = List.of();

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = {
                "How lines of an access log are written, as in nginx's log_format: '$remote_addr [$time_local] $status';",
                "may be given several times. Formats in an nginx.conf beside the log are known without it."
            })
    private List<String> logFormats = List.of();

    @Option(
            names = "--wireshark",
            paramLabel = "OUT.pcapng",
            description = "Also write the failed connections as a capture with the verdicts as packet comments; packets"
                    + " are copied whole, with their payload.")
    private @Nullable Path wireshark;

    @Option(names = "--exit-code", description = "End with 1 when there are incidents.")
    private boolean exitCode;

    /** Whether the copy that was asked for is not there, or not to its end. */
    private boolean copyFailed;

    @Mixin
    private Colour colour = new Colour();

    @Option(
            names = "--show-payload",
            description =
                    "text only: also print the beginning of the payload of the deciding frames. Without it, and without"
                            + " --wireshark, no payload leaves the program.")
    private boolean showPayload;

    /**
     * The command where it is given names and no option, so that nothing need be read of options: that takes longer than to
     * explain a small capture. Null for all else.
     */
    static @Nullable ExplainCommand ofNames(String... arguments) {
        if (arguments.length < 2 || !arguments[0].equals("explain")) {
            return null;
        }
        List<String> names = List.of(arguments).subList(1, arguments.length);
        for (String name : names) {
            // Picocli would take @FILE for a file of arguments.
            if (name.startsWith("@") || name.startsWith("-") && !name.equals(Input.STANDARD_INPUT)) {
                return null;
            }
        }
        ExplainCommand explain = new ExplainCommand();
        explain.names = names;
        return explain;
    }

    @Override
    public Integer call() {
        Wanted wanted = wanted();
        PrintStream out = Terminal.output();
        Report report = switch (format) {
            case TEXT -> {
                TextReport text = new TextReport(out, colour.isUsed(), Terminal.width(), all, top);
                text.countBy(by);
                if (!wanted.isEverything()) {
                    text.nameFilter(filterInWords());
                }
                Report read = explain(wanted, text);
                text.write(read);
                if (showPayload) {
                    new PayloadText(out).write(read);
                }
                yield read;
            }
            case JSON -> {
                try (JsonReport json = new JsonReport(out)) {
                    Report read = explain(wanted, json);
                    json.end(read);
                    yield read;
                }
            }
            case JSONL -> {
                try (JsonLines lines = new JsonLines(out)) {
                    Report read = explain(wanted, lines);
                    lines.end(read);
                    yield read;
                }
            }
            case CSV -> {
                Report read = explain(wanted, verdict -> {});
                CountsCsv.write(out, read.logs().counts(), by.isEmpty() ? List.of(CountedBy.values()) : by);
                if (!read.captures().isEmpty()) {
                    System.err.println("hangup: csv counts what logs tell of, so what captures show is not in it ("
                            + Quantity.count(read.failures(), "failed connection") + "): --format jsonl has that");
                }
                yield read;
            }
        };
        out.flush();
        Terminal.tell(report.notes());
        if (report.isEmpty()) {
            System.err.println("hangup: nothing could be explained"
                    + (report.kernel().isEmpty() ? "" : ": what a kernel said is read beside captures, so give one too")
                    + (report.measurements().isEmpty()
                            ? ""
                            : ": what was measured is read beside captures or logs, so give one too"));
        }
        if (report.isEmpty() || copyFailed) {
            return Main.EXIT_NOTHING;
        }
        return exitCode && report.hasIncidents() ? 1 : 0;
    }

    private Report explain(Wanted wanted, Consumer<Verdict> sink) {
        Ledger ledger = new Ledger();
        WiresharkFile copy = new WiresharkFile();
        Analysis analysis = new Analysis(
                all, wanted.isEverything() ? null : wanted, ledger, wireshark == null ? sink : sink.andThen(copy));
        analysis.wantEvents(wanted::wants);
        analysis.expectLogFormats(logFormats);
        List<Input> inputs = Inputs.expand(names, ledger);
        if (wireshark != null) {
            refuseWhatCannotBeCopied(inputs, wireshark);
        }
        Report report = Reading.read(inputs, analysis, ledger);
        if (wireshark != null) {
            write(copy, wireshark, report);
        }
        return report;
    }

    private void refuseWhatCannotBeCopied(List<Input> inputs, Path copy) {
        for (Input input : inputs) {
            Path path = input.path();
            if (path == null || !Files.isRegularFile(path)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--wireshark: " + input.name() + " can be read only once: save the capture to a file first");
            }
            if (isSameFile(copy, path)) {
                throw new ParameterException(
                        spec.commandLine(), "--wireshark: " + copy + " is one of the captures to read");
            }
        }
    }

    private static boolean isSameFile(Path one, Path other) {
        try {
            return Files.exists(one) && Files.isSameFile(one, other);
        } catch (IOException unknown) {
            return false;
        }
    }

    private void write(WiresharkFile copy, Path file, Report report) {
        try {
            long packets = copy.write(file, report);
            System.err.println("hangup: " + file + ": " + Quantity.count(packets, "packet")
                    + " of failed connections; in Wireshark the filter frame.comment shows those that decided");
            if (copy.left() > 0) {
                System.err.println("hangup: " + file + ": " + Quantity.count(copy.left(), "failed connection")
                        + " more left out; --host, --port, --since and --until choose others");
            }
        } catch (IOException why) {
            copyFailed = true;
            System.err.println("hangup: " + file + ": not written to its end: " + Inputs.reason(why));
        }
    }

    private Wanted wanted() {
        if (since > until) {
            throw new ParameterException(spec.commandLine(), "--since is later than --until");
        }
        if (top < 0) {
            throw new ParameterException(spec.commandLine(), "--top: there are no " + top + " incidents");
        }
        return new Wanted(wantedAddress(), wantedPort(), since, until);
    }

    private int wantedPort() {
        Integer given = port;
        if (given == null) {
            return Wanted.ANY_PORT;
        }
        if (given < 1 || given > Endpoint.HIGHEST_PORT) {
            throw new ParameterException(
                    spec.commandLine(), "--port: " + given + " is none: give 1 to " + Endpoint.HIGHEST_PORT);
        }
        return given;
    }

    /** The options that choose connections, as they were given. */
    private String filterInWords() {
        ParseResult given = spec.commandLine().getParseResult();
        return Stream.of("--host", "--port", "--since", "--until")
                .filter(given::hasMatchedOption)
                .map(option -> option + " "
                        + String.join(" ", given.matchedOption(option).originalStringValues()))
                .collect(Collectors.joining(" "));
    }

    private @Nullable Endpoint wantedAddress() {
        String literal = host;
        if (literal == null) {
            return null;
        }
        try {
            return Endpoint.ofLiteral(literal, 0);
        } catch (IllegalArgumentException notAnAddress) {
            throw new ParameterException(spec.commandLine(), "--host: " + notAnAddress.getMessage(), notAnAddress);
        }
    }
}
