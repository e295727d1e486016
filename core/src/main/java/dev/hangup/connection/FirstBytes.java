package dev.hangup.connection;

/** What the first payload of one side looks like. */
public enum FirstBytes {
    NONE,
    HTTP_REQUEST,
    HTTP_RESPONSE,
    HTTP2_PREFACE,
    TLS_HANDSHAKE,
    TLS_ALERT,
    OTHER;

    private static final byte[] STATUS_LINE = Ascii.bytes("HTTP/1.");
    private static final byte[] PREFACE = Ascii.bytes("PRI * HTTP/2");
    private static final byte TLS_MAJOR = 3;
    /** With fewer bytes captured it is better to say nothing. */
    private static final int ENOUGH = 8;

    /** Looks at {@code captured} bytes from {@code at}. */
    static FirstBytes of(byte[] bytes, int at, int captured) {
        if (captured < 3) {
            return NONE;
        }
        int first = bytes[at];
        if ((first == TlsReader.HANDSHAKE || first == TlsReader.ALERT)
                && bytes[at + 1] == TLS_MAJOR
                && bytes[at + 2] <= 4) {
            return first == TlsReader.HANDSHAKE ? TLS_HANDSHAKE : TLS_ALERT;
        }
        if (Ascii.starts(bytes, at, captured, STATUS_LINE)) {
            return HTTP_RESPONSE;
        }
        if (Ascii.starts(bytes, at, captured, PREFACE)) {
            return HTTP2_PREFACE;
        }
        if (HttpMethod.at(bytes, at, captured) != null) {
            return HTTP_REQUEST;
        }
        return captured < ENOUGH ? NONE : OTHER;
    }
}
