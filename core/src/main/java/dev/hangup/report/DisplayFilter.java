package dev.hangup.report;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;

/** The Wireshark display filter that shows one connection. */
final class DisplayFilter {
    private DisplayFilter() {}

    /** {@code (ip.addr==10.1.1.2 && tcp.port==40000 && ip.addr==10.1.2.2 && tcp.port==8000)}. */
    static String of(Connection connection) {
        return "(" + end(connection.client().endpoint()) + " && "
                + end(connection.server().endpoint()) + ")";
    }

    private static String end(Endpoint endpoint) {
        return (endpoint.isIpv4() ? "ip.addr==" : "ipv6.addr==") + endpoint.address() + " && tcp.port=="
                + endpoint.port();
    }
}
