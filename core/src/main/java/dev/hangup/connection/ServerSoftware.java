package dev.hangup.connection;

import java.util.Arrays;

/**
 * Server programs that give themselves away in a {@code Server} or {@code X-Powered-By} header of their first answer. Only the
 * product is kept, never the header's value.
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
        int end = at + Math.min(length, LOOKED_AT);
        // The first is UNKNOWN, which nobody calls himself.
        for (int i = 1; i < ALL.length; i++) {
            if (Ascii.contains(bytes, at, end, TOKENS[i])) {
                return ALL[i];
            }
        }
        return UNKNOWN;
    }
}
