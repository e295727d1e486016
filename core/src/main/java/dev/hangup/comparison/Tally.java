package dev.hangup.comparison;

import dev.hangup.config.HopEnd;
import java.util.List;
import java.util.Map;

/**
 * What one set of evidence adds up to.
 *
 * @param name as the user named it
 * @param captured how many connections, requests and reuses its captures hold; empty without a capture
 * @param failedConnections how many connections failed somebody, by the captures
 * @param causes how many of them by which cause, and what each is counted against
 * @param reusesAtRisk how many requests came on a connection that its server was about to close, within a round trip
 * @param symptoms how often logs tell of what
 * @param logLines how many lines its access logs have, one for each request; 0 where any log is none
 * @param logHours how many hours its logs cover
 * @param aimed how many requests were aimed at the idle close of a server by {@code hangup provoke}
 * @param aim how they were aimed, in words; equal where they were aimed alike
 * @param hits how many of them were lost to it
 * @param loaded how many requests {@code hangup provoke --load} made
 * @param loading how it made them, in words; equal where it made them alike
 * @param outcomes how many of them failed in which way
 * @param ends what its configurations set up
 * @param idleLimits after how long idle servers were seen to close
 */
public record Tally(
        String name,
        Map<Exposure, Double> captured,
        long failedConnections,
        Map<String, Failures> causes,
        double reusesAtRisk,
        Map<String, Long> symptoms,
        double logLines,
        double logHours,
        long aimed,
        String aim,
        long hits,
        long loaded,
        String loading,
        Map<String, Long> outcomes,
        List<HopEnd> ends,
        List<IdleLimit> idleLimits) {
    /**
     * Failures of one kind.
     *
     * @param count how many
     * @param unit what they are counted against
     */
    public record Failures(long count, Exposure unit) {}

    /** Copies what it is given. */
    public Tally {
        captured = Map.copyOf(captured);
        causes = Map.copyOf(causes);
        symptoms = Map.copyOf(symptoms);
        outcomes = Map.copyOf(outcomes);
        ends = List.copyOf(ends);
        idleLimits = List.copyOf(idleLimits);
    }

    /** Whether it holds captures. */
    public boolean hasCaptures() {
        return !captured.isEmpty();
    }

    /** Whether it holds logs that say when, or one line for each request. */
    public boolean hasLogs() {
        return logLines > 0 || logHours > 0;
    }

    /** How much there was of what captures count against. */
    double exposed(Exposure unit) {
        return captured.getOrDefault(unit, 0.0);
    }
}
