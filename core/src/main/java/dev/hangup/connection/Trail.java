package dev.hangup.connection;

import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;
import java.util.Arrays;

/**
 * The last segments of a connection, packed into four longs each: a short ring while all is well, a longer one once
 * something looks wrong. Bounded: 4 segments, then 32; a {@link Track} begins with more.
 */
public final class Trail {
    /** Marks of a segment, found by following the connection. */
    public static final int FROM_CLIENT = 1;

    public static final int RETRANSMISSION = 1 << 1;
    public static final int KEEP_ALIVE_PROBE = 1 << 2;
    public static final int REQUEST_START = 1 << 3;
    public static final int ANSWER_START = 1 << 4;
    public static final int ZERO_WINDOW = 1 << 5;
    public static final int OUT_OF_ORDER = 1 << 6;
    private static final int NO_IP_ID = 1 << 7;

    private static final int CALM = 4;
    private static final int ALERT = 32;
    private static final int WORDS = 4;
    private static final int MAX_LENGTH = (1 << 24) - 1;

    private long[] words;
    private int count;
    private boolean leftOut;

    Trail() {
        this(CALM);
    }

    /** Keeps the last {@code segments}. */
    Trail(int segments) {
        words = new long[segments * WORDS];
    }

    /** One segment of the trail. */
    public record Entry(
            long timeNanos,
            long frame,
            boolean fromClient,
            int flags,
            int sequence,
            int acknowledgment,
            int payloadLength,
            int window,
            int ttl,
            int ipId,
            int marks) {
        /** Whether all of the TCP control bits {@code bits} are set. */
        public boolean has(int bits) {
            return (flags & bits) == bits;
        }

        /** Whether the follower gave it {@code mark}. */
        public boolean isMarked(int mark) {
            return (marks & mark) != 0;
        }

        /** Whether {@code other}, captured elsewhere, is the same segment or one that repeats it. */
        public boolean isCopyOf(Entry other) {
            return fromClient == other.fromClient
                    && sequence == other.sequence
                    && acknowledgment == other.acknowledgment
                    && flags == other.flags
                    && payloadLength == other.payloadLength;
        }

        /** Whether {@code other} has the same payload, whatever else it says by now. */
        public boolean isCopyOfData(Entry other) {
            return fromClient == other.fromClient && sequence == other.sequence && payloadLength == other.payloadLength;
        }

        /** Whether any payload is in both. */
        public boolean overlaps(Entry other) {
            return payloadLength > 0
                    && sequence - (other.sequence + other.payloadLength) < 0
                    && sequence + payloadLength - other.sequence > 0;
        }

        /** Whether it takes up sequence numbers: payload, SYN or FIN. */
        public boolean occupiesSequence() {
            return payloadLength > 0 || (flags & (TcpFlags.SYN | TcpFlags.FIN)) != 0;
        }
    }

    void add(Segment segment, int marks) {
        int slot = place(count);
        count++;
        leftOut = false;
        words[slot] = segment.timeNanos;
        words[slot + 1] = (long) segment.sequence << 32 | (segment.acknowledgment & 0xffff_ffffL);
        words[slot + 2] = segment.frame << 24 | Math.min(segment.payloadLength, MAX_LENGTH);
        words[slot + 3] = (long) segment.window << 48
                | (segment.ipId & 0xffffL) << 32
                | (long) segment.ttl << 24
                | (long) segment.flags << 16
                | (segment.ipId < 0 ? marks | NO_IP_ID : marks);
    }

    /** The segment at hand is not kept. */
    void leaveOut() {
        leftOut = true;
    }

    /** Gives the segment at hand further marks, if it was kept. */
    void mark(int marks) {
        if (leftOut) {
            return;
        }
        words[place(count - 1) + 3] |= marks;
    }

    /** From now on keeps more. */
    void alert() {
        if (words.length < ALERT * WORDS) {
            long[] longer = new long[ALERT * WORDS];
            int kept = size();
            for (int i = 0; i < kept; i++) {
                System.arraycopy(words, slot(i), longer, i * WORDS, WORDS);
            }
            words = longer;
            count = kept;
        }
    }

