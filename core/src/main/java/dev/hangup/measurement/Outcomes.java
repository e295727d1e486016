package dev.hangup.measurement;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What came of a group of requests.
 *
 * @param counts how many met which outcome; none that is zero
 * @param sinceDue how long requests took from the moment when they were due to the last byte of the answer; those that ended
 *     by a timeout count with the time waited, as leaving out the slowest would flatter the endpoint; those that failed
 *     otherwise do not count, as a quick failure is no quick answer; null if there were none
 * @param sinceSent the same from the moment when the request was written, of those that were answered; null if there were none
 */
public record Outcomes(
        Map<Outcome, Long> counts,
        @Nullable Latency sinceDue,
        @Nullable Latency sinceSent) {
    /** Copies the counts, in the order of the outcomes. */
    public Outcomes {
        Map<Outcome, Long> sorted = new EnumMap<>(Outcome.class);
        counts.forEach((outcome, count) -> {
            if (count > 0) {
                sorted.put(outcome, count);
            }
        });
        counts = Collections.unmodifiableMap(sorted);
    }

    /** How many met {@code outcome}. */
    public long count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    /** How many met an outcome for which {@code which} holds. */
    public long count(Predicate<Outcome> which) {
        return counts.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** How many requests there were. */
    public long requests() {
        return count(outcome -> true);
    }

    /** How many of them failed. */
    public long failures() {
        return count(Outcome::isFailure);
    }
}
