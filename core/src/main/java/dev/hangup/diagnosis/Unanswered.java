package dev.hangup.diagnosis;

import dev.hangup.Quantity;
import dev.hangup.TcpFlags;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Side;
import dev.hangup.connection.Trail;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a side sent and nobody answered, as the place shows that judges: SYNs, the ACK that ends a handshake and what follows
 * it, payload, TCP keep-alive probes.
 *
 * @param segments oldest first; empty when the failure is of another kind
 * @param isForHandshake whether any of them would have ended the handshake, had it come to a server that had room
 */
record Unanswered(List<Trail.Entry> segments, boolean isForHandshake) {
    private static final int SURE_TRIES = 3;

    static Unanswered of(Case failure, PlaceView here) {
        Connection connection = failure.connection();
        if (failure.is(Mechanism.CONNECT_UNANSWERED)) {
            return sent(here, segment -> segment.fromClient() && segment.has(TcpFlags.SYN));
        }
        if (failure.is(Mechanism.PROBES_UNANSWERED)) {
            boolean byClient = connection.client().probesInVain() > 0;
            long since = connection.side(byClient).firstProbeNanos();
            return sent(
                    here,
                    segment -> segment.fromClient() == byClient
                            && !segment.has(TcpFlags.RST)
                            && segment.timeNanos() >= since);
        }
        boolean isLeftUnheard = failure.is(Mechanism.CLIENT_CLOSED_WAITING)
                && connection.synAcksAfterHandshake() > 0
                && Silence.never(connection);
        if (isLeftUnheard || failure.is(Mechanism.SYN_ACK_REPEATED)) {
            return new Unanswered(
                    here.segments().stream()
                            .filter(Unanswered::confirmsHandshake)
                            .toList(),
                    true);
        }
        Side side = failure.swallowed();
        boolean byClient = side == connection.client();
        if (side.unacknowledgedBytes() == 0 || !failure.mechanism().isSentInVain()) {
            return new Unanswered(List.of(), false);
        }
        return sent(
                here,
                segment -> segment.fromClient() == byClient
                        && segment.payloadLength() > 0
                        && segment.sequence() + segment.payloadLength() - side.acknowledged() > 0);
    }

    private static Unanswered sent(PlaceView here, Predicate<Trail.Entry> condition) {
        return new Unanswered(here.segments().stream().filter(condition).toList(), false);
    }

    boolean isToClient() {
        return !last().fromClient();
    }

    long firstNanos() {
        return segments.get(0).timeNanos();
    }

    Trail.Entry last() {
        return segments.get(segments.size() - 1);
    }

    /** When it was tried often enough that whoever has nothing of it, and was there, never got it. */
    long sureNanos() {
        return segments.stream()
                .filter(this::isAnyOf)
                .skip(SURE_TRIES - 1L)
                .findFirst()
                .orElse(last())
                .timeNanos();
    }

    /**
     * How many segments at another place have any of it, in packets of whatever size; of SYNs and probes, which occupy
     * nothing new, the same again.
     *
     * @param sinceNanos when the first of it can have come there, by the clock of that place
     */
    long arrivedAt(PlaceView place, long sinceNanos) {
        return place.segments().stream()
                .filter(segment -> segment.timeNanos() >= sinceNanos && segment.fromClient() == last().fromClient())
                .filter(this::isAnyOf)
                .count();
    }

    private boolean isAnyOf(Trail.Entry segment) {
        return isForHandshake
                ? confirmsHandshake(segment)
                : last().payloadLength() > 1 ? segment.overlaps(last()) : segment.isCopyOf(last());
    }

    private static boolean confirmsHandshake(Trail.Entry segment) {
        return segment.fromClient() && segment.has(TcpFlags.ACK) && !segment.has(TcpFlags.RST);
    }

    /** Whether another place shows an answer to it that did not come back to this one. */
    boolean isAnsweredAt(PlaceView place, long sinceNanos, PlaceView here) {
        return place.segments().stream()
                .filter(segment -> segment.timeNanos() >= sinceNanos && isAnswer(segment))
                .anyMatch(answer -> here.segments().stream()
                        .noneMatch(segment -> segment.timeNanos() >= firstNanos() && segment.isCopyOf(answer)));
    }

    private boolean isAnswer(Trail.Entry segment) {
        return segment.fromClient() != last().fromClient()
                && segment.has(TcpFlags.ACK)
                && !segment.has(TcpFlags.RST)
                && segment.acknowledgment() - last().sequence() > 0;
    }

    /** {@code the client's 3 SYNs}. */
    String text() {
        String sender = last().fromClient() ? "the client's" : "the server's";
        boolean isSegment = isForHandshake || last().payloadLength() > 0;
        String noun = last().has(TcpFlags.SYN) ? "SYN" : isSegment ? "segment" : "probe";
        String size = last().payloadLength() > 1 ? " of up to " + largest(segments) + " bytes" : "";
        return sender + " " + Quantity.count(segments.size(), noun) + size;
    }

    /** Which sizes did arrive there, if only smaller ones did. */
    String smallerThatArrived(PlaceView place) {
        int arrived = largest(place.segments().stream()
                .filter(segment -> segment.fromClient() == last().fromClient())
                .toList());
        return arrived > 0 && arrived < last().payloadLength()
                ? ", where those of up to " + arrived + " bytes did"
                : "";
    }

    private static int largest(List<Trail.Entry> segments) {
        return segments.stream().mapToInt(Trail.Entry::payloadLength).max().orElse(0);
    }
}
