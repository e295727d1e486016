package dev.hangup.log;

import dev.hangup.Endpoint;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that an error names, by the forms in which runtimes print them: Go's {@code A->B}, Netty's
 * {@code L:/A - R:/B}, Jetty's {@code l=/A,r=/B}, Node's {@code B - Local (A)} and its {@code localAddress: 'A'}, or a single
 * address, which is then the neighbour's.
 *
 * @param local null unless it is said to be the local one
 * @param remote null also where several could be it
 * @param peerName the neighbour's host and port as written, by name or address
 * @param path of a URL, without its query
 */
record Addresses(@Nullable Endpoint local, @Nullable Endpoint remote, String peerName, String path) {
    private static final List<String> LOCAL_LEADS = List.of("l=", "l:", "local (", "local=");
    private static final List<String> NAME_LEADS = List.of("connect to ", "connection to ", "read timeout to ");
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("[^:]*(?::\\d{0,5})?|\\[?[0-9a-fA-F:.]+(?:%\\w+)?(?:]:\\d{1,5}|])?");
    private static final int FIRST_EPHEMERAL_PORT = 32_768;
    private static final int LONGEST_NAME = 255;

    static Addresses in(ErrorText error) {
        Endpoint local = endpoint(member(error, "localaddress"), member(error, "localport"));
        Endpoint remote = endpoint(member(error, "remoteaddress"), member(error, "remoteport"));
        Set<Endpoint> others = new TreeSet<>();
        String words = error.words();
        for (int colon = words.indexOf(':'); colon >= 0; colon = words.indexOf(':', colon + 1)) {
            int end = endOfDigits(words, colon + 1);
            int start = startOfAddress(words, colon);
            Endpoint found = endpoint(words.substring(start, colon), words.substring(colon + 1, end));
            if (found == null) {
                continue;
            }
            if (words.startsWith("->", end) || isLocal(error.letters(), start)) {
                local = found;
            } else {
                others.add(found);
            }
        }
        if (local != null) {
            others.remove(local);
        }
        Endpoint single = others.size() == 1 ? others.iterator().next() : null;
        return named(error, local, remote != null ? remote : single);
    }

    /** Whether by the ports the neighbour is the one who connected: Linux gives clients ports from 32768 on (ip_local_port_range). */
    boolean isRemoteClient() {
        return local != null
                && remote != null
                && local.port() < FIRST_EPHEMERAL_PORT
                && remote.port() >= FIRST_EPHEMERAL_PORT;
    }

    private static Addresses named(ErrorText error, @Nullable Endpoint local, @Nullable Endpoint remote) {
        String words = error.words();
        int http = words.indexOf("://");
        int authority = http + 3;
        String name = http < 0 ? "" : authority(words, authority);
        boolean isHttp = http >= 4 && (words.startsWith("http", http - 4) || words.startsWith("https", http - 5));
        String path = isHttp ? path(words, authority) : "";
        if (name.isEmpty()) {
            name = nameWithPort(error);
        }
        return new Addresses(local, remote, name.isEmpty() && remote != null ? remote.toString() : name, path);
    }

    /** {@code host:port} of a URL, without what may stand before an {@code @}: a name and a password. */
    private static String authority(String words, int from) {
        int end = from;
        int start = from;
        while (end < words.length()
                && end - from < LONGEST_NAME
                && "/?# \n\"'<>()|,;\\".indexOf(words.charAt(end)) < 0) {
            end++;
            start = words.charAt(end - 1) == '@' ? end : start;
        }
        String host = withoutStops(words.substring(start, end));
        // A slash in a password ends the authority too early: what is then no port may be secret.
        return HOST_AND_PORT.matcher(host).matches() ? host : "";
    }

    private static String path(String words, int from) {
        int slash = from;
        while (slash < words.length() && "/ \n\"'<>()|,;\\".indexOf(words.charAt(slash)) < 0) {
            slash++;
        }
        int end = slash;
        while (end < words.length() && " \n\"'<>()|,;#\\".indexOf(words.charAt(end)) < 0) {
            end++;
        }
        String path = withoutStops(words.substring(slash, end));
        return path.startsWith("/") ? path : "";
    }

