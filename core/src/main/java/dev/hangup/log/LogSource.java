package dev.hangup.log;

/** What kind of program wrote a line. */
public enum LogSource {
    NGINX("nginx"),
    ENVOY("Envoy"),
    HAPROXY("HAProxy"),
    APACHE("Apache httpd"),
    ALB("AWS ALB"),
    CLASSIC_ELB("AWS classic ELB"),
    CADDY("Caddy"),
    TRAEFIK("Traefik"),
    APPLICATION("application");

    private final String text;

    LogSource(String text) {
        this.text = text;
    }

    /** Its name. */
    public String text() {
        return text;
    }

    /** Whether it hands requests on to others. */
    public boolean isProxy() {
        return this != APPLICATION;
    }
}
