package dev.hangup.report;

import dev.hangup.log.LogSummary;
import dev.hangup.log.LogTime;
import org.jspecify.annotations.Nullable;

/**
 * One log that was read.
 *
 * @param name as the user named it
 * @param written who wrote it: {@code nginx}, {@code nginx, application}
 * @param lines how many lines it has
 * @param failures how many failures it tells of
 * @param isOfRequests whether it has one line for each request
 * @param first the time of its first line that has one
 * @param last the time of the last such line
 */
public record LogFile(
        String name,
        String written,
        long lines,
        long failures,
        boolean isOfRequests,
        @Nullable LogTime first,
        @Nullable LogTime last) {
    /** The log that {@code summary} is of, and that tells of so many failures. */
    public static LogFile of(String name, LogSummary summary, long failures) {
        return new LogFile(
                name,
                String.join(", ", summary.entries().keySet()),
                summary.lines(),
                failures,
                summary.isOfRequests(),
                summary.first(),
                summary.last());
    }
}
