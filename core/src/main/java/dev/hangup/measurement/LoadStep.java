package dev.hangup.measurement;

import dev.hangup.Quantity;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A part of a {@link Load} in which requests arrived at one rate.
 *
 * @param perSecond the rate that was wanted, in requests a second
 * @param nanos how long requests arrived, in nanoseconds; their answers may have come later
 * @param outcomes what came of them
 * @param opened how many of them began to open a connection
 * @param reused how many of them were sent on a connection that had been used before
 * @param lagNanos by how much the load generator was late for a request at worst, whatever the endpoint did
 * @param server what was seen of the server beside it; null when it is on another machine
 */
public record LoadStep(
        double perSecond,
        long nanos,
        Outcomes outcomes,
        long opened,
        long reused,
        long lagNanos,
        @Nullable ServerBeside server) {
    private static final double SECOND = 1e9;

    /** A rate as people write it: {@code 20}, {@code 0.5}. */
    public static String text(double perSecond) {
        return perSecond == Math.rint(perSecond)
                ? Quantity.count((long) perSecond)
                : String.format(Locale.ROOT, "%.1f", perSecond);
    }

    /** How many requests a second were due: they arrive at random, so that this scatters around the rate that was wanted. */
    public double duePerSecond() {
        return nanos == 0 ? 0 : outcomes.requests() * SECOND / nanos;
    }

    /** How many of them a second were answered, with an error status or without. */
    public double answeredPerSecond() {
        return nanos == 0 ? 0 : outcomes.count(Outcome::isAnswer) * SECOND / nanos;
    }
}
