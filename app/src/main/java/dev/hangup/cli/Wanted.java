package dev.hangup.cli;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which connections a user asked for.
 *
 * @param address one of its ends; null for any
 * @param port of one of its ends; -1 for any
 * @param sinceNanos it was closed, or heard of for the last time, no sooner; in nanoseconds since 1970
 * @param untilNanos and no later
 */
record Wanted(@Nullable Endpoint address, int port, long sinceNanos, long untilNanos) implements Predicate<Connection> {
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

    private static boolean isAt(Endpoint endpoint, Endpoint address) {
        return endpoint.high() == address.high() && endpoint.low() == address.low();
    }
}
