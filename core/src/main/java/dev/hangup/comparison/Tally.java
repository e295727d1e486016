package dev.hangup.comparison;

import dev.hangup.config.HopEnd;
import java.util.List;
import java.util.Map;

/**
 * What one set of evidence adds up to.
 *
 * @param name as the user named it
 * @param captured by its captures
 * @param logged by its logs
 * @param aimed by results of {@code hangup provoke}
 * @param loaded by results of {@code hangup provoke --load}
 * @param setup how the servers are set up, and what they were measured to do
 */
public record Tally(String name, Captured captured, Logged logged, Aimed aimed, Loaded loaded, Setup setup) {
    /**
     * Failures of one kind.
     *
     * @param count how many
     * @param unit what they are counted against
     */
    public record Failures(long count, Exposure unit) {}

    /**
     * What captures add up to.
     *
     * @param exposed how many connections, requests and reuses they hold; empty without a capture
     * @param failedConnections how many connections failed somebody
     * @param causes how many of them by which cause, and what each is counted against
     * @param reusesAtRisk how many requests came on a connection that its server was about to close, within a round trip
     */
    public record Captured(
            Map<Exposure, Double> exposed, long failedConnections, Map<String, Failures> causes, double reusesAtRisk) {
        /** Without a capture. */
        public static final Captured NONE = new Captured(Map.of(), 0, Map.of(), 0);

        /** Copies the maps. */
        public Captured {
            exposed = Map.copyOf(exposed);
            causes = Map.copyOf(causes);
        }

        /** Whether there is a capture. */
        public boolean isThere() {
            return !exposed.isEmpty();
        }

        /** How much there was of something to count against. */
        public double exposed(Exposure unit) {
            return exposed.getOrDefault(unit, 0.0);
        }
    }

    /**
     * What logs add up to.
     *
     * @param symptoms how often they tell of what
     * @param lines how many lines access logs have, one for each request
     * @param hours how many hours the logs cover
     */
    public record Logged(Map<String, Long> symptoms, double lines, double hours) {
        /** Without a log. */
        public static final Logged NONE = new Logged(Map.of(), 0, 0);

        /** Copies the map. */
        public Logged {
            symptoms = Map.copyOf(symptoms);
        }

        /** Whether there are logs that say when, or have one line for each request. */
        public boolean isThere() {
            return lines > 0 || hours > 0;
        }

        /** Whether lines are what failures are counted against: not where other logs tell of more failures than there are lines. */
        boolean isCountedByLines() {
            return lines > 0
                    && lines
                            >= symptoms.values().stream()
                                    .mapToLong(count -> count)
                                    .sum();
        }
    }

    /**
     * Requests that were aimed at the idle close of a server.
     *
     * @param requests how many
     * @param manner how, in words; equal where they were aimed alike
     * @param hits how many were lost to it
     */
    public record Aimed(long requests, String manner, long hits) {
        /** None. */
        public static final Aimed NONE = new Aimed(0, "", 0);
    }

    /**
     * Loads.
     *
     * @param requests how many requests they made
     * @param manner how, in words; equal where they were made alike
     * @param outcomes how many failed in which way
     */
    public record Loaded(long requests, String manner, Map<String, Long> outcomes) {
        /** None. */
        public static final Loaded NONE = new Loaded(0, "", Map.of());

        /** Copies the map. */
        public Loaded {
            outcomes = Map.copyOf(outcomes);
        }
    }

    /**
     * How servers are set up, and what they do.
     *
     * @param ends what configurations say
     * @param idleLimits after how long idle servers were seen to close
     * @param measured what else {@code hangup probe} measured, in words, by {@code server} and what it is about
     */
    public record Setup(List<HopEnd> ends, List<IdleLimit> idleLimits, Map<String, Map<String, String>> measured) {
        /** Nothing is known of it. */
        public static final Setup NONE = new Setup(List.of(), List.of(), Map.of());

        /** Copies what it is given. */
        public Setup {
            ends = List.copyOf(ends);
            idleLimits = List.copyOf(idleLimits);
            measured = Map.copyOf(measured);
        }

        /** Whether something of it is known on both sides. */
        boolean isComparableWith(Setup other) {
            return !ends.isEmpty() && !other.ends.isEmpty()
                    || !idleLimits.isEmpty() && !other.idleLimits.isEmpty()
                    || !measured.isEmpty() && !other.measured.isEmpty();
        }
    }
}
