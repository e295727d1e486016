package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.Http2State;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;
import org.jspecify.annotations.Nullable;

/** Shapes of harm although everything asked seems answered: data was lost on the way, or a box struck an idle connection. */
final class IdleShapes {
    /** Of HTTP/2 (RFC 9113 section 4.1). */
    private static final int FRAME_HEADER = 9;

    private IdleShapes() {}

    static @Nullable Mechanism of(Connection connection) {
        Reset reset = connection.reset();
        if (reset == null) {
            return null;
        }
        Mechanism found = reset.fromClient() ? byClient(connection, reset) : byServer(connection);
        if (found != null) {
            return found;
        }
        Side sender = connection.side(reset.fromClient());
        boolean idle = !connection.client().sentFin() && !connection.server().sentFin();
        return idle && OutsideReset.isOnIdle(reset, sender) ? Mechanism.IDLE_RESET_FROM_OUTSIDE : null;
    }

    private static @Nullable Mechanism byServer(Connection connection) {
        // Payload that a close_notify does not explain was under way when the server reset.
        boolean lost = connection.client().unacknowledgedBytes() >= RequestShapes.UPLOAD;
        return lost && !connection.isClosedByClient() ? Mechanism.UPLOAD_RESET : null;
    }

    private static @Nullable Mechanism byClient(Connection connection, Reset reset) {
        Exchanges exchanges = connection.exchanges();
        Side server = connection.server();
        int untaken = reset.hasAck() ? server.next() - reset.acknowledgment() : server.unacknowledgedBytes();
        boolean isStray = Strays.is(connection);
        if (connection.isClosedByClient()
                && !exchanges.areBoundariesKnown()
                && !isStray
                && !TlsShapes.isLeftUnasked(connection)) {
            boolean arriving =
                    connection.payloadAfterClose() >= RequestShapes.UPLOAD || untaken >= RequestShapes.UPLOAD;
            if (arriving) {
                return RequestShapes.byClient(connection, Mechanism.CLIENT_CLOSED_MID_ANSWER);
            }
        }
        if (RequestShapes.metClosedDoor(connection) && hadWaited(connection)) {
            return Mechanism.CLIENT_CLOSED_WAITING;
        }
        // An empty frame may have ended what was whole by its length.
        if (endedBehindDoor(connection) && connection.payloadAfterClose() > FRAME_HEADER) {
            return Mechanism.CLIENT_CLOSED_MID_ANSWER;
        }
        Side client = connection.client();
        boolean mayHaveClosed = client.sentFin() || client.hasUnseen();
        boolean answersServerData = reset.isBare() && !mayHaveClosed && server.unacknowledgedBytes() > 0;
        return answersServerData && (isStray || !server.sentFin()) ? Mechanism.BARE_RESET_FROM_CLIENT : null;
    }

    /** Whether a stream of HTTP/2 ended only after the client had closed, in segments of which it took none. */
    private static boolean endedBehindDoor(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        Http2State http2 = exchanges.http2();
        return http2 != null
                && exchanges.areBoundariesKnown()
                && http2.openAtClose() > exchanges.outstanding()
                && RequestShapes.isDoorClosed(connection)
                && connection.server().acknowledged() == connection.client().finAcknowledgment();
    }

    /** Whether the client, when it closed, had waited for an answer, and did not say goodbye with its last words. */
    private static boolean hadWaited(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        long waited = RequestShapes.clientHangUpNanos(connection) - exchanges.lastRequestEndNanos();
        return switch (exchanges.protocol()) {
            case HTTP1 -> true;
            case HTTP2 -> endedBehindDoor(connection) || waited > Goodbye.patienceNanos(connection);
            case TLS -> waited > Silence.LONG_NANOS;
            default -> waited > Goodbye.patienceNanos(connection);
        };
    }
}
