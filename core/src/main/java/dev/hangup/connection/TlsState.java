package dev.hangup.connection;

/** What can be seen of TLS from outside (RFC 5246, RFC 8446). */
public final class TlsState {
    boolean clientHello;
    boolean serverHello;
    boolean version13;
    /** HTTP/2 was offered, and not declined as far as can be seen: TLS 1.3 hides the choice. */
    boolean offersHttp2;
    /** The ClientHello was read to its end, so that what it does not offer is not offered. */
    boolean clientHelloWhole;

    boolean clientKeyExchange;
    boolean clientChangeCipher;
    boolean serverChangeCipher;
    /** The client's Finished was seen, in TLS 1.3 by its size. */
    boolean clientFinished;

    /** When the client's Finished was noticed first. */
    long finishedNanos;
    /** The client answered the server's flight with records that are none of the known sizes. */
    boolean clientFlight;
    /** Records are padded as JSSE does. */
    boolean padded;

    boolean serverFinished;
    /** A stretch was not captured before the handshake was done: what follows may belong to it, or come after it. */
    boolean flightMissed;

    boolean applicationData;
    int ticketLength;
    int alertDescription = -1;
    boolean alertFromClient;
    boolean alertSeen;
    long alertFrame;
    long clientCloseNotifyNanos;
    long serverCloseNotifyNanos;
    /** What the server sent after the client's close_notify, in bytes of its records. */
    long afterClientCloseNotify;

    long unaskedNanos;

    boolean requestOpen;
    int requestsAtTicket;
    /** The server sent more than tickets and what is as long as HTTP/2 control frames. */
    boolean serverSpoke;
    /** The client acknowledged the server's SETTINGS as its first words after its request: HTTP/2 is spoken. */
    boolean settingsAcknowledged;

    /** Whether a ClientHello was seen. */
    public boolean sawClientHello() {
        return clientHello;
    }

    /** Whether a ServerHello was seen. */
    public boolean sawServerHello() {
        return serverHello;
    }

    /** Whether the handshake came so far that both sides may send application data. */
    public boolean isHandshakeDone() {
        return applicationData || clientFinished && (version13 || serverFinished);
    }

    /** Whether HTTP/2 may be spoken inside: it was offered (RFC 7301), or what was offered could not be seen. */
    public boolean mayBeHttp2() {
        return offersHttp2 || !clientHelloWhole;
    }

    /** How many bytes of application data the server sent after the client had said close_notify. */
    public long bytesAfterClientCloseNotify() {
        return afterClientCloseNotify;
    }

    /** When the client said close_notify, in nanoseconds since 1970; 0 if never. */
    public long clientCloseNotifyNanos() {
        return clientCloseNotifyNanos;
    }

    /** When the server said close_notify, in nanoseconds since 1970; 0 if never. */
    public long serverCloseNotifyNanos() {
        return serverCloseNotifyNanos;
    }

    /**
     * When the server last sent a record too small for an answer that nobody had asked for, and no alert, in nanoseconds
     * since 1970; 0 if never. Control frames of HTTP/2 are so small.
     */
    public long serverUnaskedNanos() {
        return unaskedNanos;
    }

    /** Whether TLS 1.3 was chosen. */
    public boolean isVersion13() {
        return version13;
    }

    /** Whether an alert that can be read as one was seen before the handshake was done. */
    public boolean sawHandshakeAlert() {
        return alertSeen;
    }

    /** Whether the client sent it. */
    public boolean isAlertFromClient() {
        return alertFromClient;
    }

    /** AlertDescription (RFC 8446 section 6), or -1 when it was encrypted or not captured. */
    public int alertDescription() {
        return alertDescription;
    }

    /** Frame of the alert. */
    public long alertFrame() {
        return alertFrame;
    }

    /** The name of the alert in RFC 8446 section 6. */
    public String alertText() {
        return switch (alertDescription) {
            case -1 -> "an encrypted alert";
            case 0 -> "close_notify";
            case 10 -> "unexpected_message";
            case 20 -> "bad_record_mac";
            case 22 -> "record_overflow";
            case 40 -> "handshake_failure";
            case 42 -> "bad_certificate";
            case 43 -> "unsupported_certificate";
            case 44 -> "certificate_revoked";
            case 45 -> "certificate_expired";
            case 46 -> "certificate_unknown";
            case 47 -> "illegal_parameter";
            case 48 -> "unknown_ca";
            case 49 -> "access_denied";
            case 50 -> "decode_error";
            case 51 -> "decrypt_error";
            case 70 -> "protocol_version";
            case 71 -> "insufficient_security";
            case 80 -> "internal_error";
            case 86 -> "inappropriate_fallback";
            case 90 -> "user_canceled";
            case 109 -> "missing_extension";
            case 110 -> "unsupported_extension";
            case 112 -> "unrecognized_name";
            case 113 -> "bad_certificate_status_response";
            case 115 -> "unknown_psk_identity";
            case 116 -> "certificate_required";
            case 120 -> "no_application_protocol";
            default -> "alert " + alertDescription;
        };
    }
}
