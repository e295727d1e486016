package dev.hangup.measurement;

/**
 * The idle gaps that requests are aimed at, evenly.
 *
 * @param fromNanos the shortest
 * @param toNanos the longest
 */
public record GapRange(long fromNanos, long toNanos) {
    /** Insists that it is a range. */
    public GapRange {
        if (fromNanos < 0 || toNanos < fromNanos) {
            throw new IllegalArgumentException("no range of gaps: " + fromNanos + " to " + toNanos + " ns");
        }
    }

    /** The middle of part {@code index} when it is cut into {@code count} equal ones. */
    public long middle(int index, int count) {
        return fromNanos + (long) ((toNanos - fromNanos) * (index + 0.5) / count);
    }
}
