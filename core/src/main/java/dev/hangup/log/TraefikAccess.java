package dev.hangup.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Traefik's access log as JSON (pkg/middlewares/accesslog). Its status for an upstream that failed is 502, for one that was too
 * slow 504, for a client that left 499 (pkg/proxy/httputil); why, only its log of level DEBUG tells.
 */
final class TraefikAccess implements LogFormat {
    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        Map<String, String> values =
                entry.text().startsWith("{") && entry.text().contains("\"DownstreamStatus\"")
                        ? JsonFields.of(entry.text(), 0)
                        : null;
        if (values == null) {
            return false;
        }
        String status = values.getOrDefault("DownstreamStatus", "");
        String origin = values.getOrDefault("OriginStatus", "0");
        boolean isClients = status.equals("499");
        if (!isClients && !status.equals("502") && !status.equals("504")) {
            return true;
        }
        String url = values.getOrDefault("ServiceAddr", values.getOrDefault("ServiceURL", ""));
        String peer = isClients ? "" : HostPort.ofUrl(url);
        String nanos = values.getOrDefault("Duration", "");
        Duration duration =
                LineFields.isNumber(nanos) && nanos.length() < 19 ? Duration.ofNanos(Long.parseLong(nanos)) : null;
        LogTime start = LogTimes.find(values.getOrDefault("StartUTC", ""));
        LogTime end = LogTime.end(start, duration);
        events.accept(entry.event(LogSource.TRAEFIK)
                .time(end != null ? end : LogTimes.find(values.getOrDefault("time", "")))
                .what(Symptom.UNDECIDABLE, Phase.UNKNOWN, isClients ? Peer.CLIENT : Peer.SERVER)
                .said("DownstreamStatus " + status + ", OriginStatus " + origin)
                .code(status)
                .service(values.getOrDefault("ServiceName", ""))
                .client(HostPort.endpoint(values.getOrDefault("ClientAddr", "")))
                .peerName(peer)
                .remote(HostPort.endpoint(peer))
                .request(values.getOrDefault("RequestMethod", ""), values.getOrDefault("RequestPath", ""))
                .status(AccessFields.number(status))
                .upstreamStatuses(origin.equals("0") ? List.of() : List.of(origin))
                .duration(duration)
                .build());
        return true;
    }
}
