package dev.hangup.measurement;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;

/**
 * A span of time as several samples showed it.
 *
 * @param minNanos the shortest sample, in nanoseconds
 * @param maxNanos the longest sample
 * @param count how many samples there are, one or more
 */
public record Interval(long minNanos, long maxNanos, int count) {
    private static final long MICROSECONDS_BELOW = 100_000_000;

    /**
     * The span that {@code samples} cover.
     *
     * @throws IllegalArgumentException without a sample
     */
    public static Interval of(Collection<Long> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("an interval needs a sample");
        }
        return new Interval(Collections.min(samples), Collections.max(samples), samples.size());
    }

    /** {@code 5.003-5.006 s (n = 3)}, to the millisecond; spans below 0.1 s in milliseconds, to the microsecond. */
    public String text() {
        boolean small = maxNanos < MICROSECONDS_BELOW;
        String shortest = number(minNanos, small);
        String longest = number(maxNanos, small);
        return (shortest.equals(longest) ? shortest : shortest + "-" + longest)
                + (small ? " ms" : " s")
                + " (n = " + count + ")";
    }

    private static String number(long nanos, boolean inMillis) {
        return String.format(Locale.ROOT, "%.3f", nanos / (inMillis ? 1e6 : 1e9));
    }
}
