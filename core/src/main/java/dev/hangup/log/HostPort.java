package dev.hangup.log;

import dev.hangup.Endpoint;
import org.jspecify.annotations.Nullable;

/** Reads addresses as logs print them. */
final class HostPort {
    private static final int LONGEST = 64;

    private HostPort() {}

    /** {@code 10.0.0.1:80}, {@code [2001:db8::1]:80}, or an address without a port, which then is 0; null for any other text. */
    static @Nullable Endpoint endpoint(String text) {
        if (text.length() < 2 || text.length() > LONGEST) {
            return null;
        }
        int lastColon = text.lastIndexOf(':');
        boolean isBracketed = text.charAt(0) == '[';
        boolean hasPort = isBracketed ? text.charAt(Math.max(0, lastColon - 1)) == ']' : lastColon == text.indexOf(':');
        String host = hasPort && lastColon > 0 ? text.substring(0, lastColon) : text;
        int port = hasPort && lastColon > 0 ? port(text.substring(lastColon + 1)) : 0;
        if (isBracketed) {
            host = host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
        }
        try {
            return port < 0 || host.isEmpty() ? null : Endpoint.ofLiteral(host, port);
        } catch (IllegalArgumentException name) {
            return null;
        }
    }

    /** Whether it is written like an address, a socket or {@code host:port}, and not like the name of a group of them. */
    static boolean isAddress(String text) {
        return text.startsWith("unix:")
                || endpoint(text) != null
                || text.indexOf(':') > 0 && port(text.substring(text.lastIndexOf(':') + 1)) >= 0;
    }

    /** The {@code host:port} of a URL as nginx and others print it: {@code http://10.0.0.1:80/path}. */
    static String ofUrl(String url) {
        int scheme = url.indexOf("://");
        int from = scheme < 0 ? 0 : scheme + 3;
        int slash = url.indexOf('/', from);
        int query = url.indexOf('?', from);
        int end = Math.min(slash < 0 ? url.length() : slash, query < 0 ? url.length() : query);
        return url.startsWith("unix:", from)
                ? url.substring(from, Math.max(from, url.lastIndexOf(':')))
                : url.substring(from, end);
    }

    private static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5) {
            return -1;
        }
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            port = port * 10 + digit;
        }
        return port <= Endpoint.HIGHEST_PORT ? port : -1;
    }
}
