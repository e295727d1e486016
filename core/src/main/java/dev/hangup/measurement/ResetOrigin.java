package dev.hangup.measurement;

/**
 * Where on the path the RST to a late request arises, found by sending such requests with different TTLs (RFC 791
 * section 3.2).
 *
 * @param endpointHops the smallest TTL with which a request on a new connection is answered; -1 if none was
 * @param resetHops the smallest TTL with which a late request meets a RST; -1 if none did
 * @param probes how many connections were used
 */
public record ResetOrigin(int endpointHops, int resetHops, int probes) {
    /** Whether the RST came from before the endpoint: a box on the path lost the connection's state. */
    public boolean isPath() {
        return resetHops > 0 && endpointHops > resetHops;
    }

    /** Whether the RST came from as far away as the answers: from the endpoint itself, or from a box right before it. */
    public boolean isEndpoint() {
        return resetHops > 0 && endpointHops == resetHops;
    }
}
