package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import dev.hangup.config.Notation;
import dev.hangup.config.Setting;
import dev.hangup.config.SettingKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes settings in the syntax of the software that reads them. */
final class Fixes {
    /**
     * How a setting is written.
     *
     * @param line with {@code %s} for the value
     * @param after behind which kind of setting it may stand; null where that cannot be told from what was read
     */
    private record Syntax(
            String line, Notation notation, @Nullable SettingKind after) {}

    private static final Map<String, Syntax> SYNTAX = Map.ofEntries(
            Map.entry("nginx SERVER IDLE_TIMEOUT", nginx("keepalive_timeout %s;", SettingKind.LISTEN)),
            Map.entry("nginx CLIENT IDLE_TIMEOUT", nginx("keepalive_timeout %s;", SettingKind.POOL_SIZE)),
            Map.entry("nginx CLIENT CONNECT_TIMEOUT", nginx("proxy_connect_timeout %s;", SettingKind.UPSTREAM)),
            Map.entry(
                    "haproxy SERVER IDLE_TIMEOUT",
                    new Syntax("timeout http-keep-alive %s", Notation.HAPROXY, SettingKind.LISTEN)),
            Map.entry(
                    "haproxy CLIENT CONNECT_TIMEOUT",
                    new Syntax("timeout connect %s", Notation.HAPROXY, SettingKind.UPSTREAM)),
            Map.entry(
                    "apache httpd SERVER IDLE_TIMEOUT",
                    new Syntax("KeepAliveTimeout %s", Notation.APACHE, SettingKind.LISTEN)),
            Map.entry(
                    "apache mod_proxy CLIENT IDLE_TIMEOUT", new Syntax("ProxyPass ... ttl=%s", Notation.APACHE, null)),
            Map.entry(
                    "envoy CLIENT IDLE_TIMEOUT",
                    new Syntax("common_http_protocol_options: {idle_timeout: %s}", Notation.GO, null)),
            Map.entry(
                    "envoy SERVER IDLE_TIMEOUT",
                    new Syntax("common_http_protocol_options: {idle_timeout: %s}", Notation.GO, null)),
            Map.entry(
                    "istio CLIENT IDLE_TIMEOUT",
                    new Syntax("connectionPool: {http: {idleTimeout: %s}}", Notation.GO, null)),
            Map.entry(
                    "tomcat SERVER IDLE_TIMEOUT",
                    new Syntax("server.tomcat.keep-alive-timeout=%s", Notation.SPRING, null)),
            Map.entry("gunicorn SERVER IDLE_TIMEOUT", new Syntax("keepalive = %s", Notation.SECONDS, null)),
            Map.entry("uvicorn SERVER IDLE_TIMEOUT", new Syntax("--timeout-keep-alive %s", Notation.SECONDS, null)),
            Map.entry("puma SERVER IDLE_TIMEOUT", new Syntax("persistent_timeout %s", Notation.SECONDS, null)),
            Map.entry(
                    "kestrel SERVER IDLE_TIMEOUT",
                    new Syntax("\"Kestrel\": {\"Limits\": {\"KeepAliveTimeout\": \"%s\"}}", Notation.DOTNET, null)),
            Map.entry(
                    "node http.Server SERVER IDLE_TIMEOUT",
                    new Syntax("server.keepAliveTimeout = %s;", Notation.MILLISECONDS, null)),
            Map.entry(
                    "node http.Server SERVER HEADER_TIMEOUT",
                    new Syntax("server.headersTimeout = %s;", Notation.MILLISECONDS, null)));

    private Fixes() {}

    private static Syntax nginx(String line, SettingKind after) {
        return new Syntax(line, Notation.NGINX, after);
    }

    /** How to give {@code end} another amount: by changing its setting, or by adding one. */
    static Remedy set(HopEnd end, SettingKind kind, double amount, String why) {
        Setting setting = end.setting(kind);
        if (isGenerated(end)) {
            return generated(kind, amount, why);
        }
        if (setting != null) {
            String value = setting.notation().write(amount);
            return replace(setting, value, why);
        }
        Syntax syntax = SYNTAX.get(end.software() + " " + end.role() + " " + kind);
        if (syntax == null) {
            return new Remedy(why + ": " + Limit.seconds(amount) + " for " + end.text(), List.of(), List.of());
        }
        String line = String.format(syntax.line(), syntax.notation().write(amount));
        return insert(end, syntax.after(), line, why);
    }

    /** What istioctl prints is made of MeshConfig and DestinationRules, and only there it can be changed. */
    private static boolean isGenerated(HopEnd end) {
        return end.software().equals("istio") && end.scope().startsWith("cluster ");
    }

    private static Remedy generated(SettingKind kind, double amount, String why) {
        String value = Notation.GO.write(amount);
        List<String> lines = switch (kind) {
            case CONNECT_TIMEOUT ->
                List.of(
                        "for the mesh:     istioctl install --set meshConfig.connectTimeout=" + value,
                        "or for one host:  DestinationRule spec.trafficPolicy.connectionPool.tcp.connectTimeout: "
                                + value);
            case IDLE_TIMEOUT ->
                List.of("DestinationRule spec.trafficPolicy.connectionPool.http.idleTimeout: " + value);
            default -> List.of();
        };
        return new Remedy(why + ": " + value, lines, List.of());
    }

    /** A new line behind the setting of kind {@code after}, where {@code end} has one. */
    static Remedy insert(HopEnd end, @Nullable SettingKind after, String line, String why) {
        Setting anchor = after == null ? null : end.setting(after);
        List<Edit> edits = anchor == null ? List.of() : List.of(new Edit(anchor.place(), anchor.value(), line, true));
        return new Remedy(why + ", in " + end.text(), List.of(line), edits);
    }

    /** Another value for a setting. */
    static Remedy replace(Setting setting, String value, String why) {
        return new Remedy(
                why + ": " + setting.name() + " " + value + " in " + setting.place(),
                List.of(),
                List.of(new Edit(setting.place(), setting.value(), value, false)));
    }
}
