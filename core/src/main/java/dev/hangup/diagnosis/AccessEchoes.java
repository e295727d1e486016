package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.log.LogEvent;
import dev.hangup.log.LogSource;
import dev.hangup.log.LogTime;
import dev.hangup.log.Peer;
import dev.hangup.log.Phase;
import dev.hangup.log.Symptom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lines of an access log that say of a failure no more than its status, where Apache's error log tells of it. They have the
 * client's address in common, and little else: the error log rarely names the request, many access logs of Apache look like
 * nginx's, and their time is that of the request (mod_log_config, {@code %t}). So each failure takes with it one line.
 */
final class AccessEchoes {
    /** Debian's {@code Timeout}; a request that waits for its backend for longer is not recognised. */
    private static final long LONGEST_REQUEST_NANOS = 300_000_000_000L;

    private static final long SLACK_NANOS = 1_000_000_000L;

    private AccessEchoes() {}

    /** The events without such lines. */
    static List<LogEvent> removed(List<LogEvent> events) {
        Map<String, NavigableMap<Long, Deque<LogEvent>>> bare = new HashMap<>();
        for (LogEvent event : events) {
            LogTime time = event.time();
            if (time != null && isBare(event)) {
                bare.computeIfAbsent(client(event), first -> new TreeMap<>())
                        .computeIfAbsent(time.nanos(), first -> new ArrayDeque<>())
                        .add(event);
            }
        }
        if (bare.isEmpty()) {
            return events;
        }
        Set<LogEvent> echoes = new HashSet<>();
        for (LogEvent event : events) {
            LogTime time = event.time();
            NavigableMap<Long, Deque<LogEvent>> ofClient = bare.get(client(event));
            if (time != null && ofClient != null && isGatewayError(event)) {
                take(time.nanos(), ofClient, echoes);
            }
        }
        return events.stream().filter(event -> !echoes.contains(event)).toList();
    }

    private static void take(long nanos, NavigableMap<Long, Deque<LogEvent>> bare, Set<LogEvent> echoes) {
        Map.Entry<Long, Deque<LogEvent>> last = bare.floorEntry(nanos + SLACK_NANOS);
        if (last != null && last.getKey() >= nanos - LONGEST_REQUEST_NANOS) {
            echoes.add(last.getValue().remove());
            if (last.getValue().isEmpty()) {
                bare.remove(last.getKey());
            }
        }
    }

    private static boolean isBare(LogEvent event) {
        return (event.source() == LogSource.APACHE || event.source() == LogSource.NGINX)
                && event.peer() == Peer.SERVER
                && event.symptom() == Symptom.UNDECIDABLE
                && event.phase() == Phase.UNKNOWN
                && event.client() != null
                && event.peerName().isEmpty();
    }

    /** Once the answer had begun, its status told of no failure. */
    private static boolean isGatewayError(LogEvent event) {
        return event.source() == LogSource.APACHE
                && event.peer() == Peer.SERVER
                && event.phase() != Phase.UNKNOWN
                && event.phase() != Phase.RESPONSE;
    }

    /** Without the port, which an access log leaves out; empty if the line names none. */
    private static String client(LogEvent event) {
        Endpoint client = event.client();
        return client == null ? "" : client.address();
    }
}
