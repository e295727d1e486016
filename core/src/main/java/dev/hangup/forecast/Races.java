package dev.hangup.forecast;

import dev.hangup.IdleGaps;
import dev.hangup.comparison.Rate;

/**
 * How many requests a day will meet the idle close of their server.
 *
 * @param perDay the expected number; for {@link Certainty#AT_MOST} it is {@code upper}
 * @param lower with {@code upper} it holds what the gaps that were seen come from, with 95 %
 * @param upper see {@code lower}
 * @param certainty what the numbers rest on
 * @param spreadNanos over how long a time before the close the gaps are taken as evenly spread, in nanoseconds; 0 without
 */
public record Races(double perDay, double lower, double upper, Certainty certainty, long spreadNanos) {
    /** Few gaps lie in the window alone; as evenly spread count those over these shares of the time before it, if need be. */
    private static final double[] NEARBY = {0, 0.03, 0.1};

    private static final int ENOUGH = 100;
    /** Timers are as good as equal up to here. */
    private static final double EQUAL = 1.1;

    /** What a number rests on. */
    public enum Certainty {
        /** Gaps as long were seen. */
        MEASURED,
        /** They were not, as the server closed before; longer gaps are not commoner than those just before it closed. */
        AT_MOST,
        /** The client stops before the server closes. */
        CLIENT_STOPS
    }

    /** What {@code timers} make of {@code usage}. */
    public static Races expect(Usage usage, Timers timers) {
        long window = timers.windowEnd() - timers.windowStart();
        if (window <= 0) {
            return new Races(0, 0, 0, Certainty.CLIENT_STOPS, 0);
        }
        double days = usage.days();
        boolean isUnseen = usage.isCensored() && timers.serverNanos() > usage.idleTimeoutNanos() * EQUAL;
        Nearby near = nearby(usage, isUnseen ? usage.idleTimeoutNanos() : timers.windowEnd(), window);
        Rate rate = new Rate(near.count, days * near.spreadNanos / window);
        double upper = rate.upperInTime();
        if (!isUnseen) {
            return new Races(rate.seen(), rate.lowerInTime(), upper, Certainty.MEASURED, near.spreadNanos);
        }
        if (usage.idleCloses() > 0) {
            // Each connection that was closed idle would have been used again at some later time, or never.
            double room = (double) (timers.windowEnd() - usage.idleTimeoutNanos()) / window;
            upper = Math.min(upper, new Rate(usage.idleCloses(), days * room).upperInTime());
        }
        return new Races(upper, 0, upper, Certainty.AT_MOST, near.spreadNanos);
    }

    /** How many gaps ended in so long a time. */
    private record Nearby(long count, long spreadNanos) {}

    /** The gaps that ended within {@code window} before {@code end}, or, where those are few, not long before. */
    private static Nearby nearby(Usage usage, long end, long window) {
        // No gap is longer than the server allows, so all that are in the bin of its timeout end before it.
        boolean isLast = usage.isCensored() && IdleGaps.binEnd(end) > usage.idleTimeoutNanos();
        long from = end - window;
        long count = 0;
        for (double share : NEARBY) {
            from = IdleGaps.binStart(Math.min(from, end - (long) (end * share)));
            count = Math.round(usage.gaps().within(from, isLast ? IdleGaps.binEnd(end) : end));
            if (count >= ENOUGH) {
                break;
            }
        }
        return new Nearby(count, end - from);
    }
}