    private static String withoutStops(String text) {
        int end = text.length();
        while (end > 0 && ".:".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }

    /** The words of Apache HttpClient, urllib3, curl and OkHttp: {@code Connect to host:port}, {@code host port 80}. */
    private static String nameWithPort(ErrorText error) {
        int pool = error.letters().indexOf("connectionpool(host='");
        if (pool >= 0) {
            String host = authority(error.words(), pool + "connectionpool(host='".length());
            int key = error.letters().indexOf("port=", pool);
            String port = key < 0 ? "" : value(error.words(), key + "port=".length());
            return port.isEmpty() ? host : host + ":" + port;
        }
        for (String lead : NAME_LEADS) {
            int at = error.letters().indexOf(lead);
            if (at >= 0) {
                int from = at + lead.length();
                int slash = error.words().startsWith("/", from) ? from + 1 : from;
                String host = authority(error.words(), slash);
                int after = slash + host.length();
                if (host.indexOf(':') > 0) {
                    return host;
                }
                if (error.letters().startsWith(" port ", after)) {
                    int port = after + " port ".length();
                    return host + ":" + error.words().substring(port, endOfDigits(error.words(), port));
                }
            }
        }
        int end = error.letters().indexOf(" failed to respond");
        int start = end;
        while (start > 0 && error.words().charAt(start - 1) > ' ') {
            start--;
        }
        return end < 0 ? "" : error.words().substring(start, end);
    }

    /** Of {@code localPort: 49306}, {@code "localPort":49306} and {@code localAddress: '10.0.0.1'}: the value. */
    private static String member(ErrorText error, String key) {
        int at = error.letters().indexOf(key);
        return at < 0 ? "" : value(error.words(), at + key.length());
    }

    private static String value(String words, int keyEnd) {
        int from = keyEnd;
        while (from < words.length() && "\"': =".indexOf(words.charAt(from)) >= 0) {
            from++;
        }
        int end = from;
        while (end < words.length() && end - from < LONGEST_NAME && isAddressPart(words.charAt(end))) {
            end++;
        }
        return words.substring(from, end);
    }

    private static boolean isAddressPart(char c) {
        return c == '.' || c == ':' || Character.isLetterOrDigit(c);
    }

    private static int endOfDigits(String words, int from) {
        int end = from;
        while (end < words.length() && words.charAt(end) >= '0' && words.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /** Where the address that ends at {@code end} may begin: IPv4, or IPv6 with or without brackets. */
    private static int startOfAddress(String words, int end) {
        int start = end;
        while (start > 0 && end - start <= 47 && "0123456789abcdefABCDEF.:[]".indexOf(words.charAt(start - 1)) >= 0) {
            start--;
        }
        return start;
    }

    private static boolean isLocal(String letters, int start) {
        int at = start;
        if (at > 0 && letters.charAt(at - 1) == '/') {
            at--;
            while (at > 0 && (Character.isLetterOrDigit(letters.charAt(at - 1)) || letters.charAt(at - 1) == '-')) {
                at--;
            }
        }
        int end = at;
        return LOCAL_LEADS.stream().anyMatch(lead -> letters.startsWith(lead, end - lead.length()));
    }

    /** Null when the one is no address or the other no port. */
    private static @Nullable Endpoint endpoint(String address, String port) {
        if (port.isEmpty() || address.length() < 2) {
            return null;
        }
        boolean bracketed = address.startsWith("[") && address.endsWith("]");
        String bare = bracketed ? address.substring(1, address.length() - 1) : address;
        boolean isIpv4 = bare.indexOf('.') > 0 && bare.indexOf(':') < 0;
        boolean isIpv6 =
                bare.contains("::") || bare.chars().filter(c -> c == ':').count() == 7;
        if (!isIpv4 && !isIpv6) {
            return null;
        }
        return HostPort.endpoint((isIpv6 ? "[" + bare + "]" : bare) + ":" + port);
    }
}
