package dev.hangup.diagnosis;

import dev.hangup.log.LogEvent;
import dev.hangup.log.LogTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows requests across services: by the id that their logs share, and where there is none by the parties, the request line
 * and the time ({@link TimedHops}). Bounded: of {@value #MOST} ids, {@value #MOST_EVENTS} events each, and of {@value #MOST}
 * lines without one. Where there are more of either nothing is followed by time: what was left out might fit as well.
 */
public final class RequestChains {
    static final int MOST = 50_000;
    static final int MOST_EVENTS = 16;
    /** A clock is not called wrong on a few lines that were matched by time. */
    private static final int FEWEST_TIMED = 10;

    private static final double MOST_TIMED = 0.75;

    private final Map<String, List<LogEvent>> byTransaction = new LinkedHashMap<>();
    private final List<LogEvent> withoutId = new ArrayList<>();
    private boolean isComplete = true;
    /** What was put together, until more is heard. */
    private @Nullable Followed followed;

    /** @param gaps which clocks disagree */
    private record Followed(
            List<RequestChain> chains, IdentityHashMap<LogEvent, RequestChain> chainOf, List<ClockGap> gaps) {}

    void add(LogEvent event) {
        String id = event.transaction();
        List<LogEvent> events = id.isEmpty() ? withoutId : byTransaction.get(id);
        if (events == null && byTransaction.size() < MOST) {
            events = new ArrayList<>(2);
            byTransaction.put(id, events);
        }
        if (events == null || events.size() >= (id.isEmpty() ? MOST : MOST_EVENTS)) {
            isComplete &= events != null && !id.isEmpty();
        } else {
            events.add(event);
        }
        followed = null;
    }

    /**
     * The requests that failed along the same way, those with an id before the others, the commonest way first: one chain for
     * each way and how many requests went it.
     */
    public Map<RequestChain, Integer> byWay() {
        Map<String, RequestChain> examples = new TreeMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (RequestChain chain : followed().chains) {
            String way = chain.followedBy()
                    + String.join(
                            " -> ", chain.hops().stream().map(LogEvent::writer).toList());
            examples.merge(way, chain, RequestChains::earlier);
            counts.merge(way, 1, Integer::sum);
        }
        if (examples.isEmpty()) {
            return Map.of();
        }
        Map<RequestChain, Integer> byWay = new LinkedHashMap<>();
        examples.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, RequestChain> way) ->
                                !way.getValue().followedBy().isById())
                        .thenComparingInt(way -> -counts.getOrDefault(way.getKey(), 0)))
                .forEach(way -> byWay.put(way.getValue(), counts.getOrDefault(way.getKey(), 0)));
        return byWay;
    }

    /** The chain along which the failure came that {@code event} only passed on; null where it did not, or nobody knows. */
    @Nullable
    RequestChain passedOn(LogEvent event) {
        RequestChain chain = followed().chainOf.get(event);
        return chain == null || chain.origin().writer().equals(event.writer()) ? null : chain;
    }

    /** Which services' clocks disagree so much that it shows. */
    public List<ClockGap> clockGaps() {
        return followed().gaps;
    }

    private Followed followed() {
        Followed known = followed;
        if (known == null) {
            known = follow();
            followed = known;
        }
        return known;
    }

    private Followed follow() {
        List<RequestChain> byId = new ArrayList<>();
        List<LogEvent> alone = new ArrayList<>(withoutId);
        byTransaction.forEach((id, events) -> {
            if (events.stream().map(LogEvent::writer).distinct().count() > 1) {
                byId.add(putTogether(id, events));
            } else {
                alone.addAll(events);
            }
        });
        ClockGaps ofIds = new ClockGaps();
        byId.stream().filter(chain -> !chain.isByTime()).forEach(chain -> {
            for (int i = 1; i < chain.hops().size(); i++) {
                ofIds.add(chain.hops().get(i - 1), chain.hops().get(i));
            }
        });
        List<ClockGap> gaps = ofIds.gaps(1, 0.5);
        IdentityHashMap<LogEvent, TimedHops.Hop> hops = isComplete ? timed(byId, alone, gaps) : new IdentityHashMap<>();
        List<RequestChain> chains = joined(byId, alone, hops);
        IdentityHashMap<LogEvent, RequestChain> chainOf = new IdentityHashMap<>();
        chains.forEach(chain -> chain.hops().forEach(event -> chainOf.put(event, chain)));
        return new Followed(chains, chainOf, withTimed(gaps, hops));
    }

    /** What follows behind lines without an id and behind the ends of chains, found by time. */
    private static IdentityHashMap<LogEvent, TimedHops.Hop> timed(
            List<RequestChain> byId, List<LogEvent> alone, List<ClockGap> gaps) {
        List<LogEvent> fronts = new ArrayList<>(alone);
        List<LogEvent> behind = new ArrayList<>(alone);
        byId.stream().filter(chain -> !chain.isByTime()).forEach(chain -> {
            fronts.add(chain.origin());
            behind.add(chain.hops().get(0));
        });
        return TimedHops.find(fronts, behind, gaps);
    }

    private static List<RequestChain> joined(
            List<RequestChain> byId, List<LogEvent> alone, IdentityHashMap<LogEvent, TimedHops.Hop> hops) {
        Set<LogEvent> passed = Collections.newSetFromMap(new IdentityHashMap<>());
        hops.values().forEach(hop -> passed.add(hop.behind()));
        IdentityHashMap<LogEvent, RequestChain> byFirst = new IdentityHashMap<>();
        byId.forEach(chain -> byFirst.put(chain.hops().get(0), chain));
        return Stream.concat(byFirst.keySet().stream(), alone.stream().filter(hops::containsKey))
                .filter(first -> !passed.contains(first))
                .map(first -> along(first, byFirst, hops))
                .toList();
    }

    private static RequestChain along(
            LogEvent first,
            IdentityHashMap<LogEvent, RequestChain> byFirst,
            IdentityHashMap<LogEvent, TimedHops.Hop> hops) {
        String transaction = "";
        List<LogEvent> way = new ArrayList<>();
        List<LogEvent> elsewhere = new ArrayList<>();
        FollowedBy followedBy = FollowedBy.ID;
        for (LogEvent next = first; next != null; ) {
            RequestChain part = byFirst.get(next);
            way.addAll(part == null ? List.of(next) : part.hops());
            if (part != null) {
                transaction = transaction.isEmpty() ? part.transaction() : transaction;
                elsewhere.addAll(part.elsewhere());
                followedBy = followedBy.or(part.followedBy());
            }
            TimedHops.Hop hop = hops.get(way.get(way.size() - 1));
            followedBy = hop == null ? followedBy : followedBy.or(hop.followedBy());
            next = hop == null ? null : hop.behind();
        }
        return new RequestChain(transaction, way, elsewhere, followedBy);
    }

    /** With those that show where many lines were matched by address and time. */
    private static List<ClockGap> withTimed(List<ClockGap> known, IdentityHashMap<LogEvent, TimedHops.Hop> hops) {
        ClockGaps timed = new ClockGaps();
        hops.forEach((front, hop) -> {
            boolean isKnown = known.stream()
                    .anyMatch(gap -> gap.inFront().equals(front.writer())
                            && gap.behind().equals(hop.behind().writer()));
            if (hop.followedBy() == FollowedBy.ADDRESS_AND_TIME && !isKnown) {
                timed.add(front, hop.behind());
            }
        });
        List<ClockGap> gaps = new ArrayList<>(known);
        gaps.addAll(timed.gaps(FEWEST_TIMED, MOST_TIMED));
        return gaps;
    }

    private static RequestChain earlier(RequestChain one, RequestChain other) {
        return earliestFirst(one.hops().get(0), other.hops().get(0)) <= 0 ? one : other;
    }

    private static int earliestFirst(LogEvent one, LogEvent other) {
        int order = time(one).compareTo(time(other));
        return order == 0 ? byPlace(one, other) : order;
    }

    /** A failure reaches the service in front later than it happened behind. */
    private static int latestFirst(LogEvent one, LogEvent other) {
        int order = time(other).compareTo(time(one));
        return order == 0 ? byPlace(one, other) : order;
    }

    private static int byPlace(LogEvent one, LogEvent other) {
        int order = one.file().compareTo(other.file());
        return order == 0 ? Long.compare(one.line(), other.line()) : order;
    }

    /** From the one whom nobody else names as peer, along the peers that wrote too. */
    private static RequestChain putTogether(String id, List<LogEvent> events) {
        List<LogEvent> inOrder = new ArrayList<>(events);
        inOrder.sort(RequestChains::latestFirst);
        LogEvent first = inOrder.stream()
                .filter(event -> inOrder.stream().noneMatch(other -> other != event && Neighbours.names(other, event)))
                .findFirst()
                .orElse(inOrder.get(0));
        List<LogEvent> hops = new ArrayList<>(List.of(first));
        Set<LogEvent> left = new HashSet<>(inOrder);
        left.remove(first);
        LogEvent last = first;
        while (last != null) {
            LogEvent hop = last;
            last = inOrder.stream()
                    .filter(event -> left.contains(event) && Neighbours.names(hop, event))
                    .findFirst()
                    .orElse(null);
            if (last != null) {
                hops.add(last);
                left.remove(last);
            }
        }
        List<LogEvent> elsewhere = inOrder.stream().filter(left::contains).toList();
        return hops.size() == 1
                ? new RequestChain(id, inOrder, List.of(), FollowedBy.ID_AND_TIME)
                : new RequestChain(id, hops, elsewhere, FollowedBy.ID);
    }

    private static Instant time(LogEvent event) {
        LogTime time = event.time();
        return time == null ? Instant.MIN : time.instant();
    }
}
