package dev.hangup.connection;

import dev.hangup.Version;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Server programs that give themselves away in a {@code Server} or {@code X-Powered-By} header of their first answer. Only the
 * product is kept and the numbers of its version, never the header's value.
 */
public enum ServerSoftware {
    UNKNOWN("", ""),
    NGINX("nginx", "nginx"),
    APACHE("apache", "apache httpd"),
    ENVOY("envoy", "envoy"),
    HAPROXY("haproxy", "haproxy"),
    EXPRESS("express", "node http.Server"),
    JETTY("jetty", "jetty"),
    TOMCAT("tomcat", "tomcat"),
    KESTREL("kestrel", "kestrel"),
    IIS("microsoft-iis", "IIS"),
    GUNICORN("gunicorn", "gunicorn"),
    UVICORN("uvicorn", "uvicorn"),
    HYPERCORN("hypercorn", "hypercorn"),
    PUMA("puma", "puma"),
    CADDY("caddy", "caddy"),
    VARNISH("varnish", "varnish"),
    LIGHTTPD("lighttpd", "lighttpd"),
    AIOHTTP("aiohttp", "aiohttp web.run_app"),
    AWS_ALB("awselb", "AWS ALB");

    private static final ServerSoftware[] ALL = values();
    private static final byte[][] TOKENS =
            Arrays.stream(ALL).map(software -> Ascii.bytes(software.token)).toArray(byte[][]::new);
    private static final int LOOKED_AT = 60;

    /** Of a version no more digits are read for a number, and no more numbers. */
    private static final int MOST_DIGITS = 6;

    private static final int MOST_NUMBERS = 3;
    private static final int BITS = 21;
    private static final int MASK = (1 << BITS) - 1;

    private final String token;
    private final String component;

    ServerSoftware(String token, String component) {
        this.token = token;
        this.component = component;
    }

    /** The component's name in the table of timeout defaults; empty for {@link #UNKNOWN}. */
    public String component() {
        return component;
    }

    /** Looks for a product name in a header value of {@code length} bytes. */
    static ServerSoftware in(byte[] bytes, int at, int length) {
        return ALL[indexIn(bytes, at, length)];
    }

    /** The first is {@link #UNKNOWN}, which nobody calls himself. */
    private static int indexIn(byte[] bytes, int at, int length) {
        int end = at + Math.min(length, LOOKED_AT);
        for (int i = 1; i < ALL.length; i++) {
            if (Ascii.contains(bytes, at, end, TOKENS[i])) {
                return i;
            }
        }
        return 0;
    }

    /**
     * The version behind a product name in a header value of {@code length} bytes, as in {@code nginx/1.25.3} and {@code
     * Jetty(11.0.14)}: its numbers, each greater by one, in a word that takes no memory; 0 where there is none.
     */
    static long versionIn(byte[] bytes, int at, int length) {
        byte[] name = TOKENS[indexIn(bytes, at, length)];
        if (name.length == 0) {
            return 0;
        }
        int end = at + length;
        int i = Ascii.indexOf(bytes, at, end, name) + name.length;
        long version = 0;
        int numbers = 0;
        boolean begins = i < end && (bytes[i] == '/' || bytes[i] == '(');
        while (begins && numbers < MOST_NUMBERS) {
            int number = 0;
            int first = ++i;
            while (i < end && i - first < MOST_DIGITS && bytes[i] >= '0' && bytes[i] <= '9') {
                number = number * 10 + bytes[i++] - '0';
            }
            if (i == first) {
                break;
            }
            version |= (number + 1L) << numbers++ * BITS;
            begins = i < end && bytes[i] == '.';
        }
        return version;
    }

    /** The version in such a word; null for 0. */
    static @Nullable Version version(long numbers) {
        return numbers == 0
                ? null
                : new Version(number(numbers), number(numbers >>> BITS), number(numbers >>> 2 * BITS));
    }

    /** What is not given is 0 in the word, and so {@link Version#OPEN}. */
    private static int number(long word) {
        return (int) (word & MASK) - 1;
    }
}
