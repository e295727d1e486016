package dev.hangup.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A window of bytes that slides over a stream: the same code for a file, a pipe and anything decompressed. The caller
 * asks that {@code n} bytes be present and then reads them in place from {@link #buffer()} at {@link #position()}.
 */
public final class ByteSource {
    private static final int ONE_PACKET = 2048;
    static final int WINDOW = 256 * 1024;

    private final InputStream in;
    private byte[] buffer = new byte[WINDOW];
    private int position;
    private int limit;
    private long bufferOffset;
    /** The offset up to which the stream was once seen to be readable without waiting. */
    private long ready;

    private boolean ended;
    private @Nullable IOException failure;
    private Supplier<byte @Nullable []> windows = () -> null;

    /** Reads from {@code in}, which stays the caller's to close. */
    public ByteSource(InputStream in) {
        this.in = in;
    }

    /**
     * Makes {@code count} bytes available at {@link #position()}.
     *
     * @return false when the stream ends before; what is left is then {@link #available()}
     * @throws IOException when the stream cannot be read
     */
    public boolean require(int count) throws IOException {
        return limit - position >= count || fill(count);
    }

    /**
     * Looks ahead like {@link #require}, but keeps a failure of the stream for later: what was read before it is not lost
     * for want of what is behind.
     */
    boolean sees(int count) {
        if (failure != null) {
            return limit - position >= count;
        }
        try {
            return require(count);
        } catch (IOException why) {
            failure = why;
            return false;
        }
    }

    private boolean fill(int count) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (ended) {
            return false;
        }
        if (position + count > buffer.length) {
            slide(count);
        }
        while (limit - position < count) {
            int read = in.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                ended = true;
                return false;
            }
            limit += read;
        }
        return true;
    }

    /**
     * Moves what is left to the front of another window, so that who still looks at the old one is not disturbed. A
     * window is twice as large as what is asked for, so that a byte is moved a bounded number of times, however small the
     * steps of a caller are that looks far ahead.
     */
    private void slide(int count) {
        int left = limit - position;
        int size = Math.max(2 * count, WINDOW);
        byte[] spare = size > WINDOW ? null : windows.get();
        byte[] target = spare == null ? new byte[size] : spare;
        System.arraycopy(buffer, position, target, 0, left);
        buffer = target;
        bufferOffset += position;
        position = 0;
        limit = left;
    }

    /** Where windows come from that nobody looks at any more; null from it means none. */
    void takeWindowsFrom(Supplier<byte @Nullable []> spareWindows) {
        windows = spareWindows;
    }

    /** The bytes of the window; valid until the next {@link #require} or {@link #skip}. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where the next unread byte stands in {@link #buffer()}. */
    public int position() {
        return position;
    }

    /** How many unread bytes the window holds now. */
    public int available() {
        return limit - position;
    }

    /** Whether next to nothing is left in the window and reading on would have to wait. */
    boolean isStarved() throws IOException {
        if (limit - position >= ONE_PACKET || ended) {
            return false;
        }
        long read = bufferOffset + limit;
        if (ready <= read) {
            // A file has all of it ready, and is asked once: for each packet it would take longer than reading does.
            ready = read + in.available();
        }
        return ready == read;
    }

    /** The offset of the next unread byte from the start of the stream. */
    public long offset() {
        return bufferOffset + position;
    }

    /** Moves past {@code count} bytes that are in the window. */
    public void advance(int count) {
        position += count;
    }

    /**
     * Moves past {@code count} bytes, in the window or not.
     *
     * @return false when the stream ends before
     * @throws IOException when the stream cannot be read
     */
    public boolean skip(long count) throws IOException {
        long left = count;
        while (left > available()) {
            left -= available();
            advance(available());
            if (!require(1)) {
                return false;
            }
        }
        advance((int) left);
        return true;
    }
}
