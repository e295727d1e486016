package dev.hangup.diagnosis;

import dev.hangup.TcpFlags;
import dev.hangup.connection.Handshakes;
import dev.hangup.connection.Trail;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How much later, by the clocks of two captures, the packets of a connection were captured by the second: those of each
 * direction apart. The difference of the directions is the round trip between the two places, whatever the clocks say.
 */
final class Lag {
    /** Two captures on one host differ by less: nothing lies between them. */
    private static final long SAME_PLACE_NANOS = 100_000L;

    /** Of the times in most captures. */
    private static final long RESOLUTION_NANOS = 1_000L;

    private long clientLeast = Long.MAX_VALUE;
    private long clientMost = Long.MIN_VALUE;
    private long serverLeast = Long.MAX_VALUE;
    private long serverMost = Long.MIN_VALUE;
    private int packets;

    /** A packet; one that is sent again has another identification (RFC 6864), where there is one. */
    private record Key(boolean fromClient, int sequence, int acknowledgment, int flags, int payloadLength, int ipId) {
        static Key of(Trail.Entry entry) {
            return new Key(
                    entry.fromClient(),
                    entry.sequence(),
                    entry.acknowledgment(),
                    entry.flags(),
                    entry.payloadLength(),
                    entry.ipId());
        }
    }

    /** Of the packets that each of the two captured once; one that was sent twice is not known again. */
    static Lag of(List<Trail.Entry> first, List<Trail.Entry> second) {
        Map<Key, Long> before = onlyOnes(first);
        Lag lag = new Lag();
        onlyOnes(second).forEach((key, nanos) -> {
            Long then = before.get(key);
            if (then != null) {
                lag.add(key.fromClient(), nanos - then);
            }
        });
        return lag;
    }

    /**
     * Of SYNs that were sent again and again: where both have one as often, none of them got lost between the two, and each is
     * known again by its place in the row.
     */
    static Lag ofRepeated(List<Trail.Entry> first, List<Trail.Entry> second) {
        Map<Key, List<Long>> before = rows(first);
        Lag lag = new Lag();
        rows(second).forEach((key, row) -> {
            List<Long> rowBefore = before.getOrDefault(key, List.of());
            for (int i = 0; rowBefore.size() == row.size() && i < row.size(); i++) {
                lag.add(key.fromClient(), row.get(i) - rowBefore.get(i));
            }
        });
        return lag;
    }

    private static Map<Key, List<Long>> rows(List<Trail.Entry> entries) {
        return entries.stream()
                .filter(entry -> (entry.flags() & TcpFlags.SYN) != 0)
                .collect(Collectors.groupingBy(
                        Key::of, Collectors.mapping(Trail.Entry::timeNanos, Collectors.toList())));
    }

    /** Of one handshake. */
    static Lag of(Handshakes.Handshake first, Handshakes.Handshake second) {
        Lag lag = new Lag();
        lag.add(true, second.synNanos() - first.synNanos());
        lag.add(false, second.synAckNanos() - first.synAckNanos());
        return lag;
    }

    private static Map<Key, Long> onlyOnes(List<Trail.Entry> entries) {
        Map<Key, Long> times = new HashMap<>();
        Set<Key> repeated = new HashSet<>();
        for (Trail.Entry entry : entries) {
            Key key = Key.of(entry);
            if (times.putIfAbsent(key, entry.timeNanos()) != null) {
                repeated.add(key);
            }
        }
        times.keySet().removeAll(repeated);
        return times;
    }

    private void add(boolean fromClient, long nanos) {
        packets++;
        if (fromClient) {
            clientLeast = Math.min(clientLeast, nanos);
            clientMost = Math.max(clientMost, nanos);
        } else {
            serverLeast = Math.min(serverLeast, nanos);
            serverMost = Math.max(serverMost, nanos);
        }
    }

    /** Whether packets of both directions are in both captures. */
    boolean isBothWays() {
        return clientMost != Long.MIN_VALUE && serverMost != Long.MIN_VALUE;
    }

    /** Whether the second is nearer to the server: what the client sends reaches it later. */
    boolean isNearerServer() {
        return isBothWays() && clientLeast - serverMost > SAME_PLACE_NANOS;
    }

    /** Whether the second is nearer to the client. */
    boolean isNearerClient() {
        return isBothWays() && serverLeast - clientMost > SAME_PLACE_NANOS;
    }

    /** What the clocks may differ by; null when only one direction was captured by both. */
    @Nullable
    Bounds bounds() {
        if (!isBothWays()) {
            return null;
        }
        // Where the places are one, both readings hold, or none, by what it takes to write down a packet.
        long[] outward = {serverMost, clientLeast};
        long[] inward = {clientMost, serverLeast};
        long[] chosen = outward[1] - outward[0] >= inward[1] - inward[0] ? outward : inward;
        return new Bounds(Math.min(chosen[0], chosen[1]), Math.max(chosen[0], chosen[1]), packets);
    }

    /** Least and most that the second clock can be ahead of the first, in nanoseconds. */
    record Bounds(long least, long most, int packets) {
        ClockOffset offset(String capture) {
            long half = (most - least + 1) / 2;
            return new ClockOffset(capture, least + half, half + RESOLUTION_NANOS, packets);
        }
    }
}
