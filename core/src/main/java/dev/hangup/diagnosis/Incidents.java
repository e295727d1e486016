package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.diagnosis.Incident.Share;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Groups verdicts into incidents, one after the other as they are reached. Bounded: when there are {@value #MOST}, as only
 * a scan of a whole network makes, those with further servers are taken together; and when all of them take more than
 * {@value #MOST_BYTES} bytes, each gives up some of what it keeps.
 */
public final class Incidents {
    static final int MOST = 10_000;
    static final long MOST_BYTES = 1 << 24;

    private final Map<Key, Incident> groups = new LinkedHashMap<>();
    private Share share = Share.WHOLE;
    private long bytes;
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
            Incident incident = groups.computeIfAbsent(key, first -> new Incident(verdict, ofManyServers));
            bytes -= incident.bytes();
            incident.add(verdict, share);
            bytes += incident.bytes();
            if (bytes > MOST_BYTES && !share.isLeast()) {
                share = share.smaller();
                groups.values().forEach(one -> one.shrinkTo(share));
                bytes = groups.values().stream().mapToLong(Incident::bytes).sum();
            }
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
