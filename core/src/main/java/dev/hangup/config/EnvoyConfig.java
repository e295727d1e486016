package dev.hangup.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Envoy: bootstrap, the admin's {@code config_dump}, and what {@code istioctl proxy-config} prints. In all of them a cluster is
 * an end that connects and a listener one that accepts, wherever they stand.
 */
final class EnvoyConfig implements TreeFormat.Kind {
    private static final int MOST_VALUES = 2_000_000;
    private static final String HTTP_OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    private static final Pattern MARKS = Pattern.compile(
            "static_?[rR]esources\"?\\s*:|ClustersConfigDump|\"?connect_?[tT]imeout\"?\\s*:|\"?load_?[aA]ssignment\"?\\s*:"
                    + "|\"?filter_?[cC]hains\"?\\s*:");

    private static final Pattern OTHER = Pattern.compile("(?m)^\\s{0,4}\"?(?:apiVersion|server|spring)\"?\\s*:");

    /** Istio's names of clusters: direction, port, subset, host. */
    private static final Pattern ISTIO_CLUSTER =
            Pattern.compile("(inbound|outbound)(?:_\\.)?\\|(\\d{0,5})\\|[^|]*\\|(.*)");

    @Override
    public boolean recognises(String beginning) {
        return MARKS.matcher(beginning).find() && !OTHER.matcher(beginning).find();
    }

    @Override
    public void read(Source source, Tree document, List<HopEnd> into) {
        if (document.has("apiVersion")) {
            return;
        }
        Map<String, List<Setting>> retries = new HashMap<>();
        document.maps(map -> route(map, retries), MOST_VALUES);
        document.maps(
                map -> {
                    if (isCluster(map)) {
                        into.add(cluster(map, retries));
                    } else if (map.has("filter_chains") && map.has("address")) {
                        listener(map, into);
                    }
                },
                MOST_VALUES);
    }

    private static boolean isCluster(Tree map) {
        return map.has("name")
                && (map.has("connect_timeout") || map.has("load_assignment") || map.has("eds_cluster_config"))
                && !map.has("filter_chains");
    }

    /** A route with a policy of its own; one that is for some methods only guards the others. */
    private static void route(Tree map, Map<String, List<Setting>> retries) {
        String cluster = map.textAt("route", "cluster");
        Tree policy = map.at("route", "retry_policy");
        if (cluster.isEmpty()) {
            return;
        }
        List<Setting> settings = new ArrayList<>();
        map.setting(settings, SettingKind.READ_TIMEOUT, "route timeout", Notation.GO, "route", "timeout");
        policy.setting(settings, SettingKind.RETRY_ON, "retry_on", Notation.WORDS, "retry_on");
        policy.setting(settings, SettingKind.RETRIES, "num_retries", Notation.COUNT, "num_retries");
        policy.setting(settings, SettingKind.BACK_OFF, "base_interval", Notation.GO, "retry_back_off", "base_interval");
        for (Tree header : map.at("match", "headers").items()) {
            if (header.textAt("name").equals(":method")) {
                header.setting(settings, SettingKind.RETRY_GUARD, "match :method", Notation.WORDS, "name");
            }
        }
        retries.putIfAbsent(cluster, settings);
    }

