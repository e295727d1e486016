package dev.hangup.provoke.load;

import dev.hangup.measurement.Latency;
import dev.hangup.measurement.Latency.Quantile;
import dev.hangup.measurement.Outcome;
import dev.hangup.measurement.Outcomes;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Counts what came of a group of requests.
 *
 * <p>Latencies count from when a request was due. A client that waits for one answer before it asks again falls silent while
 * the server stalls, and measures one slow request where its users would have made many: coordinated omission. Here
 * nobody waits, and each request that was due in a stall is recorded by itself, so that there is nothing to make up for;
 * {@code recordValueWithExpectedInterval} of HdrHistogram, which invents the requests that a closed loop left out, would
 * count them twice. The time since a request was sent is kept beside it: that is what a closed loop would show.
 */
final class Group {
    /** Of a latency this many decimal digits are kept. */
    private static final int DIGITS = 3;

    private static final double PERCENT = 100;

    private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    private final Histogram sinceDue = new Histogram(DIGITS);
    private final Histogram sinceSent = new Histogram(DIGITS);

    void count(Request request, Outcome outcome, long nowNanos) {
        counts.merge(outcome, 1L, Long::sum);
        if (outcome.isAnswer() || outcome.isTimeout()) {
            sinceDue.recordValue(Math.max(0, nowNanos - request.dueNanos()));
        }
        if (outcome.isAnswer()) {
            sinceSent.recordValue(Math.max(0, nowNanos - request.sentNanos()));
        }
    }

    Outcomes outcomes() {
        return new Outcomes(counts, latency(sinceDue), latency(sinceSent));
    }

    private static @Nullable Latency latency(Histogram histogram) {
        long count = histogram.getTotalCount();
        if (count == 0) {
            return null;
        }
        return new Latency(
                count,
                Latency.SHARES.stream()
                        .filter(share -> Latency.isShown(share, count))
                        .map(share -> new Quantile(share, histogram.getValueAtPercentile(share * PERCENT)))
                        .toList(),
                histogram.getMaxValue());
    }
}
