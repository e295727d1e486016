package dev.hangup.log;

import java.time.Duration;
import java.time.Instant;

/**
 * How many lines a log has in any stretch of time, to set failures against. The times of a few lines are known, at most
 * {@value #MOST}; between two of them lines count as evenly spread.
 */
public final class Traffic {
    static final int MOST = 2048;

    static final int FIRST_STRIDE = 256;

    private final long[] lines = new long[MOST];
    private final long[] millis = new long[MOST];
    private int count;
    /** Every how manieth line is sampled: doubled when the samples are too many. */
    private long stride = FIRST_STRIDE;

    Traffic() {}

    /** From which line on the next sample is wanted. */
    long wanted() {
        return count == 0 ? 1 : lines[count - 1] + stride;
    }

    /** Line {@code line} was written at {@code time}. */
    void sample(long line, Instant time) {
        if (count == MOST) {
            stride *= 2;
            // The first stays; of the others every second one.
            for (int i = 1; 2 * i < MOST; i++) {
                lines[i] = lines[2 * i];
                millis[i] = millis[2 * i];
            }
            count = MOST / 2;
        }
        lines[count] = line;
        millis[count++] = time.toEpochMilli();
    }

    /** How many lines were written from {@code from} until {@code to}, about. Lines outside the known times are not counted. */
    public double linesBetween(Instant from, Instant to) {
        double sum = 0;
        for (int i = 1; i < count; i++) {
            long start = Math.min(millis[i - 1], millis[i]);
            long end = Math.max(millis[i - 1], millis[i]);
            long overlap = Math.min(end, to.toEpochMilli()) - Math.max(start, from.toEpochMilli());
            long between = lines[i] - lines[i - 1];
            if (end == start) {
                sum += overlap >= 0 ? between : 0;
            } else {
                sum += (double) between * Math.max(0, overlap) / (end - start);
            }
        }
        return sum;
    }

    /** Lines per second in the {@code span} that begins at {@code from}, about. */
    public double ratePerSecond(Instant from, Duration span) {
        return linesBetween(from, from.plus(span)) / (span.toNanos() / 1e9);
    }

    /** How many lines have a time that is kept. */
    int samples() {
        return count;
    }
}
