package dev.hangup.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cause as weighed for one case.
 *
 * @param cause its name
 * @param bits the sum of its clues
 * @param confidence the probability that it is this one, after the caps
 */
public record Candidate(String cause, double bits, double confidence, List<Clue> clues) {
    /** The one of that cause; null if it is none of them. */
    static @Nullable Candidate of(String cause, List<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> candidate.cause().equals(cause))
                .findFirst()
                .orElse(null);
    }
}
