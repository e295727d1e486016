package dev.hangup.capture;

/**
 * Some segments in a row, whose bytes all lie in one window of the file, or are their own. Batches are what one thread hands
 * to the next; they are reused, so nothing is allocated per packet.
 */
public final class SegmentBatch {
    static final int CAPACITY = 1024;
    static final byte[] NO_WINDOW = new byte[0];

    private final Segment[] segments = new Segment[CAPACITY];
    int size;
    byte[] window = NO_WINDOW;
    boolean last;

    SegmentBatch() {
        for (int i = 0; i < CAPACITY; i++) {
            segments[i] = new Segment();
        }
    }

    /** Puts {@code segment} at {@code index}, and returns the one that was there. */
    Segment replace(int index, Segment segment) {
        Segment before = segments[index];
        segments[index] = segment;
        return before;
    }

    /** Moves the segment at {@code from} to {@code to}, which is before it; those from there on move up. */
    void move(int from, int to) {
        Segment segment = segments[from];
        System.arraycopy(segments, to, segments, to + 1, from - to);
        segments[to] = segment;
    }

    /** How many segments it holds. */
    public int size() {
        return size;
    }

    /** The segment at {@code index}. */
    public Segment get(int index) {
        return segments[index];
    }
}
