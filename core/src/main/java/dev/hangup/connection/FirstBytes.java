package dev.hangup.connection;

/** What the first bytes of one side's stream look like. */
public enum FirstBytes {
    NONE,
    HTTP_REQUEST,
    HTTP_RESPONSE,
    HTTP2_PREFACE,
    TLS_HANDSHAKE,
    TLS_ALERT,
    OTHER;

    static final byte[] STATUS_LINE = Ascii.bytes("HTTP/1.");
    private static final byte[] PREFACE = Ascii.bytes("PRI * HTTP/2");
    private static final byte TLS_MAJOR = 3;
    /** So many bytes tell one protocol from the others; with fewer it is better to say nothing. */
    static final int ENOUGH = 8;

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
        return length < ENOUGH ? NONE : OTHER;
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
