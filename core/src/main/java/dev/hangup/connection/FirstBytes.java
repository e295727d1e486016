package dev.hangup.connection;

/** What the first bytes of one side's stream look like. */
public enum FirstBytes {
    NONE,
    HTTP_REQUEST,
    HTTP_RESPONSE,
    HTTP2_PREFACE,
    /** The server's part of the preface: a SETTINGS frame (RFC 9113 section 3.4). */
    HTTP2_SETTINGS,
    TLS_HANDSHAKE,
    TLS_ALERT,
    OTHER;

    static final byte[] STATUS_LINE = Ascii.bytes("HTTP/1.");
    private static final byte[] PREFACE = Ascii.bytes("PRI * HTTP/2");
    private static final byte TLS_MAJOR = 3;
    /** So many bytes tell one protocol from the others; with fewer it is better to say nothing. */
    static final int ENOUGH = 8;

    private static final int SETTINGS = 4;
    /** Of one parameter (RFC 9113 section 6.5.1). */
    private static final int PARAMETER_BYTES = 6;
    /** Before SETTINGS allow more (RFC 9113 section 4.2). */
    private static final int LONGEST_FRAME = 1 << 14;

    /** What a stream begins with, of which {@code opening} holds the first {@code length} bytes, from the top down. */
    static FirstBytes of(long opening, int length) {
        if (length < 3) {
            return NONE;
        }
        int first = byteAt(opening, 0);
        if ((first == TlsReader.HANDSHAKE || first == TlsReader.ALERT)
                && byteAt(opening, 1) == TLS_MAJOR
                && byteAt(opening, 2) <= 4) {
            return first == TlsReader.HANDSHAKE ? TLS_HANDSHAKE : TLS_ALERT;
        }
        if (starts(opening, length, STATUS_LINE)) {
            return HTTP_RESPONSE;
        }
        if (starts(opening, length, PREFACE)) {
            return HTTP2_PREFACE;
        }
        if (HttpMethod.opens(opening, length)) {
            return HTTP_REQUEST;
        }
        if (length < ENOUGH) {
            return NONE;
        }
        return isSettings(opening) ? HTTP2_SETTINGS : OTHER;
    }

    /**
     * Whether a stream begins with SETTINGS of HTTP/2: whole parameters, no flag, as there is nothing to acknowledge yet,
     * and stream 0, of whose four bytes the last is not looked at.
     */
    private static boolean isSettings(long opening) {
        long length = opening >>> 40;
        return length % PARAMETER_BYTES == 0
                && length <= LONGEST_FRAME
                && byteAt(opening, 3) == SETTINGS
                && (opening & 0xffff_ffffL) == 0;
    }

    /** Whether it decides what is spoken. The SETTINGS of a server do not: the client's first words do. */
    boolean decides() {
        return this != NONE && this != OTHER && this != HTTP2_SETTINGS;
    }

    /** What a stream begins with, of which {@code words} holds the first {@code length} bytes, no more than enough. */
    static FirstBytes of(byte[] words, int length) {
        long opening = 0;
        for (int i = 0; i < length; i++) {
            opening |= (words[i] & 0xffL) << Long.SIZE - Byte.SIZE * (i + 1);
        }
        return of(opening, length);
    }

    /** Byte {@code index} of an opening. */
    static byte byteAt(long opening, int index) {
        return (byte) (opening >>> Long.SIZE - Byte.SIZE * (index + 1));
    }

    /** Whether an opening begins with {@code word}, of which no more than {@link #ENOUGH} letters count. */
    static boolean starts(long opening, int length, byte[] word) {
        int letters = Math.min(word.length, ENOUGH);
        if (length < letters) {
            return false;
        }
        for (int i = 0; i < letters; i++) {
            if (byteAt(opening, i) != word[i]) {
                return false;
            }
        }
        return true;
    }
}
