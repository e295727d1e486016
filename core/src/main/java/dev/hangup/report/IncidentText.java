package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.diagnosis.Causes;
import dev.hangup.diagnosis.ClockOffset;
import dev.hangup.diagnosis.Incident;
import dev.hangup.diagnosis.Joint;
import dev.hangup.diagnosis.Mechanism;
import dev.hangup.diagnosis.OtherHop;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.log.LogEvent;
import dev.hangup.report.Page.Span;
import dev.hangup.report.Page.Style;
import java.util.List;

/** One incident in full: what, who, when, how it is known, and what to do. */
final class IncidentText {
    private static final int INDENT = 4;
    private static final int LABEL = 13;
    private static final int MOST_FRAMES = 12;
    /** Whoever is the likeliest with less than this should not be woken up. */
    private static final double LEAST_CULPRIT = 0.3;

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
        new EvidenceText(page, typical).write();
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
        page.rule(sighting.number() + " of " + ofAll);
        page.line(
                new Span(title(typical), Style.ALARM),
                new Span(
                        ": " + Quantity.count(incident.requestsLost(), "request") + " lost on "
                                + Quantity.count(incident.connections(), "connection"),
                        Style.BOLD));
        page.hanging(Page.plain(""), plainly(), Style.PLAIN);
        Sightings.Sighting rival = sighting.contradicts();
        if (rival != null) {
            page.hanging(
                    Page.plain(""),
                    "These are connections of incident " + rival.number() + " too, which another capture explains as "
                            + title(rival.best().typical()) + ".",
                    Style.BOLD);
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
        String spoken = protocol.isEmpty() ? "" : "  (" + protocol + ")";
        fact("who", Facts.parties(incident) + spoken + Facts.encapsulation(incident));
        String clients = Facts.clientList(incident);
        if (!clients.isEmpty()) {
            fact("", "clients " + clients);
        }
        long inAll = connection.population().connections();
        if (inAll > 1) {
            fact("", incident.connections() + " of " + Quantity.count(inAll, "connection") + " to this server");
        }
        fact("when", TimeBar.span(incident));
        String bar = TimeBar.bar(incident);
        if (!bar.isEmpty()) {
            fact("", bar);
        }
        if (!typical.cause().equals(Verdict.UNKNOWN)) {
            fact("on the wire", mechanism());
        }
        fact("hung up", Closing.by(typical));
        fact("next move", nextMove());
        fact("how sure", howSure());
        String label = "measured";
        for (String measured : Facts.measured(incident)) {
            fact(label, measured);
            label = "";
        }
        seenFrom();
        String inLogs = "in the logs";
        for (LogEvent event : typical.logged()) {
            fact(inLogs, event.file() + ":" + event.line() + "  " + LogIncidentText.text(event));
            inLogs = "";
        }
    }

    private String nextMove() {
        if (typical.culprit() == Party.NONE) {
            return "nobody's";
        }
        boolean open = typical.culpritConfidence() < LEAST_CULPRIT;
        return (open ? "open; perhaps the " : "the ") + typical.culprit().text() + "'s ("
                + Facts.percent(typical.culpritConfidence()) + ")";
    }

    private String howSure() {
        if (typical.cause().equals(Verdict.UNKNOWN)) {
            return "the cause is open; " + Facts.percent(typical.confidence()) + " that it is none of the causes known";
        }
        return Facts.percent(typical.confidence()) + ", " + Facts.inWords(typical.confidence());
    }

    private void seenFrom() {
        fact("seen", typical.vantage().text() + ", in " + file(typical));
        if (!typical.remark().isEmpty()) {
            fact("note", typical.remark());
        }
        joint();
        for (Incident other : sighting.others()) {
            Verdict same = Sightings.matching(other, typical);
            fact(
                    "also seen",
                    same.vantage().text() + ", in " + file(same) + ": "
                            + Quantity.count(other.connections(), "connection") + ", "
                            + (same.variant().isEmpty() || same.variant().equals(typical.variant())
                                    ? ""
                                    : "as " + same.variant() + ", ")
                            + (same.cause().equals(Verdict.UNKNOWN) ? "" : Facts.percent(same.confidence()) + " sure, ")
                            + (same.closedBy() == Party.NONE
                                    ? ""
                                    : "hung up by " + same.closedBy().text() + ", ")
                            + frames(same));
        }
    }

    private void joint() {
        Joint joint = typical.joint();
        if (joint == null) {
            return;
        }
        String label = "and in";
        for (String capture : joint.captures()) {
            List<Joint.View> views = joint.views().stream()
                    .filter(view -> view.capture().equals(capture))
                    .toList();
            if (!capture.equals(typical.capture()) || !views.isEmpty()) {
                fact(label, capture + (views.isEmpty() ? ", which has nothing of it" : "") + elsewhere(views));
                label = "";
            }
        }
        OtherHop hop = joint.otherHop();
        if (hop != null) {
            fact("other hop", hop.text());
        }
        label = "clocks";
        for (ClockOffset clock : joint.clocks()) {
            fact(label, clock.text());
            label = "";
        }
    }

    /** {@code , from frame 7}, and as who where an address translator stands between. */
    private String elsewhere(List<Joint.View> views) {
        StringBuilder text = new StringBuilder();
        for (Joint.View view : views) {
            boolean isTranslated = !view.client().equals(connection.client().endpoint())
                    || !view.server().equals(connection.server().endpoint());
            text.append(", from frame ").append(view.firstFrame());
            text.append(isTranslated ? " as " + view.client() + " -> " + view.server() : "");
        }
        return text.toString();
    }

    private void fact(String label, String text) {
        page.labelled(INDENT, LABEL, label, text);
    }

    private void story() {
        page.section(incident.connections() == 1 ? "Packet by packet" : "One typical connection, packet by packet");
        new Ladder(page, typical).draw();
    }

    private void whereToLook() {
        page.section("In Wireshark");
        page.labelled(6, 9, "file", file(typical));
        page.labelled(6, 9, "filter", DisplayFilter.of(connection));
        page.labelled(6, 9, "look at", frames(typical));
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
