package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.HttpMethod;
import dev.hangup.connection.Protocol;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;
import dev.hangup.connection.TlsState;
import org.jspecify.annotations.Nullable;

/** Shapes of a request that was not wholly sent, or not wholly answered, when somebody closed. */
final class RequestShapes {
    private static final long AT_ONCE_NANOS = 50_000_000L;
    /** So many bytes in flight are an upload, not a farewell. */
    static final int UPLOAD = 1000;

    private static final int SEVERAL_SEGMENTS = 2000;
    private static final int BULK = 4000;

    private RequestShapes() {}

    static @Nullable Mechanism of(Connection connection) {
        if (!connection.isClosed()) {
            return null;
        }
        Exchanges exchanges = connection.exchanges();
        if (exchanges.saysRequestTimeout() && exchanges.outstanding() == 0) {
            return Mechanism.REQUEST_TOO_SLOW;
        }
        Mechanism found = slowOrUploading(connection);
        if (found == null && exchanges.outstanding() > 0 && !Goodbye.is(connection)) {
            found = unanswered(connection);
        }
        if (found == null && exchanges.isRecordCut()) {
            boolean byClient = clientHangUpNanos(connection) < Long.MAX_VALUE;
            found = byClient ? byClient(connection, Mechanism.CLIENT_CLOSED_MID_ANSWER) : Mechanism.CLOSED_MID_ANSWER;
        }
        if (found == null && isStreamCut(connection)) {
            found = byClient(connection, Mechanism.CLIENT_CLOSED_MID_ANSWER);
        }
        return found;
    }

    /**
     * What it was where the client hung up first: {@code closed}, or no close at all. An application's close leaves as FIN,
     * and its abort as RST+ACK ({@code tcp_send_active_reset} of Linux; RFC 9293 section 3.10.5). A RST without ACK answers
     * a segment for which there is no socket, so with neither before it, it says that the client had none any more.
     */
    static Mechanism byClient(Connection connection, Mechanism closed) {
        Reset reset = connection.client().reset();
        boolean hadClosed = connection.beganBefore() && connection.client().payloadBytes() == 0;
        TlsState tls = connection.exchanges().tls();
        return connection.isClosedByClient()
                        && reset != null
                        && reset.isWithoutSocket(connection.client())
                        && !hadClosed
                        && (tls == null || tls.clientCloseNotifyNanos() == 0)
                ? Mechanism.BARE_RESET_FROM_CLIENT
                : closed;
    }

    /**
     * Whether the client closed while the server was sending in bulk. Inside TLS nobody sees where an answer ends, but one
     * that was whole is not followed by more than a ticket, a GOAWAY and a close_notify.
     */
    private static boolean isStreamCut(Connection connection) {
        TlsState tls = connection.exchanges().tls();
        return tls != null
                && connection.isClosedByClient()
                && Math.max(connection.payloadAfterClose(), tls.bytesAfterClientCloseNotify()) >= BULK;
    }

    /** Whether the server's FIN was sent before its kernel had seen the last request. */
    static boolean crossesFin(Connection connection) {
        Side server = connection.server();
        return server.sentFin()
                && server.finAcknowledgment() - connection.exchanges().requestSequence() <= 0;
    }

    /**
     * Whether a log, or whatever else is sent bit by bit and never answered, went on behind the server's FIN and was thrown
     * away: a kernel acknowledges what the application may still read, and answers the rest by RST (tcp_rcv_state_process of
     * Linux, RFC 9293 section 3.10.7.4).
     */
    static boolean goesOnBehindFin(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        Side client = connection.client();
        Side server = connection.server();
        int end = client.next() - (client.sentFin() ? 1 : 0);
        return server.sentFin()
                && server.reset() != null
                && exchanges.answered() == 0
                && exchanges.requestPauses() >= Goodbye.MONOLOGUE_PAUSES
                && client.lastPayloadNanos() > server.finNanos()
                && Math.min(end - server.finAcknowledgment(), client.unacknowledgedBytes()) > Goodbye.FAREWELL_BYTES;
    }

