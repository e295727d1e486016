package dev.hangup.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Turns bits into probabilities: a cause with {@code b} bits stands to "unknown" like {@code 2^b} to 1. */
final class Odds {
    private static final double NEGLIGIBLE = 0.01;

    private Odds() {}

    /**
     * The candidates with their shares as confidence, likeliest first; without those that have next to none.
     *
     * @param weighed the candidates with their bits
     * @param cap how sure each may be at most
     */
    static List<Candidate> shares(List<Candidate> weighed, ToDoubleFunction<Candidate> cap) {
        // "Unknown" has zero bits.
        double sum = 1;
        for (Candidate candidate : weighed) {
            sum += Math.pow(2, candidate.bits());
        }
        List<Candidate> candidates = new ArrayList<>();
        for (Candidate candidate : weighed) {
            double share = Math.pow(2, candidate.bits()) / sum;
            if (share >= NEGLIGIBLE) {
                double confidence = Math.min(share, cap.applyAsDouble(candidate));
                candidates.add(new Candidate(candidate.cause(), candidate.bits(), confidence, candidate.clues()));
            }
        }
        candidates.sort(Odds::likeliestFirst);
        return List.copyOf(candidates);
    }

    private static int likeliestFirst(Candidate one, Candidate other) {
        int order = Double.compare(other.bits(), one.bits());
        return order == 0 ? one.cause().compareTo(other.cause()) : order;
    }

    /** That it is none of the candidates, but at most {@code ceiling}. */
    static double open(List<Candidate> candidates, double ceiling) {
        double known = candidates.stream().mapToDouble(Candidate::confidence).sum();
        return Math.max(0, Math.min(ceiling, 1 - known));
    }
}
