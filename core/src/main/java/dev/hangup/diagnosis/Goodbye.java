package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.Protocol;
import dev.hangup.connection.Side;

/**
 * Where boundaries are told by turns alone, the last words of a client need not ask for anything: QUIT, a close_notify,
 * a log line, a setting without reply. They are taken for a request only when the end does not look agreed upon.
 */
final class Goodbye {
    /** A client that closes so soon after its last words waits for nothing. */
    private static final long AT_ONCE_NANOS = 200_000_000L;

    /** A client of an unknown protocol that waited so long before it closed did want an answer. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private static final long SAME_INSTANT_NANOS = 50_000_000L;
    /** Fewer bytes than a request in any protocol that is worth the name, framing of TLS included. */
    private static final int FEW_BYTES = 64;

    private Goodbye() {}

    static boolean is(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        if (exchanges.areBoundariesKnown() || exchanges.isAnswerBegun()) {
            return false;
        }
        boolean few = exchanges.lastRequestEnd() - exchanges.lastRequestSequence() <= FEW_BYTES;
        boolean framed = RequestShapes.areRequestsFramed(exchanges);
        if (few && !framed && connection.server().sentFin()) {
            return true;
        }
        if (framed) {
            return false;
        }
        return connection.isClosedByClient() ? fromClient(connection, few) : toServer(connection);
    }

    private static boolean fromClient(Connection connection, boolean few) {
        Exchanges exchanges = connection.exchanges();
        boolean byFin = !connection.isClosedByReset();
        long waited = connection.closeNanos() - exchanges.lastRequestEndNanos();
        boolean atOnce = waited < AT_ONCE_NANOS && (byFin || few);
        boolean impatient = waited < PATIENCE_NANOS || exchanges.answered() < 2;
        return atOnce || (exchanges.protocol() != Protocol.TLS && byFin && impatient);
    }

    /** The server may end the conversation at these words, unless it hung up on others too or had not heard them. */
    private static boolean toServer(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        Side server = connection.server();
        boolean unheard = server.sentFin() && server.finAcknowledgment() - exchanges.requestSequence() <= 0;
        if (exchanges.protocol() == Protocol.TLS || connection.isClosedByReset() || unheard) {
            return false;
        }
        long idle = connection.closeNanos() - exchanges.lastAnswerNanos();
        int together = connection
                .population()
                .closesWithin(
                        connection.closeNanos() - SAME_INSTANT_NANOS,
                        connection.closeNanos() + SAME_INSTANT_NANOS,
                        idle);
        return together == 0 || exchanges.answered() == 0;
    }
}
