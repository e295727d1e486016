package dev.hangup.connection;

import dev.hangup.capture.Segment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection as one vantage saw it. While the capture is read only the follower touches it; once it is over it
 * does not change any more, and the judge reads it.
 */
public final class Connection {
    private static final int GATEWAY_ERRORS = 64;

    Side client = new Side();
    Side server = new Side();
    final Exchanges exchanges = new Exchanges();
    final Trail trail = new Trail();

    @Nullable
    ServerPopulation population;

    @Nullable
    MessageReader reader;

    @Nullable
    Encapsulation encapsulation;

    /** Of its 4-tuple: {@link Segment#hash}. */
    int hash;

    /** Whether the client is the lower of the two ends: {@link Segment#sourceIsLower}. */
    boolean clientIsLower;

    long startNanos;
    long lastNanos;
    long firstFrame;
    long lastFrame;
    long packets;
    boolean rolesCertain;
    boolean revived;

    int syns;
    long lastSynNanos;
    int synAcks;
    long synAckNanos;
    long handshakeNanos;
    int synAcksAfterHandshake;
    boolean challenged;
    /** Somebody acknowledged what was not captured, or is not yet. */
    boolean acknowledgedUnseen;
    /** The handshake was done, though its third segment was not captured: sequence numbers show that data passed. */
    boolean establishedUnseen;

    boolean closed;
    boolean closedByClient;
    boolean closedByReset;
    long closeNanos;
    boolean over;
    boolean lingers;
    int lateSegments;
    int segmentsAfterReset;
    boolean payloadAfterReset;
    long payloadAfterClose;

    @Nullable
    Reset ignoredReset;

    @Nullable
    IcmpError icmpError;

    @Nullable
    List<GatewayError> gatewayErrors;

    /** When the capture ended, or the 4-tuple was used again: what is known of the silence at the end. */
    long watchedUntilNanos;

    Connection() {}

    void clear() {
        client.clear();
        server.clear();
        exchanges.clear();
        trail.clear();
        population = null;
        reader = null;
        encapsulation = null;
        packets = 0;
        rolesCertain = false;
        revived = false;
        syns = 0;
        lastSynNanos = 0;
        synAcks = 0;
        synAckNanos = 0;
        handshakeNanos = 0;
        synAcksAfterHandshake = 0;
        challenged = false;
        acknowledgedUnseen = false;
        establishedUnseen = false;
        closed = false;
        closedByClient = false;
        closedByReset = false;
        closeNanos = 0;
        over = false;
        lingers = false;
        lateSegments = 0;
        segmentsAfterReset = 0;
        payloadAfterReset = false;
        payloadAfterClose = 0;
        ignoredReset = null;
        icmpError = null;
        gatewayErrors = null;
    }

    /** The answer to the only open request, which is about to end, says that a server behind this one failed. */
    void noteGatewayError() {
        List<GatewayError> noted = gatewayErrors == null ? new ArrayList<>(1) : gatewayErrors;
        gatewayErrors = noted;
        if (noted.size() < GATEWAY_ERRORS) {
            noted.add(new GatewayError(
                    client.endpoint(),
                    server.endpoint(),
                    exchanges.requestLine,
                    exchanges.requestFrame,
                    exchanges.requestNanos,
                    exchanges.answerBegun ? exchanges.lastAnswerBegunNanos : lastNanos,
                    exchanges.status));
        }
    }

    boolean isBetween(Segment segment) {
        return client.isSource(segment)
                ? isDestination(server, segment)
                : server.isSource(segment) && isDestination(client, segment);
    }

    private static boolean isDestination(Side side, Segment segment) {
        return side.port == segment.destinationPort
                && side.low == segment.destinationLow
                && side.high == segment.destinationHigh;
    }

    void swapRoles() {
        Side was = client;
        client = server;
        server = was;
        clientIsLower = !clientIsLower;
        trail.swapRoles();
        if (encapsulation != null) {
            encapsulation = encapsulation.reversed();
        }
        if (closed) {
            closedByClient = !closedByClient;
        }
    }

    /** What was taken for HTTP/2 is something else. */
    void forgetHttp2() {
        client.restartReading();
        server.restartReading();
        exchanges.http2 = null;
        exchanges.boundariesKnown = false;
    }

    void close(boolean byClient, boolean byReset, long nanos) {
        if (!closed) {
            closed = true;
            closedByClient = byClient;
            closedByReset = byReset;
            closeNanos = nanos;
        }
    }