    /** The request itself was not finished: half a header, or a body of which more should have come. */
    private static @Nullable Mechanism slowOrUploading(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        if (connection.isClosedByClient() || crossesFin(connection)) {
            return null;
        }
        Reset reset = connection.server().reset();
        if (exchanges.isRequestIncomplete()) {
            boolean trickling = connection.closeNanos() - exchanges.requestNanos() > Silence.LONG_NANOS
                    && exchanges.lastRequestEnd() - exchanges.requestSequence() < UPLOAD;
            if (isUploading(connection) && !trickling) {
                boolean lost = reset != null && (exchanges.outstanding() > 0 || exchanges.status() >= 400);
                return lost ? Mechanism.UPLOAD_RESET : null;
            }
            return exchanges.outstanding() > 0 ? Mechanism.REQUEST_TOO_SLOW : null;
        }
        int size = exchanges.lastRequestEnd() - exchanges.lastRequestSequence();
        boolean cut = connection.client().unacknowledgedBytes() >= UPLOAD && size > SEVERAL_SEGMENTS && reset != null;
        return cut ? Mechanism.UPLOAD_RESET : null;
    }

    private static boolean isUploading(Connection connection) {
        long sinceClient = connection.closeNanos() - connection.exchanges().lastRequestEndNanos();
        long roundTrip = Math.max(0, connection.handshakeRoundTripNanos());
        return sinceClient < AT_ONCE_NANOS + 2 * roundTrip
                || connection.client().unacknowledgedBytes() > 0
                || connection.server().lastWindow() == 0;
    }

    /**
     * Whether the server answered a request well before it had all of it, closed, and reset the connection while the rest was
     * waiting to be sent. A client that reads while it writes has its answer and is not hurt (curl), one that writes all of it
     * first is (EPIPE in Python's http.client and, by chance, in Node.js). No packet tells them apart.
     */
    static boolean isCutAfterEarlyAnswer(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        Reset reset = connection.server().reset();
        return reset != null
                && exchanges.isRequestIncomplete()
                && exchanges.outstanding() == 0
                && !connection.isClosedByClient()
                && isUploading(connection);
    }

    private static @Nullable Mechanism unanswered(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        if (clientHangUpNanos(connection) < Long.MAX_VALUE) {
            return closedByClient(connection);
        }
        Reset byServer = connection.server().reset();
        if (connection.server().sentFin() && !finCameAfterReset(connection, byServer)) {
            return finBeforeAnswer(connection);
        }
        if (byServer == null) {
            return connection.isClosedByClient() ? Mechanism.REQUEST_CROSSED_FIN : null;
        }
        if (byServer.acknowledgesMoreThan(connection.client().next())) {
            // The client had said more than was captured, perhaps goodbye: a FIN takes a number too.
            return null;
        }
        if (exchanges.isAnswerBegun()) {
            return Mechanism.CLOSED_MID_ANSWER;
        }
        if (!byServer.hasAck()) {
            Side server = connection.server();
            boolean hadFin = server.endsInUnseenNumber() && exchanges.requestAcknowledgment() == server.next();
            return hadFin ? Mechanism.REQUEST_AFTER_FIN : Mechanism.BARE_RESET_TO_REQUEST;
        }
        boolean covered = byServer.acknowledgment() - exchanges.requestSequence() > 0;
        return covered ? Mechanism.REQUEST_ACKED_THEN_RESET : Mechanism.REQUEST_CROSSED_RESET;
    }

    /**
     * Whether the ends of answers are hidden, and the server said something behind what the open request acknowledged, and
     * after it had had the last: of requests that were sent together nobody knows how many were answered when the client
     * closed.
     */
    private static boolean mayAllBeAnswered(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        Side server = connection.server();
        int saidSince = server.next() - (server.sentFin() ? 1 : 0) - exchanges.requestAcknowledgment();
        return areRequestsFramed(exchanges)
                && !exchanges.areBoundariesKnown()
                && (exchanges.outstanding() > 1 || !exchanges.isAnswerBegun())
                && saidSince > 0
                && exchanges.lastAnswerNanos() > exchanges.lastRequestEndNanos()
                && connection.client().acknowledged() - exchanges.lastRequestEnd() >= 0
                && connection.payloadAfterClose() == 0
                && !connection.isClosedByReset();
    }

