package dev.hangup.report;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;
import dev.hangup.diagnosis.Incident;
import dev.hangup.diagnosis.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the incidents that are one and the same, seen by several captures: at the client, on the way, at the server. The
 * same connection has the same addresses and ports at both ends and the same initial sequence numbers; where no SYN was
 * captured it began at about the same time.
 */
final class Sightings {
    /** Clocks that are set by NTP differ less; the same addresses and ports are not used again so soon. */
    private static final long CLOCKS_DIFFER_NANOS = 10_000_000_000L;

    private static final double CLEARLY_SURER = 0.01;

    private final List<Sighting> all = new ArrayList<>();
    private final Map<Pair, List<Seen>> seen = new HashMap<>();
    private long distinctFailures;
    private long distinctLost;

    private record Pair(Endpoint client, Endpoint server) {
        // Written out, as Endpoint's are.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Pair pair && pair.client.equals(client) && pair.server.equals(server);
        }

        @Override
        public int hashCode() {
            return 31 * client.hashCode() + server.hashCode();
        }

        static Pair of(Connection connection) {
            return new Pair(connection.client().endpoint(), connection.server().endpoint());
        }
    }

    private record Seen(Verdict verdict, Sighting sighting) {}

    /** One incident, and the same incident in other captures. */
    static final class Sighting {
        private final int number;
        private Incident best;
        private final List<Incident> others = new ArrayList<>();
        private final @Nullable Sighting contradicts;

        private Sighting(int number, Incident best, @Nullable Sighting contradicts) {
            this.number = number;
            this.best = best;
            this.contradicts = contradicts;
        }

        int number() {
            return number;
        }

        /** Where it is seen best: where the cause is surest. */
        Incident best() {
            return best;
        }

        List<Incident> others() {
            return others;
        }

        /** The incident before that is about the same connections and names another cause; null if none. */
        @Nullable
        Sighting contradicts() {
            return contradicts;
        }

        private void add(Incident again) {
            if (again.typical().confidence() > best.typical().confidence() + CLEARLY_SURER) {
                others.add(best);
                best = again;
            } else {
                others.add(again);
            }
        }
    }

    /** @param captures how many there are; one alone sees nothing twice */
    Sightings(List<Incident> incidents, int captures) {
        for (Incident incident : incidents) {
            if (captures > 1) {
                add(incident);
            } else {
                addNew(incident, null);
                distinctFailures += incident.connections();
                distinctLost += incident.requestsLost();
            }
        }
    }

    private Sighting addNew(Incident incident, @Nullable Sighting contradicted) {
        Sighting sighting = new Sighting(all.size() + 1, incident, contradicted);
        all.add(sighting);
        return sighting;
    }

    private void add(Incident incident) {
        Sighting same = null;
        Sighting other = null;
        for (Verdict verdict : incident.verdicts()) {
            Seen before = find(verdict);
            if (before == null) {
                distinctFailures++;
                distinctLost += Math.max(1, verdict.connection().exchanges().outstanding());
            } else if (before.verdict().cause().equals(verdict.cause())) {
                same = before.sighting();
            } else {
                other = before.sighting();
            }
        }
        int kept = incident.verdicts().size();
        if (same == null && other == null) {
            // Of a large incident only the first verdicts are kept; none of them was seen before, so none of the rest.
            distinctFailures += incident.connections() - kept;
            distinctLost += incident.requestsLost() - lostIn(incident.verdicts());
        }
        if (same == null) {
            same = addNew(incident, other);
        } else {
            same.add(incident);
        }
        for (Verdict verdict : incident.verdicts()) {
            seen.computeIfAbsent(Pair.of(verdict.connection()), first -> new ArrayList<>(1))
                    .add(new Seen(verdict, same));
        }
    }

    private static long lostIn(List<Verdict> verdicts) {
        return verdicts.stream()
                .mapToLong(
                        verdict -> Math.max(1, verdict.connection().exchanges().outstanding()))
                .sum();
    }

    private @Nullable Seen find(Verdict verdict) {
        Seen found = null;
        for (Seen candidate : seen.getOrDefault(Pair.of(verdict.connection()), List.of())) {
            if (areSame(candidate.verdict(), verdict)
                    && (found == null || candidate.verdict().cause().equals(verdict.cause()))) {
                found = candidate;
            }
        }
        return found;
    }

    /** The verdict of {@code incident} on the connection of {@code verdict}; its typical one if it has none. */
    static Verdict matching(Incident incident, Verdict verdict) {
        for (Verdict candidate : incident.verdicts()) {
            if (Pair.of(candidate.connection()).equals(Pair.of(verdict.connection())) && areSame(candidate, verdict)) {
                return candidate;
            }
        }
        return incident.typical();
    }

    private static boolean areSame(Verdict one, Verdict other) {
        if (one.capture().equals(other.capture())) {
            return false;
        }
        Connection a = one.connection();
        Connection b = other.connection();
        if (a.client().sentSyn() && b.client().sentSyn()) {
            return a.client().initialSequence() == b.client().initialSequence();
        }
        return Math.abs(a.startNanos() - b.startNanos()) < CLOCKS_DIFFER_NANOS;
    }

    /** The incidents, the costliest first. */
    List<Sighting> all() {
        return all;
    }

    /** How many connections failed, each counted once however many captures saw it. */
    long distinctFailures() {
        return distinctFailures;
    }

    /** How many requests they cost. */
    long distinctLost() {
        return distinctLost;
    }
}
