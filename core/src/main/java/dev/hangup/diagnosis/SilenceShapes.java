package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;
import dev.hangup.connection.TlsState;
import org.jspecify.annotations.Nullable;

/** Shapes of a path, or a peer, that swallows what is sent. */
final class SilenceShapes {
    private static final int PROBES_OF_LINUX = 9;
    /** Less than this fits any link. */
    static final int LARGE = 500;
    /** The option takes room from the payload of every segment (RFC 7323 section 3.2, with padding). */
    static final int TIMESTAMPS = 12;
    /** Of 1,500 bytes the headers of IPv6 and TCP take 60, beside that option. */
    private static final int FULL_ON_ETHERNET = 1500 - 60 - TIMESTAMPS;

    /** A close_notify that nobody takes hurts nobody, nor does a GOAWAY before it. */
    private static final int FAREWELL = 64;

    /** Record header, level, description, content type and tag in TLS 1.3; JSSE pads 16 bytes. */
    private static final int CLOSE_NOTIFY = 5 + 19;

    private static final int CLOSE_NOTIFY_PADDED = 5 + 35;

    private SilenceShapes() {}

    static @Nullable Mechanism of(Connection connection) {
        Mechanism found = of(connection, connection.client(), connection.server());
        return found == null ? of(connection, connection.server(), connection.client()) : found;
    }

    /** Of a connection of which nothing but what one side sent was captured: that this did not get through. */
    static @Nullable Mechanism ofOneDirection(Connection connection) {
        Side seen = connection.client().packets() > 0 ? connection.client() : connection.server();
        return isSwallowed(connection, seen) ? Mechanism.SILENCE : null;
    }

    private static boolean isSwallowed(Connection connection, Side side) {
        return Silence.swallows(connection, side) && !isFarewell(connection, side.unacknowledgedBytes());
    }

    private static @Nullable Mechanism of(Connection connection, Side side, Side other) {
        Reset own = side.reset();
        boolean gaveUp = own != null && !own.isBare();
        if (side.probesInVain() > 1 && (gaveUp || side.probesInVain() >= PROBES_OF_LINUX)) {
            return Mechanism.PROBES_UNANSWERED;
        }
        if (other.reset() != null) {
            return null;
        }
        boolean isHole = side.holeBytes() >= LARGE && !connection.hasUnseen();
        if (isHole && connection.lastNanos() - side.lastPayloadNanos() >= Silence.LONG_NANOS) {
            return side.largestPayload() >= Math.min(side.holeBytes(), fullSegment(side, other))
                    ? Mechanism.STRETCH_LOST
                    : Mechanism.LARGE_SEGMENTS_LOST;
        }
        if (!isSwallowed(connection, side)) {
            return null;
        }
        boolean total = Silence.isTotal(side, other);
        boolean largeOnes = side.largestRetransmitted() > Math.max(LARGE, side.largestDelivered());
        if (largeOnes && !total && other.zeroWindows() == 0) {
            return Mechanism.LARGE_SEGMENTS_LOST;
        }
        return other.zeroWindows() == 0 || total ? Mechanism.SILENCE : null;
    }

    /** A payload so large fills a segment: where one came, others cannot have been too large. */
    static int fullSegment(Side sender, Side receiver) {
        int agreed = Math.min(sender.maximumSegmentSize(), receiver.maximumSegmentSize());
        return agreed > TIMESTAMPS ? agreed - TIMESTAMPS : FULL_ON_ETHERNET;
    }

    private static boolean isFarewell(Connection connection, int unacknowledged) {
        TlsState tls = connection.exchanges().tls();
        if (tls == null || connection.exchanges().outstanding() > 0) {
            return false;
        }
        return unacknowledged <= FAREWELL && (tls.mayBeHttp2() || !tls.isVersion13())
                || unacknowledged == CLOSE_NOTIFY
                || unacknowledged == CLOSE_NOTIFY_PADDED;
    }
}
