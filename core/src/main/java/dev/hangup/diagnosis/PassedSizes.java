package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Side;
import dev.hangup.connection.Trail;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When large segments passed from one host to another, as the last ones of connections show that had some trouble. What is
 * too large for a path is so for all connections over it (RFC 1191 section 5.2 keeps the size per path).
 */
final class PassedSizes {
    private record Way(Endpoint from, Endpoint to) {}

    private final List<Connection> troubled;
    private @Nullable Map<Way, NavigableMap<Long, Integer>> byWay;

    PassedSizes(List<Connection> troubled) {
        this.troubled = troubled;
    }

    /** Whether payload of {@code size} bytes, or more in one segment, passed from one host to the other in this span of time. */
    boolean isAmong(Side from, Side to, int size, long fromNanos, long toNanos) {
        NavigableMap<Long, Integer> passed =
                byWay().get(new Way(from.endpoint().host(), to.endpoint().host()));
        return passed != null
                && fromNanos <= toNanos
                && passed.subMap(fromNanos, true, toNanos, true).values().stream()
                        .anyMatch(payload -> payload >= size);
    }

    private Map<Way, NavigableMap<Long, Integer>> byWay() {
        Map<Way, NavigableMap<Long, Integer>> known = byWay;
        if (known == null) {
            known = new HashMap<>();
            for (Connection connection : troubled) {
                add(connection, true, known);
                add(connection, false, known);
            }
            byWay = known;
        }
        return known;
    }

    private static void add(Connection connection, boolean byClient, Map<Way, NavigableMap<Long, Integer>> byWay) {
        Side from = connection.side(byClient);
        Side to = connection.side(!byClient);
        if (from.largestPayload() < Side.LARGE) {
            return;
        }
        // What is larger than a segment was captured before it was cut into some, of which nobody knows the size.
        int most = SilenceShapes.fullSegment(from, to) + SilenceShapes.TIMESTAMPS;
        Trail.Entry[] entries = connection.trail().entries();
        for (int i = entries.length - 1; i >= 0; i--) {
            Trail.Entry entry = entries[i];
            int length = entry.payloadLength();
            boolean isAcknowledged = entry.sequence() + length - from.acknowledged() <= 0;
            if (entry.fromClient() == byClient && length >= Side.LARGE && length <= most && isAcknowledged) {
                byWay.computeIfAbsent(
                                new Way(from.endpoint().host(), to.endpoint().host()), first -> new TreeMap<>())
                        .merge(entry.timeNanos(), length, Math::max);
                return;
            }
        }
    }
}
