package dev.hangup.measurement;

/** What came of one request of a {@link Load}. */
public enum Outcome {
    /** An answer with a status below 500. */
    ANSWERED("answered"),
    /** An answer of a server that says that it failed (RFC 9110 section 15.6). */
    SERVER_ERROR("5xx"),
    /** The connection ended by a RST. */
    RESET("RST"),
    /** The connection ended in order, by a FIN or a close_notify, before the answer did. */
    CLOSED("EOF before the answer"),
    /** A RST to the SYN, or an ICMP error that says the same. */
    REFUSED("refused"),
    /** The connection was not open when the patience ended: no SYN-ACK, or no end of the TLS handshake. */
    CONNECT_TIMEOUT("timed out connecting"),
    /** The request was sent, and no whole answer had come when the patience ended. */
    ANSWER_TIMEOUT("timed out unanswered"),
    /** All connections of the pool were in use until the patience ended. */
    POOL_TIMEOUT("timed out in the queue of the pool"),
    /** Anything else: no route, no local port, TLS that fails, an answer that is not HTTP/1. */
    OTHER("otherwise"),
    /** It was under way when the load was stopped: nobody knows what would have come of it. */
    UNFINISHED("unfinished");

    private final String text;

    Outcome(String text) {
        this.text = text;
    }

    /** As people write it. */
    public String text() {
        return text;
    }

    /** Whether the endpoint answered, whatever it said. */
    public boolean isAnswer() {
        return this == ANSWERED || this == SERVER_ERROR;
    }

    /** Whether whoever asked got less than an answer without an error. */
    public boolean isFailure() {
        return this != ANSWERED && this != UNFINISHED;
    }

    /** Whether a connection that was had ended before the answer did. */
    public boolean isLoss() {
        return this == RESET || this == CLOSED;
    }

    /** Whether the patience ended. */
    public boolean isTimeout() {
        return this == CONNECT_TIMEOUT || this == ANSWER_TIMEOUT || this == POOL_TIMEOUT;
    }

    /** Whether no connection was had. */
    public boolean isUnconnected() {
        return this == REFUSED || this == CONNECT_TIMEOUT;
    }
}
