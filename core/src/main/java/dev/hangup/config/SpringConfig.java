package dev.hangup.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Spring Boot: the embedded server, the gateway's client and Hikari's pool, from {@code application.properties} or YAML. */
final class SpringConfig implements Format {
    private static final String GATEWAY = "spring.cloud.gateway.httpclient.";
    private static final String HIKARI = "spring.datasource.hikari.";

    /** A line of properties that says something of connections. */
    private static final Pattern PROPERTY = Pattern.compile(
            "(?m)^(?:server\\.(?:port|tomcat\\.|jetty\\.|undertow\\.|netty\\.)|spring\\.(?:cloud\\.gateway\\.|datasource\\.))"
                    + "[\\w.-]{0,80}\\s*[=:]");

    private static final Pattern LINE = Pattern.compile("\\s*([\\w.\\[\\]-]{1,120})\\s*[=:]\\s*(.*?)\\s*");

    /** A value and its place, by the key's normal form. */
    private record Value(String key, String text, Setting.Place place) {}

    @Override
    public boolean recognises(String beginning) {
        return PROPERTY.matcher(beginning).find()
                && beginning
                        .lines()
                        .limit(50)
                        .allMatch(line -> line.isBlank()
                                || line.startsWith("#")
                                || line.startsWith("!")
                                || LINE.matcher(line).matches());
    }

    @Override
    public List<HopEnd> read(Source source) {
        Map<String, Value> values = new LinkedHashMap<>();
        Lines lines = new Lines(source);
        Matcher line = Pattern.compile("(?m)^" + LINE.pattern() + "$").matcher(source.text());
        while (line.find()) {
            if (!line.group(1).startsWith("#")) {
                String text = behindDefault(line.group(2));
                int at = line.start(2) + line.group(2).indexOf(text);
                values.put(normal(line.group(1)), new Value(line.group(1), text, lines.place(at)));
            }
        }
        List<HopEnd> ends = new ArrayList<>();
        add(values, ends);
        return ends;
    }

    /** The same as YAML. */
    static final class Yaml implements TreeFormat.Kind {
        private static final Pattern MARKS = Pattern.compile("(?m)^(?:server|spring):\\s*$");
        private static final Pattern CHILD =
                Pattern.compile("(?m)^\\s+(?:tomcat|jetty|undertow|netty|port|cloud|datasource|application|servlet):");

        @Override
        public boolean recognises(String beginning) {
            return MARKS.matcher(beginning).find() && CHILD.matcher(beginning).find();
        }

        @Override
        public void read(Source source, Tree document, List<HopEnd> into) {
            Map<String, Value> values = new LinkedHashMap<>();
            if (document.has("server") || document.has("spring")) {
                flatten("", document, values, 0);
            }
            add(values, into);
        }

        private static void flatten(String prefix, Tree tree, Map<String, Value> values, int depth) {
            if (depth > 12 || values.size() > 10_000) {
                return;
            }
            for (String key : tree.keys()) {
                Tree value = tree.at(key);
                if (value.isScalar()) {
                    String text = behindDefault(value.text());
                    int inside = value.text().indexOf(text);
                    Setting.Place place = value.place();
                    values.put(
                            normal(prefix + key),
                            new Value(
                                    prefix + key,
                                    text,
                                    new Setting.Place(place.file(), place.line(), place.column() + inside)));
                } else {
                    flatten(prefix + key + ".", value, values, depth + 1);
                }
            }
        }
    }

    private static String normal(String key) {
        return key.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    /** Of {@code ${NAME:value}} the value that holds where nothing sets the name. */
    private static String behindDefault(String text) {
        Matcher placeholder = Pattern.compile("\\$\\{[^:}]{1,80}:([^}]*)}").matcher(text);
        return placeholder.matches() ? placeholder.group(1) : text;
    }

    private static void add(Map<String, Value> values, List<HopEnd> into) {
        server(
                values,
                "tomcat",
                "tomcat",
                "server.tomcat.keep-alive-timeout",
                "server.tomcat.connection-timeout",
                into);
        server(values, "jetty", "jetty", "server.jetty.connection-idle-timeout", "", into);
        server(values, "undertow", "undertow", "server.undertow.no-request-timeout", "", into);
        server(values, "netty", "reactor-netty HttpServer", "server.netty.idle-timeout", "", into);
        Ends client = new Ends(values);
        client.put(SettingKind.CONNECT_TIMEOUT, GATEWAY + "connect-timeout", Notation.SPRING);
        client.put(SettingKind.READ_TIMEOUT, GATEWAY + "response-timeout", Notation.SPRING);
        client.put(SettingKind.IDLE_TIMEOUT, GATEWAY + "pool.max-idle-time", Notation.SPRING);
        client.put(SettingKind.LIFETIME, GATEWAY + "pool.max-life-time", Notation.SPRING);
        client.put(SettingKind.MAX_CONNECTIONS, GATEWAY + "pool.max-connections", Notation.COUNT);
        client.addTo(into, "reactor-netty HttpClient", Role.CLIENT, "spring.cloud.gateway", List.of());
        Ends hikari = new Ends(values);
        hikari.put(SettingKind.IDLE_TIMEOUT, HIKARI + "idle-timeout", Notation.MILLISECONDS);
        hikari.put(SettingKind.LIFETIME, HIKARI + "max-lifetime", Notation.MILLISECONDS);
        hikari.put(SettingKind.TCP_KEEPALIVE, HIKARI + "keepalive-time", Notation.MILLISECONDS);
        hikari.put(SettingKind.MAX_CONNECTIONS, HIKARI + "maximum-pool-size", Notation.COUNT);
        hikari.addTo(into, "HikariCP", Role.CLIENT, "spring.datasource", List.of());
    }

    private static void server(
            Map<String, Value> values, String key, String software, String idle, String otherIdle, List<HopEnd> into) {
        Ends ends = new Ends(values);
        if (!ends.put(SettingKind.IDLE_TIMEOUT, idle, Notation.SPRING) && !otherIdle.isEmpty()) {
            ends.put(SettingKind.IDLE_TIMEOUT, otherIdle, Notation.SPRING);
        }
        ends.put(SettingKind.MAX_REQUESTS, "server." + key + ".max-keep-alive-requests", Notation.COUNT);
        Value port = values.get("server.port");
        List<Address> addresses = port == null ? List.of(new Address("", 8080)) : List.of(Address.of(port.text(), -1));
        ends.addTo(into, software, Role.SERVER, "server." + key, addresses);
    }

    /** Collects the settings of one end. */
    private static final class Ends {
        private final Map<String, Value> values;
        private final List<Setting> settings = new ArrayList<>();

        Ends(Map<String, Value> values) {
            this.values = values;
        }

        boolean put(SettingKind kind, String key, Notation notation) {
            @Nullable Value value = values.get(normal(key));
            if (value == null) {
                return false;
            }
            settings.add(Setting.of(kind, key, value.text(), notation, value.place()));
            return true;
        }

        void addTo(List<HopEnd> into, String software, Role role, String scope, List<Address> addresses) {
            if (!settings.isEmpty()) {
                into.add(new HopEnd(
                        software,
                        role,
                        scope,
                        addresses,
                        settings,
                        settings.get(0).place()));
            }
        }
    }
}
