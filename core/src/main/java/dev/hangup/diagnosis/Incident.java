package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Verdicts with the same cause, variant, server and culprit: one thing to repair. Bounded however many there are: all are
 * counted, the surest is kept, and of the others the first, as many as its {@link Share} allows.
 */
public final class Incident {
    /**
     * How much an incident may keep.
     *
     * @param verdicts how many with all that was found out
     * @param clients how many addresses
     * @param times how many different times
     */
    record Share(int verdicts, int clients, int times) {
        static final Share WHOLE = new Share(100, 1000, 4096);
        private static final Share LEAST = new Share(1, 10, 256);

        /** What is left when all incidents together take too much room: half of the verdicts; if there is one, of the rest. */
        Share smaller() {
            if (verdicts > LEAST.verdicts) {
                return new Share(verdicts / 2, clients, times);
            }
            return new Share(verdicts, Math.max(LEAST.clients, clients / 2), Math.max(LEAST.times, times / 2));
        }

        boolean isLeast() {
            return equals(LEAST);
        }
    }

    /** About what one of each takes: a verdict holds all that was followed of its connection. */
    private static final long VERDICT_BYTES = 3000;

    private static final long CLIENT_BYTES = 80;
    private static final long TIME_BYTES = 12;

    private final List<Verdict> kept = new ArrayList<>();
    private final Set<Endpoint> clients = new LinkedHashSet<>();
    private final boolean ofManyServers;
    private final Map<String, Integer> byCapture = new TreeMap<>();
    private Verdict typical;
    private final FailureTimes times = new FailureTimes();
    private boolean hasMoreClients;
    private int count;
    private long requestsLost;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    Incident(Verdict first, boolean ofManyServers) {
        typical = first;
        this.ofManyServers = ofManyServers;
    }

    void add(Verdict verdict, Share share) {
        if (kept.size() < share.verdicts()) {
            kept.add(verdict);
        }
        if (verdict.confidence() > typical.confidence()) {
            typical = verdict;
        }
        byCapture.merge(verdict.capture(), 1, Integer::sum);
        Joint joint = verdict.joint();
        if (joint != null) {
            joint.views().forEach(view -> byCapture.merge(view.capture(), 1, Integer::sum));
        }
        Endpoint client = verdict.connection().client().endpoint().host();
        if (clients.size() < share.clients()) {
            clients.add(client);
        } else {
            hasMoreClients |= !clients.contains(client);
        }
        long failed = failedAt(verdict);
        firstNanos = Math.min(firstNanos, failed);
        lastNanos = Math.max(lastNanos, failed);
        times.add(failed, share.times());
        count++;
        requestsLost += Math.max(1, verdict.connection().exchanges().outstanding());
    }

    /** Gives up what is beyond its share. */
    void shrinkTo(Share share) {
        if (kept.size() > share.verdicts()) {
            kept.subList(share.verdicts(), kept.size()).clear();
        }
        if (clients.size() > share.clients()) {
            hasMoreClients = true;
            clients.retainAll(clients.stream().limit(share.clients()).toList());
        }
        times.shrinkTo(share.times());
    }

    /** About how much room it takes. */
    long bytes() {
        return (1 + kept.size()) * VERDICT_BYTES + clients.size() * CLIENT_BYTES + times.size() * TIME_BYTES;
    }

    /** The verdict that shows it best: the surest. */
    public Verdict typical() {
        return typical;
    }

    /** The first of its verdicts: up to a hundred, and fewer where there are many incidents. */
    public List<Verdict> verdicts() {
        return List.copyOf(kept);
    }

    /** Whether its verdicts are about so many servers that no one of them has an incident of its own. */
    public boolean isOfManyServers() {
        return ofManyServers;
    }

    /** How many connections failed. */
    public int connections() {
        return count;
    }

    /** How many connections of each capture are about it; one that several captures show counts in each. */
    public Map<String, Integer> connectionsByCapture() {
        return byCapture;
    }

    /** How many requests it cost; a connection that failed before its first request counts as one. */
    public long requestsLost() {
        return requestsLost;
    }

    /** The addresses of the clients concerned: up to a thousand, and fewer where there are many incidents. */
    public Set<String> clients() {
        Set<String> addresses = new LinkedHashSet<>();
        clients.forEach(client -> addresses.add(client.address()));
        return addresses;
    }

    /** Whether there are clients beside those that {@link #clients} tells. */
    public boolean hasMoreClients() {
        return hasMoreClients;
    }

    /** When connections failed. */
    public FailureTimes failedAt() {
        return times;
    }

    /** Time of the first failure, in nanoseconds since 1970. */
    public long firstNanos() {
        return firstNanos;
    }

    /** Time of the last failure, in nanoseconds since 1970. */
    public long lastNanos() {
        return lastNanos;
    }

    /** When a connection failed: when it was closed, or when its last packet came. */
    public static long failedAt(Verdict verdict) {
        return verdict.connection().isClosed()
                ? verdict.connection().closeNanos()
                : verdict.connection().lastNanos();
    }
}
