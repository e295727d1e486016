package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.TcpFlags;
import dev.hangup.connection.Connection;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.Trail;
import dev.hangup.diagnosis.Story;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.report.Lanes.Arrow;
import dev.hangup.report.Page.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws the last segments of a connection as a ladder: time downwards, the client left, the server right. */
final class Ladder {
    /** Silence from here on gets a line of its own. */
    private static final long SILENCE_NANOS = 100_000_000L;

    private static final int SHORTEST_TIME = 9;

    private final Connection connection;
    private final LadderNotes notes;
    private final List<Trail.Entry> entries;
    private final Lanes lanes;
    private long lastNanos;
    private boolean asked;
    private boolean icmpDrawn;

    Ladder(Page page, Verdict verdict) {
        connection = verdict.connection();
        notes = new LadderNotes(verdict);
        entries = new ArrayList<>(Story.ladder(connection));
        int longestLabel = entries.stream()
                .mapToInt(entry -> SegmentLabel.of(connection, entry).length())
                .max()
                .orElse(0);
        int timeWidth =
                Math.max(SHORTEST_TIME, offset(connection.watchedUntilNanos()).length());
        lanes = new Lanes(page, timeWidth, longestLabel, namesLength());
    }

    void draw() {
        heads();
        lastNanos = opening();
        for (Trail.Entry entry : entries) {
            icmpBefore(entry.frame());
            silence(entry.timeNanos(), notes.silenceBefore(entry, asked));
            segment(entry);
        }
        icmpBefore(Long.MAX_VALUE);
        if (!connection.isClosed()) {
            silence(connection.watchedUntilNanos(), "nothing more for %s");
        }
    }

    private int namesLength() {
        return connection.client().endpoint().toString().length()
                + connection.server().endpoint().toString().length()
                + 3;
    }

    private void heads() {
        String client = connection.client().endpoint().toString();
        String server = connection.server().endpoint().toString();
        if (namesLength() + "client server".length() <= lanes.width()) {
            lanes.heads("client " + client, server + " server");
        } else if (namesLength() <= lanes.width()) {
            lanes.heads(client, server);
        } else {
            lanes.heads("client", "server");
        }
    }

    /** What went before the first segment that is still known; returns when that ended. */
    private long opening() {
        int handshake = 0;
        long end = connection.startNanos();
        if (connection.beganBefore()) {
            lanes.between("the beginning was not captured");
        } else if (isHandshakePlain()) {
            end = connection.handshakeNanos();
            String took = "handshake, " + Quantity.duration(end - connection.startNanos());
            lanes.rung(
                    offset(connection.startNanos()),
                    connection.firstFrame(),
                    Arrow.BOTH,
                    "SYN, SYN+ACK, ACK",
                    took,
                    Style.PLAIN);
            entries.removeIf(this::isOfHandshake);
            handshake = 3;
        }
        if (entries.isEmpty() || entries.get(0).frame() == connection.firstFrame()) {
            return end;
        }
        Trail.Entry first = entries.get(0);
        long left = connection.packets() - handshake - inTrailFrom(first.frame());
        if (left <= 0) {
            return end;
        }
        long answered = connection.exchanges().lastAnswerNanos();
        boolean answerIsLeftOut = answered > end && answered < first.timeNanos();
        long until = answerIsLeftOut ? answered : Math.max(end, first.timeNanos());
        lanes.between(Quantity.count(left, "packet") + ", " + Quantity.duration(until - end) + " not shown");
        return until;
    }

    private int inTrailFrom(long frame) {
        int kept = 0;
        for (Trail.Entry entry : connection.trail().entries()) {
            if (entry.frame() >= frame) {
                kept++;
            }
        }
        return kept;
    }

    /** Whether it took three segments, so that one line can stand for them. */
    private boolean isHandshakePlain() {
        return connection.handshakeRoundTripNanos() >= 0 && connection.synAcks() == 1;
    }

    private boolean isOfHandshake(Trail.Entry entry) {
        return entry.timeNanos() <= connection.handshakeNanos()
                && entry.payloadLength() == 0
                && !entry.has(TcpFlags.RST);
    }

    private void segment(Trail.Entry entry) {
        lanes.rung(
                offset(entry.timeNanos()),
                entry.frame(),
                entry.fromClient() ? Arrow.TO_SERVER : Arrow.TO_CLIENT,
                SegmentLabel.of(connection, entry),
                notes.of(entry),
                entry.has(TcpFlags.RST) ? Style.ALARM : Style.PLAIN);
        lastNanos = entry.timeNanos();
        if (entry.payloadLength() > 0 && !entry.isMarked(Trail.KEEP_ALIVE_PROBE)) {
            asked = entry.fromClient();
        }
    }

    private void icmpBefore(long frame) {
        IcmpError error = connection.icmpError();
        if (error == null || icmpDrawn || error.frame() >= frame) {
            return;
        }
        icmpDrawn = true;
        silence(error.timeNanos(), "%s without an answer");
        lanes.rung(
                offset(error.timeNanos()),
                error.frame(),
                Arrow.TO_NOBODY,
                "ICMP " + error.type() + "/" + error.code(),
                error.text() + " from " + error.reporter().address(),
                Style.ALARM);
        lastNanos = error.timeNanos();
    }

    private void silence(long untilNanos, String what) {
        long lasted = untilNanos - lastNanos;
        if (lasted >= SILENCE_NANOS) {
            lanes.between(what.replace("%s", Quantity.duration(lasted)));
        }
    }

    /** Seconds since the connection began, with microseconds. */
    private String offset(long nanos) {
        long micros = Math.max(0, nanos - connection.startNanos()) / 1000;
        return String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
    }
}
