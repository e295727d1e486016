package dev.hangup.capture;

/**
 * Some segments in a row, whose bytes all lie in one window of the file. Batches are what one thread hands to the next;
 * they are reused, so nothing is allocated per packet.
 */
public final class SegmentBatch {
    static final int CAPACITY = 1024;

    private final Segment[] segments = new Segment[CAPACITY];
    int size;
    byte[] window = new byte[0];
    boolean last;

    SegmentBatch() {
        for (int i = 0; i < CAPACITY; i++) {
            segments[i] = new Segment();
        }
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
