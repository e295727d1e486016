package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.connection.Handshakes;
import dev.hangup.connection.Track;
import dev.hangup.connection.Vantage;
import java.util.List;

/**
 * A capture, as its connections are joined with those of others.
 *
 * @param capture as the user named it
 * @param lastNanos when its last packet was captured, in nanoseconds since 1970 by its own clock
 * @param tracks the connections that were looked for and found
 * @param isComplete whether what is not among them is not in the capture either
 * @param handshakes a sample of all its handshakes
 */
public record Place(
        String capture,
        Vantage vantage,
        long lastNanos,
        List<Track> tracks,
        boolean isComplete,
        Handshakes handshakes) {
    /** Below this the server's half of a round trip may be nothing but the local stack. */
    private static final long LOCAL_NANOS = 200_000L;

    private static final int MUCH_NEARER = 8;

    /**
     * Whether it was taken at {@code server}, as far as times tell: some handshake with it, of which {@code other} shows
     * that the way is long, was answered at once here.
     */
    boolean isAt(Endpoint server, Place other) {
        if (vantage == Vantage.SERVER) {
            return true;
        }
        for (Handshakes.Handshake here : handshakes.all()) {
            Handshakes.Handshake there = other.handshakes.like(here);
            if (there != null && here.server().equals(server)) {
                long half = here.synAckNanos() - here.synNanos();
                long halfThere = there.synAckNanos() - there.synNanos();
                if (half <= LOCAL_NANOS && half * MUCH_NEARER < halfThere) {
                    return true;
                }
            }
        }
        return false;
    }
}
