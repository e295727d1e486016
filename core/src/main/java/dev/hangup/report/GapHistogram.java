package dev.hangup.report;

import dev.hangup.measurement.Aimed;
import dev.hangup.measurement.GapRange;
import dev.hangup.measurement.LateRequest.Reaction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came of aimed requests, by idle gap: a line for each span of gaps, with a letter for each request. */
final class GapHistogram {
    private static final int MOST_LINES = 20;
    /** A line is of so many requests at least. */
    private static final int FEWEST_OF_A_LINE = 5;

    /** Less says nothing of how many there are. */
    private static final int SHORTEST_BAR = 10;

    private static final String INDENT = "    ";
    private static final String GUTTER = "  ";
    private static final long TEN_MILLIS = 10_000_000L;
    /** No line is of a span that is shorter than what its label can show. */
    private static final long SHORTEST_SPAN_NANOS = 100_000L;

    /** How an outcome is shown: its column, and its letter in the bar. */
    private record Column(Reaction reaction, String head, String letter, Page.Style style) {}

    private static final List<Column> COLUMNS = List.of(
            new Column(Reaction.ANSWERED, "answered", ".", Page.Style.PLAIN),
            new Column(Reaction.RESET, "RST", "R", Page.Style.ALARM),
            new Column(Reaction.CLOSED, "EOF", "E", Page.Style.ALARM),
            new Column(Reaction.SILENCE, "silence", "S", Page.Style.ALARM),
            new Column(Reaction.CLOSED_BEFORE, "closed before", "-", Page.Style.DIM));

    private final GapRange gaps;
    private final List<Map<Reaction, Integer>> lines = new ArrayList<>();
    private final long spanNanos;
    private final int fullest;

    GapHistogram(GapRange gaps, List<Aimed> aimed) {
        this.gaps = gaps;
        long wholeNanos = gaps.toNanos() - gaps.fromNanos();
        int most = Math.min(MOST_LINES, aimed.size() / FEWEST_OF_A_LINE);
        int count = (int) Math.max(1, Math.min(most, wholeNanos / SHORTEST_SPAN_NANOS));
        spanNanos = Math.max(1, wholeNanos / count);
        for (int i = 0; i < count; i++) {
            lines.add(new EnumMap<>(Reaction.class));
        }
        for (Aimed one : aimed) {
            // A request that was late stands with the last ones.
            long line = Math.max(0, Math.min(count - 1, (one.gapNanos() - gaps.fromNanos()) / spanNanos));
            lines.get((int) line).merge(one.reaction(), 1, Integer::sum);
        }
        fullest = lines.stream().mapToInt(GapHistogram::requests).max().orElse(0);
    }

    /** Where names and a bar have no room side by side, the letters stand for the names. */
    void print(Page page) {
        List<String> names = COLUMNS.stream().map(Column::head).toList();
        boolean roomy = room(page, names) >= SHORTEST_BAR;
        List<String> heads =
                roomy ? names : COLUMNS.stream().map(Column::letter).toList();
        StringBuilder line = new StringBuilder(INDENT).append(Page.pad("idle gap", span(0).length()));
        heads.forEach(head -> line.append(GUTTER).append(Page.padLeft(head, width(head))));
        page.line(Page.dim(line.toString()));
        for (int i = 0; i < lines.size(); i++) {
            page.line(line(i, heads, room(page, heads)).toArray(new Page.Span[0]));
        }
        page.hanging(
                Page.dim(INDENT),
                ". answered   R RST   E FIN without an answer   S silence   - closed before, not sent",
                Page.Style.DIM);
    }

    /** How many letters there is room for below {@code heads}. */
    private int room(Page page, List<String> heads) {
        int numbers =
                heads.stream().mapToInt(head -> GUTTER.length() + width(head)).sum();
        return page.width() - INDENT.length() - span(0).length() - numbers - GUTTER.length();
    }

    private int width(String head) {
        return Math.max(head.length(), Integer.toString(fullest).length());
    }

    private static int requests(Map<Reaction, Integer> line) {
        return line.values().stream().mapToInt(Integer::intValue).sum();
    }

    private List<Page.Span> line(int index, List<String> heads, int room) {
        StringBuilder numbers = new StringBuilder(INDENT).append(span(index));
        List<Page.Span> bar = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            Column column = COLUMNS.get(i);
            int count = lines.get(index).getOrDefault(column.reaction(), 0);
            numbers.append(GUTTER).append(Page.padLeft(Integer.toString(count), width(heads.get(i))));
            if (room >= SHORTEST_BAR) {
                bar.add(new Page.Span(column.letter().repeat(letters(count, room)), column.style()));
            }
        }
        bar.add(0, Page.plain(numbers.append(GUTTER).toString()));
        return bar;
    }

    /** One for each request; where there is no room for so many fewer, but never none. */
    private int letters(int count, int room) {
        return fullest <= room || count == 0
                ? count
                : (int) Math.max(1, (long) count * (room - COLUMNS.size()) / fullest);
    }

    private String span(int index) {
        long from = gaps.fromNanos() + index * spanNanos;
        String format = spanNanos < TEN_MILLIS ? "%.4f" : "%.3f";
        return String.format(Locale.ROOT, format + "-" + format + " s", from / 1e9, (from + spanNanos) / 1e9);
    }
}
