package dev.hangup.probe;

import dev.hangup.measurement.Advertised;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Manner.Word;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of an HTTP/2 connection (RFC 9113) with one request at a time on it. Header fields are sent without Huffman
 * coding and without a table (RFC 7541 section 6.2.2); of what comes only the frames are read, and the status.
 */
final class Http2 {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME_HEADER = 9;
    private static final int LONGEST_FRAME = 1 << 14;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    /**
     * SETTINGS_HEADER_TABLE_SIZE of 0 (RFC 9113 section 6.5.2), so that the status of a second answer does not refer to the first,
     * and SETTINGS_INITIAL_WINDOW_SIZE of 2^31 - 1, so that a long answer never waits for leave.
     */
    private static final byte[] WISHES = {0, 1, 0, 0, 0, 0, 0, 4, 0x7f, -1, -1, -1};

    /** As large a window for the connection, beyond the 65,535 that it has (section 6.9.2). */
    private static final byte[] LARGEST_INCREMENT = {0x7f, -1, 0, 0};

    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;
    private static final int PRIORITY = 32;

    private static final int STREAM_MASK = 0x7fff_ffff;
    private static final int INDEXED = 0x80;
    /** The statuses of the static table, from index 8 on (RFC 7541 appendix A). */
    private static final int[] STATUSES = {200, 204, 206, 304, 400, 404, 500};

    private static final int FIRST_STATUS_INDEX = 8;
    /** How a literal status begins whose name is taken from the static table: with indexing, without, and never. */
    private static final Set<Integer> NAMED_STATUS = Set.of(0x48, 0x08, 0x18);

    /** A change of the table's size, which may come first (RFC 7541 section 6.3): 001xxxxx, and more where all x are 1. */
    private static final int TABLE_SIZE = 0x20;

    private static final int DIGITS = 3;
    private static final int HUFFMAN = 0x80;
    private static final int HUFFMAN_THREE = 0b011001;

    private final Line line;
    private final ByteBuffer frames =
            ByteBuffer.allocate(2 * (LONGEST_FRAME + FRAME_HEADER)).limit(0);
    /** Streams that a client opens have odd numbers (RFC 9113 section 5.1.1); before the first request there is none. */
    private int stream = -1;

    private int status;
    private boolean settled;
    private boolean answered;
    private @Nullable Reaction refusal;
    private boolean goingAway;

    Http2(Line line) {
        this.line = line;
    }

    /** The other end speaks HTTP/2, and says by a frame that it has not answered, and will not answer, a request. */
    static final class Refused extends ProtocolException {
        private static final long serialVersionUID = 1;
        private final Reaction reaction;

        private Refused(Reaction reaction) {
            super("a request met " + reaction.text());
            this.reaction = reaction;
        }

        /** {@link Reaction#GOAWAY} or {@link Reaction#RST_STREAM}. */
        Reaction reaction() {
            return reaction;
        }
    }

    /** Whether the other end sent SETTINGS, as its first frame has to be (RFC 9113 section 3.4). */
    boolean isSpoken() {
        return settled;
    }

