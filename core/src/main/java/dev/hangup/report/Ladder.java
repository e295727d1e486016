package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.capture.Segment;
import dev.hangup.connection.Connection;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.Side;
import dev.hangup.connection.Trail;
import dev.hangup.diagnosis.Story;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.report.Page.Style;
import java.util.Arrays;
import java.util.List;

/** Draws the last segments of a connection as a ladder: time downwards, the client left, the server right. */
final class Ladder {
    private static final int FRAME_WIDTH = 7;
    private static final int NARROWEST_LANE = 36;
    private static final int COMFORTABLE_LANE = 44;
    private static final int NARROWEST_NOTE = 18;
    private static final int COMFORTABLE_NOTE = 30;
    /** From this width on, nothing needs to be squeezed. */
    private static final int COMFORTABLE = 92;
    /** What an arrow needs besides its label: two ends of the lane, a tail, a head, two spaces. */
    private static final int AROUND_LABEL = 9;
    /** Silence from here on gets a line of its own. */
    private static final long SILENCE_NANOS = 100_000_000L;

    private final Page page;
    private final Connection connection;
    private final LadderNotes notes;
    private final List<Trail.Entry> entries;
    private final int indent;
    private final int timeWidth;
    private final int lane;
    private final boolean notesBeside;

    Ladder(Page page, Verdict verdict) {
        this.page = page;
        this.connection = verdict.connection();
        this.notes = new LadderNotes(verdict);
        this.entries = Story.ladder(connection);
        this.timeWidth =
                Math.max(9, offset(connection.watchedUntilNanos()).length());
        this.indent = page.width() < COMFORTABLE ? 1 : 4;
        int room = page.width() - indent - timeWidth - FRAME_WIDTH - 2;
        int longest =
                entries.stream().mapToInt(entry -> label(entry).length()).max().orElse(0);
        int least = page.width() < COMFORTABLE ? NARROWEST_LANE : COMFORTABLE_LANE;
        int names = Math.min(namesLength(), room - 2 - COMFORTABLE_NOTE);
        int wanted = Math.max(Math.max(least, longest + AROUND_LABEL), names);
        this.notesBeside = room >= wanted + 2 + NARROWEST_NOTE;
        this.lane = notesBeside ? wanted : room;
    }

    void draw() {
        heads();
        long last = opening();
        boolean asked = false;
        boolean icmpDrawn = false;
        for (Trail.Entry entry : entries) {
            IcmpError error = connection.icmpError();
            if (error != null && !icmpDrawn && error.frame() < entry.frame()) {
                last = icmp(error, last);
                icmpDrawn = true;
            }
            silence(last, entry.timeNanos(), notes.silenceBefore(entry, asked));
            segment(entry);
            last = entry.timeNanos();
            if (entry.payloadLength() > 0 && !entry.isMarked(Trail.KEEP_ALIVE_PROBE)) {
                asked = entry.fromClient();
            }
        }
        IcmpError error = connection.icmpError();
        if (error != null && !icmpDrawn) {
            last = icmp(error, last);
        }
        if (!connection.isClosed()) {
            silence(last, connection.watchedUntilNanos(), "nothing more for %s");
        }
    }

    private int namesLength() {
        return connection.client().endpoint().toString().length()
                + connection.server().endpoint().toString().length() + 3;
    }

    private void heads() {
        String left = connection.client().endpoint().toString();
        String right = connection.server().endpoint().toString();
        if (namesLength() + 14 <= lane) {
            left = "client " + left;
            right += " server";
        } else if (namesLength() > lane) {
            left = "client";
            right = "server";
        }
        String head = " ".repeat(indent) + Page.padLeft("seconds", timeWidth) + Page.padLeft("frame", FRAME_WIDTH) + "  ";
        page.line(
                Page.dim(head),
                new Page.Span(left + Page.padLeft(right, lane - left.length()), Style.BOLD));
    }

    /** What went before the first segment that is still known; returns when that ended. */
    private long opening() {
        List<Trail.Entry> trail = Arrays.asList(connection.trail().entries());
        int handshake = 0;
        long end = connection.startNanos();
        if (connection.beganBefore()) {
            between("the beginning was not captured");
        } else if (isHandshakePlain()) {
            end = connection.handshakeNanos();
            String roundTrip = Quantity.duration(end - connection.startNanos());
            rung(connection.startNanos(), connection.firstFrame(), filled("<=", "SYN, SYN+ACK, ACK", "=>"), "handshake, " + roundTrip, Style.PLAIN);
            entries.removeIf(this::isOfHandshake);
            handshake = 3;
        }
        if (entries.isEmpty() || entries.get(0).frame() == connection.firstFrame()) {
            return end;
        }
        long firstShown = entries.get(0).frame();
        long inTrail = trail.stream().filter(entry -> entry.frame() >= firstShown).count();
        long left = connection.packets() - handshake - inTrail;
        if (left > 0) {
            long nanos = Math.max(0, entries.get(0).timeNanos() - end);
            between(Quantity.count(left, "packet") + ", " + Quantity.duration(nanos) + " not shown");
            return entries.get(0).timeNanos();
        }
        return end;
    }

