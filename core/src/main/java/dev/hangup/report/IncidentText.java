package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.diagnosis.Candidate;
import dev.hangup.diagnosis.Causes;
import dev.hangup.diagnosis.Clue;
import dev.hangup.diagnosis.Incident;
import dev.hangup.diagnosis.Mechanism;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.report.Page.Span;
import dev.hangup.report.Page.Style;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** One incident in full: what, who, when, how it is known, and what to do. */
final class IncidentText {
    private static final int INDENT = 4;
    private static final int LABEL = 13;
    private static final int MOST_FRAMES = 12;

    private final Page page;
    private final Sightings.Sighting sighting;
    private final Incident incident;
    private final Verdict typical;
    private final Connection connection;

    IncidentText(Page page, Sightings.Sighting sighting) {
        this.page = page;
        this.sighting = sighting;
        incident = sighting.best();
        typical = incident.typical();
        connection = typical.connection();
    }

    void write(int ofAll) {
        heading(ofAll);
        facts();
        story();
        evidence();
        lists();
        whereToLook();
    }

    /** {@code keepalive-race (fin-cross)}. */
    static String title(Verdict verdict) {
        if (verdict.cause().equals(Verdict.UNKNOWN)) {
            return "unknown cause";
        }
        return verdict.cause() + (verdict.variant().isEmpty() ? "" : " (" + verdict.variant() + ")");
    }

    private void heading(int ofAll) {
        page.blank();
        String rule = "--- " + sighting.number() + " of " + ofAll + " ";
        page.line(Page.dim(rule + "-".repeat(Math.max(0, page.width() - rule.length()))));
        page.line(
                new Span(title(typical), Style.ALARM),
                new Span(": " + Quantity.count(incident.requestsLost(), "request") + " lost on "
                        + Quantity.count(incident.verdicts().size(), "connection"), Style.BOLD));
        page.hanging(Page.plain(""), plainly(), Style.PLAIN);
        Sightings.Sighting rival = sighting.contradicts();
        if (rival != null) {
            page.hanging(Page.plain(""), "These are connections of incident " + rival.number()
                    + " too, which another capture explains as " + title(rival.best().typical()) + ".", Style.BOLD);
        }
        page.blank();
    }

    private String plainly() {
        if (!typical.cause().equals(Verdict.UNKNOWN)) {
            return Page.sentence(Causes.named(typical.cause()).plainly());
        }
        return Page.sentence(mechanism()) + " Why is open: no cause that is known fits well enough.";
    }

    private String mechanism() {
        Mechanism mechanism = typical.mechanism();
        return mechanism == null ? "" : mechanism.text();
    }

    private void facts() {
        String protocol = Facts.protocol(connection);
        fact("who", Facts.parties(incident) + (protocol.isEmpty() ? "" : "  (" + protocol + ")"));
        String clients = Facts.clientList(incident);
        if (!clients.isEmpty()) {
            fact("", "clients " + clients);
        }
        long inAll = connection.population().connections();
        if (inAll > 1) {
            fact("", incident.verdicts().size() + " of " + Quantity.count(inAll, "connection") + " to this server");
        }
        fact("when", TimeBar.span(incident));
        String bar = TimeBar.bar(incident);
        if (!bar.isEmpty()) {
            fact("", bar);
        }
        if (!typical.cause().equals(Verdict.UNKNOWN)) {
            fact("on the wire", mechanism());
        }
        fact("hung up", Facts.closedBy(typical));
        fact("next move", typical.culprit() == Party.NONE
                ? "nobody's"
                : "the " + typical.culprit().text() + "'s (" + Facts.percent(typical.culpritConfidence()) + ")");
        fact("how sure", howSure());
        String label = "measured";
        for (String measured : Facts.measured(incident)) {
            fact(label, measured);
            label = "";
        }
        seenFrom();
    }

    private String howSure() {
        if (typical.cause().equals(Verdict.UNKNOWN)) {
            return "the cause is open; " + Facts.percent(typical.confidence()) + " that it is none of the causes known";
        }
        return Facts.percent(typical.confidence()) + ", " + Facts.inWords(typical.confidence());
    }

