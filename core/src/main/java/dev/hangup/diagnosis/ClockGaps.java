package dev.hangup.diagnosis;

import dev.hangup.log.LogEvent;
import dev.hangup.log.LogTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which services' clocks disagree so much that it shows: a failure reaches who is in front later than it happened. */
final class ClockGaps {
    private final Map<Pair, List<Long>> leads = new TreeMap<>();

    private record Pair(String inFront, String behind) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int order = inFront.compareTo(other.inFront);
            return order == 0 ? behind.compareTo(other.behind) : order;
        }
    }

    /** Two lines about one request, one of which was failed by the other. */
    void add(LogEvent inFront, LogEvent behind) {
        LogTime told = inFront.time();
        LogTime happened = behind.time();
        if (told != null && happened != null) {
            leads.computeIfAbsent(new Pair(inFront.writer(), behind.writer()), first -> new ArrayList<>())
                    .add(happened.nanos() - told.nanos() - told.precisionNanos());
        }
    }

    /**
     * The pairs of which one is ahead in the median request.
     *
     * @param fewest of how many requests at least
     * @param share how many of them must show it, at least one half
     */
    List<ClockGap> gaps(int fewest, double share) {
        List<ClockGap> gaps = new ArrayList<>();
        leads.forEach((pair, nanos) -> {
            nanos.sort(null);
            int size = nanos.size();
            if (size >= fewest && nanos.get((int) ((1 - share) * size)) > 0) {
                gaps.add(new ClockGap(pair.inFront, pair.behind, nanos.get(size / 2), size));
            }
        });
        return gaps;
    }
}
