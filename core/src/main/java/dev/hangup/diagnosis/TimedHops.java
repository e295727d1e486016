package dev.hangup.diagnosis;

import dev.hangup.log.LogEvent;
import dev.hangup.log.LogTime;
import dev.hangup.log.Peer;
import dev.hangup.log.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows a failed request to the line behind without an id: what failed behind lies within the time of the request in front,
 * method and path are the same where both lines have them, and the one in front names the other as its peer or, which is
 * weaker, both have the same method and path. Two lines that fit leave it open. So does a request that never got behind, and
 * a pair that would fit the other way round too.
 */
final class TimedHops {
    /** How far the clocks of two hosts may differ of which nothing is known. */
    private static final long CLOCKS_NANOS = 2_000_000_000L;
    /** A failure that is passed on is passed on at once; so where a line does not say when its request began. */
    private static final long AT_ONCE_NANOS = 1_000_000_000L;

    /** Clocks that differ by more than zones do are broken. */
    private static final long LARGEST_GAP_NANOS = 86_400_000_000_000L;

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final long COARSEST_NANOS = 1_000_000_000L;
    /** Among more lines in the time of one request nobody can tell; it bounds the work too. */
    private static final int MOST_BETWEEN = 200;

    /** How it fails in front when the one behind had the request and failed. */
    private static final Set<LogShape> AFTER_REQUEST = Set.of(
            LogShape.CUT_BEFORE_ANSWER,
            LogShape.CUT_IN_ANSWER,
            LogShape.SILENCE,
            LogShape.GATEWAY_ERROR,
            LogShape.PROTOCOL);

    private final Map<String, Map<String, Long>> gaps = new HashMap<>();
    private final IdentityHashMap<LogEvent, Hop> hops = new IdentityHashMap<>();
    private final Set<LogEvent> settledFronts = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<LogEvent> settledBehind = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The one behind a line, and how it was found. */
    record Hop(LogEvent behind, FollowedBy followedBy) {}

    private TimedHops(List<ClockGap> known) {
        for (ClockGap gap : known) {
            if (gap.nanos() <= LARGEST_GAP_NANOS) {
                gaps.computeIfAbsent(gap.inFront(), first -> new HashMap<>()).put(gap.behind(), gap.nanos());
            }
        }
    }

    /**
     * The hop behind each line of {@code fronts} that has exactly one among {@code behind}, which then has no other in front.
     *
     * @param known which clocks are known to differ
     */
    static IdentityHashMap<LogEvent, Hop> find(List<LogEvent> fronts, List<LogEvent> behind, List<ClockGap> known) {
        TimedHops timed = new TimedHops(known);
        List<LogEvent> passing = fronts.stream().filter(TimedHops::mayPassOn).toList();
        List<LogEvent> failing = behind.stream()
                .filter(TimedHops::isOfUpstream)
                .sorted((one, other) -> Long.compare(end(one), end(other)))
                .toList();
        timed.find(passing, failing, FollowedBy.ADDRESS_AND_TIME);
        timed.find(passing, failing, FollowedBy.REQUEST_LINE_AND_TIME);
        return timed.hops;
    }

    /** Whether its request had got behind, as far as it says. */
    private static boolean mayPassOn(LogEvent event) {
        return event.time() != null
                && event.peer() != Peer.CLIENT
                && event.phase() != Phase.IDLE
                && AFTER_REQUEST.contains(LogShape.of(event));
    }

    /** Whether it tells of a peer that its writer had asked. */
    private static boolean isOfUpstream(LogEvent event) {
        boolean namesPeer = event.remote() != null || !event.peerName().isEmpty();
        return event.time() != null && (event.peer() == Peer.SERVER || event.peer() == Peer.UNKNOWN && namesPeer);
    }

    private void find(List<LogEvent> fronts, List<LogEvent> behind, FollowedBy how) {
        Map<String, Lines> lines = new HashMap<>();
        for (LogEvent event : behind) {
            if (!settledBehind.contains(event)) {
                keysBehind(event, how)
                        .forEach(key ->
                                lines.computeIfAbsent(key, first -> new Lines()).add(event));
            }
        }
        IdentityHashMap<LogEvent, Set<LogEvent>> fitting = new IdentityHashMap<>();
        for (LogEvent front : fronts) {
            if (!settledFronts.contains(front)) {
                Set<LogEvent> found = Collections.newSetFromMap(new IdentityHashMap<>());
                for (String key : keysInFront(front, how)) {
                    Lines ofKey = lines.get(key);
                    List<LogEvent> around = ofKey == null ? List.of() : ofKey.around(front, reach(front));
                    if (around == null) {
                        settledFronts.add(front);
                    } else {
                        around.stream().filter(event -> fits(front, event, how)).forEach(found::add);
                    }
                }
                fitting.put(front, found);
            }
        }
        lines.values().forEach(ofKey -> settledBehind.addAll(ofKey.crowded()));
        settle(fitting, how);
    }

    /** Keeps pairs of which neither fits anybody else; who fits several is not tried by weaker signs. */
    private void settle(IdentityHashMap<LogEvent, Set<LogEvent>> fitting, FollowedBy how) {
        IdentityHashMap<LogEvent, Integer> wanted = new IdentityHashMap<>();
        fitting.values().forEach(found -> found.forEach(event -> wanted.merge(event, 1, Integer::sum)));
        fitting.forEach((front, found) -> {
            if (found.isEmpty()) {
                return;
            }
            boolean isOpen = settledFronts.add(front);
            LogEvent event = found.iterator().next();
            boolean isOnly = found.size() == 1 && wanted.getOrDefault(event, 0) == 1;
            if (isOpen && isOnly && !settledBehind.contains(event)) {
                hops.put(front, new Hop(event, how));
            }
        });
        settledBehind.addAll(wanted.keySet());
    }

