package dev.hangup.connection;

import dev.hangup.Endpoint;

/**
 * An ICMP error about a segment of a connection.
 *
 * @param reporter who sent it; the port is 0
 */
public record IcmpError(long timeNanos, long frame, Endpoint reporter, boolean v6, int type, int code) {
    /** Whether it says that the destination cannot be reached (RFC 792 type 3, RFC 4443 type 1). */
    public boolean isUnreachable() {
        return v6 ? type == 1 : type == 3 && code != 4;
    }

    /** Whether it says that the packet was too big (RFC 1191, RFC 8201). */
    public boolean isTooBig() {
        return v6 ? type == 2 : type == 3 && code == 4;
    }

    /** Whether an administrator forbade it: a firewall speaks (RFC 1812 section 5.2.7.1, RFC 4443 section 3.1). */
    public boolean isProhibited() {
        return v6
                ? type == 1 && (code == 1 || code == 5 || code == 6)
                : type == 3 && (code == 9 || code == 10 || code == 13);
    }

    /** Whether it says that nobody listens on the port (RFC 792 type 3 code 3, RFC 4443 type 1 code 4). */
    public boolean isPortUnreachable() {
        return v6 ? type == 1 && code == 4 : type == 3 && code == 3;
    }

    /**
     * Whether a policy speaks, and no want of a way: an administrator forbade it, or somebody else than {@code target} says
     * what only its host can know of its ports, as a firewall that rejects does.
     */
    public boolean isPolicy(Endpoint target) {
        return isProhibited() || isPortUnreachable() && !isFrom(target);
    }

    /** Whether the host of {@code end} sent it. */
    public boolean isFrom(Endpoint end) {
        return reporter.address().equals(end.address());
    }

    /** For people. */
    public String text() {
        String name;
        if (isTooBig()) {
            name = "packet too big";
        } else if (isProhibited()) {
            name = "administratively prohibited";
        } else if (isPortUnreachable()) {
            name = "port unreachable";
        } else if (isUnreachable()) {
            name = code == 0 ? "network unreachable" : "host unreachable";
        } else if (v6 ? type == 3 : type == 11) {
            name = "time to live exceeded";
        } else {
            name = "error";
        }
        return "ICMP " + type + "/" + code + " (" + name + ")";
    }
}
