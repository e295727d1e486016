package dev.hangup.config;

import dev.hangup.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Where a program listens or connects to, as its configuration says it.
 *
 * @param host a name or an address; empty or {@code *} for all of the host
 * @param port the TCP port; -1 where none is known
 */
public record Address(String host, int port) {
    /** Reads {@code host:port}, {@code :port}, {@code [::1]:port}, a bare port, or a host with {@code defaultPort}. */
    static Address of(String text, int defaultPort) {
        int colon = text.lastIndexOf(':');
        boolean bareIpv6 = colon >= 0 && text.indexOf(':') != colon && !text.startsWith("[");
        if (colon < 0 && port(text) >= 0) {
            return new Address("", port(text));
        }
        if (colon < 0 || bareIpv6 || text.endsWith("]")) {
            return new Address(unbracketed(text), defaultPort);
        }
        return new Address(unbracketed(text.substring(0, colon)), port(text.substring(colon + 1)));
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}")) {
            return -1;
        }
        int port = Integer.parseInt(text);
        return port <= Endpoint.HIGHEST_PORT ? port : -1;
    }

    /** The same as an endpoint; null for a name, and without a port. */
    public @Nullable Endpoint endpoint() {
        try {
            return port < 0 || !isLiteral() ? null : Endpoint.ofLiteral(host, port);
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    /** Whether it stands for all of a host. */
    public boolean isWildcard() {
        return host.isEmpty() || host.equals("*") || host.equals("0.0.0.0") || host.equals("::");
    }

    /** Whether it is an address and no name. */
    public boolean isLiteral() {
        return host.matches("[\\d.]+|.*:.*");
    }

    /**
     * Whether {@code server} may be reached there: the port is the same, and so is the address, where both are known; a name may
     * stand for any.
     *
     * @param server {@code host:port}, with brackets around an IPv6 address
     */
    public boolean mayBe(String server) {
        int colon = server.lastIndexOf(':');
        if (colon < 0 || !server.substring(colon + 1).equals(Integer.toString(port))) {
            return false;
        }
        Address other = new Address(unbracketed(server.substring(0, colon)), port);
        boolean areBothKnown = !isWildcard() && isLiteral() && other.isLiteral();
        return !areBothKnown || host.equals(other.host);
    }

    /** Whether connections to it never leave the host. */
    public boolean isLoopback() {
        return host.startsWith("127.")
                || host.equals("::1")
                || host.equals("localhost")
                || host.startsWith("unix:")
                || host.startsWith("/");
    }

    /** {@code app:8000}. */
    @Override
    public String toString() {
        String shown = host.contains(":") && !host.startsWith("unix:") ? "[" + host + "]" : host;
        return port < 0 ? shown : shown + ":" + port;
    }
}
