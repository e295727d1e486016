package dev.hangup.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * The idle gaps after which late requests are made. The first ones stand right behind the timers that vendors and people
 * choose, so that each such timer is the only one in its bracket; then the bracket that was found is cut evenly.
 */
final class Gaps {
    private static final long SECOND = 1_000_000_000L;
    private static final int[] NAMED_SECONDS = {
        1, 2, 3, 4, 5, 6, 10, 15, 20, 30, 60, 75, 90, 120, 180, 240, 300, 350, 400, 600, 900, 1200, 1800, 3600, 7200
    };
    /** A timer fires a little late; a gap behind it by as much has it in front. */
    private static final double BEHIND = 1.02;

    private static final long LEAST_BEHIND_NANOS = SECOND / 10;

    /** A bracket is narrow enough when its width is less than this share of its upper end. */
    private static final double NARROW = 0.1;

    /** How many gaps cut a bracket. */
    static final int CUTS = 8;

    /** How often a bracket is cut at most: it is a ninth each time. */
    static final int ROUNDS = 2;

    private Gaps() {}

    /** One gap behind each named timer that is shorter than {@code longestNanos}, and that one itself. */
    static List<Long> first(long longestNanos) {
        List<Long> gaps = new ArrayList<>();
        for (int seconds : NAMED_SECONDS) {
            long gap = behind(seconds * SECOND);
            if (gap < longestNanos) {
                gaps.add(gap);
            }
        }
        gaps.add(longestNanos);
        return gaps;
    }

    private static long behind(long timerNanos) {
        return Math.max((long) (timerNanos * BEHIND), timerNanos + LEAST_BEHIND_NANOS);
    }

    /** Whether a bracket between a gap that was survived and one that was not says enough. */
    static boolean isNarrow(long survivedNanos, long lostNanos) {
        return lostNanos - survivedNanos < NARROW * lostNanos;
    }

    /** Gaps that cut a bracket evenly. */
    static List<Long> between(long survivedNanos, long lostNanos) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i <= CUTS; i++) {
            gaps.add(survivedNanos + (lostNanos - survivedNanos) * i / (CUTS + 1));
        }
        return gaps;
    }
}
