package dev.hangup.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** HTTP/2 frames (RFC 9113 section 4). Header blocks are filler: nobody decodes them. */
public final class Http2 {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private Http2() {}

    /** Frames one after the other. */
    public static byte[] frames(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    /** What a client with prior knowledge says first. */
    public static byte[] preface() {
        return frames("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII), settings());
    }

    /** An empty SETTINGS frame. */
    public static byte[] settings() {
        return frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** A request without a body on stream {@code stream}. */
    public static byte[] request(int stream) {
        return frame(HEADERS, END_HEADERS | END_STREAM, stream, new byte[25]);
    }

    /** The header of an answer. */
    public static byte[] headers(int stream, boolean ends) {
        return frame(HEADERS, END_HEADERS | (ends ? END_STREAM : 0), stream, new byte[12]);
    }

    /** A part of a body. */
    public static byte[] data(int stream, int length, boolean ends) {
        return frame(DATA, ends ? END_STREAM : 0, stream, new byte[length]);
    }

    /** A whole answer. */
    public static byte[] answer(int stream) {
        return frames(headers(stream, false), data(stream, 100, true));
    }

    /** One stream is given up. */
    public static byte[] resetStream(int stream, int error) {
        return frame(RST_STREAM, 0, stream, int32(error));
    }

    /** The server's goodbye, with four bytes for people. */
    public static byte[] goAway(int lastStream, int error) {
        return frame(GOAWAY, 0, 0, frames(int32(lastStream), int32(error), new byte[] {'b', 'y', 'e', '!'}));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        byte[] length = {(byte) (payload.length >> 16), (byte) (payload.length >> 8), (byte) payload.length};
        return frames(length, new byte[] {(byte) type, (byte) flags}, int32(stream), payload);
    }

    private static byte[] int32(int value) {
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }
}
