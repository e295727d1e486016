package dev.hangup.probe;

import dev.hangup.Endpoint;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be measured.
 *
 * @param tls whether inside TLS
 * @param host a name, or an address literal without brackets
 * @param port the TCP port
 * @param path what is asked for: the path of the URL with its query, as it is sent
 */
public record Target(boolean tls, String host, int port, String path) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    /** Unique local addresses, fc00::/7 (RFC 4193). */
    private static final int UNIQUE_LOCAL = 0xfc;

    private static final int UNIQUE_LOCAL_MASK = 0xfe;

    /**
     * Reads what a user typed: a URL with http or https, or HOST:PORT, which is plain HTTP but for port 443.
     *
     * @throws IllegalArgumentException that says what is wrong with it
     */
    public static Target parse(String text) {
        boolean isUrl = text.contains("://");
        URI uri = uri(isUrl ? text : "http://" + text);
        String scheme = uri.getScheme();
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("only http and https can be measured, not " + scheme);
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a URL with a user name in it is not taken");
        }
        String host = uri.getHost();
        if (host == null || (!isUrl && uri.getPort() < 0)) {
            throw new IllegalArgumentException("neither a URL nor HOST:PORT: " + text);
        }
        boolean tls = scheme.equals("https") || (!isUrl && uri.getPort() == HTTPS);
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS : HTTP;
        if (port == 0 || port > Endpoint.HIGHEST_PORT) {
            throw new IllegalArgumentException("there is no TCP port " + port);
        }
        // In a URL the % before a zone of IPv6 is written %25 (RFC 6874).
        return new Target(tls, host.replaceAll("[\\[\\]]", "").replace("%25", "%"), port, path(uri));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException wrong) {
            throw new IllegalArgumentException("neither a URL nor HOST:PORT: " + text, wrong);
        }
    }

    private static String path(URI uri) {
        @Nullable String path = uri.getRawPath();
        @Nullable String query = uri.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    /** The value of the {@code Host} header (RFC 9110 section 7.2): without the port where that is the usual one. */
    String authority() {
        // A zone means something to this machine alone (RFC 6874 section 1).
        String name = host.contains(":") ? "[" + host.split("%", 2)[0] + "]" : host;
        return port == (tls ? HTTPS : HTTP) ? name : name + ":" + port;
    }

    /** The same of http where this is https, and of https where this is http. */
    Target inOtherScheme() {
        return new Target(!tls, host, port, path);
    }

    /** As a URL without its query, which may hold a secret. */
    public String text() {
        int query = path.indexOf('?');
        return (tls ? "https://" : "http://") + authority() + (query < 0 ? path : path.substring(0, query));
    }

    /**
     * All its addresses, IPv4 first.
     *
     * @throws UnknownHostException when the name is not known
     */
    public List<InetSocketAddress> addresses() throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(host))
                .sorted((one, other) -> Integer.compare(one.getAddress().length, other.getAddress().length))
                .distinct()
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /** Whether an address is of this machine or of a private network, where measuring needs nobody's leave. */
    public static boolean isNear(InetAddress address) {
        boolean uniqueLocal =
                address instanceof Inet6Address && (address.getAddress()[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || uniqueLocal;
    }

    /** An address as reports write it. */
    public static Endpoint endpoint(InetSocketAddress address) {
        String literal = address.getAddress().getHostAddress();
        int zone = literal.indexOf('%');
        return Endpoint.ofLiteral(zone < 0 ? literal : literal.substring(0, zone), address.getPort());
    }
}
