package dev.hangup.provoke.load;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * When requests are due: a Poisson process for each step, as the arrivals of many users who know nothing of each other are.
 * Gaps between them are exponentially distributed, so that bursts occur, and pauses in which connections idle.
 *
 * <p>The same seed gives the same arrivals on any machine: the algorithm of {@link Random} is laid down in its contract, that
 * of {@link StrictMath} to the last bit.
 */
public final class Timetable {
    private static final double SECOND = 1e9;
    private static final int ROOM = 64;

    private final List<long[]> steps;

    private Timetable(List<long[]> steps) {
        this.steps = steps;
    }

    /** The arrivals of {@code plan}. */
    public static Timetable of(LoadPlan plan) {
        Random random = new Random(plan.arrivals().seed());
        return new Timetable(plan.rates().stream()
                .map(rate -> arrivals(random, rate, plan.stepNanos()))
                .toList());
    }

    private static long[] arrivals(Random random, double perSecond, long lengthNanos) {
        long[] arrivals = new long[ROOM];
        int count = 0;
        double next = gap(random, perSecond);
        while (next < lengthNanos) {
            if (count == arrivals.length) {
                arrivals = Arrays.copyOf(arrivals, 2 * count);
            }
            arrivals[count++] = (long) next;
            next += gap(random, perSecond);
        }
        return Arrays.copyOf(arrivals, count);
    }

    private static double gap(Random random, double perSecond) {
        return -StrictMath.log(1 - random.nextDouble()) * SECOND / perSecond;
    }

    /** How many requests are due in a step, which counts from 0. */
    public int requests(int step) {
        return steps.get(step).length;
    }

    /** When a request of a step is due, in nanoseconds since the step's beginning. */
    long due(int step, int request) {
        return steps.get(step)[request];
    }
}
