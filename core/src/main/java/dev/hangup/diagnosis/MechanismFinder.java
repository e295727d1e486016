package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.FirstBytes;
import dev.hangup.connection.Http2State;
import dev.hangup.connection.HttpMethod;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.Protocol;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;
import dev.hangup.connection.TlsState;
import org.jspecify.annotations.Nullable;

/**
 * Answers the first question: is anybody hurt, and by what shape of packets? The first shape that fits wins; none means
 * that the connection is healthy, whatever flags ended it.
 */
final class MechanismFinder {
    /** A client that wants a connection sends its SYN again after a second (RFC 6298 section 2). */
    private static final long SYN_RETRY_NANOS = 1_200_000_000L;

    private static final long LATE_SYN_ACK_NANOS = 900_000_000L;
    private static final long AT_ONCE_NANOS = 50_000_000L;
    private static final int FULL_SIZE = 1000;
    private static final int PROBES_OF_LINUX = 9;
    /** A client that closes so soon after its last words said goodbye; it waits for nothing. */
    private static final long GOODBYE_NANOS = 200_000_000L;
    /** A client of an unknown protocol that waited so long before it closed did want an answer. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    /** Fewer bytes than a request in any protocol that is worth the name, framing of TLS included. */
    private static final int SHORTEST_WORDS = 64;

    private static final int HTTP_SWITCHED = 101;

    private MechanismFinder() {}

    static @Nullable Mechanism find(Connection connection) {
        if (!connection.isEstablished()) {
            return handshake(connection);
        }
        if (connection.client().packets() == 0 || connection.server().packets() == 0) {
            // One direction was not captured: who did not answer cannot be told.
            return null;
        }
        Mechanism found = afterHandshake(connection);
        if (found == null) {
            found = tls(connection);
        }
        if (found == null) {
            found = contradiction(connection);
        }
        if (found == null) {
            found = http2(connection);
        }
        if (found == null) {
            found = slowRequest(connection);
        }
        if (found == null) {
            found = silence(connection);
        }
        if (found == null && connection.exchanges().outstanding() > 0) {
            found = unanswered(connection);
        }
        return found == null ? nothingAsked(connection) : found;
    }

    private static @Nullable Mechanism handshake(Connection connection) {
        IcmpError error = connection.icmpError();
        if (error != null && error.isUnreachable() && connection.synAcks() == 0) {
            return Mechanism.CONNECT_REFUSED;
        }
        Reset byServer = connection.server().reset();
        Reset byClient = connection.client().reset();
        if (connection.syns() > 0 && connection.synAcks() == 0) {
            if (byServer != null) {
                return Mechanism.CONNECT_REFUSED;
            }
            long waited = connection.watchedUntilNanos() - connection.lastSynNanos();
            boolean persisted = connection.syns() > 1 || waited > SYN_RETRY_NANOS;
            return persisted ? Mechanism.CONNECT_UNANSWERED : null;
        }
        if (connection.syns() == 0 || connection.synAcks() == 0) {
            return null;
        }
        boolean late = connection.synAckNanos() - connection.startNanos() > LATE_SYN_ACK_NANOS;
        if (byClient != null) {
            // Without delay it is a probe: a health check or a scan wanted to know whether somebody listens.
            return late ? Mechanism.CONNECT_ANSWERED_LATE : null;
        }
        if (byServer != null) {
            return Mechanism.CONNECT_REFUSED;
        }
        return connection.syns() > 1 ? Mechanism.CONNECT_STALLED : null;
    }

    private static @Nullable Mechanism afterHandshake(Connection connection) {
        Side client = connection.client();
        Side server = connection.server();
        if (connection.beganBefore() || !server.sentSyn() || server.payloadBytes() > 0) {
            return null;
        }
        boolean nothingTaken = client.acknowledged() == client.initialSequence() + 1;
        Reset reset = server.reset();
        if (reset != null
                && reset.isBare()
                && nothingTaken
                && !client.sentFin()
                && reset.timeNanos() - connection.handshakeNanos()
                        < AT_ONCE_NANOS + 3 * (connection.handshakeNanos() - connection.startNanos())) {
            return Mechanism.RESET_AFTER_HANDSHAKE;
        }
        boolean unheard = client.payloadBytes() > 0 ? nothingTaken : connection.synAcksAfterHandshake() > 1;
        return connection.synAcksAfterHandshake() > 0 && unheard ? Mechanism.SYN_ACK_REPEATED : null;
    }

