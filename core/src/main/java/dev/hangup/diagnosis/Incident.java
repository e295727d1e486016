package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Verdicts with the same cause, variant, server and culprit: one thing to repair. Bounded however many there are: all are
 * counted, the first {@value #KEPT} and the surest are kept.
 */
public final class Incident {
    static final int KEPT = 100;
    private static final int MOST_TIMES = 1 << 18;
    private static final int MOST_CLIENTS = 1000;

    private final List<Verdict> kept = new ArrayList<>();
    private final Set<Endpoint> clients = new LinkedHashSet<>();
    private final boolean ofManyServers;
    private final Map<String, Integer> byCapture = new TreeMap<>();
    private Verdict typical;
    private long[] times = new long[4];
    private int count;
    private long requestsLost;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    Incident(Verdict first, boolean ofManyServers) {
        typical = first;
        this.ofManyServers = ofManyServers;
    }

    void add(Verdict verdict) {
        if (kept.size() < KEPT) {
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
        if (clients.size() < MOST_CLIENTS) {
            clients.add(verdict.connection().client().endpoint().host());
        }
        long failed = failedAt(verdict);
        firstNanos = Math.min(firstNanos, failed);
        lastNanos = Math.max(lastNanos, failed);
        if (count < MOST_TIMES) {
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count] = failed;
        }
        count++;
        requestsLost += Math.max(1, verdict.connection().exchanges().outstanding());
    }

    /** The verdict that shows it best: the surest. */
    public Verdict typical() {
        return typical;
    }

    /** The first of its verdicts, up to {@value #KEPT}. */
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

    /** The addresses of the clients concerned, up to a thousand. */
    public Set<String> clients() {
        Set<String> addresses = new LinkedHashSet<>();
        clients.forEach(client -> addresses.add(client.address()));
        return addresses;
    }

    /** When connections failed, in nanoseconds since 1970, in the order in which they were judged. */
    public long[] failedAt() {
        return Arrays.copyOf(times, Math.min(count, times.length));
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
