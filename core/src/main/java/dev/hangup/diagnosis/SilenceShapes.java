package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;
import dev.hangup.connection.TlsState;
import org.jspecify.annotations.Nullable;

/** Shapes of a path, or a peer, that swallows what is sent. */
final class SilenceShapes {
    private static final int PROBES_OF_LINUX = 9;
    private static final int LARGE = 500;
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

    private static @Nullable Mechanism of(Connection connection, Side side, Side other) {
        Reset own = side.reset();
        boolean gaveUp = own != null && !own.isBare();
        if (side.probesInVain() > 1 && (gaveUp || side.probesInVain() >= PROBES_OF_LINUX)) {
            return Mechanism.PROBES_UNANSWERED;
        }
        if (other.reset() != null) {
            return null;
        }
        if (side.holeBytes() >= LARGE && connection.lastNanos() - side.lastPayloadNanos() >= Silence.LONG_NANOS) {
            boolean largeOnesCame = side.largestPayload() > side.holeBytes();
            return largeOnesCame ? Mechanism.SILENCE : Mechanism.LARGE_SEGMENTS_LOST;
        }
        if (!Silence.swallows(side) || isFarewell(connection, side.unacknowledgedBytes())) {
            return null;
        }
        boolean total = Silence.isTotal(side, other);
        boolean largeOnes = side.largestRetransmitted() > Math.max(LARGE, side.largestDelivered());
        if (largeOnes && !total && other.zeroWindows() == 0) {
            return Mechanism.LARGE_SEGMENTS_LOST;
        }
        return other.zeroWindows() == 0 || total ? Mechanism.SILENCE : null;
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
