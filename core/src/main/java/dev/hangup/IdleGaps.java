package dev.hangup;

import java.util.Arrays;

/**
 * After how long idle connections were used again: how many gaps there were of each length. A bin is about 3 % wide; what is
 * shorter than a millisecond is in the first one, what is longer than {@link #longestNanos()} in the last.
 */
public final class IdleGaps {
    private static final int BITS = 5;
    private static final int BINS_PER_OCTAVE = 1 << BITS;
    /** 2^20 ns are about a millisecond. */
    private static final int FIRST_OCTAVE = 20;

    private static final int OCTAVES = 24;
    private static final int BINS = 1 + OCTAVES * BINS_PER_OCTAVE;

    private final int[] counts = new int[BINS];
    private long count;

    /** What looks at the bins that are not empty, by growing gap. */
    public interface BinVisitor {
        /** {@code count} gaps were at least {@code fromNanos} and less than {@code toNanos} long. */
        void bin(long fromNanos, long toNanos, long count);
    }

    /** One more gap, in nanoseconds. */
    public void add(long nanos) {
        counts[bin(nanos)]++;
        count++;
    }

    /** All gaps of another one too. */
    public void addAll(IdleGaps other) {
        Arrays.setAll(counts, bin -> counts[bin] + other.counts[bin]);
        count += other.count;
    }

    /** How many gaps there were. */
    public long count() {
        return count;
    }

    /** From here on lengths are not told apart, in nanoseconds. */
    public static long longestNanos() {
        return from(BINS - 1);
    }

    /** How many gaps there were from {@code fromNanos} to {@code toNanos}, those of a bin counting as evenly spread. */
    public double within(long fromNanos, long toNanos) {
        double sum = 0;
        for (int bin = bin(fromNanos); bin < BINS && from(bin) < toNanos; bin++) {
            long from = from(bin);
            long to = from(bin + 1);
            long overlap = Math.min(to, toNanos) - Math.max(from, fromNanos);
            sum += overlap <= 0 ? 0 : (double) counts[bin] * overlap / (to - from);
        }
        return sum;
    }

    /** Shows the bins that are not empty. */
    public void forEach(BinVisitor visitor) {
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] > 0) {
                visitor.bin(from(bin), from(bin + 1), counts[bin]);
            }
        }
    }

    /** The shortest gap that is in one bin with {@code nanos}. */
    public static long binStart(long nanos) {
        return from(bin(nanos));
    }

    /** The shortest gap that is too long for it. */
    public static long binEnd(long nanos) {
        return from(bin(nanos) + 1);
    }

    private static int bin(long nanos) {
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos | 1);
        if (nanos < 0 || octave < FIRST_OCTAVE) {
            return 0;
        }
        int inOctave = (int) (nanos >>> octave - BITS) & BINS_PER_OCTAVE - 1;
        return Math.min(BINS - 1, 1 + (octave - FIRST_OCTAVE) * BINS_PER_OCTAVE + inOctave);
    }

    /** The shortest gap of a bin. */
    private static long from(int bin) {
        if (bin == 0) {
            return 0;
        }
        int octave = FIRST_OCTAVE + (bin - 1) / BINS_PER_OCTAVE;
        long inOctave = (long) BINS_PER_OCTAVE + (bin - 1) % BINS_PER_OCTAVE;
        return inOctave << octave - BITS;
    }
}
