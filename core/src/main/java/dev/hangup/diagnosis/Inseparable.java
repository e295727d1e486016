package dev.hangup.diagnosis;

import java.util.List;

/** Causes that look the same as another from where the capture was taken, so that neither may be called sure. */
final class Inseparable {
    private static final double NEAR_BITS = 6;

    private Inseparable() {}

    static boolean isPaired(String cause, List<Candidate> weighed, Case failure) {
        if (isBeyondPackets(cause, failure)) {
            return true;
        }
        for (Candidate rival : weighed) {
            if (!rival.cause().equals(cause) && arePaired(cause, rival.cause(), failure)) {
                double own = bits(cause, weighed);
                if (Math.abs(own - rival.bits()) < NEAR_BITS) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether packets from here show what the cause does, but not that it was this. */
    private static boolean isBeyondPackets(String cause, Case failure) {
        return switch (cause) {
            // A limit on connections, or on who may connect, closes what it accepts just as well.
            case "fd-exhaustion" -> !failure.isConfessed();
            // At the server a firewall of its own drops what a capture has already seen: only its kernel knows.
            case "accept-queue-overflow" -> failure.is(Mechanism.CONNECT_UNANSWERED) && !isQueueKnown(failure);
            // A GOAWAY before the close can't be read inside TLS.
            case "keepalive-race", "http2-goaway" -> failure.mayHaveSentGoAway();
            // What closes after a silence may be the server's own timer.
            case "lb-idle-timeout" -> !failure.isClosedOnBothHops();
            // Of a capture that begins after the end of the old state nothing tells how that ended.
            case "half-open" ->
                failure.isSentByCapturedHost()
                        && failure.connection().beganBefore()
                        && failure.connection().server().payloadBytes() == 0;
            // Inside TLS nobody sees whether the answer was whole.
            case "client-close-early" ->
                failure.is(Mechanism.CLIENT_CLOSED_MID_ANSWER)
                        && !failure.exchanges().areBoundariesKnown();
            default -> false;
        };
    }

    private static double bits(String cause, List<Candidate> weighed) {
        for (Candidate candidate : weighed) {
            if (candidate.cause().equals(cause)) {
                return candidate.bits();
            }
        }
        return Double.NEGATIVE_INFINITY;
    }

    private static boolean arePaired(String one, String other, Case failure) {
        return matches(one, other, failure) || matches(other, one, failure);
    }

    private static boolean isQueueKnown(Case failure) {
        ListenQueue queue = failure.listenQueue();
        return queue != null && queue.decides();
    }

    private static boolean matches(String one, String other, Case failure) {
        return switch (one) {
            // A dropped SYN and a full accept queue are one silence.
            case "connect-timeout" ->
                other.equals("accept-queue-overflow")
                        && failure.is(Mechanism.CONNECT_UNANSWERED)
                        && !isQueueKnown(failure);
            // A host without the connection and a box without it send the same RST, unless the TTL differs.
            case "half-open" ->
                other.equals("idle-firewall-reset")
                        && !failure.hasForeignTtl()
                        && (!failure.isSentByCapturedHost() || failure.mayBeBridged());
            // A first request that is reset unread, or read and reset: the packets are the same.
            // A timer that closes a socket with a request unread, and an abort: only other closes of the server tell.
            case "keepalive-race" -> other.equals("linger-abort") && failure.is(Mechanism.REQUEST_ACKED_THEN_RESET);
            case "fd-exhaustion" -> other.equals("linger-abort") && failure.is(Mechanism.REQUEST_ACKED_THEN_RESET);
            case "idle-firewall-drop" -> other.equals("network-loss");
            // Whether the answer got lost before the client left or the client left anyway is not on this side.
            case "network-loss" -> other.equals("client-abort") && failure.isFinInVain();
            case "server-crash" -> other.equals("graceful-drain");
            // A proxy closes its upstream hop for its own limit just as for a client that left.
            case "proxy-upstream-timeout" -> other.equals("client-abort") && failure.otherHop() == null;
            default -> false;
        };
    }
}
