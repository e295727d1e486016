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

/** Prints scores as tables. */
public final class ScoreText {
    private final PrintStream out;

    /** Prints to {@code out}. */
    public ScoreText(PrintStream out) {
        this.out = out;
    }

    /** All figures over {@code judgements}: together, then per place. */
    public void print(Collection<Judgement> judgements) {
        Score score = new Score(judgements);
        line("%d connections, each once per place where it was captured; intervals at 95 %%.", score.size());
        out.println();
        line("  %-24s %s", "false accusations", perThousand(score.falseAccusations()));
        line("  %-24s %s", "culprit right", share(score.culprits()));
        line("  %-24s %s", "who closed right", share(score.closers()));
        line("  %-24s %s", "honest where undecidable", share(score.honest()));
        out.println();
        causes(score);
        confusions(score);
        calibration(score);
        places(judgements);
    }

    private void causes(Score score) {
        line("  %-24s %-32s %s", "cause", "precision", "recall");
        for (Map.Entry<String, OfCause> entry : score.causes().entrySet()) {
            line(
                    "  %-24s %-32s %s",
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
        line("  %-24s %-24s %s", "true cause", "called", "connections");
        score.confusions()
                .forEach((cause, told) ->
                        told.forEach((called, count) -> line("  %-24s %-24s %d", cause, called, count)));
        out.println();
    }

    private void calibration(Score score) {
        line("  %-24s %s", "confidence", "right");
        for (Bin bin : score.calibration().values()) {
            line("  %-24.2f %s", bin.meanConfidence(), share(bin.right()));
        }
        line("  %-24s %.3f", "Brier score", score.brier());
        out.println();
    }

    private void places(Collection<Judgement> judgements) {
        Map<String, List<Judgement>> places = new TreeMap<>();
        for (Judgement one : judgements) {
            places.computeIfAbsent(one.capture(), place -> new ArrayList<>()).add(one);
        }
        line("  %-24s %-32s %s", "place", "right where decidable", "false accusations");
        places.forEach((place, members) -> {
            List<Judgement> told = members.stream()
                    .filter(one -> one.isFailure() && one.decidable())
                    .toList();
            Share right = new Share(told.stream().filter(Judgement::isRight).count(), told.size());
            line("  %-24s %-32s %s", place, share(right), perThousand(new Score(members).falseAccusations()));
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

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values).stripTrailing());
    }
}
