package dev.hangup.diagnosis;

import dev.hangup.Quantity;
import dev.hangup.TcpFlags;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Side;
import dev.hangup.connection.Trail;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a side sent and nobody answered, as the place shows that judges: SYNs, payload, TCP keep-alive probes.
 *
 * @param segments oldest first; empty when the failure is of another kind
 */
record Unanswered(List<Trail.Entry> segments) {
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
        Side side = failure.swallowed();
        boolean byClient = side == connection.client();
        if (side.unacknowledgedBytes() == 0 || !failure.mechanism().isSentInVain()) {
            return new Unanswered(List.of());
        }
        return sent(
                here,
                segment -> segment.fromClient() == byClient
                        && segment.payloadLength() > 0
                        && segment.sequence() + segment.payloadLength() - side.acknowledged() > 0);
    }

    private static Unanswered sent(PlaceView here, Predicate<Trail.Entry> condition) {
        return new Unanswered(here.segments().stream().filter(condition).toList());
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

    /**
     * How many segments at another place have any of it, in packets of whatever size; of SYNs and probes, which occupy
     * nothing new, the same again.
     *
     * @param sinceNanos when the first of it can have come there, by the clock of that place
     */
    long arrivedAt(PlaceView place, long sinceNanos) {
        return place.segments().stream()
                .filter(segment -> segment.timeNanos() >= sinceNanos && segment.fromClient() == last().fromClient())
                .filter(segment -> last().payloadLength() > 1 ? overlaps(segment, last()) : segment.isCopyOf(last()))
                .count();
    }

    private static boolean overlaps(Trail.Entry one, Trail.Entry other) {
        return one.payloadLength() > 0
                && one.sequence() - (other.sequence() + other.payloadLength()) < 0
                && one.sequence() + one.payloadLength() - other.sequence() > 0;
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
        String noun = last().has(TcpFlags.SYN) ? "SYN" : last().payloadLength() > 0 ? "segment" : "probe";
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
