package dev.hangup.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups verdicts into incidents. */
public final class Incidents {
    private Incidents() {}

    private record Key(String capture, String cause, String variant, Party culprit, String server) {}

    /** The incidents behind the failures among {@code verdicts}, by how many requests they cost. */
    public static List<Incident> of(List<Verdict> verdicts) {
        Map<Key, List<Verdict>> groups = new LinkedHashMap<>();
        for (Verdict verdict : verdicts) {
            if (verdict.isFailure()) {
                Key key = new Key(
                        verdict.capture(),
                        verdict.cause(),
                        verdict.variant(),
                        verdict.culprit(),
                        verdict.connection().server().endpoint().toString());
                groups.computeIfAbsent(key, first -> new ArrayList<>()).add(verdict);
            }
        }
        List<Incident> incidents = new ArrayList<>();
        for (List<Verdict> group : groups.values()) {
            int lost = 0;
            for (Verdict verdict : group) {
                lost += Math.max(1, verdict.connection().exchanges().outstanding());
            }
            incidents.add(new Incident(List.copyOf(group), lost));
        }
        incidents.sort(Comparator.comparingInt(Incident::requestsLost).reversed().thenComparingLong(Incident::firstNanos));
        return incidents;
    }
}
