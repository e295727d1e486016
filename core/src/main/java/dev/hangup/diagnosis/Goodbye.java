package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.Protocol;

/**
 * Where boundaries are told by turns alone, the last words of a client need not ask for anything: QUIT, a close_notify,
 * a log line, a setting without reply. They are taken for a request only when the end does not look agreed upon.
 */
final class Goodbye {
    /** A client that closes so soon after its last words waits for nothing. */
    private static final long AT_ONCE_NANOS = 200_000_000L;

    /** A client of an unknown protocol that waited so long before it closed did want an answer. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    /** Who goes on talking for so long without an answer does not expect one. */
    private static final long MONOLOGUE_NANOS = 1_000_000_000L;

    /** Fewer bytes than a request in any protocol that is worth the name, framing of TLS included. */
    private static final int FEW_BYTES = 64;
    /**
     * QUIT of SMTP, FTP and memcached, COM_QUIT of MySQL, Terminate of PostgreSQL, and a close_notify where TLS was begun
     * in the middle (5 + 19 bytes): also said to who has already left.
     */
    private static final int FAREWELL_BYTES = 24;

    private Goodbye() {}

    static boolean is(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        if (exchanges.areBoundariesKnown() || exchanges.isAnswerBegun() || RequestShapes.areRequestsFramed(exchanges)) {
            return false;
        }
        int length = exchanges.lastRequestEnd() - exchanges.lastRequestSequence();
        boolean few = length <= FEW_BYTES;
        boolean farewell =
                length <= FAREWELL_BYTES || connection.client().sentFin() || !RequestShapes.crossesFin(connection);
        if (few && farewell && connection.server().sentFin()) {
            return true;
        }
        return connection.isClosedByClient() ? fromClient(connection, few) : toServer(connection);
    }

    private static boolean fromClient(Connection connection, boolean few) {
        Exchanges exchanges = connection.exchanges();
        boolean byFin = !connection.isClosedByReset();
        long waited = connection.closeNanos() - exchanges.lastRequestEndNanos();
        boolean atOnce = waited < AT_ONCE_NANOS && (byFin || few);
        // A log or a stream of measurements is sent bit by bit and never answered.
        boolean monologue = exchanges.lastRequestEndNanos() - exchanges.requestNanos() > MONOLOGUE_NANOS;
        boolean impatient = waited < PATIENCE_NANOS || exchanges.answered() < 2;
        return atOnce || (byFin && (monologue || (exchanges.protocol() != Protocol.TLS && impatient)));
    }

    /** The server may end the conversation at these words, unless it hung up on others too or had not heard them. */
    private static boolean toServer(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        if (exchanges.protocol() == Protocol.TLS
                || connection.isClosedByReset()
                || RequestShapes.crossesFin(connection)) {
            return false;
        }
        long idle = connection.closeNanos() - exchanges.lastAnswerNanos();
        return exchanges.answered() == 0 || Case.closedTogether(connection, idle) == 0;
    }
}
