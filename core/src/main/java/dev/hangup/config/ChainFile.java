package dev.hangup.config;

import dev.hangup.SeenVersion;
import dev.hangup.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code chain.yaml}: what no configuration says. Its {@code chain} lists programs and middleboxes from the client to the server;
 * each is either a {@code file} among the configurations (with {@code scope} where it has several ends) or a {@code software}
 * with the settings that matter.
 *
 * <pre>
 * rtt: 20ms
 * chain:
 *   - software: AWS ALB
 *     idle: 60s
 *   - middlebox: AWS NAT gateway
 *   - file: nginx.conf
 *     scope: upstream app
 *     concurrency: 200
 *   - file: server.js
 *     version: 20.11.0
 * </pre>
 *
 * @param rttSeconds the longest round-trip time of a hop; 0 where none is stated
 * @param links from the client to the server
 */
public record ChainFile(double rttSeconds, List<Link> links) {
    private static final Map<String, SettingKind> KINDS = kinds();

    public ChainFile {
        links = List.copyOf(links);
    }

    /**
     * A program or middlebox of the chain.
     *
     * @param file the configuration it is; empty for a stated one
     * @param scope which part of that; empty for any
     * @param version of the software; null where it is not stated
     * @param stated its ends where no file has them; a program has two, which share their settings
     * @param concurrency how many requests it sends on at a time, which no file says; null where it is not stated
     */
    public record Link(
            String file,
            String scope,
            @Nullable SeenVersion version,
            List<HopEnd> stated,
            @Nullable Setting concurrency) {
        public Link {
            stated = List.copyOf(stated);
        }

        /** Whether {@code end} is of this link. */
        public boolean includes(HopEnd end) {
            boolean ofFile = !file.isEmpty()
                    && (end.place().file().equals(file) || end.place().file().endsWith("/" + file));
            return stated.contains(end)
                    || ofFile && (scope.isEmpty() || end.scope().equals(scope));
        }
    }

    private static Map<String, SettingKind> kinds() {
        Map<String, SettingKind> kinds = new LinkedHashMap<>();
        kinds.put("idle", SettingKind.IDLE_TIMEOUT);
        kinds.put("lifetime", SettingKind.LIFETIME);
        kinds.put("max_requests", SettingKind.MAX_REQUESTS);
        kinds.put("header", SettingKind.HEADER_TIMEOUT);
        kinds.put("connect", SettingKind.CONNECT_TIMEOUT);
        kinds.put("read", SettingKind.READ_TIMEOUT);
        kinds.put("tcp_keepalive", SettingKind.TCP_KEEPALIVE);
        kinds.put("retries", SettingKind.RETRIES);
        kinds.put("back_off", SettingKind.BACK_OFF);
        kinds.put("pool_size", SettingKind.POOL_SIZE);
        kinds.put("max_connections", SettingKind.MAX_CONNECTIONS);
        kinds.put("concurrency", SettingKind.CONCURRENCY);
        kinds.put("dns_ttl", SettingKind.DNS_TTL);
        return kinds;
    }

    /** Reads a chain; null when the text has none, which is said as damage. */
    public static @Nullable ChainFile read(Source source) {
        for (Tree document : TreeReader.read(source)) {
            List<Tree> items = document.at("chain").items();
            if (!items.isEmpty()) {
                double rtt = Notation.GO.amount(document.textAt("rtt"));
                List<Link> links = new ArrayList<>();
                items.forEach(item -> links.add(link(source, item)));
                return new ChainFile(Double.isNaN(rtt) ? 0 : rtt, links);
            }
        }
        source.damage().accept("has no chain: a list of files and software, from the client to the server", 0);
        return null;
    }

    private static Link link(Source source, Tree item) {
        String file = item.textAt("file");
        List<Setting> settings = settings(source, item);
        List<HopEnd> stated = new ArrayList<>();
        if (item.has("middlebox")) {
            stated.add(end(item, Role.MIDDLEBOX, item.textAt("middlebox"), settings));
        } else if (item.has("software")) {
            stated.add(end(item, Role.SERVER, item.textAt("software"), settings));
            stated.add(end(item, Role.CLIENT, item.textAt("software"), settings));
        } else if (file.isEmpty()) {
            source.damage()
                    .accept(
                            "neither a file, nor a software, nor a middlebox",
                            item.place().line());
        }
        Setting concurrency = settings.stream()
                .filter(setting -> setting.kind() == SettingKind.CONCURRENCY)
                .findFirst()
                .orElse(null);
        return new Link(file, item.textAt("scope"), version(item), stated, concurrency);
    }

    private static HopEnd end(Tree item, Role role, String software, List<Setting> settings) {
        return new HopEnd(software, role, "", version(item), List.of(), settings, List.of(), item.place());
    }

    private static @Nullable SeenVersion version(Tree item) {
        Tree stated = item.at("version");
        Version version = Version.of(stated.text());
        Setting.Place place = stated.place();
        return version == null
                ? null
                : new SeenVersion(item.textAt("software"), version, place.file(), place.line(), null);
    }

    private static List<Setting> settings(Source source, Tree item) {
        List<Setting> settings = new ArrayList<>();
        for (String key : item.keys()) {
            SettingKind kind = KINDS.get(key);
            Tree value = item.at(key);
            if (kind != null) {
                Setting setting = Setting.of(kind, key, value.text(), Notation.GO, value.place());
                boolean isEndless = value.text().matches("never|none|off");
                if (!isEndless && Double.isNaN(setting.amount())) {
                    source.damage()
                            .accept(
                                    key + " is neither a time, nor a count, nor never",
                                    value.place().line());
                }
                settings.add(isEndless ? setting.meaning(Double.POSITIVE_INFINITY) : setting);
            }
        }
        return settings;
    }
}
