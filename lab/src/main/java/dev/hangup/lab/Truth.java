package dev.hangup.lab;

import dev.hangup.diagnosis.Party;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a connection that was staged to fail.
 *
 * @param cause by its name in every output
 * @param variant empty if it has none, or if the run does not tell which it got
 * @param culprit whose behaviour or setting must change first
 * @param closedBy who sent the first FIN or RST after the handshake; null if chance decides
 * @param server the endpoint that the client meant; empty unless it has packets with another one from the same port
 * @param places where this holds; another truth may hold elsewhere
 * @param undecidableAt the places whose capture alone cannot tell the cause
 * @param unseenAt the places where no packet of it comes by, or under other addresses
 * @param acceptable the causes that are as right there
 */
public record Truth(
        String cause,
        String variant,
        Party culprit,
        @Nullable Party closedBy,
        String server,
        Set<Place> places,
        Set<Place> undecidableAt,
        Set<Place> unseenAt,
        List<String> acceptable) {
    /** Where a capture is taken. */
    public enum Place {
        CLIENT("client.pcap"),
        /** A router, or a proxy's device towards the client. */
        MIDDLE("mid.pcap"),
        /** A proxy's device towards the server. */
        UPSTREAM("upstream.pcap"),
        SERVER("server.pcap"),
        /** The server once it runs again after it lost its power. */
        SERVER_AFTER_BOOT("server-after-boot.pcap"),
        /** A proxy's device towards its second server. */
        UPSTREAM2("upstream2.pcap"),
        SERVER2("server2.pcap"),
        /** All devices of a proxy's host: both hops in one file. */
        BOTH_HOPS("both-hops.pcap"),
        /** The only device of a host that is client and server. */
        LOOPBACK("loopback.pcap");

        private final String capture;

        Place(String capture) {
            this.capture = capture;
        }

        /** The name of the file that is captured there. */
        String capture() {
            return capture;
        }
    }

    /** A cause that every place can tell. */
    public static Truth of(String cause, Party culprit, Party closedBy) {
        return new Truth(cause, "", culprit, closedBy, "", Set.of(Place.values()), Set.of(), Set.of(), List.of());
    }

    /** The same with the variant known. */
    public Truth variant(String name) {
        return new Truth(cause, name, culprit, closedBy, server, places, undecidableAt, unseenAt, acceptable);
    }

    /** The same, closed by {@code party}; null if chance decides whose FIN or RST is first. */
    public Truth closedBy(@Nullable Party party) {
        return new Truth(cause, variant, culprit, party, server, places, undecidableAt, unseenAt, acceptable);
    }

    /** The same of the connection to {@code endpoint} alone, where the client's port has packets of another address too. */
    public Truth to(String endpoint) {
        return new Truth(cause, variant, culprit, closedBy, endpoint, places, undecidableAt, unseenAt, acceptable);
    }

    /** The same, but only at {@code some}. */
    public Truth at(Place... some) {
        return new Truth(cause, variant, culprit, closedBy, server, Set.of(some), undecidableAt, unseenAt, acceptable);
    }

    /** The same, but {@code some} cannot tell it; {@link #orElse} says what is as right there. */
    public Truth undecidableAt(Place... some) {
        return new Truth(cause, variant, culprit, closedBy, server, places, Set.of(some), unseenAt, acceptable);
    }

    /** The same, but nobody except {@code some} can tell it; {@link #orElse} says what is as right elsewhere. */
    public Truth decidableOnlyAt(Place... some) {
        EnumSet<Place> others = EnumSet.allOf(Place.class);
        List.of(some).forEach(others::remove);
        return undecidableAt(others.toArray(Place[]::new));
    }

    /** The same, but at {@code some} there is nothing of it to see. */
    public Truth unseenAt(Place... some) {
        return new Truth(cause, variant, culprit, closedBy, server, places, undecidableAt, Set.of(some), acceptable);
    }

    /** The same, with the causes that are as right where it cannot be told. */
    public Truth orElse(String... causes) {
        return new Truth(cause, variant, culprit, closedBy, server, places, undecidableAt, unseenAt, List.of(causes));
    }
}
