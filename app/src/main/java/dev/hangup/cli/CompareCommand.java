package dev.hangup.cli;

import dev.hangup.Analysis;
import dev.hangup.comparison.Comparison;
import dev.hangup.comparison.Comparison.Outcome;
import dev.hangup.comparison.Tally;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.ComparisonJson;
import dev.hangup.report.ComparisonText;
import dev.hangup.report.Tallies;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hangup compare}: evidence from before and from after a change in, whether it helped out. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Tells whether a change helped: how often each kind of failure occurred before and after, counted against"
                    + " what there was of connections, requests and reuses, with exact bounds, and whether the difference is"
                    + " beyond chance; which settings differ, and whether the servers do what the new ones say.",
            "Each side is what explain reads: a capture, a log, a configuration, or a folder of them."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing that --fail-on names",
            "1:something that it names",
            "2:there is nothing to compare, or wrong usage"
        })
final class CompareCommand implements Callable<Integer> {
    /** What the report looks like. */
    enum Format {
        TEXT,
        JSON
    }

    /** When the exit code is 1. */
    enum FailOn {
        WORSE,
        NOT_BETTER,
        NEVER;

        boolean includes(Outcome outcome) {
            boolean isWorse = outcome == Outcome.WORSE || outcome == Outcome.MIXED;
            return switch (this) {
                case WORSE -> isWorse;
                case NOT_BETTER -> isWorse || outcome == Outcome.SAME;
                case NEVER -> false;
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Parameters(index = "0", paramLabel = "BEFORE", description = "A file or folder from before the change.")
    @SuppressWarnings("NullAway.Init")
    private String before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "A file or folder from after it.")
    @SuppressWarnings("NullAway.Init")
    private String after;

    @Option(
            names = "--format",
            paramLabel = "text|json",
            description = "text for people (default), json for programs (`hangup schema compare` has its schema).")
    private Format format = Format.TEXT;

    @Option(
            names = "--fail-on",
            paramLabel = "worse|not-better|never",
            description = "When the exit code is 1 (default: worse): something rose beyond chance; or, for the proof"
                    + " of a repair, nothing fell beyond chance.")
    private FailOn failOn = FailOn.WORSE;

    @Mixin
    private Colour colour = new Colour();

    @Override
    public Integer call() {
        Ledger ledger = new Ledger();
        Comparison comparison = Comparison.of(tally(before, ledger), tally(after, ledger));
        PrintStream out = Terminal.output();
        switch (format) {
            case TEXT -> new ComparisonText(out, colour.isUsed(), Terminal.width()).write(comparison);
            case JSON -> ComparisonJson.write(out, comparison);
        }
        out.flush();
        Terminal.tell(ledger.notes());
        if (comparison.isEmpty()) {
            System.err.println("hangup: there is nothing on both sides that can be compared");
            return Main.EXIT_NOTHING;
        }
        return failOn.includes(comparison.outcome()) ? 1 : 0;
    }

    private static Tally tally(String name, Ledger ledger) {
        Analysis analysis = new Analysis(false, null, ledger, verdict -> {});
        return Tallies.of(name, Reading.read(Inputs.expand(List.of(name), ledger), analysis, ledger));
    }
}
