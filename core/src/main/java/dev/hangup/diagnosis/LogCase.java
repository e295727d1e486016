package dev.hangup.diagnosis;

import dev.hangup.log.LogEvent;
import dev.hangup.log.LogSource;
import dev.hangup.log.LogTime;
import dev.hangup.log.Peer;
import dev.hangup.log.Reuse;
import dev.hangup.log.Symptom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What logs say of failures that belong together: the same writer, the same peer, the same shape. This is what a cause
 * weighs where there is no capture. Bounded: all are counted, the first {@value #KEPT} are kept.
 */
public final class LogCase {
    static final int KEPT = 100;
    private static final int MOST_SAMPLES = 1 << 14;
    private static final int MOST_NAMES = 1000;
    /** So many say something by how they lie in time. */
    static final int FEW = 5;

    private static final long BURST_NANOS = 2_000_000_000L;

    private final LogSource source;
    private final String service;
    private final String peer;
    private final LogShape shape;
    private final LogEvidence evidence;
    private final List<LogEvent> kept = new ArrayList<>();
    private final Map<Symptom, Integer> symptoms = new EnumMap<>(Symptom.class);
    private final Map<Reuse, Integer> reuse = new EnumMap<>(Reuse.class);
    private final Map<String, Integer> methods = new TreeMap<>();
    private final Map<String, Integer> instances = new TreeMap<>();
    private final Map<String, Integer> files = new TreeMap<>();
    private final Samples times = new Samples();
    private final Samples durations = new Samples();
    private final Samples idles = new Samples();
    private int count;
    private int masked;
    private boolean isZoneKnown = true;

    LogCase(LogSource source, String service, String peer, LogShape shape, LogEvidence evidence) {
        this.source = source;
        this.service = service;
        this.peer = peer;
        this.shape = shape;
        this.evidence = evidence;
    }

    /** The peer by its address, else by the name that the log gives it; clients are not told apart, each has a port of its own. */
    static String peerOf(LogEvent event) {
        if (event.peer() == Peer.CLIENT) {
            return "";
        }
        return event.remote() == null ? event.peerName() : event.remote().toString();
    }

    void add(LogEvent event) {
        count++;
        if (kept.size() < KEPT) {
            kept.add(event);
        }
        symptoms.merge(event.symptom(), 1, Integer::sum);
        reuse.merge(event.reuse(), 1, Integer::sum);
        countName(methods, event.method());
        countName(instances, event.instance());
        countName(files, event.file());
        LogTime time = event.time();
        if (time != null) {
            isZoneKnown &= time.isZoneKnown();
            times.add(time.nanos());
        }
        addTo(durations, event.duration());
        addTo(idles, event.idle());
        if (event.status() >= 200 && event.status() < 400) {
            masked++;
        }
    }

    private static void countName(Map<String, Integer> counts, String name) {
        if (!name.isEmpty() && (counts.size() < MOST_NAMES || counts.containsKey(name))) {
            counts.merge(name, 1, Integer::sum);
        }
    }

    private static void addTo(Samples samples, @Nullable Duration span) {
        if (span != null) {
            samples.add(span.toNanos());
        }
    }

    /** What kind of program wrote of it. */
    public LogSource source() {
        return source;
    }

    /** Who wrote of it, by name; empty if the log does not say. */
    public String service() {
        return service;
    }

    /** With whom it happened, as the log says it; empty if it does not. */
    public String peer() {
        return peer;
    }

    /** What the log calls the peer; empty if it has no name. */
    public String peerName() {
        return kept.isEmpty() || peer.isEmpty() ? "" : kept.get(0).peerName();
    }

    /** How it failed. */
    public LogShape shape() {
        return shape;
    }

    /** Whether it has one of these shapes. */
    public boolean is(LogShape... shapes) {
        return Arrays.asList(shapes).contains(shape);
    }

    /** How many failures. */
    public int count() {
        return count;
    }

    /** How many of them have that symptom. */
    public int count(Symptom symptom) {
        return symptoms.getOrDefault(symptom, 0);
    }

    /** The symptoms and how often each. */
    public Map<Symptom, Integer> symptoms() {
        return symptoms;
    }

    /** How many requests went out on a connection of that kind. */
    public int count(Reuse kind) {
        return reuse.getOrDefault(kind, 0);
    }

    /** The methods of the requests, and how many of each; without those of which the log says none. */
    public Map<String, Integer> methods() {
        return methods;
    }

    /** Which instances wrote of it, and how often. */
    public Map<String, Integer> instances() {
        return instances;
    }

    /** Which files tell of it, and how often. */
    public Map<String, Integer> files() {
        return files;
    }

    /** How many failures the client did not notice, as a retry succeeded. */
    public int masked() {
        return masked;
    }

    /**
     * Whether there are few, and the logs tell no more of them than that the peer ended the connection: no FIN, no request, no
     * duration, not whether the connection was new.
     */
    boolean isBare() {
        return shape == LogShape.CUT_BEFORE_ANSWER
                && count < FEW
                && count(Symptom.FIN) == 0
                && count(Reuse.FRESH) + count(Reuse.REUSED) == 0
                && methods.isEmpty()
                && durations.size == 0
                && idles.size == 0;
    }

    /** The first of its events, up to {@value #KEPT}. */
    public List<LogEvent> events() {
        return List.copyOf(kept);
    }

    /** When they happened, in nanoseconds since 1970, sorted; without those whose time the log does not say. */
    public long[] times() {
        return times.sorted();
    }

    /** Whether the logs say all offsets from UTC; where not, times are taken as UTC. */
    public boolean isZoneKnown() {
        return isZoneKnown;
    }

    /** Half of the requests had failed after so long, in nanoseconds; -1 if the logs do not say it of half of them. */
    public long medianDurationNanos() {
        return median(durations);
    }

    /**
     * Half of the connections had been idle for so long before the request, in nanoseconds; -1 if the logs do not say it of
     * half of them.
     */
    public long medianIdleNanos() {
        return median(idles);
    }

    /** Few that say it tell nothing of the others. */
    private long median(Samples samples) {
        return samples.size * 2 < Math.min(count, MOST_SAMPLES) ? -1 : samples.quantile(0.5);
    }

    /** The timer that ended most of them, in seconds: their durations lie close above a number that people choose; -1 if none. */
    public double timer() {
        long low = durations.quantile(0.1);
        double timer = NamedTimers.near(medianDurationNanos());
        return timer > 0 && NamedTimers.near(low) == timer ? timer : -1;
    }

    /** The largest share of them that happened within 2 s, 0 to 1; 0 where there are too few to say. */
    public double burstShare() {
        long[] at = times();
        if (at.length < 4) {
            return 0;
        }
        int most = 0;
        int from = 0;
        for (int to = 0; to < at.length; to++) {
            while (at[to] - at[from] > BURST_NANOS) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most / (double) at.length;
    }

    /** How many connections to the same peer were refused from 2 s before to 30 s after one of these. */
    public int refusedAround() {
        return evidence.refusedAround(this);
    }

    /** Why connections failed that captures show and these lines tell of, and how many of each. */
    public Map<String, Integer> explained() {
        Map<String, Integer> causes = new TreeMap<>();
        for (LogEvent event : kept) {
            String cause = evidence.explanation(event);
            if (cause != null) {
                causes.merge(cause, 1, Integer::sum);
            }
        }
        return causes;
    }

    /** At whom requests had failed first whose failure was only passed on here, and how many. */
    public Map<String, Integer> failedFirstAt() {
        Map<String, Integer> writers = new TreeMap<>();
        passedOn().forEach(chain -> countName(writers, chain.origin().writer()));
        return writers;
    }

    /** The chains of the requests whose failure was only passed on here. */
    public List<RequestChain> passedOn() {
        return kept.stream().map(evidence::passedOn).filter(Objects::nonNull).toList();
    }

    /** Whether a proxy tells in these logs that it gave up on connecting to somebody. */
    public boolean proxyGaveUpConnecting() {
        return evidence.proxyGaveUpConnecting();
    }

    /**
     * The rate of requests at the times of these failures, as a multiple of the average rate in the same logs; -1 where
     * the logs do not show enough traffic to say.
     */
    public double trafficRatio() {
        return evidence.trafficRatio(this);
    }

    /** Numbers of which quantiles are wanted: the first 16,384 of them. */
    private static final class Samples {
        private long[] values = new long[4];
        private int size;
        private long @Nullable [] sorted;

        void add(long value) {
            sorted = null;
            if (size == MOST_SAMPLES) {
                return;
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        long[] sorted() {
            long[] inOrder = sorted;
            if (inOrder == null) {
                inOrder = Arrays.copyOf(values, size);
                Arrays.sort(inOrder);
                sorted = inOrder;
            }
            return inOrder;
        }

        long quantile(double share) {
            return size == 0 ? -1 : sorted()[(int) Math.min(size - 1, Math.floor(share * size))];
        }
    }
}
