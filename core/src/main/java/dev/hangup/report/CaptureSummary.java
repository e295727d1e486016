package dev.hangup.report;

import dev.hangup.Endpoint;
import dev.hangup.IdleGaps;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.connection.ServerPopulation;
import dev.hangup.connection.Vantage;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one capture held.
 *
 * @param name as the user named it
 * @param parts the files that it was rotated into, the first of which gave the name
 * @param format {@code pcap} or {@code pcapng}
 * @param packets packets of any kind
 * @param segments TCP segments, copies included
 * @param connections those that were asked for
 * @param connectionsSeen the others too
 * @param resets RSTs, copies included
 * @param requests how many were made; those that share a segment count as one
 * @param reuses how many of them came on connections that had been answered on before
 * @param firstNanos time of the first packet in nanoseconds since 1970; 0 if there is none
 * @param servers of the connections that were asked for
 */
public record CaptureSummary(
        String name,
        List<Part> parts,
        String format,
        Vantage vantage,
        long packets,
        long segments,
        long connections,
        long connectionsSeen,
        long resets,
        long requests,
        long reuses,
        long laterFragments,
        long firstNanos,
        long lastNanos,
        List<Server> servers) {
    /** One file, and how its first frame is counted. */
    public record Part(String name, long firstFrame) {}

    /**
     * What was measured of one server endpoint.
     *
     * @param requests how many were made of it
     * @param reuses how many of them came on connections that it had answered on before
     * @param roundTripNanos the shortest round trip of a handshake in nanoseconds; -1 if none was seen
     * @param longestSurvivedNanos the longest idle gap after which a request was still answered, in nanoseconds; -1 if none
     * @param gaps after how long idle connections were used again; null where none was
     */
    public record Server(
            String endpoint,
            long connections,
            long requests,
            long reuses,
            long roundTripNanos,
            IdleTimeout idleTimeout,
            long longestSurvivedNanos,
            @Nullable IdleGaps gaps) {
        /** Timers fire late. */
        private static final double BEYOND = 1.1;

        /**
         * Whether requests were answered after gaps longer than its idle timeout: then what looks like one is none, such as the
         * closes of a server that was stopped.
         */
        public boolean isTimeoutRefuted() {
            return idleTimeout.isKnown() && longestSurvivedNanos > idleTimeout.nanos() * BEYOND;
        }

        private static int busierFirst(Server one, Server other) {
            int order = Long.compare(other.connections, one.connections);
            return order == 0 ? one.endpoint.compareTo(other.endpoint) : order;
        }

        private static Server of(Endpoint endpoint, ServerPopulation population) {
            return new Server(
                    endpoint.toString(),
                    population.connections(),
                    population.requests(),
                    population.reuses(),
                    population.roundTripNanos(),
                    population.idleTimeout(),
                    population.longestSurvivedNanos(),
                    population.gaps());
        }
    }

    private static final int MOST_SERVERS = 100;

    /** The servers among those {@code wanted} that most connections went to, up to a hundred. */
    public static List<Server> servers(Map<Endpoint, ServerPopulation> populations, Predicate<Endpoint> wanted) {
        return populations.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .map(entry -> Server.of(entry.getKey(), entry.getValue()))
                .sorted(Server::busierFirst)
                .limit(MOST_SERVERS)
                .toList();
    }
}