    private static HopEnd cluster(Tree map, Map<String, List<Setting>> retries) {
        String name = map.textAt("name");
        var istio = ISTIO_CLUSTER.matcher(name);
        boolean isIstio = istio.matches();
        List<Setting> settings = new ArrayList<>();
        map.setting(settings, SettingKind.UPSTREAM, "name", Notation.WORDS, "name");
        map.setting(settings, SettingKind.CONNECT_TIMEOUT, "connect_timeout", Notation.GO, "connect_timeout");
        Tree options = map.at("typed_extension_protocol_options", HTTP_OPTIONS, "common_http_protocol_options");
        Tree common = options == Tree.NOTHING ? map.at("common_http_protocol_options") : options;
        timers(common, settings);
        Tree perConnection = common.has("max_requests_per_connection") ? common : map;
        perConnection.setting(
                settings,
                SettingKind.MAX_REQUESTS,
                "max_requests_per_connection",
                Notation.COUNT,
                "max_requests_per_connection");
        map.setting(
                settings,
                SettingKind.TCP_KEEPALIVE,
                "tcp_keepalive.keepalive_time",
                Notation.SECONDS,
                "upstream_connection_options",
                "tcp_keepalive",
                "keepalive_time");
        for (Tree threshold : map.at("circuit_breakers", "thresholds").items()) {
            if (!threshold.textAt("priority").equals("HIGH")) {
                threshold.setting(
                        settings, SettingKind.MAX_CONNECTIONS, "max_connections", Notation.COUNT, "max_connections");
            }
        }
        settings.addAll(retries.getOrDefault(name, List.of()));
        List<Address> addresses = addresses(map);
        if (isIstio && addresses.isEmpty() && !istio.group(2).isEmpty()) {
            String host = istio.group(1).equals("inbound") ? "127.0.0.1" : istio.group(3);
            addresses.add(Address.of(host + ":" + istio.group(2), -1));
        }
        return new HopEnd(
                isIstio ? "istio" : "envoy", Role.CLIENT, "cluster " + name, addresses, settings, map.place());
    }

    private static void timers(Tree common, List<Setting> settings) {
        timer(common, settings, SettingKind.IDLE_TIMEOUT, "common_http_protocol_options.idle_timeout", "idle_timeout");
        timer(
                common,
                settings,
                SettingKind.LIFETIME,
                "common_http_protocol_options.max_connection_duration",
                "max_connection_duration");
    }

    private static List<Address> addresses(Tree cluster) {
        List<Address> addresses = new ArrayList<>();
        for (Tree locality : cluster.at("load_assignment", "endpoints").items()) {
            for (Tree endpoint : locality.at("lb_endpoints").items()) {
                Tree socket = endpoint.at("endpoint", "address", "socket_address");
                if (socket != Tree.NOTHING) {
                    addresses.add(new Address(socket.textAt("address"), socket.number(-1, "port_value")));
                }
            }
        }
        return addresses;
    }

    private static void listener(Tree map, List<HopEnd> into) {
        Tree socket = map.at("address", "socket_address");
        Address address = new Address(socket.textAt("address"), socket.number(-1, "port_value"));
        for (Tree chain : map.at("filter_chains").items()) {
            for (Tree filter : chain.at("filters").items()) {
                Tree http = filter.at("typed_config");
                if (!http.has("route_config") && !http.has("rds")) {
                    continue;
                }
                List<Setting> settings = new ArrayList<>();
                socket.setting(settings, SettingKind.LISTEN, "address", Notation.WORDS, "address");
                Tree common = http.at("common_http_protocol_options");
                timers(common, settings);
                common.setting(
                        settings,
                        SettingKind.MAX_REQUESTS,
                        "max_requests_per_connection",
                        Notation.COUNT,
                        "max_requests_per_connection");
                timer(http, settings, SettingKind.HEADER_TIMEOUT, "request_headers_timeout", "request_headers_timeout");
                timer(http, settings, SettingKind.READ_TIMEOUT, "stream_idle_timeout", "stream_idle_timeout");
                String scope = ("listener " + map.textAt("name")).strip();
                HopEnd end = new HopEnd("envoy", Role.SERVER, scope, List.of(address), settings, map.place());
                if (!into.contains(end)) {
                    into.add(end);
                }
            }
        }
    }

    /** Zero switches these timers off; without them the default applies. */
    private static void timer(Tree tree, List<Setting> settings, SettingKind kind, String name, String key) {
        List<Setting> found = new ArrayList<>();
        tree.setting(found, kind, name, Notation.GO, key);
        found.forEach(
                setting -> settings.add(setting.amount() == 0 ? setting.meaning(Double.POSITIVE_INFINITY) : setting));
    }
}
