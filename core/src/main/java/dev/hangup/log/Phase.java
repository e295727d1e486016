package dev.hangup.log;

/** How far an exchange had come when it failed. */
public enum Phase {
    CONNECT("while connecting"),
    TLS_HANDSHAKE("in the TLS handshake"),
    REQUEST("while the request was sent"),
    AWAITING_RESPONSE("before any of the answer came"),
    RESPONSE("in the middle of the answer"),
    IDLE("between requests"),
    UNKNOWN("");

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    /** For people; empty when unknown. */
    public String text() {
        return text;
    }
}
