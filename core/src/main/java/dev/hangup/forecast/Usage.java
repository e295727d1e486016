package dev.hangup.forecast;

import dev.hangup.IdleGaps;
import dev.hangup.comparison.Rate;

/**
 * How the connections to one server are used, by one source of evidence.
 *
 * @param server its address and port, or the name that the source has for it
 * @param source the file that shows it
 * @param basis how the gaps were found
 * @param spanNanos how long was looked, in nanoseconds
 * @param gaps after how long idle connections were used again
 * @param idleTimeoutNanos after how long the server closes them, as seen; -1 where that is not known
 * @param idleCloses how often it was seen to; 0 where the timeout is only said
 * @param roundTripNanos the round trip, as seen; -1 where that is not known
 * @param precisionNanos how exact the gaps are
 * @param races how many requests were lost to its idle close, as seen; -1 where the source cannot show it
 */
public record Usage(
        String server,
        String source,
        Basis basis,
        long spanNanos,
        IdleGaps gaps,
        long idleTimeoutNanos,
        int idleCloses,
        long roundTripNanos,
        long precisionNanos,
        long races) {
    private static final double DAY_NANOS = 86_400e9;

    /** How gaps were found. */
    public enum Basis {
        /** On the connections themselves; where the server closes idle ones no longer gap is seen. */
        CONNECTIONS("seen on the connections"),
        /** From when requests came, on connections that the log tells apart. */
        LOGGED_CONNECTIONS("from the connections that the log numbers"),
        /** From when requests came, as if they shared a pool that hands out the connection used last: it never closes any. */
        REPLAYED_POOL("from the log's times, as a pool that hands out the connection used last has them");

        private final String text;

        Basis(String text) {
            this.text = text;
        }

        /** In words. */
        public String text() {
            return text;
        }
    }

    /** How long was looked, in days. */
    public double days() {
        return spanNanos / DAY_NANOS;
    }

    /** How many a day were lost, as seen. */
    Rate seen() {
        return new Rate(races, days());
    }

    /** Whether no gap longer than the server's idle timeout can be among them. */
    boolean isCensored() {
        return basis != Basis.REPLAYED_POOL && idleTimeoutNanos >= 0;
    }

    /** The same with an idle timeout that somebody says. */
    public Usage withIdleTimeout(long nanos) {
        return new Usage(server, source, basis, spanNanos, gaps, nanos, 0, roundTripNanos, precisionNanos, races);
    }

    /** The same with a round trip that somebody says. */
    public Usage withRoundTrip(long nanos) {
        return new Usage(
                server, source, basis, spanNanos, gaps, idleTimeoutNanos, idleCloses, nanos, precisionNanos, races);
    }
}
