package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.Protocol;
import dev.hangup.connection.Side;
import dev.hangup.connection.TlsState;

/**
 * Where boundaries are told by turns alone, the last words of a client need not ask for anything: QUIT, a close_notify,
 * a log line, a setting without reply. They are taken for a request only when the end does not look agreed upon.
 */
final class Goodbye {
    /** A client that closes so soon after its last words waits for nothing. */
    private static final long AT_ONCE_NANOS = 200_000_000L;

    /** A client of an unknown protocol that waited so long before it closed did want an answer. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    /** Who goes on talking for so long, or so often after a pause, without an answer does not expect one. */
    private static final long MONOLOGUE_NANOS = 1_000_000_000L;

    static final int MONOLOGUE_PAUSES = 3;
    /** Unless silence follows that is as long as so many of the pauses before, and one second. */
    private static final int SILENCE_TO_PAUSE = 5;

    /** Fewer bytes than a request in any protocol that is worth the name, framing of TLS included. */
    private static final int FEW_BYTES = 64;
    /**
     * QUIT of SMTP, FTP and memcached, COM_QUIT of MySQL, Terminate of PostgreSQL, and a close_notify where TLS was begun
     * in the middle (5 + 19 bytes): also said to who has already left.
     */
    static final int FAREWELL_BYTES = 24;
    /**
     * The tail of an HTTP/2 exchange inside TLS: the end of a request that was answered before it was whole, SETTINGS
     * acknowledged, WINDOW_UPDATE, PING. It is short, comes as soon as the answer does, and nothing comes of it: SETTINGS
     * acknowledged and a WINDOW_UPDATE in a record each are so many bytes (RFC 9113 sections 6.5 and 6.9, each with the 22
     * that RFC 8446 section 5.2 adds). A request of HTTP/1 that names a host and its program is longer.
     */
    private static final int TAIL_BYTES = 9 + 22 + 13 + 22;

    /** A program that is told of a close and says goodbye needs no longer. */
    private static final long REACTION_NANOS = 15_000_000L;

    private static final long TAIL_NANOS = 50_000_000L;
    private static final long NOTHING_CAME_NANOS = 500_000_000L;

    private Goodbye() {}

    static boolean is(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        if (exchanges.areBoundariesKnown() || exchanges.isAnswerBegun() || RequestShapes.areRequestsFramed(exchanges)) {
            return false;
        }
        long hungUp = RequestShapes.clientHangUpNanos(connection);
        // A message of a WebSocket needs no answer, but has to arrive.
        boolean asks = exchanges.doLastWordsAsk() && !(exchanges.isUpgraded() && isHeard(connection));
        if (asks && hungUp == Long.MAX_VALUE) {
            return false;
        }
        if (exchanges.doLastWordsBlock() && hungUp < Long.MAX_VALUE) {
            // Whoever waits for what may never come may leave at any time.
            return true;
        }
        if (exchanges.isCrossed() && !asks && isHeard(connection)) {
            // Where both sides speak at once, words need no answer.
            return true;
        }
        int length = exchanges.lastRequestEnd() - exchanges.lastRequestSequence();
        boolean few = length <= FEW_BYTES;
        boolean isQuestion = asks && connection.protocol() != Protocol.UNKNOWN;
        if (few && exchanges.areLastWordsHidden()) {
            // A close_notify is so short, and the Finished of a handshake.
            return true;
        }
        if (few
                && !isQuestion
                && connection.server().sentFin()
                && (length <= FAREWELL_BYTES || isFarewell(connection))) {
            return true;
        }
        if (length <= TAIL_BYTES && isTail(connection)) {
            return true;
        }
        return hungUp < Long.MAX_VALUE ? fromClient(connection, hungUp, few) : toServer(connection);
    }

    private static boolean isHeard(Connection connection) {
        return !RequestShapes.crossesFin(connection)
                && connection.client().acknowledged() - connection.exchanges().requestSequence() > 0;
    }

