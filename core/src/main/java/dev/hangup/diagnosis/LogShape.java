package dev.hangup.diagnosis;

import dev.hangup.log.LogEvent;
import dev.hangup.log.Peer;
import dev.hangup.log.Phase;
import dev.hangup.log.Symptom;
import java.util.regex.Pattern;

/** How requests failed by what logs say of them: as much of the mechanism as an application or a proxy gets to see. */
public enum LogShape {
    /** The peer ended the connection after the request, before any of the answer. */
    CUT_BEFORE_ANSWER("the peer ended the connection before any of the answer came"),
    /** The peer ended the connection in the middle of an answer. */
    CUT_IN_ANSWER("the peer ended the connection in the middle of the answer"),
    /** The peer ended the connection in the TLS handshake. */
    CUT_IN_HANDSHAKE("the peer ended the connection in the TLS handshake"),
    /** The SYN was answered by a RST or an ICMP error. */
    REFUSED("the connection was refused"),
    /** There is no way to the peer. */
    UNREACHABLE("there was no route to the peer"),
    /** The connection was not established, and the log does not say how it failed. */
    CONNECT_FAILED("the connection could not be established"),
    /** The writer's own kernel had no local address and port for the connection: EADDRNOTAVAIL of connect(2). */
    NO_LOCAL_PORT("the writer's own kernel had no local port for the connection"),
    /** The connection was not established in time. */
    CONNECT_TIMEOUT("the connection was not established in time"),
    /** The connection stood, and the answer did not come in time. */
    SILENCE("no answer came in time"),
    /** A proxy answered in its upstream's place, and the log does not say how the upstream failed it. */
    GATEWAY_ERROR("the proxy had no answer to pass on"),
    /** The one that is served left before it had its answer. */
    CLIENT_LEFT("the client left before it had its answer"),
    /** The writer of the log ended the connection itself. */
    LOCAL_ABORT("the one who logged it ended the connection itself"),
    /** What came could not be understood. */
    PROTOCOL("what came could not be understood");

    private static final int BAD_GATEWAY = 502;
    private static final Pattern NO_PORT = Pattern.compile("(?i)cannot assign requested address|EADDRNOTAVAIL");

    private final String text;

    LogShape(String text) {
        this.text = text;
    }

    /** For people: a clause without a full stop. */
    public String text() {
        return text;
    }

    static LogShape of(LogEvent event) {
        if (event.peer() == Peer.CLIENT) {
            return CLIENT_LEFT;
        }
        if (event.symptom() == Symptom.UNDECIDABLE
                && event.phase() == Phase.UNKNOWN
                && event.source().isProxy()
                && event.status() >= BAD_GATEWAY) {
            return GATEWAY_ERROR;
        }
        return switch (event.symptom()) {
            case REFUSED -> REFUSED;
            case UNREACHABLE -> UNREACHABLE;
            case CONNECT_TIMEOUT -> CONNECT_TIMEOUT;
            case SILENCE -> SILENCE;
            case LOCAL_ABORT -> NO_PORT.matcher(event.said()).find() ? NO_LOCAL_PORT : LOCAL_ABORT;
            case PROTOCOL -> PROTOCOL;
            case RST, FIN, UNDECIDABLE, NONE -> ofCut(event.phase());
        };
    }

    private static LogShape ofCut(Phase phase) {
        return switch (phase) {
            case RESPONSE -> CUT_IN_ANSWER;
            case TLS_HANDSHAKE -> CUT_IN_HANDSHAKE;
            case CONNECT -> CONNECT_FAILED;
            case REQUEST, AWAITING_RESPONSE, IDLE, UNKNOWN -> CUT_BEFORE_ANSWER;
        };
    }
}
