package dev.hangup.comparison;

/**
 * After how long idle a server was seen to close connections.
 *
 * @param server its address and port
 * @param minNanos the shortest time seen, in nanoseconds
 * @param maxNanos the longest
 * @param count how often
 * @param source what showed it: {@code capture}, {@code probe}
 */
public record IdleLimit(String server, long minNanos, long maxNanos, int count, String source) {
    private static final double SECOND = 1e9;
    /** Timers fire late by a share of their time at most, and Node up to a second by design. */
    private static final double SHARE = 0.1;

    private static final double LATE_SECONDS = 1.5;
    private static final double EARLY_SECONDS = 0.1;

    /** Whether it is what a timer of {@code seconds} shows. */
    boolean fits(double seconds) {
        return minNanos / SECOND >= seconds * (1 - SHARE) - EARLY_SECONDS
                && maxNanos / SECOND <= seconds * (1 + SHARE) + LATE_SECONDS;
    }

    /** Whether both can be of the same timer. */
    boolean isLike(IdleLimit other) {
        return minNanos <= other.maxNanos * (1 + SHARE) && other.minNanos <= maxNanos * (1 + SHARE);
    }
}
