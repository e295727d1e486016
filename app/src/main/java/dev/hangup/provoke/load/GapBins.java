package dev.hangup.provoke.load;

import dev.hangup.measurement.LoadGap;
import dev.hangup.measurement.Outcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Groups requests by the idle gap of their connection: five groups a decade, whose bounds are the preferred numbers R5 of
 * ISO 3, so that each timer that people choose stands at the end of a group or inside one of its own.
 */
final class GapBins {
    private static final long[] R5 = {100, 160, 250, 400, 630};
    private static final long LEAST = 10_000_000L;
    private static final long MOST = 10_000_000_000_000L;

    private final Map<Long, Bin> bins = new TreeMap<>();

    private static final class Bin {
        private final Group requests = new Group();
        private long closed;
    }

    void count(Request request, Outcome outcome, long nowNanos) {
        bin(request.gapNanos()).requests.count(request, outcome, nowNanos);
    }

    /** The endpoint ended a connection that had been idle for {@code gapNanos}. */
    void countClose(long gapNanos) {
        bin(gapNanos).closed++;
    }

    private Bin bin(long gapNanos) {
        return bins.computeIfAbsent(from(gapNanos), from -> new Bin());
    }

    /** The lower bound of the group that {@code gapNanos} belongs to. */
    static long from(long gapNanos) {
        long from = 0;
        for (long bound = LEAST; bound <= gapNanos && bound < MOST; bound = next(bound)) {
            from = bound;
        }
        return from;
    }

    /** The bound after {@code bound}. */
    static long next(long bound) {
        if (bound == 0) {
            return LEAST;
        }
        long decade = LEAST;
        while (decade * 10 <= bound) {
            decade *= 10;
        }
        for (long preferred : R5) {
            long next = decade / 100 * preferred;
            if (next > bound) {
                return next;
            }
        }
        return decade * 10;
    }

    List<LoadGap> gaps() {
        return bins.entrySet().stream()
                .map(entry -> new LoadGap(
                        entry.getKey(),
                        next(entry.getKey()),
                        entry.getValue().requests.outcomes(),
                        entry.getValue().closed))
                .toList();
    }
}
