package dev.hangup.connection;

/** Where a capture was taken, as far as its packets tell. It decides what can be known. */
public enum Vantage {
    /** On the host that opens the connections, or next to it. */
    CLIENT("at the client"),
    /** On the host that accepts them. */
    SERVER("at the server"),
    /** Somewhere between. */
    MIDDLE("between client and server"),
    /** Client and server are one host, or nothing tells. */
    UNKNOWN("at an unknown place");

    private final String text;

    Vantage(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }
}