    /**
     * Whether nothing about it can concern the judge: it came to life, everything asked was answered, and it ended by
     * FIN or is still open.
     */
    boolean isPlainlyHealthy() {
        if (client.resets > 0 || server.resets > 0 || icmpError != null || exchanges.outstanding() > 0) {
            return false;
        }
        if (client.retransmissionsInVain() > 0 || server.retransmissionsInVain() > 0) {
            return false;
        }
        if (client.probesInVain() > 0 || server.probesInVain() > 0 || synAcksAfterHandshake > 0 || challenged) {
            return false;
        }
        if (!isEstablished() || syns > 1) {
            return false;
        }
        TlsState tls = exchanges.tls;
        if (tls != null && (tls.alertSeen || tls.clientHello && !tls.isHandshakeDone())) {
            return false;
        }
        if (client.holeBytes() > 0 || server.holeBytes() > 0 || exchanges.timedOutRequest || exchanges.recordCut) {
            return false;
        }
        boolean refused = exchanges.status == 400 || exchanges.status == 408 || exchanges.status == 413;
        return !refused
                && !mixesHttpVersions()
                && (exchanges.protocol != Protocol.TLS
                        || server.firstBytes == FirstBytes.TLS_HANDSHAKE
                        || server.firstBytes == FirstBytes.NONE);
    }

    /**
     * Whether one side began in HTTP/1 and the other in HTTP/2: what begins with the preface of HTTP/2 (RFC 9113 section
     * 3.4) is no answer in HTTP/1, and the other way round.
     */
    public boolean mixesHttpVersions() {
        return client.firstBytes == FirstBytes.HTTP_REQUEST && server.firstBytes == FirstBytes.HTTP2_SETTINGS
                || client.firstBytes == FirstBytes.HTTP2_PREFACE && server.firstBytes == FirstBytes.HTTP_RESPONSE;
    }

    /** The side that opened it, or seems to have where the SYN was not captured. */
    public Side client() {
        return client;
    }

    /** The other side. */
    public Side server() {
        return server;
    }

    /** Client or server. */
    public Side side(boolean ofClient) {
        return ofClient ? client : server;
    }

    /** The side that is not {@code side}. */
    public Side other(Side side) {
        return side == client ? server : client;
    }

    /** Requests and answers. */
    public Exchanges exchanges() {
        return exchanges;
    }

    /** What is spoken, by the name of the protocol where its messages are told by turns alone. */
    public Protocol protocol() {
        return exchanges.protocol == Protocol.UNKNOWN ? Greeting.of(client, server) : exchanges.protocol;
    }

    /** The last segments. */
    public Trail trail() {
        return trail;
    }

    /** The tunnel in which it was first seen, null if in none. */
    public @Nullable Encapsulation encapsulation() {
        return encapsulation;
    }

    /** What is known of the server from all its connections in this capture. */
    public ServerPopulation population() {
        ServerPopulation known = population;
        return known == null ? new ServerPopulation(server.endpoint(), false, new ServerPopulation.Room(0)) : known;
    }

    /** Time of the first packet, in nanoseconds since 1970. */
    public long startNanos() {
        return startNanos;
    }

    /** Time of the last packet, in nanoseconds since 1970. */
    public long lastNanos() {
        return lastNanos;
    }

    /** Until when nothing more came, in nanoseconds since 1970: the end of the capture, or of interest. */
    public long watchedUntilNanos() {
        return Math.max(lastNanos, watchedUntilNanos);
    }

    /** Number of the first frame. */
    public long firstFrame() {
        return firstFrame;
    }

    /** Orders connections by their first frames. */
    public static int inOrder(Connection one, Connection other) {
        return Long.compare(one.firstFrame, other.firstFrame);
    }

    /** Number of the last frame. */
    public long lastFrame() {
        return lastFrame;
    }

    /** How many packets, copies included. */
    public long packets() {
        return packets;
    }

    /** Whether the roles come from a handshake rather than from ports and payload. */
    public boolean areRolesCertain() {
        return rolesCertain;
    }

    /** How many SYNs the client sent. */
    public int syns() {
        return syns;
    }

    /** When the last SYN was sent, in nanoseconds since 1970. */
    public long lastSynNanos() {
        return lastSynNanos;
    }

    /** How many SYN-ACKs the server sent. */
    public int synAcks() {
        return synAcks;
    }

    /** When the first SYN-ACK was captured, in nanoseconds since 1970; 0 if never. */
    public long synAckNanos() {
        return synAckNanos;
    }

