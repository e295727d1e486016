package dev.hangup.diagnosis;

/** What happened on the wire: the first shape that fits, without a word about why. */
public enum Mechanism {
    CONNECT_REFUSED("the SYN was refused"),
    CONNECT_UNANSWERED("the SYN was never answered"),
    CONNECT_STALLED("the handshake never came to an end"),
    CONNECT_ANSWERED_LATE("the SYN-ACK came after the client had given up"),
    RESET_AFTER_HANDSHAKE("a RST without ACK followed the handshake at once"),
    SYN_ACK_REPEATED("the server sent its SYN-ACK again although the client had acknowledged it"),
    TLS_REFUSED("the TLS handshake was refused"),
    TLS_UNANSWERED("the ClientHello was never answered"),
    TLS_CUT_OFF("the TLS handshake was cut off without an alert"),
    WRONG_PROTOCOL("the two sides did not speak the same protocol"),
    RESET_CONTRADICTED("the alleged sender of the RST went on talking"),
    FIN_CONTRADICTED("the alleged sender of the FIN had not closed, and its answer came behind it"),
    STREAMS_LOST("HTTP/2 streams were open or opened when the server said goodbye"),
    REQUEST_TOO_SLOW("the request did not come to its end before the server closed"),
    UPLOAD_RESET("the server closed while the request body was under way"),
    REQUEST_CROSSED_FIN("the request and the server's FIN crossed"),
    REQUEST_AFTER_FIN("the request was sent after the server's FIN had been acknowledged"),
    REQUEST_ACKED_THEN_RESET("the request was acknowledged, then reset with RST+ACK, without a FIN"),
    REQUEST_CROSSED_RESET("the request and the server's RST+ACK crossed"),
    BARE_RESET_TO_REQUEST("the request was answered by a RST without ACK, as for a connection that nobody knows"),
    FIN_WITHOUT_ANSWER("the server acknowledged the request and closed by FIN without an answer"),
    CLOSED_MID_ANSWER("the server closed in the middle of its answer"),
    CLIENT_CLOSED_WAITING("the client closed while it waited for the answer"),
    CLIENT_CLOSED_MID_ANSWER("the client closed while the answer was arriving"),
    BARE_RESET_FROM_CLIENT("a RST without ACK came from the client's address, as for a connection that nobody knows"),
    SILENCE("data was sent again and again, and nothing came back"),
    STRETCH_LOST("a stretch of what was sent never came, though what followed it did"),
    LARGE_SEGMENTS_LOST("small segments passed, large ones never arrived"),
    PROBES_UNANSWERED("TCP keep-alive probes were not answered, and TCP gave up"),
    UNTRANSLATED_SEGMENT("segments of this connection came from an address that the client never contacted"),
    IDLE_RESET_FROM_OUTSIDE("an idle connection was reset by packets that do not come from its ends");

    private final String text;

    Mechanism(String text) {
        this.text = text;
    }

    /** Whether nothing that is unacknowledged arrived; behind a stretch that got lost, what followed it did. */
    boolean isSentInVain() {
        return this == SILENCE || this == LARGE_SEGMENTS_LOST;
    }

    /** For people, a clause without a full stop. */
    public String text() {
        return text;
    }
}