    /**
     * When the client hung up, in nanoseconds since 1970; {@link Long#MAX_VALUE} if the server did so before it. In TLS a
     * close_notify hangs up, whoever sends the first FIN after it.
     */
    static long clientHangUpNanos(Connection connection) {
        TlsState tls = connection.exchanges().tls();
        long client = tls == null || tls.clientCloseNotifyNanos() == 0 ? Long.MAX_VALUE : tls.clientCloseNotifyNanos();
        long server = tls == null || tls.serverCloseNotifyNanos() == 0 ? Long.MAX_VALUE : tls.serverCloseNotifyNanos();
        if (connection.isClosedByClient()) {
            client = Math.min(client, connection.closeNanos());
        } else {
            server = Math.min(server, connection.closeNanos());
        }
        return client < server ? client : Long.MAX_VALUE;
    }

    private static boolean finCameAfterReset(Connection connection, @Nullable Reset byServer) {
        return byServer != null
                && byServer.frame() < connection.server().finFrame()
                && !byServer.hasOvertakenFin(connection.server(), connection.handshakeRoundTripNanos());
    }

    private static Mechanism finBeforeAnswer(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        boolean goesOn = goesOnBehindFin(connection);
        if (goesOn || crossesFin(connection)) {
            Side server = connection.server();
            int known = goesOn ? server.acknowledged() : exchanges.requestAcknowledgment();
            boolean knewBetter = known - server.finSequence() > 0;
            return knewBetter ? Mechanism.REQUEST_AFTER_FIN : Mechanism.REQUEST_CROSSED_FIN;
        }
        return exchanges.isAnswerBegun() ? Mechanism.CLOSED_MID_ANSWER : Mechanism.FIN_WITHOUT_ANSWER;
    }

    /** Whether the client left a stream that has no other end. */
    static boolean isStreamLeft(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        return connection.isClosedByClient()
                && exchanges.isEndless()
                && exchanges.isAnswerBegun()
                && exchanges.outstanding() == 1;
    }

    private static @Nullable Mechanism closedByClient(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        if (isStreamLeft(connection) || mayBeHalfClosed(connection) || mayAllBeAnswered(connection)) {
            return null;
        }
        boolean isHeard = exchanges.isAnswerBegun() && !metClosedDoor(connection);
        if (isHeard && !exchanges.isRequestIncomplete()) {
            // The end of an HTTP/2 answer may have been told by its length, in a header that is compressed.
            boolean mayBeWhole = exchanges.protocol() == Protocol.HTTP2 && connection.payloadAfterClose() == 0;
            return mayBeWhole ? null : byClient(connection, Mechanism.CLIENT_CLOSED_MID_ANSWER);
        }
        return byClient(connection, Mechanism.CLIENT_CLOSED_WAITING);
    }

    /**
     * Whether the answer began after the client's FIN and was refused by a bare RST: a socket that was closed takes
     * nothing more (tcp_rcv_state_process of Linux).
     */
    static boolean metClosedDoor(Connection connection) {
        return isDoorClosed(connection) && connection.exchanges().lastAnswerBegunNanos() > connection.closeNanos();
    }

    /** Whether the client closed first, by FIN, and answered what still came by a bare RST. */
    static boolean isDoorClosed(Connection connection) {
        Reset reset = connection.client().reset();
        return connection.client().sentFin() && connection.isClosedByClient() && reset != null && reset.isBare();
    }

    /**
     * Whether the client's FIN was part of its request, and what came of it is not known, as the capture ends soon after or
     * has no more of the connection: who has said all may still listen (RFC 9293 section 3.6), and who does not would answer
     * an answer by a RST.
     */
    private static boolean mayBeHalfClosed(Connection connection) {
        long waited = connection.closeNanos() - connection.exchanges().lastRequestEndNanos();
        return waited < AT_ONCE_NANOS
                && connection.reset() == null
                && !connection.server().sentFin()
                && (connection.watchedUntilNanos() - connection.closeNanos() < Silence.LONG_NANOS
                        || isNoMoreCaptured(connection));
    }

    /** A FIN that nothing acknowledges is sent again, as data are (RFC 6298 section 5): who did not do so had heard more. */
    private static boolean isNoMoreCaptured(Connection connection) {
        Side client = connection.client();
        return client.isFinUnacknowledged() && client.retransmissions() == 0;
    }

    /** Whether requests are told by framing rather than by turns. */
    static boolean areRequestsFramed(Exchanges exchanges) {
        boolean tunnel = exchanges.isUpgraded() || exchanges.method() == HttpMethod.CONNECT;
        return exchanges.protocol() == Protocol.HTTP1 && !tunnel;
    }
}