    private static @Nullable Mechanism tls(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        FirstBytes clientFirst = connection.client().firstBytes();
        FirstBytes serverFirst = connection.server().firstBytes();
        boolean clientTls = clientFirst == FirstBytes.TLS_HANDSHAKE;
        boolean clientHttp = clientFirst == FirstBytes.HTTP_REQUEST || clientFirst == FirstBytes.HTTP2_PREFACE;
        if ((clientTls && serverFirst == FirstBytes.HTTP_RESPONSE)
                || (clientHttp && serverFirst == FirstBytes.TLS_ALERT)
                || (exchanges.saysWrongProtocol() && exchanges.requests() <= 1)) {
            return Mechanism.WRONG_PROTOCOL;
        }
        TlsState tls = exchanges.tls();
        if (tls == null || !tls.sawClientHello()) {
            return null;
        }
        if (tls.sawHandshakeAlert() && connection.isClosed() && exchanges.answered() == 0) {
            return Mechanism.TLS_REFUSED;
        }
        boolean cutByServer = connection.isClosed() && !connection.isClosedByClient();
        boolean nothingBack = connection.server().payloadBytes() == 0;
        return cutByServer && nothingBack && !tls.isHandshakeDone() ? Mechanism.TLS_CUT_OFF : null;
    }

    private static @Nullable Mechanism contradiction(Connection connection) {
        return connection.reset() != null && connection.hasPayloadAfterReset() ? Mechanism.RESET_CONTRADICTED : null;
    }

    private static @Nullable Mechanism http2(Connection connection) {
        Http2State state = connection.exchanges().http2();
        boolean lost = state != null
                && state.sawGoAway()
                && connection.isClosed()
                && (state.streamsBeyondGoAway() > 0 || connection.exchanges().outstanding() > 0);
        return lost ? Mechanism.STREAMS_LOST : null;
    }

    /** The request itself was not finished: half a header, or a body of which more should have come. */
    private static @Nullable Mechanism slowRequest(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        if (!exchanges.isRequestIncomplete() || !connection.isClosed()) {
            return null;
        }
        if (exchanges.status() == 408 && exchanges.outstanding() == 0) {
            return Mechanism.REQUEST_TOO_SLOW;
        }
        if (connection.isClosedByClient() || Silence.swallows(connection.client())) {
            return null;
        }
        long sinceClient = connection.closeNanos() - exchanges.lastRequestEndNanos();
        boolean uploading = sinceClient < AT_ONCE_NANOS + 2 * Math.max(0, connection.handshakeRoundTripNanos())
                || connection.client().unacknowledgedBytes() > 0;
        Reset reset = connection.server().reset();
        if (uploading) {
            boolean lost = reset != null && (exchanges.outstanding() > 0 || exchanges.status() >= 400);
            return lost ? Mechanism.UPLOAD_RESET : null;
        }
        boolean crossed = connection.server().sentFin()
                && connection.server().finAcknowledgment() - exchanges.lastRequestSequence() <= 0;
        return exchanges.outstanding() > 0 && !crossed ? Mechanism.REQUEST_TOO_SLOW : null;
    }

    private static @Nullable Mechanism silence(Connection connection) {
        Side client = connection.client();
        Side server = connection.server();
        for (Side side : new Side[] {client, server}) {
            Side other = side == client ? server : client;
            boolean ownReset = side.reset() != null && !side.reset().isBare();
            if (side.probesInVain() > 1 && (ownReset || side.probesInVain() >= PROBES_OF_LINUX)) {
                return Mechanism.PROBES_UNANSWERED;
            }
            if (!Silence.swallows(side) || other.reset() != null) {
                continue;
            }
            boolean largeOnes = side.largestRetransmitted() > Math.max(500, side.largestDelivered());
            if (largeOnes && !Silence.isTotal(side, other) && other.zeroWindows() == 0) {
                return Mechanism.LARGE_SEGMENTS_LOST;
            }
            if (other.zeroWindows() == 0 || Silence.isTotal(side, other)) {
                return Mechanism.SILENCE;
            }
        }
        return null;
    }

    /** Something was asked and not wholly answered: how did it end? */
    private static @Nullable Mechanism unanswered(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        Reset byServer = connection.server().reset();
        if (!connection.isClosed() || isGoodbye(connection)) {
            return null;
        }
        if (connection.isClosedByClient()) {
            return closedByClient(connection);
        }
        if (connection.server().sentFin() && !finCameAfterReset(connection, byServer)) {
            return finBeforeAnswer(connection);
        }
        if (byServer == null) {
            return null;
        }
        if (exchanges.isAnswerBegun()) {
            return Mechanism.CLOSED_MID_ANSWER;
        }
        if (!byServer.hasAck()) {
            return Mechanism.BARE_RESET_TO_REQUEST;
        }
        boolean covered = byServer.acknowledgment() - exchanges.lastRequestSequence() > 0;
        return covered ? Mechanism.REQUEST_ACKED_THEN_RESET : Mechanism.REQUEST_CROSSED_RESET;
    }

