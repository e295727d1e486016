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

    private static final String INDENT = "    ";
    private static final String GUTTER = "  ";
    private static final long TEN_MILLIS = 10_000_000L;

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

    GapHistogram(GapRange gaps, List<Aimed> aimed) {
        this.gaps = gaps;
        int count = Math.max(1, Math.min(MOST_LINES, aimed.size() / FEWEST_OF_A_LINE));
        spanNanos = Math.max(1, (gaps.toNanos() - gaps.fromNanos()) / count);
        for (int i = 0; i < count; i++) {
            lines.add(new EnumMap<>(Reaction.class));
        }
        for (Aimed one : aimed) {
            // A request that was late stands with the last ones.
            long line = Math.max(0, Math.min(count - 1, (one.gapNanos() - gaps.fromNanos()) / spanNanos));
            lines.get((int) line).merge(one.reaction(), 1, Integer::sum);
        }
    }

    void print(Page page) {
        StringBuilder heads = new StringBuilder(INDENT).append(Page.pad("idle gap", span(0).length()));
        COLUMNS.forEach(column -> heads.append(GUTTER).append(column.head()));
        page.line(Page.dim(heads.toString()));
        int room = Math.max(2 * COLUMNS.size(), page.width() - heads.length() - GUTTER.length());
        int fullest = lines.stream().mapToInt(GapHistogram::requests).max().orElse(0);
        for (int i = 0; i < lines.size(); i++) {
            page.line(line(i, room, fullest).toArray(new Page.Span[0]));
        }
        page.line(Page.dim(
                INDENT + ". answered   R RST   E FIN without an answer   S silence   - closed before, not sent"));
    }

    private static int requests(Map<Reaction, Integer> line) {
        return line.values().stream().mapToInt(Integer::intValue).sum();
    }

    private List<Page.Span> line(int index, int room, int fullest) {
        StringBuilder numbers = new StringBuilder(INDENT).append(span(index));
        List<Page.Span> bar = new ArrayList<>();
        for (Column column : COLUMNS) {
            int count = lines.get(index).getOrDefault(column.reaction(), 0);
            numbers.append(GUTTER)
                    .append(Page.padLeft(Integer.toString(count), column.head().length()));
            bar.add(new Page.Span(column.letter().repeat(letters(count, room, fullest)), column.style()));
        }
        bar.add(0, Page.plain(numbers.append(GUTTER).toString()));
        return bar;
    }

    /** One for each request; where there is no room for so many fewer, but never none. */
    private static int letters(int count, int room, int fullest) {
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
