package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Hosts that knock at many doors to see which open. Who is refused there wanted to know just that, and is not hurt. A
 * client in trouble tries few servers, and those again and again.
 */
final class Scans {
    /** No client has so many servers of which every one is down. */
    private static final int MANY_SERVERS = 50;

    private static final int MOST_TRIES_EACH = 2;

    private final Map<Endpoint, Attempts> byClient = new HashMap<>();

    private static final class Attempts {
        private final Set<Endpoint> servers = new HashSet<>();
        private int count;

        boolean areScan() {
            return servers.size() >= MANY_SERVERS && count <= MOST_TRIES_EACH * servers.size();
        }
    }

    /** Takes notice of a connection; only attempts that came to nothing count. */
    void add(Connection connection) {
        if (cameToNothing(connection)) {
            Attempts attempts =
                    byClient.computeIfAbsent(connection.client().endpoint().host(), first -> new Attempts());
            attempts.servers.add(connection.server().endpoint());
            attempts.count++;
        }
    }

    /** Whether the connection is an attempt that came to nothing, as did all the others of a client that scans. */
    boolean includes(Connection connection) {
        Attempts attempts = byClient.get(connection.client().endpoint().host());
        return attempts != null && attempts.areScan() && cameToNothing(connection);
    }

    private static boolean cameToNothing(Connection connection) {
        return connection.syns() > 0 && connection.synAcks() == 0;
    }
}
