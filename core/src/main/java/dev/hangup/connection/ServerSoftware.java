package dev.hangup.connection;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

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
    AIOHTTP("aiohttp", "aiohttp web.run_app"),
    AWS_ALB("awselb", "AWS ALB");

    private static final ServerSoftware[] ALL = values();

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
        String value =
                new String(bytes, at, Math.min(length, 60), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        for (ServerSoftware software : ALL) {
            if (software != UNKNOWN && value.contains(software.token)) {
                return software;
            }
        }
        return UNKNOWN;
    }
}
