package dev.hangup.log;

import dev.hangup.Endpoint;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Caddy's JSON logs of requests and of the errors that its reverse proxy met (modules/caddyhttp/reverseproxy). */
final class CaddyLog implements LogFormat {
    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        Map<String, String> values =
                entry.text().startsWith("{") && entry.text().contains("\"http.")
                        ? JsonFields.of(entry.text(), 0)
                        : null;
        if (values == null || !values.getOrDefault("logger", "").startsWith("http.")) {
            return false;
        }
        String status = values.getOrDefault("status", "");
        boolean isAccess = values.getOrDefault("logger", "").startsWith("http.log.access");
        String words = values.getOrDefault("error", isAccess ? "" : values.getOrDefault("msg", ""));
        boolean isClients = status.equals("499") || words.contains("context canceled");
        Meaning what = Messages.of(words);
        boolean isFailure = what.symptom() != Symptom.NONE || isClients || status.equals("502") || status.equals("504");
        // The access log tells once more what the error log has told.
        if (!isFailure || isAccess && values.containsKey("err_id")) {
            return true;
        }
        LogTime time = LogTimes.epoch(values.getOrDefault("ts", ""));
        Symptom symptom = isClients || what.symptom() == Symptom.NONE ? Symptom.UNDECIDABLE : what.symptom();
        events.accept(entry.event(LogSource.CADDY)
                .time(time != null ? time : LogTimes.find(values.getOrDefault("ts", "")))
                .what(symptom, what.phase(), isClients ? Peer.CLIENT : Peer.SERVER)
                .said(what.said().isEmpty() ? "status " + status : what.said())
                .code(status)
                .client(client(values))
                .local(what.local())
                .peerName(what.peerName())
                .remote(what.remote())
                .request(values.getOrDefault("request.method", ""), values.getOrDefault("request.uri", ""))
                .status(AccessFields.number(status))
                .duration(AccessFields.seconds(values.getOrDefault("duration", "")))
                .build());
        return true;
    }

    private static @Nullable Endpoint client(Map<String, String> values) {
        String ip = values.getOrDefault("request.remote_ip", "");
        String port = values.getOrDefault("request.remote_port", "");
        String host = ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
        return HostPort.endpoint(port.isEmpty() ? host : host + ":" + port);
    }
}
