package dev.hangup.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Envoy's access log: its default text, Istio's texts before and since 1.9, and JSON with the names that Istio gives
 * (pilot/pkg/model/telemetry_logging.go). Its time is the request's beginning; an event's is the end.
 */
final class EnvoyAccess implements LogFormat {
    private static final int CODE = 2;
    private static final int FLAGS = 3;

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        Map<String, String> values =
                entry.text().startsWith("{") ? JsonFields.of(entry.text(), 0) : ofText(entry.text());
        if (values == null || !values.containsKey("response_flags") || !values.containsKey("response_code")) {
            return false;
        }
        tell(values, entry, events);
        return true;
    }

    /** Between flags and the three numbers of bytes, bytes and milliseconds stand, by version, nothing, two or three fields. */
    private static @Nullable Map<String, String> ofText(String text) {
        int end = text.indexOf('\n');
        int from = text.indexOf('[');
        if (from < 0
                || from > 64
                || LogTimes.at(text, from + 1) == null
                || text.indexOf("] \"", from) != text.indexOf(']', from)) {
            return null;
        }
        List<String> fields = LineFields.of(text.substring(from, end < from ? text.length() : end));
        if (fields.size() <= FLAGS + 3 || !LineFields.isNumber(fields.get(CODE))) {
            return null;
        }
        int numbers = FLAGS + 1;
        while (numbers + 2 < fields.size()
                && !(LineFields.isNumber(fields.get(numbers))
                        && LineFields.isNumber(fields.get(numbers + 1))
                        && LineFields.isNumber(fields.get(numbers + 2)))) {
            numbers++;
        }
        if (numbers + 2 >= fields.size() || !isFlags(fields.get(FLAGS))) {
            return null;
        }
        String[] request = fields.get(1).split(" ", 3);
        Map<String, String> values = new HashMap<>();
        values.put("start_time", fields.get(0));
        values.put("method", request[0]);
        values.put("path", request.length > 1 ? request[1] : "");
        values.put("response_code", fields.get(CODE));
        values.put("response_flags", fields.get(FLAGS));
        values.put(
                "response_code_details",
                String.join(
                        " ",
                        fields.subList(FLAGS + 1, numbers).stream()
                                .filter(detail -> !detail.equals("-"))
                                .toList()));
        values.put("duration", fields.get(numbers + 2));
        List<String> rest = List.of(
                "x_envoy_upstream_service_time",
                "x_forwarded_for",
                "user_agent",
                "request_id",
                "authority",
                "upstream_host",
                "upstream_cluster",
                "upstream_local_address",
                "downstream_local_address",
                "downstream_remote_address");
        for (int i = 0; i < rest.size() && numbers + 3 + i < fields.size(); i++) {
            values.put(rest.get(i), fields.get(numbers + 3 + i));
        }
        return values;
    }

    private static void tell(Map<String, String> values, LogEntry entry, Consumer<LogEvent> events) {
        String details = get(values, "response_code_details")
                + " " + get(values, "upstream_transport_failure_reason")
                + " " + get(values, "connection_termination_details");
        String flags = get(values, "response_flags");
        EnvoyReason reason = EnvoyReason.ofFlags(flags, details);
        if (reason == EnvoyReason.NOTHING) {
            return;
        }
        boolean isServers = reason.peer() != Peer.CLIENT;
        String upstream = get(values, "upstream_host");
        String millis = get(values, "duration");
        Duration duration = LineFields.millis(millis);
        LogTime start = LogTimes.find(get(values, "start_time"));
        events.accept(entry.event(LogSource.ENVOY)
                .time(LogTime.end(start, duration))
                .what(reason.symptom(), reason.phase(), reason.peer())
                .said((flags + " " + details.strip()).strip())
                .code(flags)
                .peerName(isServers ? upstream.isEmpty() ? get(values, "upstream_cluster") : upstream : "")
                .client(HostPort.endpoint(get(values, "downstream_remote_address")))
                .local(isServers ? HostPort.endpoint(get(values, "upstream_local_address")) : null)
                .remote(isServers ? HostPort.endpoint(upstream) : null)
                .request(get(values, "method"), get(values, "path"))
                .status(AccessFields.number(get(values, "response_code")))
                .duration(duration)
                .transaction(get(values, "request_id"))
                .build());
    }

    private static String get(Map<String, String> values, String name) {
        String value = values.getOrDefault(name, "");
        return value.equals("-") ? "" : value;
    }

    private static boolean isFlags(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'A' && c <= 'Z') && c != ',' && c != '-') {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
