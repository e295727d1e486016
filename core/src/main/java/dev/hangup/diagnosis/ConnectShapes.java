package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;
import org.jspecify.annotations.Nullable;

/** Shapes of a TCP handshake that failed although the client wanted it. A probe is no wish. */
final class ConnectShapes {
    private static final long AT_ONCE_NANOS = 50_000_000L;

    /** After so long a SYN is sent again (RFC 6298 section 2). */
    static final long FIRST_SYN_TIMEOUT_NANOS = 1_000_000_000L;

    private ConnectShapes() {}

    /**
     * Whether nothing answered the SYN, and the client gave up before it would have sent it again: one that tries several
     * addresses does that (RFC 8305) and is not hurt, one with a shorter connect timeout does and is. No packet tells them
     * apart.
     */
    static boolean isGivenUpAtOnce(Connection connection) {
        return connection.syns() == 1
                && connection.synAcks() == 0
                && !connection.isEstablished()
                && connection.reset() == null
                && connection.icmpError() == null
                && connection.watchedUntilNanos() - connection.startNanos() > FIRST_SYN_TIMEOUT_NANOS;
    }

    /**
     * Whether the server's SYN-ACK was sent again and never answered: the SYN came from an address where nobody is, or the
     * client's ACK got lost. No packet tells them apart.
     */
    static boolean isNeverConfirmed(Connection connection) {
        return connection.synAcks() > 1 && !connection.isEstablished() && connection.reset() == null;
    }

    static @Nullable Mechanism beforeHandshake(Connection connection) {
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
            // A client that wants the connection sends its SYN again after a second (RFC 6298 section 2); a scanner, or
            // one that tries several addresses (RFC 8305), does not.
            return connection.syns() > 1 ? Mechanism.CONNECT_UNANSWERED : null;
        }
        if (connection.syns() == 0 || connection.synAcks() == 0) {
            return null;
        }
        if (byClient != null && byClient.hasAck()) {
            // Who was still waiting for the SYN-ACK answers it without ACK (RFC 9293 section 3.10.7.1), so this aborts
            // what was established, and the client's own ACK got lost.
            return null;
        }
        if (byClient != null) {
            // Without delay it is a probe: a health check or a scan wanted to know whether somebody listens.
            // Who had not taken the SYN-ACK would have got it again.
            boolean late = connection.synAckNanos() - connection.startNanos() > Silence.LONG_NANOS
                    || connection.synAcks() > 1 && byClient.timeNanos() - connection.synAckNanos() > Silence.LONG_NANOS;
            return late ? Mechanism.CONNECT_ANSWERED_LATE : null;
        }
        // Who has sent a SYN-ACK listens, so a RST behind it is no refusal. That the client's ACK is missing says
        // nothing where such segments are not captured: had it not arrived, the SYN-ACK would have been sent again.
        // SYNs before the only one tell of nothing behind it.
        boolean wentOn = connection.synAcks() > 1 || connection.lastSynNanos() > connection.synAckNanos();
        return connection.syns() > 1 && wentOn ? Mechanism.CONNECT_STALLED : null;
    }

    /**
     * Whether the server sends its SYN-ACK again as if the client's ACK had not come, and never had any more of it. A
     * listener that defers what it accepts until data comes does so too, for a while, and then accepts (TCP_DEFER_ACCEPT of
     * tcp(7)): whoever sent a FIN had accepted.
     */
    static boolean isUnheard(Connection connection) {
        Side client = connection.client();
        boolean nothingTaken = client.acknowledged() == client.initialSequence() + 1;
        boolean unheard = client.payloadBytes() > 0 ? nothingTaken : connection.synAcksAfterHandshake() > 1;
        return connection.synAcksAfterHandshake() > 0
                && unheard
                && !connection.server().sentFin();
    }

    static @Nullable Mechanism afterHandshake(Connection connection) {
        Side client = connection.client();
        Side server = connection.server();
        if (connection.beganBefore() || !server.sentSyn() || server.payloadBytes() > 0 || server.hasUnseen()) {
            return null;
        }
        boolean nothingTaken = client.acknowledged() == client.initialSequence() + 1;
        Reset reset = connection.reset();
        long handshake = connection.handshakeNanos() - connection.startNanos();
        if (reset != null
                && !reset.fromClient()
                && reset.isBare()
                && nothingTaken
                && !client.sentFin()
                && !server.sentFin()
                && reset.timeNanos() - connection.handshakeNanos() < AT_ONCE_NANOS + 3 * handshake) {
            return Mechanism.RESET_AFTER_HANDSHAKE;
        }
        return isUnheard(connection) ? Mechanism.SYN_ACK_REPEATED : null;
    }
}