    /** Whether it took three segments, so that one line can stand for them. */
    private boolean isHandshakePlain() {
        return connection.handshakeRoundTripNanos() >= 0 && connection.synAcks() == 1;
    }

    private boolean isOfHandshake(Trail.Entry entry) {
        return entry.timeNanos() <= connection.handshakeNanos() && entry.payloadLength() == 0 && !entry.has(Segment.RST);
    }

    private void segment(Trail.Entry entry) {
        boolean reset = entry.has(Segment.RST);
        String label = label(entry);
        rung(
                entry.timeNanos(),
                entry.frame(),
                entry.fromClient() ? filled("---", label, "->") : filled("<--", label, "--"),
                notes.of(entry),
                reset ? Style.ALARM : Style.PLAIN);
    }

    private long icmp(IcmpError error, long last) {
        silence(last, error.timeNanos(), "%s without an answer");
        rung(error.timeNanos(), error.frame(), filled("***", "ICMP " + error.type() + "/" + error.code(), "**"),
                error.text() + " from " + error.reporter().address(), Style.ALARM);
        return error.timeNanos();
    }

    private void silence(long from, long to, String what) {
        if (to - from >= SILENCE_NANOS) {
            between(what.replace("%s", Quantity.duration(to - from)));
        }
    }

    private void between(String what) {
        String text = "... " + what + " ...";
        int before = Math.max(0, (lane - 2 - text.length()) / 2);
        String margin = " ".repeat(indent + timeWidth + FRAME_WIDTH + 2);
        page.line(
                Page.dim(margin + ":" + " ".repeat(before)),
                new Page.Span(text, Style.BOLD),
                Page.dim(" ".repeat(Math.max(0, lane - 2 - before - text.length())) + ":"));
    }

    private void rung(long nanos, long frame, String arrow, String note, Style style) {
        String head = " ".repeat(indent) + Page.padLeft(offset(nanos), timeWidth) + Page.padLeft(Long.toString(frame), FRAME_WIDTH) + "  ";
        List<String> lines = note.isEmpty() ? List.of() : Page.wrap(note, noteRoom());
        boolean beside = notesBeside && !lines.isEmpty();
        page.line(Page.dim(head), new Page.Span("|" + arrow + "|", style), Page.plain(beside ? "  " + lines.get(0) : ""));
        String margin = " ".repeat(head.length());
        for (String line : beside ? lines.subList(1, lines.size()) : lines) {
            if (notesBeside) {
                page.line(Page.dim(margin + "|" + " ".repeat(lane - 2) + "|"), Page.plain("  " + line));
            } else {
                page.line(Page.dim(margin + "|   "), Page.plain(Page.pad(line, lane - 6)), Page.dim(" |"));
            }
        }
    }

    private int noteRoom() {
        return notesBeside ? page.width() - indent - timeWidth - FRAME_WIDTH - 4 - lane : lane - 6;
    }

    private String filled(String tail, String label, String head) {
        char line = tail.charAt(tail.length() - 1);
        int room = lane - 2 - tail.length() - head.length() - 2;
        String text = label;
        while (text.length() > room) {
            int space = text.lastIndexOf(' ');
            text = text.substring(0, space < 0 ? room : space);
        }
        return tail + " " + text + " " + String.valueOf(line).repeat(room - text.length()) + head;
    }

    private String label(Trail.Entry entry) {
        Side own = connection.side(entry.fromClient());
        Side other = connection.side(!entry.fromClient());
        StringBuilder label = new StringBuilder(flags(entry));
        boolean plainAck = !entry.occupiesSequence() && !entry.has(Segment.RST);
        if (!plainAck || entry.isMarked(Trail.KEEP_ALIVE_PROBE)) {
            label.append(" seq=").append(number(own, entry.sequence()));
        }
        if (entry.payloadLength() > 0) {
            label.append(" len=").append(entry.payloadLength());
        }
        if (entry.has(Segment.ACK)) {
            label.append(" ack=").append(number(other, entry.acknowledgment()));
        }
        if (entry.has(Segment.RST)) {
            label.append(" win=").append(entry.window());
        }
        return label.toString();
    }

    private static String flags(Trail.Entry entry) {
        StringBuilder flags = new StringBuilder();
        flag(flags, entry, Segment.SYN, "SYN");
        flag(flags, entry, Segment.FIN, "FIN");
        flag(flags, entry, Segment.RST, "RST");
        flag(flags, entry, Segment.PSH, "PSH");
        flag(flags, entry, Segment.ACK, "ACK");
        return flags.length() == 0 ? "no flag" : flags.toString();
    }

    private static void flag(StringBuilder flags, Trail.Entry entry, int bit, String name) {
        if (entry.has(bit)) {
            flags.append(flags.length() == 0 ? "" : "+").append(name);
        }
    }

    /** Counted from the initial sequence number where the SYN was captured, as Wireshark does; else as sent. */
    private static long number(Side side, int sequence) {
        return Integer.toUnsignedLong(side.sentSyn() ? sequence - side.initialSequence() : sequence);
    }

    private String offset(long nanos) {
        long micros = Math.max(0, nanos - connection.startNanos()) / 1000;
        return micros / 1_000_000 + "." + Page.padLeft(Long.toString(micros % 1_000_000), 6).replace(' ', '0');
    }
}