    private static boolean finCameAfterReset(Connection connection, @Nullable Reset byServer) {
        return byServer != null && byServer.frame() < connection.server().finFrame();
    }

    private static @Nullable Mechanism finBeforeAnswer(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        Side server = connection.server();
        if (server.finAcknowledgment() - exchanges.lastRequestSequence() <= 0) {
            boolean knewBetter = exchanges.lastRequestAcknowledgment() - server.finSequence() > 0;
            return knewBetter ? Mechanism.REQUEST_AFTER_FIN : Mechanism.REQUEST_CROSSED_FIN;
        }
        if (exchanges.isAnswerBegun()) {
            return Mechanism.CLOSED_MID_ANSWER;
        }
        return Mechanism.FIN_WITHOUT_ANSWER;
    }

    /**
     * Where boundaries are told by turns alone, the last words of a client need not ask for anything: QUIT, a
     * close_notify, a log line, a setting without reply. They are taken for a request only when the end does not look
     * agreed upon.
     */
    private static boolean isGoodbye(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        if (exchanges.areBoundariesKnown() || exchanges.isAnswerBegun()) {
            return false;
        }
        int size = exchanges.lastRequestEnd() - exchanges.lastRequestSequence();
        if (connection.server().sentFin() && size <= SHORTEST_WORDS) {
            return true;
        }
        boolean requestsAreKnown = exchanges.protocol() == Protocol.HTTP1 && exchanges.status() != HTTP_SWITCHED
                && exchanges.method() != HttpMethod.CONNECT;
        if (requestsAreKnown) {
            return false;
        }
        long waited = connection.closeNanos() - exchanges.lastRequestEndNanos();
        boolean agreed = !connection.isClosedByReset();
        if (exchanges.protocol() == Protocol.TLS) {
            return connection.isClosedByClient()
                    && waited < GOODBYE_NANOS
                    && (agreed || size <= SHORTEST_WORDS);
        }
        if (connection.isClosedByClient()) {
            boolean small = size <= SHORTEST_WORDS && waited < GOODBYE_NANOS;
            return small || (agreed && (waited < PATIENCE_NANOS || exchanges.answered() < 2));
        }
        boolean lateWords = connection.server().sentFin()
                && connection.server().finAcknowledgment() - exchanges.lastRequestSequence() <= 0;
        boolean together = connection.population().closesWithin(
                        connection.closeNanos() - AT_ONCE_NANOS, connection.closeNanos() + AT_ONCE_NANOS)
                > 1;
        return agreed && !lateWords && !(together && exchanges.answered() > 0);
    }

    private static @Nullable Mechanism closedByClient(Connection connection) {
        Exchanges exchanges = connection.exchanges();
        if (exchanges.isRequestIncomplete() && exchanges.protocol() == Protocol.HTTP1) {
            // It did not even finish asking; it changed its mind.
            return Mechanism.CLIENT_CLOSED_WAITING;
        }
        if (exchanges.isAnswerBegun()) {
            // The end of an HTTP/2 answer may have been told by its length, in a header that is compressed.
            boolean mayBeWhole = exchanges.protocol() == Protocol.HTTP2 && connection.payloadAfterClose() == 0;
            return mayBeWhole ? null : Mechanism.CLIENT_CLOSED_MID_ANSWER;
        }
        return Mechanism.CLIENT_CLOSED_WAITING;
    }

    /** Everything asked was answered, but data may have been lost, or a box may have struck. */
    private static @Nullable Mechanism nothingAsked(Connection connection) {
        Reset reset = connection.reset();
        if (reset == null) {
            return null;
        }
        Side sender = connection.side(reset.fromClient());
        boolean cutDownload = reset.fromClient()
                && connection.isClosedByClient()
                && !connection.exchanges().areBoundariesKnown()
                && connection.payloadAfterClose() >= FULL_SIZE;
        if (cutDownload) {
            return Mechanism.CLIENT_CLOSED_MID_ANSWER;
        }
        boolean answersServerData = reset.fromClient()
                && reset.isBare()
                && !sender.sentFin()
                && connection.server().unacknowledgedBytes() > 0;
        if (answersServerData && (Strays.is(connection) || !connection.server().sentFin())) {
            return Mechanism.BARE_RESET_FROM_CLIENT;
        }
        boolean idle = !connection.client().sentFin() && !connection.server().sentFin();
        return idle && OutsideReset.isOnIdle(reset, sender) ? Mechanism.IDLE_RESET_FROM_OUTSIDE : null;
    }
}
