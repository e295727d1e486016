package dev.hangup.log;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Outcome failed by nginx's variables about upstreams, try by try: a retry that went well hides a failure. nginx answers for an
 * upstream that failed with 502, for one that took too long with 504 (ngx_http_upstream_next); where a header came, the
 * status is the upstream's own.
 */
final class UpstreamTries {
    private final AccessFields fields;
    private final String[] statuses;
    private final String[] addresses;
    private final String[] connectTimes;
    private final String[] headerTimes;
    private final String[] responseTimes;
    private final String[] lengths;

    UpstreamTries(AccessFields fields) {
        this.fields = fields;
        statuses = fields.tries("upstream_status");
        addresses = fields.tries("upstream_addr");
        connectTimes = fields.tries("upstream_connect_time");
        headerTimes = fields.tries("upstream_header_time");
        responseTimes = fields.tries("upstream_response_time");
        lengths = fields.tries("upstream_response_length");
    }

    /** Makes events of what failed in {@code entry}. */
    void tell(LogEntry entry, LogSource source, Consumer<LogEvent> events) {
        for (int i = 0; i < statuses.length; i++) {
            Outcome what = what(i);
            if (what != null) {
                events.accept(event(entry, source, i, what).build());
            }
        }
        int status = fields.status();
        boolean hasUpstream =
                statuses.length > 0 && !fields.get("upstream_status").isEmpty();
        if (status == 499) {
            events.accept(event(entry, source, statuses.length - 1, new Outcome(Symptom.UNDECIDABLE, Phase.UNKNOWN))
                    .what(Symptom.UNDECIDABLE, Phase.UNKNOWN, Peer.CLIENT)
                    .peerName("")
                    .remote(null)
                    .code("499")
                    .duration(fields.duration())
                    .build());
        } else if (!hasUpstream && isGatewaysOwn(status, source)) {
            events.accept(event(entry, source, 0, new Outcome(Symptom.UNDECIDABLE, Phase.UNKNOWN))
                    .build());
        }
    }

    /** RFC 9110, 15.6.3 and 15.6.5. Apache answers 503 for a connection that it does not get; from others it has many meanings. */
    private static boolean isGatewaysOwn(int status, LogSource source) {
        return status == 502 || status == 504 || status == 503 && source == LogSource.APACHE;
    }

    private record Outcome(Symptom symptom, Phase phase) {}

    private @Nullable Outcome what(int i) {
        String status = statuses[i];
        if (fields.get("status").equals("009")) {
            // The first number that came was taken for a status line of HTTP/0.9.
            return new Outcome(Symptom.PROTOCOL, Phase.AWAITING_RESPONSE);
        }
        if (!status.equals("502") && !status.equals("504") || isAnswered(i)) {
            return null;
        }
        if (!HostPort.isAddress(at(addresses, i)) && addresses.length > i && !addresses[i].equals("-")) {
            // A group's name stands for the server that could not be chosen.
            return new Outcome(Symptom.LOCAL_ABORT, Phase.CONNECT);
        }
        boolean isConnectTimeKnown = connectTimes.length > i;
        boolean isConnected = isConnectTimeKnown && !connectTimes[i].equals("-");
        if (status.equals("504")) {
            return !isConnectTimeKnown
                    ? new Outcome(Symptom.UNDECIDABLE, Phase.UNKNOWN)
                    : isConnected
                            ? new Outcome(Symptom.SILENCE, Phase.AWAITING_RESPONSE)
                            : new Outcome(Symptom.CONNECT_TIMEOUT, Phase.CONNECT);
        }
        if (!isConnectTimeKnown || isConnected) {
            return new Outcome(Symptom.UNDECIDABLE, isConnected ? Phase.AWAITING_RESPONSE : Phase.UNKNOWN);
        }
        return new Outcome(isRefusal(i) ? Symptom.REFUSED : Symptom.UNDECIDABLE, Phase.CONNECT);
    }

    /**
     * An answer to the SYN takes one round trip. Neighbours that do not exist are given up after seconds, and the time of
     * connecting has the TLS handshake in it, which also fails for reasons of its own.
     */
    private boolean isRefusal(int i) {
        Duration duration = AccessFields.seconds(at(responseTimes, i));
        return duration != null
                && duration.toMillis() < 1000
                && !at(addresses, i).endsWith("443");
    }

    private boolean isAnswered(int i) {
        boolean hasHeader = headerTimes.length > i && !headerTimes[i].equals("-");
        boolean hasBody = lengths.length > i && !lengths[i].equals("-") && !lengths[i].equals("0");
        return hasHeader || hasBody;
    }

    private LogEvent.Builder event(LogEntry entry, LogSource source, int i, Outcome what) {
        String peer = at(addresses, i);
        Duration ofTry = AccessFields.seconds(at(responseTimes, i));
        Duration connecting = AccessFields.seconds(at(connectTimes, i));
        String request = fields.get("request");
        String[] parts = request.isEmpty()
                ? new String[] {fields.get("request_method"), fields.get("request_uri")}
                : request.split(" ", 3);
        String status = at(statuses, i);
        String id = fields.get("request_id");
        return entry.event(source)
                .time(fields.time())
                .what(what.symptom, what.phase, Peer.SERVER)
                .said(said())
                .code(status.isEmpty() ? fields.get("status") : status)
                .peerName(peer.equals("-") ? "" : peer)
                .remote(HostPort.endpoint(peer))
                .client(HostPort.endpoint(fields.get("remote_addr")))
                .request(parts[0], parts.length > 1 ? parts[1] : "")
                .status(fields.status())
                .upstreamStatuses(fields.get("upstream_status").isEmpty() ? List.of() : List.of(statuses))
                .duration(ofTry != null ? ofTry : fields.duration())
                .reuse(connecting != null && !connecting.isZero() ? Reuse.FRESH : Reuse.UNKNOWN)
                .transaction(id.isEmpty() ? fields.get("http_x_request_id") : id);
    }

    private String said() {
        StringBuilder said = new StringBuilder("status ").append(fields.get("status"));
        for (String variable : new String[] {
            "upstream_status", "upstream_connect_time", "upstream_header_time", "upstream_response_time"
        }) {
            if (fields.has(variable)) {
                said.append(", ").append(variable).append(' ').append(String.join(", ", fields.tries(variable)));
            }
        }
        return said.toString();
    }

    private static String at(String[] values, int i) {
        return i >= 0 && i < values.length ? values[i] : "";
    }
}
