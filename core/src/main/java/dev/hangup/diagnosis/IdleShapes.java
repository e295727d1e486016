package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;
import org.jspecify.annotations.Nullable;

/** Shapes of harm although everything asked seems answered: data was lost on the way, or a box struck an idle connection. */
final class IdleShapes {
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
        if (connection.isClosedByClient() && !exchanges.areBoundariesKnown() && !TlsShapes.isLeftUnasked(connection)) {
            boolean arriving =
                    connection.payloadAfterClose() >= RequestShapes.UPLOAD || untaken >= RequestShapes.UPLOAD;
            if (arriving) {
                return Mechanism.CLIENT_CLOSED_MID_ANSWER;
            }
        }
        boolean answerMetClosedDoor = connection.client().sentFin()
                && connection.isClosedByClient()
                && reset.isBare()
                && exchanges.lastAnswerBegunNanos() > connection.closeNanos()
                && hadWaited(connection);
        if (answerMetClosedDoor) {
            return Mechanism.CLIENT_CLOSED_WAITING;
        }
        Side client = connection.client();
        boolean mayHaveClosed = client.sentFin() || client.hasUnseen();
        boolean answersServerData = reset.isBare() && !mayHaveClosed && server.unacknowledgedBytes() > 0;
        return answersServerData && (Strays.is(connection) || !server.sentFin())
                ? Mechanism.BARE_RESET_FROM_CLIENT
                : null;
    }

    /** Whether the client, when it closed, had waited for an answer, and did not say goodbye with its last words. */
    private static boolean hadWaited(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        long waited = RequestShapes.clientHangUpNanos(connection) - exchanges.lastRequestEndNanos();
        return switch (exchanges.protocol()) {
            case HTTP1 -> true;
            case TLS -> waited > Silence.LONG_NANOS;
            default -> waited > Goodbye.PATIENCE_NANOS;
        };
    }
}
