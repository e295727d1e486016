package dev.hangup.measurement;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Late requests after graded idle gaps, each on a connection of its own.
 *
 * @param all by growing gap
 */
public record LateRequests(List<LateRequest> all) {
    /** Sorts and copies the list. */
    public LateRequests {
        all = all.stream()
                .sorted(Comparator.comparingLong(LateRequest::gapNanos))
                .toList();
    }

    /** The shortest gap after which a request was lost. */
    public Optional<LateRequest> firstLost() {
        return all.stream().filter(one -> one.reaction().isLoss()).findFirst();
    }

    /** The longest gap, shorter than any that lost its request, after which one was answered. */
    public Optional<LateRequest> lastAnswered() {
        long bound = firstLost().map(LateRequest::gapNanos).orElse(Long.MAX_VALUE);
        return all.stream()
                .filter(one -> one.reaction() == LateRequest.Reaction.ANSWERED && one.gapNanos() < bound)
                .reduce((earlier, later) -> later);
    }

    /** How many requests stand for the bracket: those that were answered or lost. */
    public int count() {
        return (int) all.stream()
                .filter(one -> one.reaction() != LateRequest.Reaction.CLOSED_BEFORE)
                .count();
    }
}