    /**
     * Whether the client's last words belong to a close: its own, or its prompt answer to that of the server (such as
     * GOAWAY), or they came before either.
     */
    private static boolean isFarewell(Connection connection) {
        TlsState tls = connection.exchanges().tls();
        long waited = connection.closeNanos() - connection.exchanges().lastRequestEndNanos();
        if (!RequestShapes.crossesFin(connection)) {
            // HTTP/2 has control frames that nobody answers; whoever else was heard out for so long had begun to ask.
            return tls == null || tls.mayBeHttp2() || waited < Silence.LONG_NANOS;
        }
        Side client = connection.client();
        Side server = connection.server();
        Exchanges exchanges = connection.exchanges();
        boolean answersFin = exchanges.requestAcknowledgment() - server.finSequence() > 0;
        if (answersFin) {
            long reaction = exchanges.requestNanos() - connection.closeNanos();
            return client.sentFin() && reaction < REACTION_NANOS + connection.toClientAndBackNanos();
        }
        return client.sentFin() && client.finAcknowledgment() - server.finSequence() <= 0;
    }

    private static boolean isTail(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        TlsState tls = exchanges.tls();
        long gap = exchanges.idleBeforeRequestNanos();
        return tls != null
                && tls.mayBeHttp2()
                && gap >= 0
                && gap < TAIL_NANOS + connection.toClientAndBackNanos()
                && connection.closeNanos() - exchanges.lastRequestEndNanos() > NOTHING_CAME_NANOS;
    }

    private static boolean fromClient(Connection connection, long hungUpNanos, boolean few) {
        Exchanges exchanges = connection.exchanges();
        boolean byFin = !(connection.isClosedByClient() && connection.isClosedByReset());
        long waited = hungUpNanos - exchanges.lastRequestEndNanos();
        boolean atOnce = waited < AT_ONCE_NANOS && (byFin || few);
        boolean impatient =
                waited < patienceNanos(connection) || (!isKnownQuestion(connection) && exchanges.answered() < 2);
        return atOnce
                || (byFin && (isMonologue(exchanges, waited) || (exchanges.protocol() != Protocol.TLS && impatient)));
    }

    /** Whether the client's last words are a question in a protocol that has words for it and answers each. */
    private static boolean isKnownQuestion(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        boolean isKnown = switch (connection.protocol()) {
            case POSTGRESQL, MYSQL, REDIS, FASTCGI -> true;
            default -> false;
        };
        return isKnown && exchanges.doLastWordsAsk() && !exchanges.doLastWordsBlock();
    }

    /**
     * How long a client waits before it closes that does want an answer: who certainly asked, and did not leave before an
     * answer could come, has given up.
     */
    static long patienceNanos(Connection connection) {
        return isKnownQuestion(connection)
                ? AT_ONCE_NANOS + Math.max(0, connection.handshakeRoundTripNanos())
                : PATIENCE_NANOS;
    }

    /** A log or a stream of measurements is sent bit by bit and never answered. */
    private static boolean isMonologue(Exchanges exchanges, long waitedNanos) {
        long lasted = exchanges.lastRequestEndNanos() - exchanges.requestNanos();
        int pauses = exchanges.requestPauses();
        long usual = lasted / Math.max(1, pauses);
        return (lasted > MONOLOGUE_NANOS || pauses >= MONOLOGUE_PAUSES)
                && waitedNanos <= SILENCE_TO_PAUSE * usual + MONOLOGUE_NANOS;
    }

    /** The server may end the conversation at these words, unless it hung up on others too or had not heard them. */
    private static boolean toServer(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        if (exchanges.protocol() == Protocol.TLS
                || connection.isClosedByReset()
                || RequestShapes.crossesFin(connection)) {
            return false;
        }
        if (RequestShapes.goesOnBehindFin(connection)) {
            return false;
        }
        if (exchanges.answered() == 0) {
            return true;
        }
        long waited = connection.closeNanos() - exchanges.lastRequestEndNanos();
        return waited < Silence.LONG_NANOS && Siblings.closedTogether(connection) == 0;
    }
}
