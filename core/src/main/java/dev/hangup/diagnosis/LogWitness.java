package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;
import dev.hangup.connection.HttpMethod;
import dev.hangup.log.LogEvent;
import dev.hangup.log.LogTime;
import dev.hangup.log.Symptom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ties what logs say to the connections of a capture: by both addresses and ports, else by the address that the log names
 * and the time. Where several connections fit, there must be as many lines that fit them all: then it does not matter which
 * is whose.
 */
final class LogWitness {
    /** How much later a program may write of what its kernel told it, and by how much two clocks of one place differ. */
    private static final long SLACK_NANOS = 500_000_000L;

    /** A 4-tuple is not used again so soon (TCP_TIMEWAIT_LEN). */
    private static final long SAME_TUPLE_NANOS = 60_000_000_000L;

    private final Map<Connection, List<LogEvent>> tied = new HashMap<>();

    /** What lines of one file have in common that the same connections fit. */
    private record Fitting(String file, List<Connection> connections) {}

    LogWitness(LogEvidence logs, List<Connection> troubled) {
        Map<Endpoint, List<Connection>> byEnd = new HashMap<>();
        if (!logs.isEmpty()) {
            for (Connection connection : troubled) {
                add(byEnd, connection.client().endpoint(), connection);
                add(byEnd, connection.server().endpoint(), connection);
            }
            tie(logs.events(), byEnd);
        }
    }

    private static void add(Map<Endpoint, List<Connection>> byEnd, Endpoint end, Connection connection) {
        byEnd.computeIfAbsent(end, first -> new ArrayList<>(1)).add(connection);
    }

    /** What logs say of a connection; empty if nothing. */
    List<LogEvent> about(Connection connection) {
        return tied.getOrDefault(connection, List.of());
    }

    private void tie(List<LogEvent> events, Map<Endpoint, List<Connection>> byEnd) {
        Map<Fitting, List<LogEvent>> alike = new LinkedHashMap<>();
        for (LogEvent event : events) {
            List<Connection> fitting = fitting(event, byEnd);
            if (!fitting.isEmpty()) {
                alike.computeIfAbsent(new Fitting(event.file(), fitting), first -> new ArrayList<>(1))
                        .add(event);
            }
        }
        alike.forEach((fitting, lines) -> {
            List<Connection> connections = fitting.connections();
            for (int i = 0; i < lines.size() && lines.size() == connections.size(); i++) {
                tied.computeIfAbsent(connections.get(i), first -> new ArrayList<>(1))
                        .add(lines.get(i));
            }
        });
    }

    /** The connections that a line may be about, by the first of its addresses that some fit. */
    private static List<Connection> fitting(LogEvent event, Map<Endpoint, List<Connection>> byEnd) {
        Endpoint[] ends = {event.local(), event.client(), event.remote()};
        for (Endpoint end : ends) {
            List<Connection> fitting = end == null
                    ? List.of()
                    : byEnd.getOrDefault(end, List.of()).stream()
                            .filter(connection -> fits(event, connection))
                            .toList();
            if (!fitting.isEmpty()) {
                return fitting;
            }
        }
        return List.of();
    }

    private static boolean fits(LogEvent event, Connection connection) {
        Endpoint client = connection.client().endpoint();
        Endpoint server = connection.server().endpoint();
        boolean isPair = event.local() != null
                && event.remote() != null
                && (event.local().equals(client) && event.remote().equals(server)
                        || event.local().equals(server) && event.remote().equals(client));
        boolean isOther = event.local() != null && event.remote() != null && !isPair;
        HttpMethod method = connection.exchanges().method();
        boolean isOtherMethod = method != null
                && !event.method().isEmpty()
                && !method.toString().equals(event.method());
        return !isOther && !isOtherMethod && isThen(event, connection, isPair);
    }

    /** Whether the line was written when the connection failed, or in its last minute where both its ends are named. */
    private static boolean isThen(LogEvent event, Connection connection, boolean isPair) {
        LogTime time = event.time();
        if (time == null) {
            return isPair;
        }
        long ended = connection.isClosed() ? connection.closeNanos() : connection.lastNanos();
        long slack = isPair ? SAME_TUPLE_NANOS : SLACK_NANOS;
        boolean gaveUpConnecting = event.symptom() == Symptom.CONNECT_TIMEOUT && !connection.isEstablished();
        long quiet = gaveUpConnecting ? untilNextSynNanos(connection) : 0;
        // A time is cut to its last digit.
        return ended >= time.nanos() - slack - quiet && ended <= time.nanos() + time.precisionNanos() + slack;
    }

    /**
     * Nothing is sent when a program gives up connecting: it was quiet since the last SYN, but not for so long that another
     * was due. The pauses between SYNs double, from 1 s (RFC 6298, 2.1 and 5.5).
     */
    private static long untilNextSynNanos(Connection connection) {
        return ConnectShapes.FIRST_SYN_TIMEOUT_NANOS + connection.lastNanos() - connection.startNanos();
    }
}
