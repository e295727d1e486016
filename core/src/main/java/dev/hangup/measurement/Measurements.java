package dev.hangup.measurement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was measured of endpoints, over all files of a run. */
public final class Measurements {
    private final List<MeasuredEndpoint> endpoints = new ArrayList<>();

    /** Takes what {@code file} says. */
    public void add(String file, List<Measurement> measurements) {
        for (Measurement measurement : measurements) {
            measurement
                    .instances()
                    .forEach(instance -> endpoints.add(new MeasuredEndpoint(file, measurement, instance)));
        }
    }

    /** Everything that was read, in its order. */
    public List<MeasuredEndpoint> all() {
        return List.copyOf(endpoints);
    }

    /** Of each address what was measured last. */
    public List<MeasuredEndpoint> latest() {
        Map<String, MeasuredEndpoint> latest = new LinkedHashMap<>();
        for (MeasuredEndpoint endpoint : endpoints) {
            latest.merge(
                    endpoint.instance().endpoint().toString(),
                    endpoint,
                    (one, other) -> other.measurement().startNanos()
                                    >= one.measurement().startNanos()
                            ? other
                            : one);
        }
        return List.copyOf(latest.values());
    }

    /** Whether nothing was measured. */
    public boolean isEmpty() {
        return endpoints.isEmpty();
    }

    /**
     * What was measured of a server nearest to a time, in nanoseconds since 1970. A name may stand for several addresses that were
     * measured together: then that with the shortest idle timeout, since nobody knows which one it was.
     *
     * @param server {@code host:port}, with brackets around an IPv6 address
     */
    public Optional<MeasuredEndpoint> of(String server, long nanos) {
        if (endpoints.isEmpty()) {
            return Optional.empty();
        }
        return endpoints.stream()
                .filter(endpoint -> endpoint.isAt(server))
                .min(Comparator.comparingLong((MeasuredEndpoint endpoint) ->
                                Math.abs(endpoint.measurement().startNanos() - nanos))
                        .thenComparingLong(endpoint ->
                                endpoint.idleTimeout().map(Interval::minNanos).orElse(Long.MAX_VALUE)));
    }
}