    private static Set<String> keysInFront(LogEvent event, FollowedBy how) {
        return how == FollowedBy.ADDRESS_AND_TIME ? Neighbours.namesOfPeer(event) : requestLine(event);
    }

    private static Set<String> keysBehind(LogEvent event, FollowedBy how) {
        return how == FollowedBy.ADDRESS_AND_TIME ? Neighbours.namesOfWriter(event) : requestLine(event);
    }

    private static Set<String> requestLine(LogEvent event) {
        return event.method().isEmpty() || event.path().isEmpty()
                ? Set.of()
                : Set.of(event.method() + " " + event.path());
    }

    private boolean fits(LogEvent front, LogEvent behind, FollowedBy how) {
        boolean canBeOne = !front.writer().equals(behind.writer())
                && (front.transaction().isEmpty() || behind.transaction().isEmpty())
                && agree(front.method(), behind.method())
                && agree(front.path(), behind.path());
        return canBeOne
                && !Neighbours.exclude(front, behind)
                && isWithin(front, behind, slack(front, behind))
                && !mayBeReverse(front, behind, how);
    }

    private static boolean agree(String one, String other) {
        return one.isEmpty() || other.isEmpty() || one.equals(other);
    }

    /** Whether the one in front might as well be behind. Where only the times tell who is, they are taken as logged. */
    private boolean mayBeReverse(LogEvent front, LogEvent behind, FollowedBy how) {
        if (!mayPassOn(behind) || !isOfUpstream(front)) {
            return false;
        }
        return how == FollowedBy.ADDRESS_AND_TIME
                ? Neighbours.names(behind, front)
                : !Neighbours.exclude(behind, front) && isWithin(behind, front, precision(front, behind));
    }

    /** By how much the times may miss each other: their last digits, and the clocks. */
    private long slack(LogEvent front, LogEvent behind) {
        long gap = gap(front, behind);
        boolean areZonesKnown = isZoneKnown(front) && isZoneKnown(behind);
        // A known gap is what the clocks differ by at least.
        return precision(front, behind) + (gap > 0 ? gap : areZonesKnown ? CLOCKS_NANOS : 0);
    }

    private boolean isWithin(LogEvent front, LogEvent behind, long slack) {
        long end = end(behind) - gap(front, behind);
        Duration took = front.duration();
        boolean isAfterStart = took == null
                ? end >= end(front) - AT_ONCE_NANOS - slack
                : end - nanos(behind.duration()) >= end(front) - nanos(took) - slack;
        return isAfterStart && end <= end(front) + slack;
    }

    private long gap(LogEvent front, LogEvent behind) {
        return gaps.getOrDefault(front.writer(), Map.of()).getOrDefault(behind.writer(), 0L);
    }

    /** How far before the start and behind the end of a request a line is looked for. */
    private long reach(LogEvent front) {
        long largest = gaps.getOrDefault(front.writer(), Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
        return 2 * COARSEST_NANOS + Math.max(CLOCKS_NANOS, 2 * largest);
    }

    private static long precision(LogEvent one, LogEvent other) {
        return precision(one.time()) + precision(other.time());
    }

    private static long precision(@Nullable LogTime time) {
        return time == null ? 0 : time.precisionNanos();
    }

    private static boolean isZoneKnown(LogEvent event) {
        LogTime time = event.time();
        return time != null && time.isZoneKnown();
    }

    private static long end(LogEvent event) {
        LogTime time = event.time();
        return time == null ? 0 : time.nanos();
    }

    /** Within what sums of times have room for. */
    private static long nanos(@Nullable Duration duration) {
        return duration == null ? 0 : (duration.compareTo(LONGEST) < 0 ? duration : LONGEST).toNanos();
    }

    /** Lines that have a sign in common, in order of time. */
    private static final class Lines {
        private final List<LogEvent> events = new ArrayList<>();
        /** Where stretches begin and end that are too crowded for somebody. */
        private final Map<Integer, Integer> edges = new HashMap<>();

        void add(LogEvent event) {
            events.add(event);
        }

        /** Those in the time of {@code front}; null where there are too many. */
        @Nullable
        List<LogEvent> around(LogEvent front, long reach) {
            Duration took = front.duration();
            int from = firstAt(end(front) - (took == null ? AT_ONCE_NANOS : nanos(took)) - reach);
            int to = firstAt(end(front) + reach + 1);
            if (to - from > MOST_BETWEEN) {
                edges.merge(from, 1, Integer::sum);
                edges.merge(to, -1, Integer::sum);
                return null;
            }
            return events.subList(from, to);
        }

        /** Those that stand where there were too many for somebody. */
        List<LogEvent> crowded() {
            List<LogEvent> crowded = new ArrayList<>();
            int open = 0;
            for (int i = 0; i < events.size() && !edges.isEmpty(); i++) {
                open += edges.getOrDefault(i, 0);
                if (open > 0) {
                    crowded.add(events.get(i));
                }
            }
            return crowded;
        }

        private int firstAt(long nanos) {
            int low = 0;
            int high = events.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (end(events.get(middle)) < nanos) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
