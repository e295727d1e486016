package dev.hangup.diagnosis;

import dev.hangup.log.LogEvent;
import dev.hangup.log.LogTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Follows requests across services by the id that their logs share. Bounded: of {@value #MOST} ids, {@value #MOST_EVENTS}
 * events each.
 */
public final class RequestChains {
    static final int MOST = 50_000;
    static final int MOST_EVENTS = 16;

    private final Map<String, List<LogEvent>> byTransaction = new LinkedHashMap<>();
    /** Those that have been put together, until more is heard of them. */
    private final Map<String, RequestChain> chains = new HashMap<>();

    void add(LogEvent event) {
        String id = event.transaction();
        if (id.isEmpty() || (byTransaction.size() >= MOST && !byTransaction.containsKey(id))) {
            return;
        }
        List<LogEvent> events = byTransaction.computeIfAbsent(id, first -> new ArrayList<>(2));
        if (events.size() < MOST_EVENTS) {
            events.add(event);
            chains.remove(id);
        }
    }

    /**
     * The requests that failed along the same way, the commonest way first: one chain for each way and how many requests
     * went it.
     */
    public Map<RequestChain, Integer> byWay() {
        Map<String, RequestChain> examples = new LinkedHashMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        byTransaction.forEach((id, events) -> {
            if (events.stream().map(LogEvent::writer).distinct().count() > 1) {
                RequestChain chain = chain(id, events);
                String way = String.join(
                        " -> ", chain.hops().stream().map(LogEvent::writer).toList());
                examples.putIfAbsent(way, chain);
                counts.merge(way, 1, Integer::sum);
            }
        });
        Map<RequestChain, Integer> byWay = new LinkedHashMap<>();
        examples.entrySet().stream()
                .sorted(Comparator.comparingInt(way -> -counts.getOrDefault(way.getKey(), 0)))
                .forEach(way -> byWay.put(way.getValue(), counts.getOrDefault(way.getKey(), 0)));
        return byWay;
    }

    /** Who failed first, where {@code event} only passed its request's failure on; empty where it did not, or nobody knows. */
    String failedFirst(LogEvent event) {
        List<LogEvent> events = byTransaction.getOrDefault(event.transaction(), List.of());
        if (events.size() < 2) {
            return "";
        }
        RequestChain chain = chain(event.transaction(), events);
        String first = chain.origin().writer();
        return chain.hops().contains(event) && !first.equals(event.writer()) ? first : "";
    }

    /** Which services' clocks disagree so much that it shows: a failure reaches who is in front later than it happened. */
    public List<ClockGap> clockGaps() {
        Map<String, List<Long>> leads = new TreeMap<>();
        byTransaction.forEach((id, events) -> {
            RequestChain chain = chain(id, events);
            for (int i = 1; i < chain.hops().size() && !chain.isByTime(); i++) {
                LogEvent inFront = chain.hops().get(i - 1);
                LogEvent behind = chain.hops().get(i);
                LogTime told = inFront.time();
                LogTime happened = behind.time();
                if (told != null && happened != null) {
                    leads.computeIfAbsent(inFront.writer() + "\n" + behind.writer(), first -> new ArrayList<>())
                            .add(happened.nanos() - told.nanos() - told.precisionNanos());
                }
            }
        });
        List<ClockGap> gaps = new ArrayList<>();
        leads.forEach((pair, nanos) -> {
            nanos.sort(null);
            long median = nanos.get(nanos.size() / 2);
            if (median > 0) {
                String[] services = pair.split("\n", 2);
                gaps.add(new ClockGap(services[0], services[1], median, nanos.size()));
            }
        });
        return gaps;
    }

    private RequestChain chain(String id, List<LogEvent> events) {
        return chains.computeIfAbsent(id, first -> putTogether(id, events));
    }

    /** From the one whom nobody else names as peer, along the peers that wrote too. */
    private static RequestChain putTogether(String id, List<LogEvent> events) {
        List<LogEvent> inOrder = new ArrayList<>(events);
        // A failure reaches the service in front later than it happened behind.
        inOrder.sort(Comparator.comparing(RequestChains::time).reversed());
        LogEvent first = inOrder.stream()
                .filter(event -> inOrder.stream().noneMatch(other -> other != event && names(other, event)))
                .findFirst()
                .orElse(inOrder.get(0));
        List<LogEvent> hops = new ArrayList<>(List.of(first));
        Set<LogEvent> left = new HashSet<>(inOrder);
        left.remove(first);
        LogEvent last = first;
        while (last != null) {
            LogEvent hop = last;
            last = inOrder.stream()
                    .filter(event -> left.contains(event) && names(hop, event))
                    .findFirst()
                    .orElse(null);
            if (last != null) {
                hops.add(last);
                left.remove(last);
            }
        }
        List<LogEvent> elsewhere = inOrder.stream().filter(left::contains).toList();
        return hops.size() == 1
                ? new RequestChain(id, inOrder, List.of(), true)
                : new RequestChain(id, hops, elsewhere, false);
    }

    /** Whether the peer of {@code one} is the writer of {@code other}. */
    private static boolean names(LogEvent one, LogEvent other) {
        String peer = one.peerName().toLowerCase(Locale.ROOT);
        String writer = other.writer().toLowerCase(Locale.ROOT);
        boolean byName = !peer.isEmpty()
                && (peer.equals(writer) || peer.startsWith(writer + ".") || peer.startsWith(writer + ":"));
        boolean byAddress = one.remote() != null && one.remote().equals(other.local());
        return byName || byAddress;
    }

    private static Instant time(LogEvent event) {
        LogTime time = event.time();
        return time == null ? Instant.MIN : time.instant();
    }
}
