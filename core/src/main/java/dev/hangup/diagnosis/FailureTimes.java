package dev.hangup.diagnosis;

import java.util.Arrays;

/**
 * When failures happened, in nanoseconds since 1970. Bounded: of more than there is room for, those that lie close
 * together are counted at the time of the earliest of them.
 */
public final class FailureTimes {
    private long[] nanos = new long[4];
    private int[] failures = new int[4];
    private int size;

    /** Those that somebody else keeps. */
    public static FailureTimes of(long... nanos) {
        FailureTimes times = new FailureTimes();
        for (long at : nanos) {
            times.add(at, Integer.MAX_VALUE);
        }
        return times;
    }

    /** @param most so many different times at most; not less than four */
    void add(long at, int most) {
        if (size >= most) {
            compress(most / 2);
        }
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
            failures = Arrays.copyOf(failures, 2 * size);
        }
        put(size++, at, 1);
    }

    void shrinkTo(int most) {
        if (size > most) {
            compress(most / 2);
        }
    }

    private void put(int index, long at, int count) {
        nanos[index] = at;
        failures[index] = count;
    }

    /**
     * Takes together what lies in the same of {@code parts} spans at most. Their length is a power of two, so that spans of
     * a later time consist of whole ones of now, and no failure ever moves by more than one of them.
     */
    private void compress(int parts) {
        long first = Arrays.stream(nanos, 0, size).min().orElseThrow();
        long last = Arrays.stream(nanos, 0, size).max().orElseThrow();
        // Absurd times may be farther apart than a long can tell with its sign.
        int shift = Long.SIZE - Long.numberOfLeadingZeros(Long.divideUnsigned(last - first, parts - 1));
        long[] earliest = new long[parts];
        int[] inPart = new int[parts];
        for (int i = 0; i < size; i++) {
            int part = (int) ((nanos[i] >> shift) - (first >> shift));
            earliest[part] = inPart[part] == 0 ? nanos[i] : Math.min(earliest[part], nanos[i]);
            inPart[part] += failures[i];
        }
        nanos = new long[parts];
        failures = new int[parts];
        size = 0;
        for (int part = 0; part < parts; part++) {
            if (inPart[part] > 0) {
                put(size++, earliest[part], inPart[part]);
            }
        }
    }

    /** How many different times are kept, which is what takes room. */
    int size() {
        return size;
    }

    /**
     * How many failures there were in each of {@code buckets} spans of time, the first of which begins at
     * {@code firstNanos}.
     *
     * @throws ArrayIndexOutOfBoundsException when one happened before or after all of them
     */
    public int[] perBucket(long firstNanos, long bucketNanos, int buckets) {
        int[] counts = new int[buckets];
        for (int i = 0; i < size; i++) {
            counts[(int) ((nanos[i] - firstNanos) / bucketNanos)] += failures[i];
        }
        return counts;
    }
}
