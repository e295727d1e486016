package dev.hangup.diagnosis;

import dev.hangup.log.LogEvent;
import dev.hangup.log.LogSource;
import dev.hangup.log.LogSummary;
import dev.hangup.log.LogTime;
import dev.hangup.log.Symptom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What all logs of a run say. A failure that two files of the same program tell of, such as nginx's error log and its
 * access log, counts once, in the words of the file that says more. Bounded: events wait for their twins in batches of
 * {@value #WAITING}; beyond {@value #MOST_CASES} cases the peer is not told apart any more.
 */
public final class LogEvidence {
    static final int WAITING = 200_000;
    static final int MOST_CASES = 2_000;
    private static final long AFTERMATH_NANOS = 30_000_000_000L;
    private static final long BEFORE_NANOS = 2_000_000_000L;
    /** With fewer lines, or in a shorter time, more or less traffic is chance. */
    private static final int FEWEST_LINES = 10_000;

    private static final int LEAST_SECONDS = 600;
    private static final int MOST_LOOKED_AT = 500;

    private final List<LogEvent> waiting = new ArrayList<>();
    private final Map<Key, LogCase> cases = new LinkedHashMap<>();
    private final List<LogSummary> logs = new ArrayList<>();
    private final LogCounts counts = new LogCounts();
    private final RequestChains chains = new RequestChains();
    private final Map<LogEvent, String> explained = new HashMap<>();
    private final Configured configured;

    private record Key(LogSource source, String service, String peer, LogShape shape) {}

    /** What two lines have in common that are about the same failure of one program. */
    private record Twin(LogSource source, long second, String what) {
        /** An access log may leave out with whom it happened, an error log the request. */
        static Twin of(LogEvent event, LogTime time) {
            String request = event.method() + " " + event.path();
            String what = event.path().isEmpty() ? LogCase.peerOf(event) : request;
            return new Twin(event.source(), time.instant().getEpochSecond(), what);
        }
    }

    /** Logs beside which {@code configured} was found. */
    public LogEvidence(Configured configured) {
        this.configured = configured;
    }

    /** What configurations beside the logs say. */
    Configured configured() {
        return configured;
    }

    /** Adds what a line says. */
    public void add(LogEvent event) {
        waiting.add(event);
        if (waiting.size() >= WAITING) {
            settle();
        }
    }

    /** Adds what a log was beside its failures. */
    public void add(LogSummary log) {
        logs.add(log);
    }

    /** Whether no log told of a failure. */
    public boolean isEmpty() {
        return waiting.isEmpty() && cases.isEmpty();
    }

    /** Takes note of why the connections failed that lines are tied to. */
    public void explain(Verdict verdict) {
        verdict.logged().forEach(event -> explained.put(event, verdict.cause()));
    }

    /** Why the connection failed that a line is tied to; null if it is tied to none. */
    @Nullable
    String explanation(LogEvent event) {
        return explained.get(event);
    }

    /** The chain along which the failure came that a line only passed on; null where it did not, or nobody knows. */
    @Nullable
    RequestChain passedOn(LogEvent event) {
        return chains.passedOn(event);
    }

    /** What lines say that may be tied to connections: those that still wait for their twins. */
    List<LogEvent> events() {
        return waiting;
    }

    /** The cases so far, the largest first. */
    public List<LogCase> cases() {
        settle();
        return cases.values().stream()
                .sorted((one, other) -> Integer.compare(other.count(), one.count()))
                .toList();
    }

    /** How many failures there were, by who, with whom, when and how. */
    public LogCounts counts() {
        settle();
        return counts;
    }

    /** Requests of which several services tell. */
    public RequestChains chains() {
        settle();
        return chains;
    }

    /** Takes what waits for twins into its cases. */
    private void settle() {
        Map<Twin, List<LogEvent>> twins = new LinkedHashMap<>();
        for (LogEvent event : AccessEchoes.removed(waiting)) {
            LogTime time = event.time();
            if (event.source().isProxy() && time != null) {
                twins.computeIfAbsent(Twin.of(event, time), first -> new ArrayList<>(1))
                        .add(event);
            } else {
                take(event);
            }
        }
        waiting.clear();
        twins.values().forEach(this::takeOnce);
    }

    /** What sets the logs of one program apart: an access log has statuses, an error log or a debug log says how it failed. */
    private record Kind(boolean hasStatus, boolean isTelling) {
        static Kind of(List<LogEvent> ofOneFile) {
            return new Kind(ofOneFile.get(0).status() > 0, ofOneFile.stream().anyMatch(LogEvidence::isDecided));
        }
    }

    /**
     * Of events that may be the same ones told by logs of several kinds, those of the kind that tells most; logs of one kind
     * are those of several instances.
     */
    private void takeOnce(List<LogEvent> alike) {
        Map<Kind, List<LogEvent>> byKind = new LinkedHashMap<>();
        alike.stream()
                .collect(Collectors.groupingBy(LogEvent::file, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(ofOneFile -> byKind.computeIfAbsent(Kind.of(ofOneFile), first -> new ArrayList<>(1))
                        .addAll(ofOneFile));
        List<LogEvent> telling = byKind.values().stream()
                .max(Comparator.<List<LogEvent>>comparingLong(events ->
                                events.stream().filter(LogEvidence::isDecided).count())
                        .thenComparingInt(List::size))
                .orElse(List.of());
        telling.forEach(this::take);
    }

    private static boolean isDecided(LogEvent event) {
        return event.symptom() != Symptom.UNDECIDABLE;
    }

    private void take(LogEvent event) {
        Key key = new Key(event.source(), event.service(), LogCase.peerOf(event), LogShape.of(event));
        if (cases.size() >= MOST_CASES && !cases.containsKey(key)) {
            key = new Key(event.source(), "", "", LogShape.of(event));
        }
        cases.computeIfAbsent(key, first -> new LogCase(first.source, first.service, first.peer, first.shape, this))
                .add(event);
        counts.add(event);
        chains.add(event);
    }

    int refusedAround(LogCase about) {
        long[] at = about.times();
        int refused = 0;
        for (LogCase other : cases.values()) {
            if (other.is(LogShape.REFUSED) && other.peer().equals(about.peer())) {
                for (long time : other.times()) {
                    int next = Arrays.binarySearch(at, time - AFTERMATH_NANOS);
                    next = next < 0 ? -next - 1 : next;
                    refused += next < at.length && at[next] <= time + BEFORE_NANOS ? 1 : 0;
                }
            }
        }
        return refused;
    }

    boolean proxyGaveUpConnecting() {
        return cases.values().stream()
                .anyMatch(each ->
                        each.is(LogShape.CONNECT_TIMEOUT) && each.source().isProxy());
    }

    /** Around each failure the lines of a minute are compared with those of an average minute of the same log. */
    double trafficRatio(LogCase about) {
        double around = 0;
        double average = 0;
        long[] times = about.times();
        int step = Math.max(1, times.length / MOST_LOOKED_AT);
        for (LogSummary log : logs) {
            LogTime first = log.first();
            LogTime last = log.last();
            if (first == null || last == null || log.lines() < FEWEST_LINES) {
                continue;
            }
            double seconds = (last.nanos() - first.nanos()) / 1e9;
            for (int i = 0; i < times.length && seconds > LEAST_SECONDS; i += step) {
                if (times[i] >= first.nanos() && times[i] <= last.nanos()) {
                    Instant at = Instant.ofEpochSecond(0, times[i]);
                    around += log.traffic().linesBetween(at.minusSeconds(30), at.plusSeconds(30));
                    average += log.lines() * 60 / seconds;
                }
            }
        }
        return average > 0 ? around / average : -1;
    }
}
