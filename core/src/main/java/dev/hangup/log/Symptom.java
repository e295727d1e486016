package dev.hangup.log;

/** What happened to a connection by the words of a log, in the kernel's terms. */
public enum Symptom {
    /** A RST arrived on an established connection: ECONNRESET, or EPIPE where the RST came before. */
    RST("RST received"),
    /** The peer closed in order, with FIN, before the answer was whole. */
    FIN("FIN before the end of the answer"),
    /** A RST or an ICMP error answered the SYN: ECONNREFUSED. */
    REFUSED("connection refused"),
    /** No route, host or network unreachable. */
    UNREACHABLE("unreachable"),
    /** The connection was not established in the time that the writer of the log allowed. */
    CONNECT_TIMEOUT("connect timed out"),
    /** The connection stood, and nothing came in the time that was allowed. */
    SILENCE("no answer in time"),
    /** The writer of the log, or its own host, ended the connection or refused to make one. */
    LOCAL_ABORT("ended by the one who logged it"),
    /** What arrived could not be understood, or TLS could not be agreed on. */
    PROTOCOL("protocol error"),
    /** A connection failed, but these words are written for a FIN as for a RST, or for yet other ends. */
    UNDECIDABLE("cannot be told from this message"),
    /** No failure, by these words alone. */
    NONE("no failure");

    private final String text;

    Symptom(String text) {
        this.text = text;
    }

    /** For people, after a count or a colon. */
    public String text() {
        return text;
    }

    /** Whether it is a failure of some kind. */
    public boolean isFailure() {
        return this != NONE;
    }
}
