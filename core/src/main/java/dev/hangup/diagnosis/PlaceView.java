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
                .sorted((one, other) -> Long.compare(one.frame(), other.frame()))
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
        return segments.stream().anyMatch(segment -> is(segment, reset));
    }

    private static boolean is(Trail.Entry segment, Reset reset) {
        return isReset(segment, reset.fromClient(), reset.sequence());
    }

    private static boolean isReset(Trail.Entry segment, boolean fromClient, int sequence) {
        return segment.has(TcpFlags.RST) && segment.fromClient() == fromClient && segment.sequence() == sequence;
    }

    /**
     * Whether the RST was sent to a stranger, or came after words of one: from another address than the client had dialled from
     * this port came segments of this connection, which an address translator had let through as they were, and the client's
     * kernel reset them.
     */
    boolean isUntranslated(Reset reset, boolean isCapturedHere) {
        boolean isToDialled = tracks.stream()
                .filter(track -> !isOfStranger(track))
                .flatMap(track -> track.segments().stream())
                .anyMatch(segment -> is(segment, reset));
        return tracks.stream()
                .filter(this::isOfStranger)
                .anyMatch(track -> isToDialled
                        ? isCapturedHere
                                && track.firstFrame() < reset.frame()
                                && track.segments().stream().anyMatch(PlaceView::isResetByClient)
                        : track.segments().stream().anyMatch(segment -> is(segment, reset)));
    }

    private static boolean isResetByClient(Trail.Entry segment) {
        return segment.fromClient() && segment.has(TcpFlags.RST);
    }

    /**
     * Whether the server sent the RST to a stranger: an address translator had forgotten the connection and sent it on from
     * another address or port.
     */
    boolean isToOtherPort(Reset reset) {
        List<Track> with = tracks.stream()
                .filter(track -> track.segments().stream().anyMatch(segment -> is(segment, reset)))
                .toList();
        return !reset.fromClient()
                && !with.isEmpty()
                && with.stream()
                        .allMatch(track -> !track.isBeginningKnown()
                                && tracks.stream()
                                        .anyMatch(known -> known.isBeginningKnown()
                                                && known.server().equals(track.server())
                                                && !known.client().equals(track.client())));
    }

    private boolean isOfStranger(Track track) {
        return !track.isBeginningKnown()
                && tracks.stream()
                        .anyMatch(dialled -> dialled.isBeginningKnown()
                                && dialled.client().equals(track.client())
                                && !dialled.server().equals(track.server()));
    }

    /** Whether a RST of the other side, which {@code elsewhere} does not have, had come here before this one was sent. */
    boolean hasBefore(Reset reset, PlaceView elsewhere) {
        return segments.stream()
                .takeWhile(segment -> !is(segment, reset))
                .filter(segment -> segment.has(TcpFlags.RST) && segment.fromClient() != reset.fromClient())
                .anyMatch(earlier -> elsewhere.segments.stream()
                        .noneMatch(segment -> isReset(segment, earlier.fromClient(), earlier.sequence())));
    }

    /**
     * Whether what a side sent came through here before {@code nanos}, by the clock of this place: so what is missing later
     * is not only on another route, or older than what is kept.
     */
    boolean isOnWayOf(boolean fromClient, long nanos) {
        return segments.stream()
                .anyMatch(segment -> segment.fromClient() == fromClient
                        && !segment.has(TcpFlags.RST)
                        && segment.timeNanos() <= nanos);
    }

    /** How much later than here {@code other} captured what both did. */
    Lag lagTo(PlaceView other) {
        return Lag.of(segments, other.segments);
    }

    /**
     * What the clocks may differ by: from this connection, or else from the handshake that was nearest in time, as clocks
     * drift, or else from what was repeated here. Null if nothing tells.
     */
    Lag.@Nullable Bounds clockBounds(PlaceView other) {
        Lag.Bounds own = lagTo(other).bounds();
        Lag.Bounds found = own == null ? clockBounds(other.place) : own;
        return found == null ? Lag.ofRepeated(segments, other.segments).bounds() : found;
    }

    /** The same for a place that need not have the connection. */
    Lag.@Nullable Bounds clockBounds(Place other) {
        long begun = segments.isEmpty() ? 0 : segments.get(0).timeNanos();
        return place.handshakes().all().stream()
                .filter(here -> other.handshakes().like(here) != null)
                .min(Comparator.comparingLong(here -> Math.abs(here.synNanos() - begun)))
                .map(here -> lagOf(here, other))
                .map(Lag::bounds)
                .orElse(null);
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
        if (towardsServer == 0 && !lagTo(other).isBothWays()) {
            towardsServer = place.handshakes().all().stream()
                    .map(here -> lagOf(here, other.place))
                    .mapToInt(lag -> lag == null ? 0 : lag.isNearerServer() ? 1 : lag.isNearerClient() ? -1 : 0)
                    .sum();
        }
        return client ? towardsServer < 0 : towardsServer > 0;
    }

    private static @Nullable Lag lagOf(Handshakes.Handshake here, Place other) {
        Handshakes.Handshake there = other.handshakes().like(here);
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
