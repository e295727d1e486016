package dev.hangup.config;

import dev.hangup.config.Setting.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * nginx: every {@code server} is an end that accepts, every place that passes requests on is an end that connects. A directive
 * applies to the levels below it until one of them says otherwise.
 */
final class NginxConfig implements Format {
    private static final String SOFTWARE = "nginx";

    /** Comments, then a directive of the main, http or server level. */
    private static final Pattern BEGINNING = Pattern.compile("\\A\\ufeff?(?:\\s+|#[^\\n]*+(?:\\n|\\z))*+"
            + "(?:user|worker_\\w++|events|http|stream|server|upstream|location|include|load_module|pid|error_log|daemon"
            + "|map|geo|proxy_\\w++|keepalive(?:_\\w++)?|log_format|access_log|limit_\\w++|server_tokens|sendfile|default_type"
            + "|split_clients|resolver|ssl_\\w++|client_\\w++)\\b[^;{}=\\n]{0,300}\\s{0,50}[;{]");

    private static final Pattern DIRECTIVE =
            Pattern.compile("(?:^|[;{}\\s])(?:listen|server_name|server|proxy_pass|location"
                    + "|worker_connections|keepalive_timeout|keepalive|upstream|proxy_\\w{1,40})\\s[^;{}=]{1,300}[;{]"
                    + "|(?:^|[;}\\s])(?:events|http)\\s{0,9}\\{");

    private static final Map<String, SettingKind> OF_SERVER = Map.of(
            "keepalive_timeout", SettingKind.IDLE_TIMEOUT,
            "keepalive_requests", SettingKind.MAX_REQUESTS,
            "keepalive_time", SettingKind.LIFETIME,
            "client_header_timeout", SettingKind.HEADER_TIMEOUT,
            "client_body_timeout", SettingKind.READ_TIMEOUT);

    private static final Map<String, SettingKind> OF_UPSTREAM = Map.of(
            "keepalive", SettingKind.POOL_SIZE,
            "keepalive_timeout", SettingKind.IDLE_TIMEOUT,
            "keepalive_requests", SettingKind.MAX_REQUESTS,
            "keepalive_time", SettingKind.LIFETIME);

    private static final Map<String, SettingKind> OF_LOCATION = Map.of(
            "proxy_connect_timeout", SettingKind.CONNECT_TIMEOUT,
            "proxy_read_timeout", SettingKind.READ_TIMEOUT,
            "proxy_http_version", SettingKind.HTTP_VERSION,
            "proxy_next_upstream", SettingKind.RETRY_ON,
            "proxy_next_upstream_tries", SettingKind.RETRIES);

    @Override
    public boolean recognises(String beginning) {
        return BEGINNING.matcher(beginning).find()
                && DIRECTIVE.matcher(beginning).find();
    }

    @Override
    public List<HopEnd> read(Source source) {
        return configuration(source).ends();
    }

    @Override
    public Configuration configuration(Source source) {
        List<NginxDirective> top = NginxParser.parse(source);
        return new Configuration(new Reading(top).ends(), logFormats(top), List.of(), Map.of());
    }

    /** The texts of all {@code log_format}s (ngx_http_log_module). */
    private static List<String> logFormats(List<NginxDirective> top) {
        return top.stream()
                .flatMap(level -> Stream.concat(Stream.of(level), level.inside("log_format")))
                .filter(directive -> directive.name().equals("log_format"))
                .map(directive -> directive.arguments().stream()
                        .skip(1)
                        .filter(argument -> !argument.startsWith("escape="))
                        .collect(Collectors.joining()))
                .toList();
    }

    /** The levels of one configuration, as they are walked through. */
    private static final class Reading {
        private final List<NginxDirective> top;
        private final Map<String, NginxDirective> upstreams = new HashMap<>();
        /** Innermost first. */
        private final Deque<List<NginxDirective>> levels = new ArrayDeque<>();

        private final Set<HopEnd> ends = new LinkedHashSet<>();

        Reading(List<NginxDirective> top) {
            this.top = top;
        }

        List<HopEnd> ends() {
            findUpstreams(top);
            walk(top);
            return new ArrayList<>(ends);
        }

        private void findUpstreams(List<NginxDirective> level) {
            for (NginxDirective directive : level) {
                if (directive.name().equals("upstream")) {
                    upstreams.putIfAbsent(directive.argument(0), directive);
                } else if (directive.name().equals("http")) {
                    findUpstreams(directive.block());
                }
            }
        }

        private void walk(List<NginxDirective> level) {
            levels.push(level);
            for (NginxDirective directive : level) {
                switch (directive.name()) {
                    case "stream" -> {
                        // Layer 4: its connections carry no requests that could be lost between two.
                    }
                    case "server" -> {
                        if (!directive.block().isEmpty()) {
                            levels.push(directive.block());
                            server(directive);
                            levels.pop();
                            walk(directive.block());
                        }
                    }
                    case "proxy_pass" -> upstream(directive);
                    case "upstream" -> {
                        // Read where it is used.
                    }
                    default -> walk(directive.block());
                }
            }
            levels.pop();
        }

