package dev.hangup.connection;

import java.util.Arrays;

/**
 * An idle timeout as measured: the densest cluster of the idle gaps that ended in a close.
 *
 * @param nanos the median of the cluster, in nanoseconds; -1 when there is none
 * @param spreadNanos largest less smallest gap of the cluster, in nanoseconds
 * @param count how many gaps are in the cluster
 * @param samples how many gaps there were in all
 */
public record IdleTimeout(long nanos, long spreadNanos, int count, int samples) {
    /** Below this a server does not keep connections idle, it closes after the answer. */
    private static final long SHORTEST_NANOS = 20_000_000L;

    /** A timer fires late by scheduling and sweeping, not by more than this. */
    private static final double RELATIVE_WIDTH = 0.04;

    private static final long ABSOLUTE_WIDTH_NANOS = 30_000_000L;

    static IdleTimeout estimate(long[] gaps) {
        long[] sorted = gaps.clone();
        Arrays.sort(sorted);
        int first = 0;
        while (first < sorted.length && sorted[first] < SHORTEST_NANOS) {
            first++;
        }
        int bestFrom = 0;
        int bestCount = 0;
        int to = 0;
        for (int from = first; from < sorted.length; from++) {
            long width = ABSOLUTE_WIDTH_NANOS + (long) (sorted[from] * RELATIVE_WIDTH);
            to = Math.max(to, from);
            while (to < sorted.length && sorted[to] - sorted[from] <= width) {
                to++;
            }
            if (to - from > bestCount) {
                bestCount = to - from;
                bestFrom = from;
            }
        }
        if (bestCount == 0) {
            return new IdleTimeout(-1, 0, 0, 0);
        }
        return new IdleTimeout(
                sorted[bestFrom + bestCount / 2],
                sorted[bestFrom + bestCount - 1] - sorted[bestFrom],
                bestCount,
                sorted.length - first);
    }

    /** Whether most closes of idle connections were of it, and enough to be no chance. */
    public boolean isTheRule() {
        return count > 2 && 2 * count > samples;
    }

    /** Whether anything was measured. */
    public boolean isKnown() {
        return count > 0;
    }
}
