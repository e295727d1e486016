package dev.hangup.diagnosis;

import dev.hangup.Quantity;
import dev.hangup.TcpFlags;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Trail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server had sent, by another place, to a client that waited until it closed, and of which nothing came here: the
 * answer was there and got lost. Only what the server sent again counts: what it sent once may just have been too late.
 *
 * @param segments oldest first; empty if there is no such
 */
record LostAnswer(PlaceView at, List<Trail.Entry> segments) {
    /** Sent, and sent again after a timeout: this side had time to get it. */
    private static final int SENT_AGAIN = 2;

    /**
     * What {@code other}, if it is nearer to the server than {@code here}, shows of it.
     *
     * @param mechanism what happened to {@code connection}, by what this place shows
     */
    static LostAnswer of(@Nullable Mechanism mechanism, Connection connection, PlaceView here, PlaceView other) {
        boolean isLeft =
                mechanism == Mechanism.CLIENT_CLOSED_WAITING || mechanism == Mechanism.CLIENT_CLOSED_MID_ANSWER;
        Lag.Bounds clock = isLeft && here.isFartherFrom(false, other) ? here.clockBounds(other) : null;
        if (clock == null) {
            return new LostAnswer(other, List.of());
        }
        long from = here.segments().get(0).timeNanos() + clock.most();
        long to = connection.closeNanos() + clock.least();
        List<Trail.Entry> lost = other.segments().stream()
                .filter(segment -> !segment.fromClient() && segment.payloadLength() > 1)
                .filter(segment -> segment.timeNanos() >= from && segment.timeNanos() < to)
                .filter(segment -> isMissing(segment, here) && !isTaken(segment, here) && !isTaken(segment, other))
                .toList();
        boolean isSentAgain = lost.stream()
                .anyMatch(one -> lost.stream().filter(one::isCopyOfData).count() >= SENT_AGAIN);
        return new LostAnswer(other, isSentAgain ? lost : List.of());
    }

    boolean isEmpty() {
        return segments.isEmpty();
    }

    private static boolean isMissing(Trail.Entry sent, PlaceView here) {
        return here.segments().stream().noneMatch(segment -> !segment.fromClient() && segment.overlaps(sent));
    }

    /** Whether the client acknowledged it: then this capture missed it. */
    private static boolean isTaken(Trail.Entry sent, PlaceView view) {
        return view.segments().stream()
                .anyMatch(segment -> segment.fromClient()
                        && segment.has(TcpFlags.ACK)
                        && segment.acknowledgment() - sent.sequence() > 0);
    }

    String text() {
        return at.capture() + " has " + Quantity.count(segments.size(), "segment")
                + " of the server's, the same data again and again, before the client closed, and none of it came here";
    }
}
