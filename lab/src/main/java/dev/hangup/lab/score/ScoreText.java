package dev.hangup.lab.score;

import dev.hangup.lab.score.Score.Bin;
import dev.hangup.lab.score.Score.OfCause;
import dev.hangup.lab.score.Score.Share;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Prints scores as tables. */
public final class ScoreText {
    private final PrintStream out;

    /** Prints to {@code out}. */
    public ScoreText(PrintStream out) {
        this.out = out;
    }

    /**
     * All figures.
     *
     * @param judgements from one capture each
     * @param together from all evidence of a run at once
     */
    public void print(Collection<Judgement> judgements, Collection<Judgement> together) {
        Score score = new Score(judgements);
        out.printf(
                Locale.ROOT,
                "%d connections, each once per place where it was captured; intervals at 95 %%.%n",
                score.size());
        out.println();
        out.printf(Locale.ROOT, "  %-24s %s%n", "false accusations", perThousand(score.falseAccusations()));
        out.printf(Locale.ROOT, "  %-24s %s%n", "culprit right", share(score.culprits()));
        out.printf(Locale.ROOT, "  %-24s %s%n", "who closed right", share(score.closers()));
        out.printf(Locale.ROOT, "  %-24s %s%n", "honest where undecidable", share(score.honest()));
        out.println();
        causes(score);
        confusions(score);
        calibration(score);
        rows("place", judgements, Judgement::capture);
        out.println();
        learning(judgements);
        together(together);
    }

    private void together(Collection<Judgement> together) {
        Score score = new Score(together);
        out.println();
        out.println("All captures of a run and its kernel's word together, one verdict per connection that failed:");
        out.println();
        out.printf(Locale.ROOT, "  %-24s %s%n", "false accusations", perThousand(score.falseAccusations()));
        out.printf(Locale.ROOT, "  %-24s %s%n", "culprit right", share(score.culprits()));
        out.printf(Locale.ROOT, "  %-24s %s%n", "honest where undecidable", share(score.honest()));
        out.println();
        causes(score);
        confusions(score);
        learning(together);
    }

    /** Apart, so that nothing is right only because it was learnt from what it is tested by. */
    private void learning(Collection<Judgement> judgements) {
        rows("scenarios", judgements, one -> one.checksOnly() ? "only checked" : "also learnt from");
    }

    private void causes(Score score) {
        out.printf(Locale.ROOT, "  %-24s %-32s %s%n", "cause", "precision", "recall");
        for (Map.Entry<String, OfCause> entry : score.causes().entrySet()) {
            out.printf(
                    Locale.ROOT,
                    "  %-24s %-32s %s%n",
                    entry.getKey(),
                    share(entry.getValue().precision()),
                    share(entry.getValue().recall()));
        }
        out.println();
    }

    private void confusions(Score score) {
        if (score.confusions().isEmpty()) {
            return;
        }
        out.printf(Locale.ROOT, "  %-24s %-24s %s%n", "true cause", "called", "connections");
        score.confusions()
                .forEach((cause, told) -> told.forEach(
                        (called, count) -> out.printf(Locale.ROOT, "  %-24s %-24s %d%n", cause, called, count)));
        out.println();
    }

    private void calibration(Score score) {
        out.printf(Locale.ROOT, "  %-24s %s%n", "confidence", "right");
        for (Bin bin : score.calibration().values()) {
            out.printf(Locale.ROOT, "  %-24.2f %s%n", bin.meanConfidence(), share(bin.right()));
        }
        out.printf(Locale.ROOT, "  %-24s %.3f%n", "Brier score", score.brier());
        out.println();
    }

    private void rows(String heading, Collection<Judgement> judgements, Function<Judgement, String> kind) {
        Map<String, List<Judgement>> kinds = new TreeMap<>();
        for (Judgement one : judgements) {
            kinds.computeIfAbsent(kind.apply(one), first -> new ArrayList<>()).add(one);
        }
        out.printf(Locale.ROOT, "  %-24s %-32s %s%n", heading, "right where decidable", "false accusations");
        kinds.forEach((name, members) -> {
            List<Judgement> told = members.stream()
                    .filter(one -> one.isFailure() && one.decidable())
                    .toList();
            Share right = new Share(told.stream().filter(Judgement::isRight).count(), told.size());
            out.printf(
                    Locale.ROOT,
                    "  %-24s %-32s %s%n",
                    name,
                    share(right),
                    perThousand(new Score(members).falseAccusations()));
        });
    }

    private static String share(Share share) {
        return share.of() == 0
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.3f (%.3f-%.3f) %d of %d",
                        share.value(),
                        share.low(),
                        share.high(),
                        share.hits(),
                        share.of());
    }

    private static String perThousand(Share share) {
        return share.of() == 0
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.1f per 1,000 (%d of %d; at most %.1f)",
                        1000 * share.value(),
                        share.hits(),
                        share.of(),
                        1000 * share.high());
    }
}
