package dev.hangup.measurement;

import java.util.Map;

/**
 * What came of all requests of a {@link Load}, as far as its result says it again.
 *
 * @param target what was loaded, as a URL without its query
 * @param manner how it was made, in words: rates, pool, whether it was stopped
 * @param counts how many requests met which outcome
 */
public record LoadTotals(String target, String manner, Map<Outcome, Long> counts) {
    /** Copies the counts. */
    public LoadTotals {
        counts = Map.copyOf(counts);
    }

    /** How many requests there were whose end is known. */
    public long requests() {
        return counts.entrySet().stream()
                .filter(count -> count.getKey() != Outcome.UNFINISHED)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
