package dev.hangup.measurement;

import java.util.List;
import java.util.Optional;

/**
 * How long requests took.
 *
 * @param count of how many
 * @param quantiles those that so many requests can show, rising: the slowest of a hundred says nothing about one in a thousand
 * @param maxNanos the slowest
 */
public record Latency(long count, List<Quantile> quantiles, long maxNanos) {
    /** The shares that are told: half, one in ten, one in a hundred, one in a thousand. */
    public static final List<Double> SHARES = List.of(0.5, 0.9, 0.99, 0.999);

    /**
     * A quantile.
     *
     * @param share of the requests that took no longer, between 0 and 1
     * @param nanos how long, in nanoseconds
     */
    public record Quantile(double share, long nanos) {}

    /** Copies the list. */
    public Latency {
        quantiles = List.copyOf(quantiles);
    }

    /** The quantile of {@code share}, in nanoseconds; empty where there were too few requests for it. */
    public Optional<Long> nanos(double share) {
        return quantiles.stream()
                .filter(quantile -> quantile.share() == share)
                .map(Quantile::nanos)
                .findFirst();
    }

    /** Whether {@code count} requests can show that quantile: at least one of them is expected beyond it. */
    public static boolean isShown(double share, long count) {
        // A tenth of a thousandth forgives what binary fractions cannot hold.
        return count * (1 - share) >= 1 - 1e-4;
    }
}
