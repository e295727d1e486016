package dev.hangup.capture;

import java.util.Arrays;

/**
 * Puts the segments of a capture in the order of their times, as {@code reordercap} does: one of several interfaces, or of
 * a network card with several queues, has packets a little behind others that came after them. Nothing happens until a
 * first segment steps back a little; from there on the last {@value #HELD} segments are held back for one that comes late.
 * So what comes out depends on what went in and not on where batches end. A clock that was set back is no disorder.
 */
final class Reordering {
    /** So many that came after it may stand before a segment; a live capture waits for as many. */
    static final int HELD = 256;

    /** Who reads several interfaces in turn waits a quarter of a second for each (CAP_READ_TIMEOUT of dumpcap). */
    private static final long MOST_LATE_NANOS = 1_000_000_000L;

    private final Segment[] held = new Segment[HELD];
    private int count;
    private boolean isDisordered;
    /** Where those begin in the batch that is being filled which are not handed over yet, and may be moved. */
    private int movable;

    private long lastNanos = Long.MIN_VALUE;

    Reordering() {
        Arrays.setAll(held, i -> new Segment());
    }

    /** An empty {@code batch} begins with what was held back. */
    void resume(SegmentBatch batch) {
        for (int i = 0; i < count; i++) {
            held[i] = batch.replace(i, held[i]);
        }
        batch.size = count;
        count = 0;
        movable = 0;
    }

    /** The last segment of {@code batch} has just come, sent at {@code nanos}. */
    void place(SegmentBatch batch, long nanos) {
        if (nanos >= lastNanos || lastNanos - nanos >= MOST_LATE_NANOS) {
            lastNanos = nanos;
        } else {
            late(batch, nanos);
        }
    }

    private void late(SegmentBatch batch, long nanos) {
        int last = batch.size - 1;
        if (!isDisordered) {
            isDisordered = true;
            movable = last;
            lastNanos = nanos;
            return;
        }
        int first = Math.max(movable, last - HELD);
        int at = last;
        while (at > first && isBefore(nanos, batch.get(at - 1).timeNanos)) {
            at--;
        }
        batch.move(last, at);
    }

    private static boolean isBefore(long nanos, long other) {
        return nanos < other && other - nanos < MOST_LATE_NANOS;
    }

    /** Whether {@code batch} has more than what will be held back. */
    boolean releases(SegmentBatch batch) {
        return !isDisordered || batch.size > HELD;
    }

    /** Takes back the end of {@code batch}, for which others may still come. */
    void hold(SegmentBatch batch) {
        if (!isDisordered) {
            return;
        }
        count = Math.min(HELD, batch.size - movable);
        batch.size -= count;
        for (int i = 0; i < count; i++) {
            Segment segment = batch.replace(batch.size + i, held[i]);
            held[i] = segment;
            segment.keepPayload(batch.window);
        }
    }
}
