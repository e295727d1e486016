package dev.hangup.comparison;

import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * One kind of failure before and after.
 *
 * @param what failed: a cause, or what logs say happened
 * @param source what tells of it
 * @param unit what it is counted against, on both sides
 * @param before how often before
 * @param after how often after
 * @param obstacle why the two cannot be set against each other, in plain words; empty if they can
 */
public record Change(String what, Source source, Exposure unit, Rate before, Rate after, String obstacle) {
    /** A capture may hold the failure of a request whose beginning it does not hold: there are no fewer trials than failures. */
    public Change {
        if (unit.isCounted()) {
            before = before.withTrials();
            after = after.withTrials();
        }
    }

    /** Of two that can be set against each other. */
    Change(String what, Source source, Exposure unit, Rate before, Rate after) {
        this(what, source, unit, before, after, "");
    }

    /** A difference counts from here: as several kinds are compared at once, less than the usual 0.05. */
    public static final double SIGNIFICANCE = 0.01;

    /** Beyond it Fisher's test would count in numbers too large for it. */
    private static final double MOST_TRIALS = 1e8;

    private static final int MOST_DOUBLINGS = 12;

    /** Of what kind the evidence is. */
    public enum Source {
        /** Captures: verdicts on connections. */
        CAPTURES("captures"),
        /** Logs: events in the kernel's terms. */
        LOGS("logs"),
        /** Results of {@code hangup provoke}. */
        PROVOKED("provoked"),
        /** Results of {@code hangup provoke --load}. */
        LOADED("under load");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        /** In words. */
        public String text() {
            return text;
        }
    }

    /** What can be said of the difference. */
    public enum Direction {
        /** It fell by more than chance. */
        FELL,
        /** It rose by more than chance. */
        ROSE,
        /** Chance alone makes such a difference. */
        CHANCE,
        /** One side has nothing to count against, or the two were made in different ways. */
        UNKNOWN
    }

    /**
     * How likely chance alone makes a difference as large, if both sides are alike: Fisher's exact test for trials, for time
     * the exact binomial test of how events fall on two spans.
     */
    public double chance() {
        if (!isComparable() || before.events() + after.events() == 0) {
            return 1;
        }
        boolean isLarge = before.exposure() > MOST_TRIALS || after.exposure() > MOST_TRIALS;
        return unit.isCounted() && !isLarge ? chanceOfTrials() : chanceInTime();
    }

    private double chanceOfTrials() {
        int[][] table = {row(before.proportion()), row(after.proportion())};
        return FisherExactTest.withDefaults().test(table).getPValue();
    }

    private static int[] row(Proportion proportion) {
        return new int[] {
            Math.toIntExact(proportion.events()), Math.toIntExact(proportion.trials() - proportion.events())
        };
    }

    /** Given how many events there were, how they fall on the two spans; for rare events in many trials it is the same. */
    private double chanceInTime() {
        long events = before.events() + after.events();
        double share = before.exposure() / (before.exposure() + after.exposure());
        return BinomialTest.withDefaults()
                .test(Math.toIntExact(events), Math.toIntExact(before.events()), share)
                .getPValue();
    }

    private boolean isComparable() {
        return before.exposure() > 0 && after.exposure() > 0 && obstacle.isEmpty();
    }

    /** What can be said of the difference. */
    public Direction direction() {
        if (!isComparable()) {
            return Direction.UNKNOWN;
        }
        if (chance() >= SIGNIFICANCE) {
            return Direction.CHANCE;
        }
        return after.seen() < before.seen() ? Direction.FELL : Direction.ROSE;
    }

    /**
     * How much there must be afterwards without a failure, so that the difference is beyond chance; 0 where that cannot be
     * told, or is not the question.
     */
    public long neededAfter() {
        if (direction() != Direction.CHANCE || after.events() > 0 || before.events() == 0) {
            return 0;
        }
        double tooLittle = after.exposure();
        double enough = tooLittle;
        for (int i = 0; i < MOST_DOUBLINGS && !isEnough(enough); i++) {
            tooLittle = enough;
            enough *= 2;
        }
        if (!isEnough(enough)) {
            return 0;
        }
        while (enough - tooLittle > Math.max(1, tooLittle / 100)) {
            double middle = (tooLittle + enough) / 2;
            if (isEnough(middle)) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        return (long) Math.ceil(enough);
    }

    private boolean isEnough(double exposure) {
        return new Change(what, source, unit, before, new Rate(0, exposure), "").direction() == Direction.FELL;
    }
}