    /**
     * Makes a request, on a new stream, and reads the answer to its last frame.
     *
     * @throws Refused when the request is, by GOAWAY or RST_STREAM
     * @throws IOException when what comes is no HTTP/2, or the line fails otherwise than by a RST
     */
    Heard ask(Target target, String method, long deadlineNanos) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (stream < 0) {
            out.writeBytes(PREFACE);
            out.writeBytes(frame(SETTINGS, 0, 0, WISHES));
            out.writeBytes(frame(WINDOW_UPDATE, 0, 0, LARGEST_INCREMENT));
        }
        stream += 2;
        status = 0;
        answered = false;
        refusal = null;
        out.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, stream, fields(target, method)));
        line.write(out.toByteArray());
        while (!answered && refusal == null) {
            Line.Event event = line.read(deadlineNanos);
            if (event != Line.Event.DATA) {
                return new Heard(null, event);
            }
            take(line.received());
        }
        if (!answered && refusal != null) {
            throw new Refused(refusal);
        }
        return new Heard(new Answer("HTTP/2", status, Advertised.NOTHING, false, line.heardNanos()), Line.Event.DATA);
    }

    /** What bytes on an idle connection mean: GOAWAY is the beginning of the end, all else is housekeeping. */
    @Nullable
    Word word(ByteBuffer received) throws IOException {
        take(received);
        return goingAway ? Word.GOAWAY : null;
    }

    private static byte[] fields(Target target, String method) {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        field(fields, ":method", method);
        field(fields, ":scheme", target.tls() ? "https" : "http");
        field(fields, ":authority", target.authority());
        field(fields, ":path", target.path());
        field(fields, "user-agent", UserAgent.TEXT);
        return fields.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, String name, String value) {
        out.write(0);
        string(out, name);
        string(out, value);
    }

    /** A length in a prefix of seven bits and as many bytes more as it takes (RFC 7541 section 5.1), then the bytes. */
    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int left = bytes.length;
        if (left < 0x7f) {
            out.write(left);
        } else {
            out.write(0x7f);
            for (left -= 0x7f; left >= 0x80; left >>= 7) {
                out.write(left & 0x7f | 0x80);
            }
            out.write(left);
        }
        out.writeBytes(bytes);
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(FRAME_HEADER + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private void take(ByteBuffer received) throws IOException {
        while (received.hasRemaining()) {
            frames.compact();
            while (received.hasRemaining() && frames.hasRemaining()) {
                frames.put(received.get());
            }
            frames.flip();
            takeWholeFrames();
        }
    }

    private void takeWholeFrames() throws IOException {
        while (frames.remaining() >= FRAME_HEADER) {
            int at = frames.position();
            int length = (frames.get(at) & 0xff) << 16 | frames.getShort(at + 1) & 0xffff;
            int type = frames.get(at + 3);
            if (length > LONGEST_FRAME || (!settled && type != SETTINGS)) {
                throw new ProtocolException("what it answers is not HTTP/2");
            }
            if (frames.remaining() < FRAME_HEADER + length) {
                return;
            }
            frames.position(at + FRAME_HEADER);
            ByteBuffer payload = frames.slice().limit(length);
            frames.position(at + FRAME_HEADER + length);
            take(type, frames.get(at + 4), frames.getInt(at + 5) & STREAM_MASK, payload);
        }
    }

    private void take(int type, int flags, int of, ByteBuffer payload) throws IOException {
        settled = true;
        boolean ours = of == stream;
        if (type == SETTINGS && (flags & ACK) == 0) {
            line.write(frame(SETTINGS, ACK, 0, new byte[0]));
        } else if (type == PING && (flags & ACK) == 0) {
            byte[] opaque = new byte[payload.remaining()];
            payload.get(opaque);
            line.write(frame(PING, ACK, 0, opaque));
        } else if (type == GOAWAY) {
            goingAway = true;
            // A request on a stream up to the one that it names may still be answered (RFC 9113 section 6.8).
            int last = payload.remaining() < Integer.BYTES ? 0 : payload.getInt() & STREAM_MASK;
            refusal = last < stream ? Reaction.GOAWAY : refusal;
        } else if (type == RST_STREAM && ours) {
            refusal = Reaction.RST_STREAM;
        } else if (type == HEADERS && ours && status == 0) {
            status = status(payload, flags);
        }
        answered |= (type == HEADERS || type == DATA) && ours && (flags & END_STREAM) != 0;
    }

    /** The status, which comes first (RFC 9113 section 8.3); 0 when it is coded otherwise than it commonly is. */
    private static int status(ByteBuffer block, int flags) {
        int skipped = ((flags & PADDED) != 0 ? 1 : 0) + ((flags & PRIORITY) != 0 ? 5 : 0);
        if (block.remaining() <= skipped) {
            return 0;
        }
        block.position(skipped);
        int first = block.get() & 0xff;
        while ((first & 0xe0) == TABLE_SIZE && block.hasRemaining()) {
            boolean goesOn = (first & 0x1f) == 0x1f;
            first = block.get() & 0xff;
            while (goesOn && block.hasRemaining()) {
                goesOn = (first & 0x80) != 0;
                first = block.get() & 0xff;
            }
        }
        int index = (first & INDEXED) != 0 ? (first & 0x7f) - FIRST_STATUS_INDEX : -1;
        if (index >= 0 && index < STATUSES.length) {
            return STATUSES[index];
        }
        boolean named = NAMED_STATUS.contains(first);
        return named && block.hasRemaining() ? literalStatus(block) : 0;
    }

    private static int literalStatus(ByteBuffer block) {
        int head = block.get() & 0xff;
        int length = head & 0x7f;
        if (length > DIGITS || block.remaining() < length) {
            return 0;
        }
        int bits = 0;
        for (int i = 0; i < DIGITS; i++) {
            bits = bits << 8 | (i < length ? block.get() & 0xff : 0);
        }
        return (head & HUFFMAN) != 0
                ? huffmanStatus(bits)
                : 100 * digit(bits >> 16) + 10 * digit(bits >> 8) + digit(bits);
    }

    private static int digit(int ascii) {
        return Math.max(Character.digit(ascii & 0xff, 10), 0);
    }

    /** Digits in Huffman code (RFC 7541 appendix B): 0, 1 and 2 are 00000 to 00010, 3 to 9 are 011001 to 011111. */
    private static int huffmanStatus(int bits) {
        int number = 0;
        int at = 24;
        for (int i = 0; i < DIGITS; i++) {
            int five = bits >> (at - 5) & 0x1f;
            boolean isShort = five <= 2;
            number = 10 * number + (isShort ? five : (bits >> (at - 6) & 0x3f) - HUFFMAN_THREE + 3);
            at -= isShort ? 5 : 6;
        }
        return number;
    }
}
