package dev.hangup.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** HTTP/2 frames (RFC 9113 section 4). Header blocks are filler: nobody decodes them. */
public final class Http2 {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;

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

    /** The same as {@link #headers} in a HEADERS and two CONTINUATION frames. */
    public static byte[] headersInThree(int stream, boolean ends) {
        return frames(
                frame(HEADERS, ends ? END_STREAM : 0, stream, new byte[30]),
                frame(CONTINUATION, 0, stream, new byte[20]),
                frame(CONTINUATION, END_HEADERS, stream, new byte[10]));
    }

    /** The header of a request that has a body. */
    public static byte[] upload(int stream) {
        return frame(HEADERS, END_HEADERS, stream, new byte[25]);
    }

    /** A part of a body with padding, {@code length} bytes in all. */
    public static byte[] padded(int stream, int length, boolean ends) {
        byte[] payload = new byte[length];
        payload[0] = (byte) Math.min(255, length - 1);
        return frame(DATA, PADDED | (ends ? END_STREAM : 0), stream, payload);
    }

    /** A PING. */
    public static byte[] ping() {
        return frame(PING, 0, 0, new byte[8]);
    }

    /** Room for more. */
    public static byte[] windowUpdate(int stream) {
        return frame(WINDOW_UPDATE, 0, stream, int32(65_535));
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
