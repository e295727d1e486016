package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;
import dev.hangup.connection.ServerPopulation;
import dev.hangup.connection.Vantage;
import dev.hangup.log.LogEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a capture says around one connection: where it was taken, its servers, the TTLs of its hosts, and which other
 * connections were in trouble.
 */
public final class Surroundings {
    private final Vantage vantage;
    private final Map<Endpoint, Integer> hostTtls = new HashMap<>();
    private final Map<Endpoint, Integer> silentClients = new HashMap<>();
    private final Map<Endpoint, Connection> strays = new HashMap<>();
    private final Scans scans = new Scans();
    private final PassedSizes passedSizes;
    private final KernelEvidence kernel;
    private final KernelWitness witness;
    private final LogWitness logWitness;
    private final Configured configured;

    /** Gathers what {@code troubled} connections and {@code populations} say together. */
    public Surroundings(Vantage vantage, Map<Endpoint, ServerPopulation> populations, List<Connection> troubled) {
        this(vantage, populations, troubled, new KernelEvidence(), new LogEvidence(new Configured()));
    }

    /** The same, with what kernels and logs said of the time. */
    public Surroundings(
            Vantage vantage,
            Map<Endpoint, ServerPopulation> populations,
            List<Connection> troubled,
            KernelEvidence kernel,
            LogEvidence logs) {
        this.vantage = vantage;
        passedSizes = new PassedSizes(troubled);
        logWitness = new LogWitness(logs, troubled);
        configured = logs.configured();
        this.kernel = kernel;
        witness = new KernelWitness(kernel, troubled);
        populations.forEach((server, population) -> {
            if (population.ttl() >= 0) {
                hostTtls.put(server.host(), population.ttl());
            }
        });
        for (Connection connection : troubled) {
            scans.add(connection);
            if (Strays.is(connection)) {
                strays.put(connection.client().endpoint(), connection);
            }
            if (ConnectShapes.isUnheard(connection) || Silence.never(connection)) {
                silentClients.merge(connection.server().endpoint(), 1, Integer::sum);
            }
        }
    }

    /** Where the capture was taken. */
    public Vantage vantage() {
        return vantage;
    }

    /** The TTL with which packets of this host arrive at the capture point; -1 if it neither completed a handshake nor sent payload. */
    public int hostTtl(Endpoint host) {
        return hostTtls.getOrDefault(host.host(), -1);
    }

    /** What kernels said. */
    KernelEvidence kernel() {
        return kernel;
    }

    /** Who knows what their traces say of a RST. */
    KernelWitness witness() {
        return witness;
    }

    /** What logs say of a connection. */
    List<LogEvent> logged(Connection connection) {
        return logWitness.about(connection);
    }

    /** What is configured. */
    Configured configured() {
        return configured;
    }

    /** How many connections of a server shook hands and then never had a byte acknowledged, however small the segment. */
    public int neverAcknowledged(Endpoint server) {
        return silentClients.getOrDefault(server, 0);
    }

    /** Which sizes passed on which paths. */
    PassedSizes passedSizes() {
        return passedSizes;
    }

    /** Whether the connection is one of many attempts with which its client tried which servers are there. */
    public boolean isScan(Connection connection) {
        return scans.includes(connection);
    }

    /** Whether the client got a segment from a host it never contacted, on the very port of this connection. */
    public boolean hasStray(Connection connection) {
        Connection stray = strays.get(connection.client().endpoint());
        return stray != null
                && stray != connection
                && stray.startNanos() > connection.startNanos()
                && stray.startNanos() < connection.watchedUntilNanos();
    }
}
