package dev.hangup.diagnosis;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups verdicts into incidents, one after the other as they are reached. */
public final class Incidents {
    private final Map<Key, Incident> groups = new LinkedHashMap<>();

    private record Key(String capture, String cause, String variant, Party culprit, String server) {}

    /** Adds a verdict; one that nobody was hurt is left aside. */
    public void add(Verdict verdict) {
        if (verdict.isFailure()) {
            Key key = new Key(
                    verdict.capture(),
                    verdict.cause(),
                    verdict.variant(),
                    verdict.culprit(),
                    verdict.connection().server().endpoint().toString());
            groups.computeIfAbsent(key, first -> new Incident(verdict)).add(verdict);
        }
    }

    /** The incidents so far, by how many requests they cost. */
    public List<Incident> byCost() {
        return groups.values().stream()
                .sorted(Comparator.comparingLong(Incident::requestsLost)
                        .reversed()
                        .thenComparingLong(Incident::firstNanos))
                .toList();
    }
}
