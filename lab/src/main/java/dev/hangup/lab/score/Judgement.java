package dev.hangup.lab.score;

import dev.hangup.diagnosis.Candidate;
import dev.hangup.diagnosis.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The truth about one connection at one place, and what Hangup says of it.
 *
 * @param run the case
 * @param checksOnly whether no rule was ever set after a look at it
 * @param capture the file, which tells the place
 * @param cause the true cause; {@code healthy} if nobody was hurt
 * @param culprit the true culprit; null if the case does not say
 * @param closedBy who truly closed it; null if the case does not say
 * @param decidable whether this place can tell the cause
 * @param acceptable the causes that are as right where it cannot
 * @param told what Hangup says
 */
public record Judgement(
        String run,
        boolean checksOnly,
        String capture,
        String cause,
        @Nullable String culprit,
        @Nullable String closedBy,
        boolean decidable,
        List<String> acceptable,
        Told told) {
    /** Neither of two causes that cannot be told apart may be surer than this (DESIGN.md). */
    private static final double PAIR_CAP = 0.7;

    /**
     * What Hangup says of a connection.
     *
     * @param alternatives the other causes that it weighed, likeliest first
     */
    public record Told(
            String client,
            String cause,
            String variant,
            String culprit,
            String closedBy,
            double confidence,
            List<String> alternatives) {
        static Told by(Verdict verdict) {
            return new Told(
                    verdict.connection().client().endpoint().toString(),
                    verdict.cause(),
                    verdict.variant(),
                    verdict.culprit().text(),
                    verdict.closedBy().text(),
                    verdict.confidence(),
                    verdict.candidates().stream()
                            .map(Candidate::cause)
                            .filter(cause -> !cause.equals(verdict.cause()))
                            .toList());
        }
    }

    static Judgement ofHealthy(String run, boolean checksOnly, String capture, Verdict verdict) {
        return new Judgement(run, checksOnly, capture, Verdict.HEALTHY, null, null, true, List.of(), Told.by(verdict));
    }

    /** Whether somebody was hurt. */
    public boolean isFailure() {
        return !cause.equals(Verdict.HEALTHY);
    }

    /** Whether a connection in which nobody was hurt is called a failure. */
    public boolean isFalseAccusation() {
        return !isFailure() && !told.cause().equals(Verdict.HEALTHY);
    }

    /**
     * Whether the cause is right: where the place can tell it, that one; where it cannot, that one or one as right is given or
     * among the alternatives, and none is too sure.
     */
    public boolean isRight() {
        if (!isFailure() || decidable) {
            return told.cause().equals(cause);
        }
        if (told.cause().equals(Verdict.HEALTHY)) {
            return acceptable.contains(Verdict.HEALTHY);
        }
        boolean given = isAllowed(told.cause()) || told.alternatives().stream().anyMatch(this::isAllowed);
        return given && told.confidence() <= PAIR_CAP;
    }

    private boolean isAllowed(String name) {
        return name.equals(cause) || acceptable.contains(name);
    }
}
