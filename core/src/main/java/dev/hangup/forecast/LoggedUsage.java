package dev.hangup.forecast;

import dev.hangup.IdleGaps;
import dev.hangup.forecast.Usage.Basis;
import dev.hangup.log.RequestTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How connections are used, by the times of requests in access logs: those to the servers behind a proxy by replaying its
 * pool, those of its clients where the log numbers them. Bounded in servers and connections.
 */
public final class LoggedUsage {
    private static final int MOST_SERVERS = 64;
    private static final int MOST_CONNECTIONS = 1 << 16;
    private static final int LOAD = 16;

    private final Map<Hop, PoolReplay> pools = new LinkedHashMap<>();
    private final Map<String, Front> fronts = new LinkedHashMap<>();

    private record Hop(String log, String server) {}

    /** The connections of a proxy's clients, the one used last at the end. */
    private static final class Front {
        private final IdleGaps gaps = new IdleGaps();
        private final Map<String, Long> lastEnds = new LinkedHashMap<>(LOAD, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > MOST_CONNECTIONS;
            }
        };
        private long firstNanos = Long.MAX_VALUE;
        private long lastNanos = Long.MIN_VALUE;
        private long precisionNanos;

        void add(RequestTime request) {
            Long before = lastEnds.put(request.connection(), request.endNanos());
            if (before != null) {
                gaps.add(Math.max(0, request.startNanos() - before));
            }
            firstNanos = Math.min(firstNanos, request.startNanos());
            lastNanos = Math.max(lastNanos, request.startNanos());
            precisionNanos = Math.max(precisionNanos, request.precisionNanos());
        }
    }

    /** A request of which {@code log} tells. */
    public void add(String log, RequestTime request) {
        if (!request.connection().isEmpty() && (fronts.containsKey(log) || fronts.size() < MOST_SERVERS)) {
            fronts.computeIfAbsent(log, first -> new Front()).add(request);
        }
        Hop hop = new Hop(log, request.upstream());
        if (!hop.server.isEmpty() && (pools.containsKey(hop) || pools.size() < MOST_SERVERS)) {
            long start =
                    request.upstreamNanos() < 0 ? request.startNanos() : request.endNanos() - request.upstreamNanos();
            pools.computeIfAbsent(hop, first -> new PoolReplay())
                    .add(start, request.endNanos(), request.precisionNanos());
        }
    }

    /** What was found, where connections were used again at all. */
    public List<Usage> usages() {
        List<Usage> usages = new ArrayList<>();
        pools.forEach((hop, pool) -> add(
                usages,
                hop.server,
                hop.log,
                Basis.REPLAYED_POOL,
                pool.spanNanos(),
                pool.gaps(),
                pool.precisionNanos()));
        fronts.forEach((log, front) -> add(
                usages,
                "clients of the proxy",
                log,
                Basis.LOGGED_CONNECTIONS,
                front.lastNanos - front.firstNanos,
                front.gaps,
                front.precisionNanos));
        return usages;
    }

    private static void add(
            List<Usage> usages, String server, String log, Basis basis, long span, IdleGaps gaps, long precision) {
        if (gaps.count() > 0 && span > 0) {
            usages.add(new Usage(server, log, basis, span, gaps, -1, 0, -1, precision, -1));
        }
    }
}