    private void seenFrom() {
        fact("seen", typical.vantage().text() + ", in " + file(typical));
        for (Incident other : sighting.others()) {
            Verdict same = Sightings.matching(other, typical);
            fact("also seen", same.vantage().text() + ", in " + file(same) + ": "
                    + Quantity.count(other.verdicts().size(), "connection") + ", "
                    + (same.variant().isEmpty() || same.variant().equals(typical.variant())
                            ? ""
                            : "as " + same.variant() + ", ")
                    + Facts.percent(same.confidence()) + " sure, "
                    + (same.closedBy() == Party.NONE ? "" : "hung up by " + same.closedBy().text() + ", ")
                    + frames(same));
        }
    }

    private void fact(String label, String text) {
        page.labelled(INDENT, LABEL, label, text);
    }

    private void story() {
        section(incident.verdicts().size() == 1
                ? "Packet by packet"
                : "One typical connection, packet by packet");
        new Ladder(page, typical).draw();
    }

    private void evidence() {
        Candidate chosen = typical.chosen();
        if (chosen != null) {
            clues("For it, in bits (each bit doubles the odds)", chosen, true);
            clues("Against it", chosen, false);
        }
        List<Candidate> others = typical.candidates().stream()
                .filter(candidate -> candidate != chosen)
                .toList();
        section(chosen == null ? "What it could be" : "What else it could be", others.isEmpty() ? "nothing reaches 1 %" : "");
        for (Candidate other : others) {
            String head = "      " + Page.padLeft(Facts.percent(other.confidence()), 5) + "  ";
            page.hanging(Page.plain(head), other.cause() + ": " + strongest(other), Style.PLAIN);
        }
    }

    private void clues(String title, Candidate candidate, boolean inFavour) {
        List<Clue> clues = candidate.clues().stream()
                .filter(clue -> clue.bits() > 0 == inFavour)
                .sorted(Comparator.comparingDouble((Clue clue) -> -Math.abs(clue.bits())))
                .toList();
        section(title, clues.isEmpty() ? "nothing" : "");
        for (Clue clue : clues) {
            page.hanging(Page.plain(String.format(Locale.ROOT, "      %+5.1f  ", clue.bits())), clue.text(), Style.PLAIN);
        }
    }

    private static String strongest(Candidate candidate) {
        return candidate.clues().stream()
                .max(Comparator.comparingDouble(Clue::bits))
                .filter(clue -> clue.bits() > 0)
                .map(Clue::text)
                .orElse("the packets allow it, nothing in particular speaks for it");
    }

    private void lists() {
        if (!typical.settle().isEmpty()) {
            section("What would settle it");
            typical.settle().forEach(this::command);
        }
        if (!typical.remedies().isEmpty()) {
            section("What to change");
            typical.remedies().forEach(remedy -> page.hanging(Page.plain("      - "), remedy, Style.PLAIN));
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

    private void whereToLook() {
        section("In Wireshark");
        page.labelled(6, 9, "file", file(typical));
        page.labelled(6, 9, "filter", DisplayFilter.of(connection));
        page.labelled(6, 9, "look at", frames(typical));
    }

    private void section(String title) {
        section(title, "");
    }

    private void section(String title, String content) {
        page.blank();
        page.line(new Span("    " + title, Style.BOLD), Page.plain(content.isEmpty() ? "" : ": " + content));
    }

    static String file(Verdict verdict) {
        return verdict.capture().equals("-") ? "standard input" : verdict.capture();
    }

    private static String frames(Verdict verdict) {
        List<Long> frames = verdict.frames();
        StringBuilder text = new StringBuilder(frames.size() == 1 ? "frame " : "frames ");
        for (int i = 0; i < frames.size() && i < MOST_FRAMES; i++) {
            text.append(i == 0 ? "" : ", ").append(frames.get(i));
        }
        return text + (frames.size() > MOST_FRAMES ? ", ..." : "");
    }
}
