package dev.hangup.cli;

import dev.hangup.SeenVersion;
import dev.hangup.config.ChainFile;
import dev.hangup.config.Configs;
import dev.hangup.config.Configuration;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Source;
import dev.hangup.diagnosis.chain.Chain;
import dev.hangup.diagnosis.chain.ChainInference;
import dev.hangup.diagnosis.chain.MeasuredChain;
import dev.hangup.diagnosis.chain.Rules;
import dev.hangup.diagnosis.chain.Severity;
import dev.hangup.diagnosis.chain.StatedChain;
import dev.hangup.diagnosis.chain.VersionedChain;
import dev.hangup.evidence.ConfigFiles;
import dev.hangup.evidence.Input;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.measurement.MeasurementReader;
import dev.hangup.measurement.Measurements;
import dev.hangup.report.LintJson;
import dev.hangup.report.LintReport;
import dev.hangup.report.LintSarif;
import dev.hangup.report.LintText;
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

/** {@code hangup lint}: configurations in, weaknesses of their chain out. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description = {
            "Reads the configurations of a chain of hops and finds what will hurt: idle timeouts in the wrong order,"
                    + " connect timeouts that survive no lost packet, retries that send a POST twice, and the like.",
            "Beside them it takes results of hangup probe: what was measured counts more than what is written;"
                    + " and logs, for the versions of programs that they tell.",
            "Files are told by content; a folder is read recursively, - is standard input."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing was found that is as grave as --fail-on",
            "1:something was",
            "2:no configuration could be read, or wrong usage"
        })
final class LintCommand implements Callable<Integer> {
    /** What the report looks like. */
    enum Format {
        TEXT,
        JSON,
        SARIF,
        PATCH
    }

    /** From which severity on the exit code is 1. */
    enum FailOn {
        NOTE(Severity.NOTE),
        WARNING(Severity.WARNING),
        ERROR(Severity.ERROR),
        NEVER(null);

        private final @Nullable Severity least;

        FailOn(@Nullable Severity least) {
            this.least = least;
        }

        boolean includes(Severity severity) {
            return least != null && severity.compareTo(least) >= 0;
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR|-",
            description =
                    "Configurations, results of hangup probe --format json, folders of them, logs, or - for standard input.")
    @SuppressWarnings("NullAway.Init")
    private List<String> names;

    @Option(
            names = "--chain",
            paramLabel = "CHAIN.yaml",
            description =
                    "What no configuration says: load balancers, middleboxes, versions, and the order of the hops.")
    private @Nullable String chainName;

    @Option(
            names = "--format",
            paramLabel = "text|json|sarif|patch",
            description =
                    "text for people (default); patch: the changes of errors and warnings as a diff for patch -p0.")
    private Format format = Format.TEXT;

    @Option(
            names = "--fail-on",
            paramLabel = "note|warning|error|never",
            description = "From which severity on the exit code is 1 (default: warning).")
    private FailOn failOn = FailOn.WARNING;

    @Mixin
    private Colour colour = new Colour();

    @Override
    public Integer call() {
        LintReport report = read();
        PrintStream out = Terminal.output();
        if (!report.files().isEmpty()) {
            LintText text = new LintText(out, colour.isUsed(), Terminal.width());
            switch (format) {
                case TEXT -> text.write(report);
                case JSON -> LintJson.write(report, out);
                case SARIF -> LintSarif.write(report, out);
                case PATCH -> text.patch(report);
            }
        }
        out.flush();
        Terminal.tell(report.notes());
        if (report.files().isEmpty()) {
            System.err.println("hangup: no configuration could be read");
            return Main.EXIT_NOTHING;
        }
        boolean fails = report.weaknesses().stream().anyMatch(weakness -> failOn.includes(weakness.severity()));
        return fails ? 1 : 0;
    }

    private LintReport read() {
        Ledger ledger = new Ledger();
        ConfigFiles files = new ConfigFiles(ledger);
        List<String> read = new ArrayList<>();
        List<HopEnd> ends = new ArrayList<>();
        List<SeenVersion> versions = new ArrayList<>();
        Measurements measurements = new Measurements();
        for (Input input : Inputs.expand(names, ledger)) {
            Source source = files.evidence(input, versions);
            if (source == null) {
                continue;
            }
            if (MeasurementReader.recognises(source.text())) {
                measurements.add(
                        input.name(),
                        MeasurementReader.read(source.text(), source.damage()).measurements());
            } else {
                read.add(input.name());
                Configuration configuration = Configs.read(source);
                ends.addAll(configuration.ends());
                versions.addAll(configuration.versions());
            }
        }
        ChainFile stated = stated(files, ledger);
        Chain written = stated == null ? ChainInference.of(ends) : StatedChain.of(stated, ends);
        Chain chain = MeasuredChain.of(VersionedChain.of(written, versions), measurements);
        return new LintReport(read, measurements.all(), chain, Rules.check(chain), files.texts(), ledger.notes());
    }

    private @Nullable ChainFile stated(ConfigFiles files, Ledger ledger) {
        if (chainName == null) {
            return null;
        }
        for (Input input : Inputs.expand(List.of(chainName), ledger)) {
            Source source = files.text(input);
            ChainFile chain = source == null ? null : ChainFile.read(source);
            if (chain != null) {
                return chain;
            }
        }
        throw new ParameterException(spec.commandLine(), "--chain: " + chainName + " cannot be read as a chain");
    }
}