    /** When the third segment of the handshake was captured, in nanoseconds since 1970; 0 if never. */
    public long handshakeNanos() {
        return handshakeNanos;
    }

    /** How many SYN-ACKs came again after the client had acknowledged one. */
    public int synAcksAfterHandshake() {
        return synAcksAfterHandshake;
    }

    /** Whether a SYN was answered by an ACK of an older connection (a challenge ACK, RFC 5961 section 4). */
    public boolean isChallenged() {
        return challenged;
    }

    /**
     * The round-trip time of the handshake in nanoseconds: from SYN to the client's ACK, so that it is right wherever the
     * capture was taken; -1 when it was not seen, or when a SYN was sent again.
     */
    public long handshakeRoundTripNanos() {
        return handshakeNanos > 0 && syns == 1 && synAcks >= 1 && !revived ? handshakeNanos - startNanos : -1;
    }

    /**
     * How long a packet takes from the place of the capture to the client and its answer back, in nanoseconds, from
     * SYN-ACK and ACK; 0 when they were not seen.
     */
    public long toClientAndBackNanos() {
        return handshakeRoundTripNanos() < 0 ? 0 : handshakeNanos - synAckNanos;
    }

    /**
     * How long a packet takes from the place of the capture to the server and its answer back, in nanoseconds, from SYN
     * and SYN-ACK; -1 when they were not seen.
     */
    public long toServerAndBackNanos() {
        return handshakeRoundTripNanos() < 0 ? -1 : synAckNanos - startNanos;
    }

    /** As much as a way may take that took {@code nanos} once (-1: unknown): half as much again (RFC 6298 section 2.2). */
    public static long longestWayNanos(long nanos) {
        return Math.max(0, nanos) * 3 / 2;
    }

    /** Whether both sides agreed to the connection, or it was already running when the capture began. */
    public boolean isEstablished() {
        return handshakeNanos > 0 || establishedUnseen || syns == 0 && synAcks == 0;
    }

    /** Whether nothing was captured of one of its directions. */
    public boolean isOneSided() {
        return client.packets() == 0 || server.packets() == 0;
    }

    /** Whether it went on although nothing of one direction was captured; a SYN that nobody answered is whole. */
    public boolean isHalfCaptured() {
        return isOneSided() && (client.packets() == 0 || isEstablished());
    }

    /** Whether something got through that was not captured: what else is missing says nothing about the path. */
    public boolean hasUnseen() {
        return client.hasUnseen() || server.hasUnseen();
    }

    /** Whether the beginning was not captured. */
    public boolean beganBefore() {
        return syns == 0 && synAcks == 0;
    }

    /** Whether a FIN or a RST was seen after the handshake. */
    public boolean isClosed() {
        return closed;
    }

    /** Whether the client sent the first FIN or RST. */
    public boolean isClosedByClient() {
        return closedByClient;
    }

    /** Whether that first one was a RST. */
    public boolean isClosedByReset() {
        return closedByReset;
    }

    /** When the first FIN or RST was captured, in nanoseconds since 1970. */
    public long closeNanos() {
        return closeNanos;
    }

    /**
     * How long before the first FIN or RST the last answer ended, in nanoseconds; where there was none, how old the
     * connection was, as a negative number, so that the two are told apart.
     */
    public long quietAtCloseNanos() {
        return exchanges.lastAnswerNanos == 0 ? startNanos - closeNanos - 1 : closeNanos - exchanges.lastAnswerNanos;
    }

    /** The first RST that ended it, if one did. */
    public @Nullable Reset reset() {
        Reset byClient = client.reset;
        Reset byServer = server.reset;
        if (byClient == null || byServer == null) {
            return byClient == null ? byServer : byClient;
        }
        return byClient.frame() < byServer.frame() ? byClient : byServer;
    }

    /** How many segments that are no RST came from the alleged sender of the RST after it. */
    public int segmentsAfterReset() {
        return segmentsAfterReset;
    }

    /** Whether one of them carried payload that had not been sent before. */
    public boolean hasPayloadAfterReset() {
        return payloadAfterReset;
    }

    /** How many new bytes the other side sent after the first FIN or RST. */
    public long payloadAfterClose() {
        return payloadAfterClose;
    }

    /** A RST that the connection survived: out of window (RFC 5961 section 3), so forged or late. */
    public @Nullable Reset ignoredReset() {
        return ignoredReset;
    }

    /** The first ICMP error about it. */
    public @Nullable IcmpError icmpError() {
        return icmpError;
    }
}
