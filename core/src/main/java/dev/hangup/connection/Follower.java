package dev.hangup.connection;

import dev.hangup.Endpoint;
import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows every connection of one capture in one pass. Connections that end plainly well leave their share in the
 * populations and are reused; all others go to the sink once they are over.
 *
 * <p>Bounds: a connection that is over is forgotten after {@link #LINGER_NANOS}, or earlier when more than
 * {@link #MOST_LINGERING} linger. One that has been idle for {@link #DORMANT_NANOS} with nothing outstanding shrinks to
 * the 64 bytes of {@link DormantTable}; these are looked for every {@link #SWEEP_NANOS} of capture time, and never more
 * often than once per as many packets as there are connections. When so many are open that they would fill the heap, those
 * that have been idle longest shrink before their time.
 */
public final class Follower {
    /** Late segments of a connection that is over (RSTs, retransmissions) come within seconds. */
    static final long LINGER_NANOS = 4_000_000_000L;

    /** Longer than the idle timeout of most servers, shorter than most firewalls'. */
    static final long DORMANT_NANOS = 100_000_000_000L;

    /** How many connections that are over are kept for late segments. */
    static final int MOST_LINGERING = 1 << 15;

    /** From so many connections on, attempts that came to nothing (a scan, a flood) are forgotten before their time. */
    private static final int MOST_ATTEMPTS = 1 << 16;

    /** How many connections wait to be used again. */
    private static final int MOST_FREE = 1 << 14;

    /** About what an open connection takes, its place in the table included. */
    private static final long OPEN_BYTES = 900;

    /** About what is kept of a server. */
    private static final long SERVER_BYTES = 700;

    /** What all that are open may take of the heap, in percent: those that failed and wait for the judge take the rest. */
    private static final int OPEN_PERCENT = 75;

    /** Of how many servers the connections are looked at together; the others, which only a scan has, one by one. */
    private static final int MOST_SERVERS = 1 << 14;

    /** Of how many of them the lengths of idle gaps are kept. */
    private static final int MOST_WITH_GAPS = 1 << 12;

    /** How many of their samples there are beyond the first of each, in all. */
    private static final int MOST_SAMPLES = 1 << 21;

    private static final int RECENT_SERVERS = 1024;
    /** More than one side sends at once; two connections of the same ports differ by more. */
    private static final int NEAR = 1 << 20;

    private static final int PACKETS_BETWEEN_FORGETTING = 255;

    static final long SWEEP_NANOS = 10_000_000_000L;

    private final Consumer<Connection> sink;
    private final boolean keepHealthy;
    private final long roomBytes;
    private final ConnectionTable table = new ConnectionTable();
    private final DormantTable dormant = new DormantTable();
    private final ArrayDeque<Connection> free = new ArrayDeque<>();
    private final Map<Endpoint, ServerPopulation> populations = new HashMap<>();
    private final ServerPopulation.Room room = new ServerPopulation.Room(MOST_SAMPLES);
    private final @Nullable ServerPopulation[] recentServers = new ServerPopulation[RECENT_SERVERS];
    private final VantageVotes votes = new VantageVotes();
    private final SegmentFollower segments = new SegmentFollower();
    private final ArrayDeque<Connection> lingering = new ArrayDeque<>();

    private long connections;
    private long packets;
    private long resets;
    private long requests;
    private long reuses;
    private long nextSweepNanos = Long.MIN_VALUE;
    private long packetsAtSweep;
    private long lastNanos;
    private int relieveAt = MOST_ATTEMPTS;

    /**
     * Sends connections that may concern the judge to {@code sink}, each once.
     *
     * @param keepHealthy whether those that ended plainly well are sent too; then no connection goes to sleep, and
     *     memory grows with the number of those that are open
     */
    public Follower(boolean keepHealthy, Consumer<Connection> sink) {
        this(keepHealthy, Runtime.getRuntime().maxMemory() / 100 * OPEN_PERCENT, sink);
    }

    /** @param roomBytes how much room connections that are open may take, with those that sleep and their servers */
    Follower(boolean keepHealthy, long roomBytes, Consumer<Connection> sink) {
        this.keepHealthy = keepHealthy;
        this.roomBytes = roomBytes;
        this.sink = sink;
    }

    /** What can be done to a TCP segment before its connection is known, on another thread than {@link #accept} if need be. */
    public static void lookAhead(Segment segment) {
        HttpHead.lookAhead(segment);
    }

    /** Follows one TCP segment or ICMP error; other kinds are ignored. */
    public void accept(Segment segment) {
        if (segment.kind == Segment.Kind.TCP) {
            tcp(segment);
        } else if (segment.kind == Segment.Kind.ICMP_ERROR) {
            icmp(segment);
        }
    }

    private void tcp(Segment segment) {
        packets++;
        lastNanos = segment.timeNanos;
        if (segment.timeNanos >= nextSweepNanos) {
            sweep(segment.timeNanos);
        }
        Connection connection = table.find(segment);
        boolean fromClient = connection != null && segment.sourceIsLower == connection.clientIsLower;
        if (connection != null && segments.beginsAnew(connection, segment, fromClient)) {
            connection.watchedUntilNanos = segment.timeNanos;
            connection.lingers = false;
            table.remove(connection);
            finish(connection);
            connection = null;
        }
        if (connection == null) {
            connection = open(segment);
            fromClient = segment.sourceIsLower == connection.clientIsLower;
        }
        if (segment.has(TcpFlags.RST)) {
            resets++;
        }
        boolean wasEstablished = connection.handshakeNanos > 0;
        segments.accept(connection, segment, fromClient);
        if (!wasEstablished && connection.handshakeNanos > 0) {
            shookHands(connection, segment);
        }
        if (connection.exchanges.lastRequestFrame == segment.frame && fromClient) {
            countRequest(connection);
        }
        if (connection.over && !connection.lingers) {
            connection.lingers = true;
            lingering.add(connection);
        }
        if ((packets & PACKETS_BETWEEN_FORGETTING) == 0) {
            forgetLingering(segment.timeNanos);
        }
    }

    private void shookHands(Connection connection, Segment third) {
        long synToSynAck = connection.synAckNanos - connection.startNanos;
        long synAckToAck = connection.handshakeNanos - connection.synAckNanos;
        populationOf(connection)
                .shookHands(connection.handshakeNanos, connection.server.ttl, synToSynAck, synToSynAck + synAckToAck);
        if (connection.syns == 1 && connection.synAcks == 1) {
            boolean isAckAlone = third.payloadLength == 0
                    && !third.has(TcpFlags.FIN)
                    && third.acknowledgment == connection.server.initialSequence + 1;
            votes.handshake(synToSynAck, synAckToAck, !isAckAlone, connection.client.ttl, connection.server.ttl);
        }
    }

    private ServerPopulation populationOf(Connection connection) {
        ServerPopulation population = connection.population;
        if (population == null) {
            population = populationOf(connection.server);
            connection.population = population;
        }
        return population;
    }

    /** A request has begun. Whose it is may change once more while roles are not certain, which is rare. */
    private void countRequest(Connection connection) {
        ServerPopulation population = populationOf(connection);
        Exchanges exchanges = connection.exchanges;
        requests++;
        if (exchanges.requests == 1) {
            population.requested();
        } else {
            population.reused(exchanges.idleBeforeRequestNanos);
            reuses++;
        }
    }

    /**
     * Whether the connection of a segment is known, and the segment has its place in it: it is no SYN, and its number is
     * near the next one. Nothing changes by it.
     */
    public boolean isAtHome(Segment segment) {
        if (segment.kind != Segment.Kind.TCP || segment.has(TcpFlags.SYN)) {
            return false;
        }
        Connection connection = table.find(segment);
        if (connection == null) {
            return false;
        }
        Side sender = segment.sourceIsLower == connection.clientIsLower ? connection.client : connection.server;
        return sender.started && Math.abs(segment.sequence - sender.next) < NEAR;
    }

    private void forgetLingering(long now) {
        for (Connection oldest = lingering.peek(); oldest != null; oldest = lingering.peek()) {
            boolean expired = now - oldest.lastNanos > LINGER_NANOS || lingering.size() > MOST_LINGERING;
            boolean waits = oldest.lingers && oldest.over;
            if (waits && !expired) {
                return;
            }
            lingering.remove();
            oldest.lingers = false;
            if (waits) {
                oldest.watchedUntilNanos = now;
                table.remove(oldest);
                finish(oldest);
            }
        }
    }

    private Connection open(Segment segment) {
        Connection connection = free.poll();
        if (connection == null) {
            connection = new Connection();
        }
        boolean woken = dormant.size() > 0 && dormant.wake(segment, connection);
        if (woken && segment.has(TcpFlags.SYN) && !segment.has(TcpFlags.ACK)) {
            // A new connection on the ports of one that is long gone.
            connection.clear();
            woken = false;
        }
        if (!woken) {
            connections++;
            connection.startNanos = segment.timeNanos;
            connection.firstFrame = segment.frame;
            segments.assignRoles(connection, segment);
        }
        boolean fromClient = connection.client.isSource(segment);
        connection.clientIsLower = fromClient == segment.sourceIsLower;
        connection.encapsulation = Encapsulation.of(segment, fromClient);
        table.add(connection, segment);
        if (table.size() >= relieveAt) {
            relieve(segment.timeNanos, connection);
        }
        return connection;
    }

    /** Makes room where very many connections are open at once. */
    private void relieve(long now, Connection newest) {
        forgetAttempts(now, newest);
        if (!keepHealthy && bytes() > roomBytes) {
            putIdleToSleep(now);
        }
        relieveAt = Math.max(MOST_ATTEMPTS, table.size() + MOST_ATTEMPTS / 4);
    }

    /** About what is taken by connections that are open, those that sleep, and their servers. */
    private long bytes() {
        // Beyond those that are looked at together, each connection has its server to itself.
        long ownServers = populations.size() < MOST_SERVERS ? 0 : table.size();
        return table.size() * OPEN_BYTES + dormant.bytes() + (populations.size() + ownServers) * SERVER_BYTES;
    }

    /** Lets go of the older half of the attempts that were never answered. */
    private void forgetAttempts(long now, Connection newest) {
        List<Connection> attempts =
                table.select(connection -> connection != newest && !connection.over && !connection.isEstablished());
        attempts.sort(Connection::inOrder);
        for (Connection connection : attempts.subList(0, attempts.size() / 2)) {
            connection.watchedUntilNanos = now;
            table.remove(connection);
            finish(connection);
        }
    }

    /** Puts that half of those with nothing outstanding to sleep that has been idle longest. */
    private void putIdleToSleep(long now) {
        List<Connection> idle = table.select(Follower::canSleep);
        idle.sort(Follower::endedFirst);
        putToSleep(idle.subList(0, idle.size() / 2), now);
    }

    private static int endedFirst(Connection one, Connection other) {
        int order = Long.compare(one.lastNanos, other.lastNanos);
        return order == 0 ? Connection.inOrder(one, other) : order;
    }

    private void icmp(Segment segment) {
        Connection connection = table.find(segment);
        if (connection == null) {
            return;
        }
        connection.trail.alert();
        if (connection.icmpError == null) {
            connection.icmpError = new IcmpError(
                    segment.timeNanos,
                    segment.frame,
                    new Endpoint(segment.reporterHigh, segment.reporterLow, 0),
                    segment.icmpV6,
                    segment.icmpType,
                    segment.icmpCode);
        }
    }

    private void sweep(long now) {
        nextSweepNanos = now + SWEEP_NANOS;
        if (keepHealthy || packets - packetsAtSweep < table.size()) {
            return;
        }
        packetsAtSweep = packets;
        List<Connection> idle = table.select(connection -> now - connection.lastNanos > DORMANT_NANOS);
        idle.forEach(Unseen::giveUp);
        idle.removeIf(connection -> !canSleep(connection));
        idle.sort(Connection::inOrder);
        putToSleep(idle, now);
    }

    private void putToSleep(List<Connection> idle, long now) {
        for (Connection connection : idle) {
            table.remove(connection);
            connection.watchedUntilNanos = now;
            dormant.put(connection);
            settle(connection);
            recycle(connection);
        }
    }

    private static boolean canSleep(Connection connection) {
        return !connection.closed && !connection.over && connection.isEstablished() && connection.isPlainlyHealthy();
    }

    private void finish(Connection connection) {
        Unseen.giveUp(connection);
        Unseen.hearReset(connection);
        settle(connection);
        if (!keepHealthy && connection.isPlainlyHealthy()) {
            recycle(connection);
        } else {
            sink.accept(connection);
        }
    }

    /** Leaves the connection's share in the population of its server, now that the roles are settled. */
    private void settle(Connection connection) {
        ServerPopulation population = connection.population;
        if (population == null || !connection.rolesCertain) {
            population = populationOf(connection.server);
            connection.population = population;
        }
        if (!connection.revived) {
            population.opened();
        }
        if (!connection.isEstablished()) {
            settleAttempt(connection, population);
            return;
        }
        if (connection.handshakeNanos == 0) {
            Reset reset = connection.server.reset;
            int serverTtl = connection.server.ttl < 0 && reset != null ? reset.ttl() : connection.server.ttl;
            if (connection.client.ttl >= 0 && serverTtl >= 0) {
                votes.established(connection.client.ttl, serverTtl);
            }
            if (connection.server.payloadBytes > 0) {
                population.spoke(connection.server.ttl);
            }
        }
        Exchanges exchanges = connection.exchanges;
        population.survived(exchanges.longestAnsweredGapNanos);
        if (connection.gatewayErrors != null) {
            population.passedErrorsOn(connection.gatewayErrors);
        }
        if (exchanges.answered > 0) {
            population.answered(connection.startNanos, exchanges.answered, exchanges.protocol == Protocol.TLS);
            population.named(exchanges.software, exchanges.softwareVersion);
        }
        if (connection.closed && !connection.closedByClient) {
            long gap = IdleClose.gapNanos(connection);
            population.closed(connection.closeNanos, connection.quietAtCloseNanos(), exchanges.requests);
            if (hadRequest(connection)) {
                population.cut(
                        connection.closeNanos,
                        connection.closeNanos - exchanges.lastRequestEndNanos,
                        connection.toServerAndBackNanos(),
                        exchanges.idleBeforeRequestNanos);
            }
            if (gap >= 0) {
                population.closedIdle(gap);
            }
        }
    }

    /** Whether the server had acknowledged a request that it has not answered when it closed. */
    private static boolean hadRequest(Connection connection) {
        Exchanges exchanges = connection.exchanges;
        Reset reset = connection.server.reset;
        if (exchanges.outstanding() == 0) {
            return false;
        }
        if (connection.closedByReset) {
            return reset != null && reset.hasAck() && reset.acknowledgment() - exchanges.requestSequence() > 0;
        }
        return connection.server.finSent && connection.server.finAcknowledgment() - exchanges.requestSequence() > 0;
    }

    /** Most connections go to few servers, so those met last are looked at before the map. */
    private ServerPopulation populationOf(Side server) {
        long mixed = (server.low + server.high ^ (long) server.port << 48) * 0x9e3779b97f4a7c15L;
        int slot = (int) (mixed >>> 48) & RECENT_SERVERS - 1;
        ServerPopulation recent = recentServers[slot];
        if (recent == null || !recent.isOf(server)) {
            Endpoint endpoint = server.endpoint();
            recent = populations.get(endpoint);
            if (recent == null) {
                recent = new ServerPopulation(endpoint, populations.size() < MOST_WITH_GAPS, room);
                if (populations.size() < MOST_SERVERS) {
                    populations.put(endpoint, recent);
                }
            }
            recentServers[slot] = recent;
        }
        return recent;
    }

    private void settleAttempt(Connection connection, ServerPopulation population) {
        if (connection.syns > 0 && connection.synAcks == 0) {
            votes.unansweredSyn(connection.client.ttl);
            if (connection.server.resets > 0) {
                population.refused(connection.lastNanos);
            } else {
                population.ignoredSyn(connection.startNanos);
            }
        }
    }

    private void recycle(Connection connection) {
        if (free.size() < MOST_FREE) {
            connection.clear();
            free.push(connection);
        }
    }

    /** The capture is over: so are all connections. Those still open go the same way as the others, in the order of their ends. */
    public void end() {
        List<Connection> open = table.select(connection -> true);
        open.sort(Follower::endedFirst);
        for (Connection connection : open) {
            connection.watchedUntilNanos = lastNanos;
            finish(connection);
        }
    }

    /** How many connections there were. */
    public long connections() {
        return connections;
    }

    /** How many TCP segments there were, copies included. */
    public long packets() {
        return packets;
    }

    /** How many of them were RSTs, copies included. */
    public long resets() {
        return resets;
    }

    /** How many requests there were; those that share a segment count as one. */
    public long requests() {
        return requests;
    }

    /** How many of them came on connections that had been answered on before. */
    public long reuses() {
        return reuses;
    }

    /** How many idle connections were forgotten for want of room. */
    public long forgotten() {
        return dormant.forgotten();
    }

    /** Where the capture was taken. */
    public Vantage vantage() {
        return votes.winner();
    }

    /** What is known of each server. */
    public Map<Endpoint, ServerPopulation> populations() {
        return populations;
    }

    /** The population of {@code server}, if it was seen. */
    public @Nullable ServerPopulation population(Endpoint server) {
        return populations.get(server);
    }
}
