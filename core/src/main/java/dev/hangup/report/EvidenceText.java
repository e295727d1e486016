package dev.hangup.report;

import dev.hangup.diagnosis.Candidate;
import dev.hangup.diagnosis.Clue;
import dev.hangup.diagnosis.LogVerdict;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.report.Page.Style;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why the verdict is what it is: clues for and against, the rivals, what would settle it; and what to change. */
final class EvidenceText {
    private final Page page;
    private final @Nullable Candidate chosen;
    private final List<Candidate> candidates;
    private final List<String> settle;
    private final List<String> remedies;

    EvidenceText(Page page, Verdict typical) {
        this(page, typical.chosen(), typical.candidates(), typical.settle(), typical.remedies());
    }

    EvidenceText(Page page, LogVerdict verdict) {
        this(page, verdict.chosen(), verdict.candidates(), verdict.settle(), verdict.remedies());
    }

    private EvidenceText(
            Page page,
            @Nullable Candidate chosen,
            List<Candidate> candidates,
            List<String> settle,
            List<String> remedies) {
        this.page = page;
        this.chosen = chosen;
        this.candidates = candidates;
        this.settle = settle;
        this.remedies = remedies;
    }

    void write() {
        evidence();
        lists();
    }

    private void evidence() {
        if (chosen != null) {
            clues("For it, in bits (each bit doubles the odds)", chosen, true);
            clues("Against it", chosen, false);
        }
        List<Candidate> others =
                candidates.stream().filter(candidate -> candidate != chosen).toList();
        page.section(
                chosen == null ? "What it could be" : "What else it could be",
                others.isEmpty() ? "nothing reaches 1 %" : "");
        for (Candidate other : others) {
            String head = "      " + Page.padLeft(Facts.percent(other.confidence()), 5) + "  ";
            page.hanging(Page.plain(head), other.cause() + ": " + strongest(other), Style.PLAIN);
        }
    }

    private void clues(String title, Candidate candidate, boolean inFavour) {
        List<Clue> clues = candidate.clues().stream()
                .filter(clue -> clue.bits() > 0 == inFavour)
                .sorted((one, other) -> Double.compare(Math.abs(other.bits()), Math.abs(one.bits())))
                .toList();
        page.section(title, clues.isEmpty() ? "nothing" : "");
        for (Clue clue : clues) {
            page.hanging(
                    Page.plain(String.format(Locale.ROOT, "      %+5.1f  ", clue.bits())), clue.text(), Style.PLAIN);
        }
    }

    private static String strongest(Candidate candidate) {
        return candidate.clues().stream()
                .max((one, other) -> Double.compare(one.bits(), other.bits()))
                .filter(clue -> clue.bits() > 0)
                .map(Clue::text)
                .orElse("the evidence allows it, nothing in particular speaks for it");
    }

    private void lists() {
        if (!settle.isEmpty()) {
            page.section("What would settle it");
            settle.forEach(this::command);
        }
        if (!remedies.isEmpty()) {
            page.section("What to change");
            remedies.forEach(remedy -> page.hanging(Page.plain("      - "), remedy, Style.PLAIN));
        }
    }

    /** A command that does not fit beside the place where it is to be run gets a line of its own. */
    private void command(String command) {
        int place = command.startsWith("at the ") ? command.indexOf(": ") : -1;
        if (place > 0 && command.length() + 8 > page.width()) {
            page.hanging(Page.plain("      - "), command.substring(0, place + 1), Style.PLAIN);
            page.hanging(Page.plain("        "), command.substring(place + 2), Style.PLAIN);
        } else {
            page.hanging(Page.plain("      - "), command, Style.PLAIN);
        }
    }
}
