package dev.hangup.measurement;

import dev.hangup.measurement.LateRequest.Reaction;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** The longest gap after which a request was answered. */
    public Optional<LateRequest> lastAnswered() {
        return all.stream().filter(one -> one.reaction() == Reaction.ANSWERED).reduce((earlier, later) -> later);
    }

    /** The shortest gap, longer than any that was answered, after which a request was lost. */
    public Optional<LateRequest> firstLost() {
        return losses().filter(one -> one.gapNanos() > bound()).findFirst();
    }

    /** The connections that were ended before their request was due, after gaps longer than any that was answered. */
    public List<LateRequest> closedBefore() {
        return all.stream()
                .filter(one -> one.reaction() == Reaction.CLOSED_BEFORE && one.gapNanos() > bound())
                .toList();
    }

    /** How many requests were lost although others were answered after longer gaps: not the gap decided there. */
    public int strays() {
        return (int) losses().filter(one -> one.gapNanos() <= bound()).count();
    }

    /** The longest gap in nanoseconds that was survived, where a longer one was not. */
    public Optional<Long> survivedNanos() {
        return firstLost().flatMap(lost -> lastAnswered()).map(LateRequest::gapNanos);
    }

    /** Whether what the first lost one met, nothing or a RST, says that something had forgotten the connection. */
    public boolean isForgotten() {
        return firstLost()
                .map(LateRequest::reaction)
                .filter(reaction -> reaction == Reaction.SILENCE || reaction == Reaction.RESET)
                .isPresent();
    }

    private Stream<LateRequest> losses() {
        return all.stream().filter(one -> one.reaction().isLoss());
    }

    private long bound() {
        return lastAnswered().map(LateRequest::gapNanos).orElse(-1L);
    }

    /** How many requests stand for the bracket: those that were answered or lost. */
    public int count() {
        return (int) all.stream()
                .filter(one -> one.reaction() != Reaction.CLOSED_BEFORE)
                .count();
    }
}
