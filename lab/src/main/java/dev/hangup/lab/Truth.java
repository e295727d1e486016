package dev.hangup.lab;

import dev.hangup.diagnosis.Party;
import java.util.List;
import java.util.Set;

/**
 * What is true of a connection that was staged to fail.
 *
 * @param cause by its name in every output
 * @param variant empty if it has none, or if the run does not tell which it got
 * @param culprit whose behaviour or setting must change first
 * @param closedBy who sent the first FIN or RST after the handshake
 * @param undecidableAt the places whose capture alone cannot tell the cause
 * @param unseenAt the places where no packet of it comes by, or under other addresses
 * @param acceptable the causes that are as right there
 */
public record Truth(
        String cause,
        String variant,
        Party culprit,
        Party closedBy,
        Set<Place> undecidableAt,
        Set<Place> unseenAt,
        List<String> acceptable) {
    /** Where a capture is taken. */
    public enum Place {
        CLIENT,
        /** A router, or a proxy's device towards the client. */
        MIDDLE,
        /** A proxy's device towards the server. */
        UPSTREAM,
        SERVER,
        /** The server once it runs again after it lost its power. */
        SERVER_AFTER_BOOT
    }

    /** A cause that every place can tell. */
    public static Truth of(String cause, Party culprit, Party closedBy) {
        return new Truth(cause, "", culprit, closedBy, Set.of(), Set.of(), List.of());
    }

    /** The same with the variant known. */
    public Truth variant(String name) {
        return new Truth(cause, name, culprit, closedBy, undecidableAt, unseenAt, acceptable);
    }

    /** The same, but {@code places} cannot tell it; {@link #orElse} says what is as right there. */
    public Truth undecidableAt(Place... places) {
        return new Truth(cause, variant, culprit, closedBy, Set.of(places), unseenAt, acceptable);
    }

    /** The same, but at {@code places} there is nothing of it to see. */
    public Truth unseenAt(Place... places) {
        return new Truth(cause, variant, culprit, closedBy, undecidableAt, Set.of(places), acceptable);
    }

    /** The same, with the causes that are as right where it cannot be told. */
    public Truth orElse(String... causes) {
        return new Truth(cause, variant, culprit, closedBy, undecidableAt, unseenAt, List.of(causes));
    }
}
