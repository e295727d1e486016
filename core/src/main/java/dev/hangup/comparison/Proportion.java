package dev.hangup.comparison;

import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * How often something happened of the times that it could have, with exact bounds (C. J. Clopper and E. S. Pearson,
 * Biometrika 26, 1934).
 *
 * @param events how often it happened
 * @param trials how often it could have
 */
public record Proportion(long events, long trials) {
    /** Of the bounds that are printed: so often they hold the truth. */
    public static final double CONFIDENCE = 0.95;

    /** @throws IllegalArgumentException when there are more events than trials, or fewer than none */
    public Proportion {
        if (events < 0 || events > trials) {
            throw new IllegalArgumentException(events + " of " + trials);
        }
    }

    /** The share that was seen; 0 without a trial. */
    public double share() {
        return trials == 0 ? 0 : (double) events / trials;
    }

    /** The lower bound of the two-sided interval that holds the true share with probability {@code confidence}. */
    public double lower(double confidence) {
        return events == 0
                ? 0
                : BetaDistribution.of((double) events, trials - events + 1.0)
                        .inverseCumulativeProbability((1 - confidence) / 2);
    }

    /**
     * The upper bound of that interval. Where nothing happened there is nothing below, so the whole doubt is above: 0 of
     * 300 means below 1 % at a confidence of 0.95.
     */
    public double upper(double confidence) {
        double above = events == 0 ? 1 - confidence : (1 - confidence) / 2;
        return events == trials
                ? 1
                : BetaDistribution.of(events + 1.0, (double) (trials - events)).inverseSurvivalProbability(above);
    }

    /**
     * Whether chance may have made these events of a true share that is somewhere from {@code low} to {@code high}: with
     * {@code confidence} it makes neither so many of the one nor so few of the other.
     */
    public boolean isWithin(double low, double high, double confidence) {
        double doubt = (1 - confidence) / 2;
        int most = Math.toIntExact(trials);
        int seen = Math.toIntExact(events);
        double soMany = BinomialDistribution.of(most, high).survivalProbability(seen - 1);
        double soFew = BinomialDistribution.of(most, low).cumulativeProbability(seen);
        return soMany > doubt && soFew > doubt;
    }
}
