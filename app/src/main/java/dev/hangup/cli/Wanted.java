package dev.hangup.cli;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;
import dev.hangup.log.LogEvent;
import dev.hangup.log.LogTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which connections, and which failures in logs, a user asked for.
 *
 * @param address one of its ends; null for any
 * @param port of one of its ends; {@link #ANY_PORT}
 * @param sinceNanos it was closed, or heard of for the last time, no sooner; in nanoseconds since 1970
 * @param untilNanos and no later
 */
record Wanted(@Nullable Endpoint address, int port, long sinceNanos, long untilNanos) implements Predicate<Connection> {
    static final int ANY_PORT = -1;

    /** Whether every connection is wanted. */
    boolean isEverything() {
        return address == null && port < 0 && sinceNanos == Long.MIN_VALUE && untilNanos == Long.MAX_VALUE;
    }

    @Override
    public boolean test(Connection connection) {
        long end = connection.isClosed() ? connection.closeNanos() : connection.lastNanos();
        Endpoint client = connection.client().endpoint();
        Endpoint server = connection.server().endpoint();
        boolean portFits = port < 0 || client.port() == port || server.port() == port;
        boolean addressFits = address == null || isAt(client, address) || isAt(server, address);
        return portFits && addressFits && end >= sinceNanos && end <= untilNanos;
    }

    /** Whether a failure that a log tells of is wanted; one of which it does not say when or where may be meant. */
    boolean wants(LogEvent event) {
        LogTime time = event.time();
        if (time != null && (time.nanos() < sinceNanos || time.nanos() > untilNanos)) {
            return false;
        }
        List<Endpoint> known = Stream.of(event.client(), event.local(), event.remote())
                .filter(Objects::nonNull)
                .toList();
        boolean portFits = port < 0 || known.isEmpty() || known.stream().anyMatch(end -> end.port() == port);
        Endpoint wanted = address;
        boolean addressFits =
                wanted == null || known.isEmpty() || known.stream().anyMatch(end -> isAt(end, wanted));
        return portFits && addressFits;
    }

    private static boolean isAt(Endpoint endpoint, Endpoint address) {
        return endpoint.high() == address.high() && endpoint.low() == address.low();
    }
}
