package dev.hangup.report;

import dev.hangup.diagnosis.LogCounts;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/** How many failures logs tell of, as comma-separated values with a line of heads (RFC 4180). */
public final class CountsCsv {
    private CountsCsv() {}

    /** Writes the counts by {@code by} to {@code out}, which stays open. */
    public static void write(PrintStream out, LogCounts counts, List<CountedBy> by) {
        out.print(by.stream().map(CountedBy::text).collect(Collectors.joining(",")) + ",failures\r\n");
        CountedBy.count(counts, by)
                .forEach((values, count) -> out.print(
                        values.stream().map(CountsCsv::cell).collect(Collectors.joining(",")) + "," + count + "\r\n"));
    }

    private static String cell(String value) {
        boolean isPlain = value.chars().noneMatch(letter -> letter == ',' || letter == '"' || letter < ' ');
        return isPlain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
