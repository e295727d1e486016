package dev.hangup.kernel;

import dev.hangup.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a trace holds: the RSTs of one kernel, and of which connections it tells at all, so that silence can count. It is
 * bounded: at most {@value #MOST_RESETS} RSTs and {@value #MOST_SIGHTINGS} connections are kept.
 */
public final class KernelTrace {
    static final int MOST_RESETS = 100_000;
    static final int MOST_SIGHTINGS = 100_000;

    private record Ends(Endpoint local, Endpoint remote) {}

    /** Ends without their ports. */
    private record Hosts(Endpoint local, Endpoint remote) {}

    private record EndAndPort(Endpoint local, int remotePort) {}

    private final String name;
    private final Map<Ends, List<ResetRecord>> sent = new HashMap<>();
    private final Map<EndAndPort, List<ResetRecord>> tornDown = new HashMap<>();
    private final Map<Integer, List<ResetRecord>> byListener = new HashMap<>();
    private final Set<Ends> connections = new HashSet<>();
    private final Set<Hosts> pairs = new HashSet<>();
    private final Set<Endpoint> hosts = new HashSet<>();
    private OptionalLong wallOffsetNanos = OptionalLong.empty();
    private int resets;
    private int resetsSent;
    private boolean namesReasons;
    private boolean incomplete;
    private long lines;
    private long linesPromised = -1;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    KernelTrace(String name) {
        this.name = name;
    }

    void wallOffset(long nanos) {
        wallOffsetNanos = OptionalLong.of(nanos);
    }

    void promise(long events) {
        linesPromised = events;
    }

    void lose() {
        incomplete = true;
    }

    void event(long nanos) {
        lines++;
        firstNanos = Math.min(firstNanos, nanos);
        lastNanos = Math.max(lastNanos, nanos);
    }

    /** Notes that the kernel has this connection. */
    void sight(Endpoint local, Endpoint remote) {
        if (connections.size() < MOST_SIGHTINGS) {
            hosts.add(host(local));
            connections.add(new Ends(local, remote));
            pairs.add(new Hosts(host(local), host(remote)));
        }
    }

    private static Endpoint host(Endpoint end) {
        return new Endpoint(end.high(), end.low(), 0);
    }

    /** Keeps a RST; false when there is no room for it. */
    boolean add(ResetRecord reset) {
        if (resets == MOST_RESETS) {
            incomplete = true;
            return false;
        }
        resets++;
        resetsSent += reset.sent() ? 1 : 0;
        namesReasons |= reset.reason() != null;
        if (reset.isOfListener()) {
            byListener
                    .computeIfAbsent(reset.local().port(), port -> new ArrayList<>(1))
                    .add(reset);
            return true;
        }
        sight(reset.local(), reset.remote());
        if (reset.sent()) {
            sent.computeIfAbsent(new Ends(reset.local(), reset.remote()), ends -> new ArrayList<>(1))
                    .add(reset);
        } else {
            tornDown.computeIfAbsent(
                            new EndAndPort(reset.local(), reset.remote().port()), ends -> new ArrayList<>(1))
                    .add(reset);
        }
        return true;
    }

    /** The file, as the user named it. */
    public String name() {
        return name;
    }

    /** What to add to its times for nanoseconds since 1970, as the trace says itself. */
    public OptionalLong wallOffsetNanos() {
        return wallOffsetNanos;
    }

    /** The RSTs that the kernel sent from {@code local} to {@code remote}. */
    public List<ResetRecord> sent(Endpoint local, Endpoint remote) {
        return sent.getOrDefault(new Ends(local, remote), List.of());
    }

    /** When the kernel tore down a connection between {@code local} and {@code remote} as if by a RST. */
    public List<ResetRecord> tornDown(Endpoint local, Endpoint remote) {
        return tornDown(local, remote.port()).stream()
                .filter(reset -> reset.remote().equals(remote))
                .toList();
    }

    /** The same for a port of the other side, whatever its address. */
    public List<ResetRecord> tornDown(Endpoint local, int remotePort) {
        return tornDown.getOrDefault(new EndAndPort(local, remotePort), List.of());
    }

    /** The RSTs that it sent on behalf of listeners on a port, whatever their address. */
    public List<ResetRecord> ofListener(int port) {
        return byListener.getOrDefault(port, List.of());
    }

    /** Whether it shows this very connection, at the end of {@code local}. */
    public boolean shows(Endpoint local, Endpoint remote) {
        return connections.contains(new Ends(local, remote));
    }

    /** Whether it shows a connection between these two addresses, at the end of {@code local}. */
    public boolean showsHosts(Endpoint local, Endpoint remote) {
        return pairs.contains(new Hosts(host(local), host(remote)));
    }

    /** Whether it shows any connection of this address. */
    public boolean showsHost(Endpoint local) {
        return hosts.contains(host(local));
    }

    /** Whether it names no address at all, as one of listeners' RSTs only. */
    public boolean showsNoHost() {
        return hosts.isEmpty();
    }

    /** How many RSTs are kept. */
    public int resets() {
        return resets;
    }

    /** How many of them were sent. */
    public int resetsSent() {
        return resetsSent;
    }

    /** Whether the kernel is one that names reasons (Linux 6.10 or later), and tells also of RSTs without a socket. */
    public boolean namesReasons() {
        return namesReasons;
    }

    /** Whether events of its time are missing: lost by the tracer, for want of room, or taken out of the file. */
    public boolean isIncomplete() {
        return incomplete || linesPromised > lines;
    }

    /** Time of the first event on the clock of the trace, in nanoseconds; meaningful unless {@link #isEmpty()}. */
    public long firstNanos() {
        return firstNanos;
    }

    /** Time of the last event on the clock of the trace, in nanoseconds. */
    public long lastNanos() {
        return lastNanos;
    }

    /** Whether there was no event in it that could be read. */
    public boolean isEmpty() {
        return lines == 0;
    }
}
