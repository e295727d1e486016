package dev.hangup.report;

import dev.hangup.report.Page.Style;
import java.util.List;

/**
 * The columns of a ladder: time, frame, the lane between client and server with an arrow in it, and what it means. Where
 * the page is too narrow for the last column its text stands in the lane, below the arrow.
 */
final class Lanes {
    /** How an arrow is drawn: its first and last characters when it points right. */
    enum Arrow {
        TO_SERVER("---", "->"),
        TO_CLIENT("<--", "--"),
        BOTH("<=", "=>"),
        TO_NOBODY("***", "**");

        private final String tail;
        private final String head;

        Arrow(String tail, String head) {
            this.tail = tail;
            this.head = head;
        }
    }

    private static final int FRAME_WIDTH = 7;
    private static final int NARROWEST_LANE = 36;
    private static final int COMFORTABLE_LANE = 44;
    private static final int NARROWEST_NOTE = 18;
    private static final int COMFORTABLE_NOTE = 30;
    /** From this width on nothing needs to be squeezed. */
    private static final int COMFORTABLE = 92;
    /** What an arrow needs besides its label: two ends of the lane, a tail, a head, two spaces. */
    private static final int AROUND_LABEL = 9;

    private final Page page;
    private final int indent;
    private final int timeWidth;
    private final int lane;
    private final int noteRoom;
    private final boolean notesBeside;

    /**
     * Divides the page.
     *
     * @param timeWidth characters of the longest time
     * @param longestLabel characters of the longest label of an arrow
     * @param names characters that the names of both sides need
     */
    Lanes(Page page, int timeWidth, int longestLabel, int names) {
        this.page = page;
        this.timeWidth = timeWidth;
        boolean comfortable = page.width() >= COMFORTABLE;
        indent = comfortable ? 4 : 1;
        int room = page.width() - indent - timeWidth - FRAME_WIDTH - 2;
        int wanted = Math.max(comfortable ? COMFORTABLE_LANE : NARROWEST_LANE, longestLabel + AROUND_LABEL);
        wanted = Math.max(wanted, Math.min(names, room - 2 - COMFORTABLE_NOTE));
        notesBeside = room >= wanted + 2 + NARROWEST_NOTE;
        lane = notesBeside ? wanted : room;
        noteRoom = notesBeside ? room - lane - 2 : lane - 6;
    }

    /** How many characters there are between the ends of the lane. */
    int width() {
        return lane;
    }

    /** The names of the two sides above their ends of the lane. */
    void heads(String client, String server) {
        page.line(
                Page.dim(margin("seconds", "frame")),
                new Page.Span(client + Page.padLeft(server, lane - client.length()), Style.BOLD));
    }

    /** Something that happened between two segments. */
    void between(String what) {
        String text = "... " + what + " ...";
        int before = Math.max(0, (lane - 2 - text.length()) / 2);
        page.line(
                Page.dim(margin("", "") + ":" + " ".repeat(before)),
                new Page.Span(text, Style.BOLD),
                Page.dim(" ".repeat(Math.max(0, lane - 2 - before - text.length())) + ":"));
    }

    /** One segment. */
    void rung(String time, long frame, Arrow arrow, String label, String note, Style style) {
        List<String> lines = note.isEmpty() ? List.of() : Page.wrap(note, noteRoom);
        boolean beside = notesBeside && !lines.isEmpty();
        page.line(
                Page.dim(margin(time, Long.toString(frame))),
                new Page.Span("|" + draw(arrow, label) + "|", style),
                Page.plain(beside ? "  " + lines.get(0) : ""));
        String margin = margin("", "");
        for (String line : beside ? lines.subList(1, lines.size()) : lines) {
            if (notesBeside) {
                page.line(Page.dim(margin + "|" + " ".repeat(lane - 2) + "|"), Page.plain("  " + line));
            } else {
                page.line(Page.dim(margin + "|   "), Page.plain(Page.pad(line, noteRoom + 1)), Page.dim("|"));
            }
        }
    }

    private String margin(String time, String frame) {
        return " ".repeat(indent) + Page.padLeft(time, timeWidth) + Page.padLeft(frame, FRAME_WIDTH) + "  ";
    }

    /** The arrow from one end to the other; of a label that is too long whole words are left out. */
    private String draw(Arrow arrow, String label) {
        char line = arrow.tail.charAt(arrow.tail.length() - 1);
        int room = lane - 2 - arrow.tail.length() - arrow.head.length() - 2;
        String text = label;
        while (text.length() > room) {
            int space = text.lastIndexOf(' ');
            text = text.substring(0, space < 0 ? room : space);
        }
        return arrow.tail + " " + text + " " + String.valueOf(line).repeat(room - text.length()) + arrow.head;
    }
}