    /** Whoever was taken for the client is the server. */
    void swapRoles() {
        for (int i = 0; i < size(); i++) {
            words[slot(i) + 3] ^= FROM_CLIENT;
        }
    }

    boolean isAlert() {
        return words.length == ALERT * WORDS;
    }

    void clear() {
        count = 0;
        leftOut = false;
        if (words.length > CALM * WORDS) {
            words = new long[CALM * WORDS];
        }
    }

    /** Where the words of the segment that came after {@code before} others are; lengths are powers of two. */
    private int place(int before) {
        return before * WORDS & words.length - 1;
    }

    /** Where those of the segment at {@code index} are, oldest first. */
    private int slot(int index) {
        return place(hasForgotten() ? count + index : index);
    }

    /** How many segments are kept. */
    public int size() {
        return Math.min(count, words.length / WORDS);
    }

    /** Whether a copy of the packet in {@code segment}, captured on another interface, is among those kept. */
    boolean holdsCopyOf(Segment segment, boolean fromClient, long withinNanos) {
        for (int i = size() - 1; i >= 0; i--) {
            int slot = slot(i);
            if (segment.timeNanos - words[slot] > withinNanos) {
                return false;
            }
            long rest = words[slot + 3];
            if (words[slot + 1] == ((long) segment.sequence << 32 | (segment.acknowledgment & 0xffff_ffffL))
                    && (words[slot + 2] & MAX_LENGTH) == segment.payloadLength
                    && (rest >>> 48) == segment.window
                    && (rest >>> 16 & 0xff) == segment.flags
                    && (rest >>> 32 & 0xffff) == (segment.ipId & 0xffff)
                    && ((rest & FROM_CLIENT) != 0) == fromClient) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the bytes of {@code segment} are among those kept, cut into packets otherwise. A network card splits what
     * the host sends in one large packet, or merges what it receives (segmentation and receive offload): on two
     * interfaces of one host the same bytes have other boundaries. Of a packet that is split each part has the next
     * identification; one that is merged has the identification of its first part.
     */
    boolean holdsBytesOf(Segment segment, boolean fromClient, long withinNanos) {
        int length = segment.payloadLength;
        for (int i = size() - 1; i >= 0; i--) {
            int slot = slot(i);
            if (segment.timeNanos - words[slot] > withinNanos) {
                return false;
            }
            long rest = words[slot + 3];
            boolean isLike = (int) words[slot + 1] == segment.acknowledgment
                    && (rest >>> 48) == segment.window
                    && ((rest & FROM_CLIENT) != 0) == fromClient;
            int keptLength = (int) words[slot + 2] & MAX_LENGTH;
            int offset = segment.sequence - (int) (words[slot + 1] >>> 32);
            boolean isPart = offset >= 0 && offset + length <= keptLength;
            boolean isWhole = offset <= 0 && offset + length == keptLength && keptLength > 0;
            if (isLike && (isPart || isWhole)) {
                int later = (isPart ? 1 : -1) * (segment.ipId - (int) (rest >>> 32 & 0xffff)) & 0xffff;
                return segment.ipId <= 0 || (long) later * Math.min(length, keptLength) <= Math.abs(offset);
            }
        }
        return false;
    }

    /** The segment at {@code index}, oldest first. */
    public Entry get(int index) {
        int slot = slot(index);
        long rest = words[slot + 3];
        int marks = (int) rest & 0xffff;
        return new Entry(
                words[slot],
                words[slot + 2] >>> 24,
                (marks & FROM_CLIENT) != 0,
                (int) (rest >>> 16) & 0xff,
                (int) (words[slot + 1] >>> 32),
                (int) words[slot + 1],
                (int) words[slot + 2] & MAX_LENGTH,
                (int) (rest >>> 48),
                (int) (rest >>> 24) & 0xff,
                (marks & NO_IP_ID) != 0 ? -1 : (int) (rest >>> 32) & 0xffff,
                marks);
    }

    /** Whether older segments are not kept any more. */
    boolean hasForgotten() {
        return count > words.length / WORDS;
    }

    /** All segments kept, oldest first. */
    public Entry[] entries() {
        Entry[] entries = new Entry[size()];
        Arrays.setAll(entries, this::get);
        return entries;
    }
}