        private void server(NginxDirective server) {
            List<Setting> settings = new ArrayList<>();
            List<Address> addresses = new ArrayList<>();
            server.inside("listen").forEach(listen -> {
                addresses.add(Address.of(listen.argument(0), 80));
                if (addresses.size() == 1) {
                    settings.add(setting(SettingKind.LISTEN, listen, Notation.WORDS));
                }
            });
            if (addresses.isEmpty()) {
                addresses.add(new Address("", 80));
            }
            effective(OF_SERVER, settings);
            String name = server.inside("server_name")
                    .map(one -> one.argument(0))
                    .findFirst()
                    .orElse("");
            String scope = ("server " + name).strip();
            ends.add(new HopEnd(SOFTWARE, Role.SERVER, scope, addresses, settings, server.place()));
        }

        private void upstream(NginxDirective pass) {
            String url = withVariables(pass.argument(0));
            boolean isTls = url.startsWith("https://");
            String target = url.replaceFirst("^https?://", "");
            String host = target.startsWith("unix:") ? target : target.replaceFirst("/.*", "");
            NginxDirective upstream = upstreams.get(host);
            List<Setting> settings = new ArrayList<>();
            List<Address> addresses = new ArrayList<>();
            settings.add(setting(SettingKind.UPSTREAM, pass, Notation.WORDS));
            if (upstream == null) {
                if (!host.contains("$")) {
                    addresses.add(Address.of(host, isTls ? 443 : 80));
                }
            } else {
                upstream.inside("server").forEach(server -> addresses.add(Address.of(server.argument(0), 80)));
                upstream.block().forEach(directive -> {
                    SettingKind kind = OF_UPSTREAM.get(directive.name());
                    if (kind != null) {
                        settings.add(setting(kind, directive, notation(kind)));
                    }
                });
            }
            effective(OF_LOCATION, settings);
            tcpKeepalive(settings);
            connectionHeader(settings);
            String scope = upstream == null ? "proxy_pass " + host : "upstream " + host;
            Place place = upstream == null ? pass.place() : upstream.place();
            HopEnd end = new HopEnd(SOFTWARE, Role.CLIENT, scope, addresses, settings, place);
            if (ends.stream().noneMatch(other -> isSame(end, other))) {
                ends.add(end);
            }
        }

        /** Locations that pass to the same upstream in the same way are one end. */
        private static boolean isSame(HopEnd one, HopEnd other) {
            return one.role() == other.role()
                    && one.scope().equals(other.scope())
                    && withoutPass(one).equals(withoutPass(other));
        }

        private static List<String> withoutPass(HopEnd end) {
            return end.settings().stream()
                    .filter(setting -> setting.kind() != SettingKind.UPSTREAM)
                    .map(Setting::text)
                    .toList();
        }

        private void effective(Map<String, SettingKind> kinds, List<Setting> into) {
            kinds.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
                NginxDirective directive = nearest(entry.getKey());
                if (directive != null) {
                    into.add(setting(entry.getValue(), directive, notation(entry.getValue())));
                }
            });
        }

        private @Nullable NginxDirective nearest(String name) {
            for (List<NginxDirective> level : levels) {
                for (NginxDirective directive : level) {
                    if (directive.name().equals(name)) {
                        return directive;
                    }
                }
            }
            return null;
        }

        /** {@code proxy_set_header} is inherited as a whole: one of a level hides those of all levels above. */
        private void connectionHeader(List<Setting> into) {
            for (List<NginxDirective> level : levels) {
                boolean any = false;
                for (NginxDirective directive : level) {
                    boolean isHeader = directive.name().equals("proxy_set_header");
                    any |= isHeader;
                    if (isHeader && directive.argument(0).equalsIgnoreCase("connection")) {
                        into.add(new Setting(
                                SettingKind.CONNECTION_HEADER,
                                "proxy_set_header Connection",
                                directive.argument(1),
                                Double.NaN,
                                Notation.WORDS,
                                directive.place()));
                        return;
                    }
                }
                if (any) {
                    return;
                }
            }
        }

        private void tcpKeepalive(List<Setting> into) {
            NginxDirective directive = nearest("proxy_socket_keepalive");
            if (directive != null) {
                // On, the operating system's two hours apply, unless that was tuned.
                double interval = directive.argument(0).equals("on") ? 7200 : Double.POSITIVE_INFINITY;
                into.add(setting(SettingKind.TCP_KEEPALIVE, directive, Notation.WORDS)
                        .meaning(interval));
            }
        }

        private String withVariables(String value) {
            if (value.indexOf('$') < 0) {
                return value;
            }
            for (List<NginxDirective> level : levels) {
                for (NginxDirective directive : level) {
                    boolean isUsed = directive.name().equals("set")
                            && !directive.argument(0).isEmpty()
                            && value.contains(directive.argument(0));
                    if (isUsed) {
                        return value.replace(directive.argument(0), directive.argument(1));
                    }
                }
            }
            return value;
        }

        private static Notation notation(SettingKind kind) {
            return switch (kind) {
                case POOL_SIZE, MAX_REQUESTS, RETRIES -> Notation.COUNT;
                case HTTP_VERSION, RETRY_ON -> Notation.WORDS;
                default -> Notation.NGINX;
            };
        }

        private static Setting setting(SettingKind kind, NginxDirective directive, Notation notation) {
            boolean isList = notation == Notation.WORDS;
            String value = isList ? String.join(" ", directive.arguments()) : directive.argument(0);
            return Setting.of(kind, directive.name(), value, notation, directive.place());
        }
    }
}
