package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Side;

/** Data that was sent again in vain until the end. */
final class Silence {
    private static final int MANY_IN_VAIN = 4;
    private static final int SOME_IN_VAIN = 2;

    /**
     * No retransmission timeout is shorter (Linux: TCP_RTO_MIN; RFC 6298 section 2.4 asks for a second). What is sent again
     * before is repaired by duplicate acknowledgments (RFC 6675), which shows that packets get through.
     */
    private static final long SHORTEST_TIMEOUT_NANOS = 200_000_000L;

    /** The first retransmission timeout (RFC 6298 section 2: one second), less what clocks and paths vary. */
    static final long LONG_NANOS = 900_000_000L;

    /** Four timeouts, from the shortest on: 0.2 + 0.4 + 0.8 + 1.6 seconds. */
    private static final long FOUR_TIMEOUTS_NANOS = 3_000_000_000L;

    /** Three timeouts, from the first on that RFC 6298 asks for: 1 + 2 + 4 seconds. */
    private static final long THREE_TIMEOUTS_NANOS = 7_000_000_000L;

    private Silence() {}

    /** The side of which something was never acknowledged: the client, if it is either. */
    static Side swallowed(Connection connection) {
        return connection.client().unacknowledgedBytes() > 0 ? connection.client() : connection.server();
    }

    /**
     * Whether payload of {@code side} was sent again often or long enough to say that it does not get through. Where nobody
     * closed, the silence lasts for as long as the capture goes on, unless that ended in the middle of a repair.
     */
    static boolean swallows(Connection connection, Side side) {
        if (side.unacknowledgedBytes() == 0 || !connection.isClosed() && isUnderRepair(connection, side)) {
            return false;
        }
        long until = connection.isClosed() ? side.lastNanos() : connection.watchedUntilNanos();
        long lasted = until - side.unacknowledgedSinceNanos();
        return (side.retransmissionsInVain() >= MANY_IN_VAIN && lasted >= SHORTEST_TIMEOUT_NANOS)
                || (side.retransmissionsInVain() >= SOME_IN_VAIN && lasted >= LONG_NANOS);
    }

    /**
     * Whether the capture ended before anybody could know. A peer that is heard to the end, if only by duplicate
     * acknowledgments, has a path. Else the next timeout must have passed: each takes twice as long as the one before (RFC
     * 6298 section 5.5), so about as long as all before it together.
     */
    private static boolean isUnderRepair(Connection connection, Side side) {
        Side other = connection.other(side);
        long until = connection.watchedUntilNanos();
        long since = side.unacknowledgedSinceNanos();
        boolean isHeard = other.lastNanos() > since && until - other.lastNanos() < LONG_NANOS;
        long nextTimeout = side.lastNanos() - since + SHORTEST_TIMEOUT_NANOS;
        boolean isTimeoutToCome = side.retransmissionsInVain() < MANY_IN_VAIN && until - side.lastNanos() < nextTimeout;
        long lasted = until - since;
        return isTimeoutToCome && lasted < FOUR_TIMEOUTS_NANOS || isHeard && lasted < THREE_TIMEOUTS_NANOS;
    }

    /** Whether the other side said nothing at all since the data was first sent. */
    static boolean isTotal(Side side, Side other) {
        return other.lastNanos() < side.unacknowledgedSinceNanos();
    }

    /**
     * Whether the client's data was never acknowledged from the first byte on, although the handshake was done and it was
     * not too large for the path.
     */
    static boolean never(Connection connection) {
        Side client = connection.client();
        return connection.handshakeNanos() > 0
                && client.sentSyn()
                && client.payloadBytes() > 0
                && client.acknowledged() == client.initialSequence() + 1
                && client.retransmissionsInVain() >= SOME_IN_VAIN
                && !client.repeatsLargeOnes();
    }
}
