package dev.hangup.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows in aligned columns. The last column gets what is left of the width and wraps; of the others the widest are
 * shortened in the middle when there is no room for all.
 */
final class Table {
    private static final String GUTTER = "  ";
    private static final int LEAST_LAST = 12;
    private static final int LEAST_COLUMN = 8;

    private final String[] heads;
    private final boolean[] rightAligned;
    private final List<String[]> rows = new ArrayList<>();

    /** A column whose head begins with a {@code >} is aligned at its right. */
    Table(String... columns) {
        heads = new String[columns.length];
        rightAligned = new boolean[columns.length];
        for (int i = 0; i < columns.length; i++) {
            rightAligned[i] = columns[i].startsWith(">");
            heads[i] = rightAligned[i] ? columns[i].substring(1) : columns[i];
        }
    }

    void row(String... cells) {
        rows.add(cells);
    }

    void print(Page page, int indent) {
        int[] widths = widths(page.width() - indent);
        print(page, indent, widths, heads, Page.Style.DIM);
        for (String[] row : rows) {
            print(page, indent, widths, row, Page.Style.PLAIN);
        }
    }

    private int[] widths(int room) {
        int last = heads.length - 1;
        int[] widths = new int[heads.length];
        for (int i = 0; i <= last; i++) {
            widths[i] = heads[i].length();
            for (String[] row : rows) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        int left = room - Math.min(widths[last], LEAST_LAST) - last * GUTTER.length();
        while (true) {
            int sum = 0;
            int widest = 0;
            for (int i = 0; i < last; i++) {
                sum += widths[i];
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (sum <= left || widths[widest] <= LEAST_COLUMN) {
                return widths;
            }
            widths[widest]--;
        }
    }

    private void print(Page page, int indent, int[] widths, String[] cells, Page.Style style) {
        StringBuilder line = new StringBuilder(" ".repeat(indent));
        int last = cells.length - 1;
        for (int i = 0; i < last; i++) {
            String cell = elide(cells[i], widths[i]);
            line.append(rightAligned[i] ? Page.padLeft(cell, widths[i]) : Page.pad(cell, widths[i]))
                    .append(GUTTER);
        }
        page.hanging(new Page.Span(line.toString(), style), cells[last], style);
    }

    /** Leaves out the middle: the ends of a path or an address say most. */
    static String elide(String text, int room) {
        if (text.length() <= room) {
            return text;
        }
        int front = (room - 2) / 3;
        return text.substring(0, front) + ".." + text.substring(text.length() - (room - 2 - front));
    }
}
