package dev.hangup.connection;

import dev.hangup.Endpoint;
import dev.hangup.capture.Segment;
import dev.hangup.capture.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * The tunnel in which a connection was first seen; of several in one another the innermost.
 *
 * @param tunnel what kind
 * @param from its end on the side of the client, without a port
 * @param to its end on the side of the server, without a port
 */
public record Encapsulation(Tunnel tunnel, Endpoint from, Endpoint to) {
    /** That of {@code segment}, null if it came in no tunnel. */
    static @Nullable Encapsulation of(Segment segment, boolean fromClient) {
        Tunnel tunnel = segment.tunnel;
        if (tunnel == null) {
            return null;
        }
        Endpoint source = new Endpoint(segment.tunnelSourceHigh, segment.tunnelSourceLow, 0);
        Endpoint destination = new Endpoint(segment.tunnelDestinationHigh, segment.tunnelDestinationLow, 0);
        return fromClient
                ? new Encapsulation(tunnel, source, destination)
                : new Encapsulation(tunnel, destination, source);
    }

    /** What kind of tunnel: {@code VXLAN}. */
    public String kind() {
        return tunnel.text();
    }

    Encapsulation reversed() {
        return new Encapsulation(tunnel, to, from);
    }

    /** {@code VXLAN 192.168.0.1 -> 192.168.0.2}. */
    @Override
    public String toString() {
        return kind() + " " + from.address() + " -> " + to.address();
    }
}
