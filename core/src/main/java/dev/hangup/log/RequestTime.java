package dev.hangup.log;

/**
 * From when to when a request was served, by a line of an access log, whatever came of it.
 *
 * @param startNanos when it began, in nanoseconds since 1970
 * @param endNanos when its answer was whole
 * @param precisionNanos the unit of the last digit of the log's times, in nanoseconds
 * @param connection what tells the connection that it came on from others; empty where the line does not say it
 * @param upstream the server that it was handed to, as written; empty where it was to none
 * @param upstreamNanos how long that server had it, in nanoseconds, up to the end; -1 where the line does not say it
 */
public record RequestTime(
        long startNanos, long endNanos, long precisionNanos, String connection, String upstream, long upstreamNanos) {}
