package dev.hangup.diagnosis;

import dev.hangup.connection.Vantage;
import java.util.List;

/** Pairs of causes that look the same from where the capture was taken, so that neither may be called sure. */
final class Inseparable {
    private static final double NEAR_BITS = 6;

    private Inseparable() {}

    static boolean isPaired(String cause, List<Candidate> weighed, Case failure) {
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
            // A dropped SYN and a full accept queue are one silence, unless one stands at the server or asked it.
            case "connect-timeout" ->
                other.equals("accept-queue-overflow")
                        && failure.is(Mechanism.CONNECT_UNANSWERED)
                        && failure.vantage() != Vantage.SERVER
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
            case "proxy-upstream-timeout" -> other.equals("client-abort");
            default -> false;
        };
    }
}
