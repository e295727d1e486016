package dev.hangup.probe;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection of our own: what is said on it, and when. */
public interface Line extends AutoCloseable {
    /** What can come from the other end. */
    enum Event {
        /** Bytes, in {@link #received}. */
        DATA,
        /** The other end of TLS says that it will send no more. */
        CLOSE_NOTIFY,
        /** TCP's end of the stream. */
        FIN,
        /** TCP's abortion. */
        RST,
        /** Nothing until the deadline, or until the brake was pulled. */
        NOTHING
    }

    /**
     * Sends all of {@code bytes}.
     *
     * @throws IOException when the connection is gone
     */
    void write(byte[] bytes) throws IOException;

    /**
     * Waits for what comes next.
     *
     * @param deadlineNanos until when to wait, on the clock of {@link System#nanoTime}
     * @throws IOException when the connection was lost otherwise than by a RST, or TLS was violated
     */
    Event read(long deadlineNanos) throws IOException;

    /**
     * What has come until now, without waiting.
     *
     * @throws IOException as {@link #read} does
     */
    Event look() throws IOException;

    /** The bytes of the last {@link Event#DATA}: read them before reading on. */
    ByteBuffer received();

    /** When the last event other than {@link Event#NOTHING} was seen, on the clock of {@link System#nanoTime}. */
    long heardNanos();

    /** Closes it, without a word that could be waited for. */
    @Override
    void close();
}
