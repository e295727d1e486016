package dev.hangup.diagnosis;

import dev.hangup.TcpFlags;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Handshakes;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Track;
import dev.hangup.connection.Trail;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection as one place shows it. Behind an address translator that forgot it the place may have it under several
 * 4-tuples, each a track of its own.
 *
 * @param segments those of all tracks, oldest first
 */
record PlaceView(Place place, List<Track> tracks, List<Trail.Entry> segments) {
    static PlaceView of(Place place, List<Track> tracks) {
        List<Trail.Entry> segments = tracks.stream()
                .flatMap(track -> track.segments().stream())
                .sorted(Comparator.comparingLong(Trail.Entry::frame))
                .toList();
        return new PlaceView(place, tracks, segments);
    }

    String capture() {
        return place.capture();
    }

    boolean shows(Connection connection) {
        return tracks.stream().anyMatch(track -> track.isOf(connection));
    }

    /** Whether it has the RST; its number passes address translators, what it acknowledges need not. */
    boolean has(Reset reset) {
        return segments.stream()
                .anyMatch(segment -> segment.has(TcpFlags.RST)
                        && segment.fromClient() == reset.fromClient()
                        && segment.sequence() == reset.sequence());
    }

    /** Whether what happened at {@code nanos}, by the clock of this place, lies within what is known of the connection. */
    boolean knowsOf(long nanos) {
        return !segments.isEmpty() && segments.get(0).timeNanos() <= nanos;
    }

    /** How much later than here {@code other} captured what both did. */
    Lag lagTo(PlaceView other) {
        return Lag.of(segments, other.segments);
    }

    /** What the clocks may differ by, from this connection and from handshakes of others; null if nothing tells. */
    Lag.@Nullable Bounds clockBounds(PlaceView other) {
        Lag.Bounds own = lagTo(other).bounds();
        Lag.Bounds bounds = clockBounds(place, other.place);
        return own == null ? bounds : own.and(bounds);
    }

    /** What the clocks of two captures may differ by, from the handshakes that both have in their samples. */
    static Lag.@Nullable Bounds clockBounds(Place one, Place other) {
        Lag.Bounds bounds = null;
        for (Handshakes.Handshake here : one.handshakes().all()) {
            Handshakes.Handshake there = other.handshakes().like(here);
            Lag.Bounds narrower = there == null ? null : Lag.of(here, there).bounds();
            bounds = narrower == null ? bounds : narrower.and(bounds);
        }
        return bounds;
    }

    /**
     * Whether {@code other} is nearer to the end that is named. The TTL tells, which each router lowers (RFC 791 section
     * 3.2), and the round trip between the two places.
     */
    boolean isFartherFrom(boolean client, PlaceView other) {
        int fromClient = Integer.signum(ttl(true) - other.ttl(true));
        int fromServer = Integer.signum(other.ttl(false) - ttl(false));
        int towardsServer = ttl(true) < 0 || other.ttl(true) < 0 ? 0 : fromClient;
        towardsServer += ttl(false) < 0 || other.ttl(false) < 0 ? 0 : fromServer;
        if (towardsServer == 0) {
            Lag lag = lagTo(other);
            towardsServer = lag.isNearerServer() ? 1 : lag.isNearerClient() ? -1 : 0;
        }
        if (towardsServer == 0 && lagTo(other).packets() == 0) {
            towardsServer = place.handshakes().all().stream()
                    .map(here -> lagOf(here, other))
                    .mapToInt(lag -> lag == null ? 0 : lag.isNearerServer() ? 1 : lag.isNearerClient() ? -1 : 0)
                    .sum();
        }
        return client ? towardsServer < 0 : towardsServer > 0;
    }

    private static @Nullable Lag lagOf(Handshakes.Handshake here, PlaceView other) {
        Handshakes.Handshake there = other.place.handshakes().like(here);
        return there == null ? null : Lag.of(here, there);
    }

    /** The TTL of the first packet of a side that is no RST; -1 if there is none. */
    private int ttl(boolean client) {
        return segments.stream()
                .filter(segment -> segment.fromClient() == client && !segment.has(TcpFlags.RST))
                .mapToInt(Trail.Entry::ttl)
                .findFirst()
                .orElse(-1);
    }
}
