package dev.hangup.log;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The formats that are known, in the order in which they are tried; of those that no other line can be written in, the one
 * that fitted last comes first.
 */
final class LogFormats {
    private static final double NEARLY_ALL = 0.95;

    private final Map<String, LogFormat> formats = new LinkedHashMap<>();
    /** What applications write has no marks of its own: any of the others may look like it. */
    private final Map<String, LogFormat> ofApplications = new LinkedHashMap<>();

    /** Those that have one line for each request. */
    private static final Set<String> OF_REQUESTS = Set.of(
            "Envoy access log",
            "HAProxy log",
            "AWS load balancer access log",
            "Traefik access log",
            "Caddy log",
            "access log");

    private final Map<String, Long> entries = new LinkedHashMap<>();
    private final Consumer<LogEvent> events;
    private String last = "";

    /** @param accessFormats texts of nginx's {@code log_format} beside those that are known */
    LogFormats(Consumer<LogEvent> events, List<String> accessFormats) {
        this.events = events;
        formats.put("nginx error log", new NginxError());
        formats.put("Envoy debug log", new EnvoyDebug());
        formats.put("Envoy access log", new EnvoyAccess());
        formats.put("HAProxy log", new HaproxyLog());
        formats.put("Apache error log", new ApacheError());
        formats.put("AWS load balancer access log", new AwsLog());
        formats.put("Traefik access log", new TraefikAccess());
        formats.put("Traefik log", new TraefikLog());
        formats.put("Caddy log", new CaddyLog());
        formats.put("access log", new AccessLog(accessFormats));
        ofApplications.put("application's JSON log", new ApplicationJson());
        ofApplications.put("application's log in key: value blocks", new KeyValueBlock());
        ofApplications.put("application's log in key=value lines", new Logfmt());
        ofApplications.put("application's log", new ApplicationText());
    }

    /** Makes events of an entry; false when it is written in none of the formats. */
    boolean read(LogEntry entry) {
        return read(entry, events);
    }

    /** Takes note of an entry in which nothing failed. */
    boolean note(LogEntry entry) {
        return read(entry, event -> {});
    }

    /** How many entries there were of each format. */
    Map<String, Long> entries() {
        return entries;
    }

    /** When the request of a line was served; null when it is no line of a format that says it. */
    @Nullable
    RequestTime timeOf(String line) {
        for (LogFormat format : formats.values()) {
            RequestTime time = format.time(line);
            if (time != null) {
                return time;
            }
        }
        return null;
    }

    /** Whether nearly all entries are of formats that have one line for each request, so that lines are requests. */
    boolean areOfRequests() {
        long all = 0;
        long ofRequests = 0;
        for (Map.Entry<String, Long> format : entries.entrySet()) {
            all += format.getValue();
            ofRequests += OF_REQUESTS.contains(format.getKey()) ? format.getValue() : 0;
        }
        return all > 0 && ofRequests >= NEARLY_ALL * all;
    }

    private boolean read(LogEntry written, Consumer<LogEvent> to) {
        LogEntry entry = EntryLines.unwrapped(written);
        LogFormat latest = formats.get(last);
        if (latest != null && latest.read(entry, to)) {
            entries.merge(last, 1L, Long::sum);
            return true;
        }
        String fitting = firstThatReads(formats, latest, entry, to);
        if (fitting != null) {
            last = fitting;
        } else {
            fitting = firstThatReads(ofApplications, null, entry, to);
        }
        if (fitting != null) {
            entries.merge(fitting, 1L, Long::sum);
        }
        return fitting != null;
    }

    private static @Nullable String firstThatReads(
            Map<String, LogFormat> formats, @Nullable LogFormat except, LogEntry entry, Consumer<LogEvent> to) {
        for (Map.Entry<String, LogFormat> known : formats.entrySet()) {
            if (known.getValue() != except && known.getValue().read(entry, to)) {
                return known.getKey();
            }
        }
        return null;
    }
}
