package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Groups verdicts into incidents, one after the other as they are reached. Bounded: when there are {@value #MOST}, as only
 * a scan of a whole network makes, those with further servers are taken together.
 */
public final class Incidents {
    static final int MOST = 10_000;

    private final Map<Key, Incident> groups = new LinkedHashMap<>();
    private long takenTogether;

    /** The server is null where those of many servers are taken together. */
    private record Key(
            String capture,
            String cause,
            String variant,
            Party culprit,
            @Nullable Endpoint server) {
        // Written out, as Endpoint's are.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && key.culprit == culprit
                    && Objects.equals(key.server, server)
                    && key.cause.equals(cause)
                    && key.variant.equals(variant)
                    && key.capture.equals(capture);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * (31 * Objects.hashCode(server) + cause.hashCode()) + variant.hashCode())
                    + capture.hashCode();
        }
    }

    /** Adds a verdict; one that nobody was hurt is left aside. */
    public void add(Verdict verdict) {
        if (verdict.isFailure()) {
            Key key = new Key(
                    verdict.capture(),
                    verdict.cause(),
                    verdict.variant(),
                    verdict.culprit(),
                    verdict.connection().server().endpoint());
            if (groups.size() >= MOST && !groups.containsKey(key)) {
                takenTogether++;
                key = new Key(key.capture(), key.cause(), key.variant(), key.culprit(), null);
            }
            boolean ofManyServers = key.server() == null;
            groups.computeIfAbsent(key, first -> new Incident(verdict, ofManyServers))
                    .add(verdict);
        }
    }

    /** How many failed connections are in an incident with those to other servers, for want of room. */
    public long takenTogether() {
        return takenTogether;
    }

    /** The incidents so far, by how many requests they cost. */
    public List<Incident> byCost() {
        return groups.values().stream().sorted(Incidents::dearerFirst).toList();
    }

    private static int dearerFirst(Incident one, Incident other) {
        int order = Long.compare(other.requestsLost(), one.requestsLost());
        return order == 0 ? Long.compare(one.firstNanos(), other.firstNanos()) : order;
    }
}
