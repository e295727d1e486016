package dev.hangup.comparison;

import org.apache.commons.statistics.distribution.GammaDistribution;

/**
 * How often something failed, for as much as there was of what it is counted against.
 *
 * @param events how often
 * @param exposure of how much; of hours a part too
 */
public record Rate(long events, double exposure) {
    /** The rate that was seen; 0 where nothing was exposed. */
    public double seen() {
        return exposure <= 0 ? 0 : (double) events / exposure;
    }

    /** The lower bound, at {@link Proportion#CONFIDENCE}. */
    public double lower(Exposure unit) {
        return unit.isCounted() ? proportion().lower(Proportion.CONFIDENCE) : lowerInTime();
    }

    /** The upper bound; see {@link Proportion#upper}. */
    public double upper(Exposure unit) {
        return unit.isCounted() ? proportion().upper(Proportion.CONFIDENCE) : upperInTime();
    }

    /** The lower bound of a rate in time, whatever the unit of that: F. Garwood, Biometrika 28, 1936. */
    public double lowerInTime() {
        double below = (1 - Proportion.CONFIDENCE) / 2;
        return events == 0
                ? 0
                : GammaDistribution.of((double) events, 1).inverseCumulativeProbability(below) / exposure;
    }

    /** Its upper bound; see {@link Proportion#upper}. */
    public double upperInTime() {
        double above = events == 0 ? 1 - Proportion.CONFIDENCE : (1 - Proportion.CONFIDENCE) / 2;
        return GammaDistribution.of(events + 1.0, 1).inverseSurvivalProbability(above) / exposure;
    }

    /** The same with as many trials as events at least, where there are any. */
    Rate withTrials() {
        return exposure > 0 && exposure < events ? new Rate(events, (double) events) : this;
    }

    /** As trials that fail or do not. */
    Proportion proportion() {
        return new Proportion(events, Math.max(events, Math.round(exposure)));
    }
}
