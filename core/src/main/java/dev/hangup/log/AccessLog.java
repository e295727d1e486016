package dev.hangup.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The access logs of nginx and Apache httpd, and of others that write like them: the common and the combined format with
 * whatever stands behind, {@code key=value} pairs there, JSON, ingress-nginx's format, and formats that are given as nginx's
 * {@code log_format}.
 */
final class AccessLog implements LogFormat {
    private static final String INGRESS_NGINX =
            "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent \"$http_referer\" "
                    + "\"$http_user_agent\" $request_length $request_time [$proxy_upstream_name] "
                    + "[$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length "
                    + "$upstream_response_time $upstream_status $req_id";

    private static final int MOST_BEFORE_TIME = 6;
    private static final Set<String> APACHE_CONNECTION_STATES = Set.of("X", "+", "-");
    private static final Set<String> OF_NGINX = Set.of(
            "upstream_addr",
            "upstream_status",
            "upstream_response_time",
            "request_time",
            "body_bytes_sent",
            "bytes_sent",
            "remote_addr",
            "connection_requests");

    /** An access log has no words. */
    private static final Set<String> OF_APPLICATIONS = Set.of("level", "message", "msg", "error", "stack_trace");

    private final List<NginxLayout> layouts = new ArrayList<>();

    /** @param logFormats texts of nginx's {@code log_format}; those that everybody uses need not be among them */
    AccessLog(List<String> logFormats) {
        logFormats.forEach(text -> layouts.add(new NginxLayout(text)));
        layouts.add(new NginxLayout(INGRESS_NGINX));
    }

    /** What a line says, and what kind of program wrote it. */
    private record Written(AccessFields fields, LogSource source) {}

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        int end = entry.text().indexOf('\n');
        Written written = written(end < 0 ? entry.text() : entry.text().substring(0, end), entry.text());
        if (written == null) {
            return false;
        }
        new UpstreamTries(written.fields).tell(entry, written.source, events);
        return true;
    }

    /** nginx writes a line when the answer is whole (ngx_http_log_module). */
    @Override
    public @Nullable RequestTime time(String line) {
        Written written = written(line, line);
        if (written == null) {
            return null;
        }
        AccessFields fields = written.fields;
        LogTime exact = LogTimes.epoch(fields.get("msec"));
        LogTime end = exact == null ? fields.time() : exact;
        Duration took = fields.duration();
        if (end == null || took == null) {
            return null;
        }
        String[] upstreams = fields.tries("upstream_addr");
        String[] times = fields.tries("upstream_response_time");
        String upstream = upstreams.length == 0 ? "" : upstreams[upstreams.length - 1];
        Duration upstreamTook = times.length == 0 ? null : AccessFields.seconds(times[times.length - 1]);
        return new RequestTime(
                end.nanos() - took.toNanos(),
                end.nanos(),
                end.precisionNanos(),
                fields.get("connection"),
                upstream.equals("-") ? "" : upstream,
                upstreamTook == null ? -1 : upstreamTook.toNanos());
    }

    private @Nullable Written written(String line, String text) {
        for (NginxLayout layout : layouts) {
            Map<String, String> values = layout.read(line);
            if (values != null && isStatus(values.getOrDefault("status", ""))) {
                return new Written(AccessFields.of(values), LogSource.NGINX);
            }
        }
        return line.startsWith("{") ? ofJson(text) : ofText(line);
    }

    private static @Nullable Written ofJson(String text) {
        AccessFields fields = AccessFields.of(JsonFields.of(text, 0));
        boolean isApplications = OF_APPLICATIONS.stream().anyMatch(fields::has);
        if (isApplications
                || !isStatus(fields.get("status"))
                || OF_NGINX.stream().noneMatch(fields::has)) {
            return null;
        }
        return new Written(fields, LogSource.NGINX);
    }

    private static @Nullable Written ofText(String line) {
        List<String> fields = LineFields.of(line);
        int time = time(fields);
        if (time < 0
                || time + 2 >= fields.size()
                || !isStatus(fields.get(time + 2))
                || !isRequest(fields.get(time + 1))) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        values.put("remote_addr", fields.get(0));
        values.put("time_local", fields.get(time));
        values.put("request", fields.get(time + 1));
        values.put("status", fields.get(time + 2));
        for (String field : fields.subList(time + 3, fields.size())) {
            int equals = field.indexOf('=');
            if (equals > 0 && equals < 32) {
                values.putIfAbsent(field.substring(0, equals), unquoted(field.substring(equals + 1)));
            }
        }
        LogSource source = source(fields, time, line);
        if (source == LogSource.TRAEFIK) {
            values.put("upstream_addr", HostPort.ofUrl(fields.get(fields.size() - 2)));
        }
        return new Written(AccessFields.of(values), source);
    }

    /** Which field is the time in brackets: the first that is one, behind the client. */
    private static int time(List<String> fields) {
        for (int i = 1; i < Math.min(fields.size(), MOST_BEFORE_TIME); i++) {
            if (LogTimes.at(fields.get(i), 0) != null) {
                return i;
            }
        }
        return -1;
    }

    /** Apache leaves out a size of 0, and may write a connection's state last; Traefik writes router, server and time. */
    private static LogSource source(List<String> fields, int time, String line) {
        int last = fields.size() - 1;
        boolean hasState = APACHE_CONNECTION_STATES.contains(fields.get(last))
                && last > time + 3
                && !line.endsWith("\"")
                && LineFields.isNumber(fields.get(last - 1));
        if (hasState || last > time + 2 && fields.get(time + 3).equals("-")) {
            return LogSource.APACHE;
        }
        String end = fields.get(last);
        boolean isTraefiks =
                last == time + 9 && end.endsWith("ms") && LineFields.isNumber(end.substring(0, end.length() - 2));
        return isTraefiks ? LogSource.TRAEFIK : LogSource.NGINX;
    }

    /** A connection that ended before its request is logged with a dash. */
    private static boolean isRequest(String text) {
        return text.contains(" HTTP/") || text.equals("-");
    }

    private static boolean isStatus(String text) {
        return text.length() == 3 && LineFields.isNumber(text);
    }

    private static String unquoted(String text) {
        boolean isQuoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return isQuoted ? text.substring(1, text.length() - 1) : text;
    }
}
