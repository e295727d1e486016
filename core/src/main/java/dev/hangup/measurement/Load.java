package dev.hangup.measurement;

import dev.hangup.Endpoint;
import java.util.List;

/**
 * What an endpoint did under a load whose requests arrive at random and wait for nobody (an open loop).
 *
 * @param target what was loaded, as a URL without its query
 * @param endpoint the address and port
 * @param startNanos when it began, in nanoseconds since 1970
 * @param tookNanos how long it took
 * @param arrivals how the requests arrived
 * @param steps the rates, in their order
 * @param unpooled what came of the requests for which a connection was opened
 * @param gaps what came of the others, by the idle gap of the connection that was used again; rising
 * @param besides why the server was not looked at beside it, in plain words; empty if it was
 * @param trouble the first failure of another kind than is counted by itself, in plain words; empty without
 * @param stopped why it ended before its time, in plain words; empty if it did not
 */
public record Load(
        String target,
        Endpoint endpoint,
        long startNanos,
        long tookNanos,
        Arrivals arrivals,
        List<LoadStep> steps,
        Outcomes unpooled,
        List<LoadGap> gaps,
        String besides,
        String trouble,
        String stopped) {
    /**
     * How requests arrived, and what they found.
     *
     * @param seed of the Poisson process: the same one gives the same arrivals
     * @param poolSize the most connections at a time
     * @param poolIdleNanos after how long the pool itself closes an idle connection; 0: never
     * @param looks whether the pool notices that the endpoint ended an idle connection
     * @param patienceNanos how long a request waits for a connection, for the opening of one, and for the answer, each
     */
    public record Arrivals(long seed, int poolSize, long poolIdleNanos, boolean looks, long patienceNanos) {}

    /** Copies the lists. */
    public Load {
        steps = List.copyOf(steps);
        gaps = List.copyOf(gaps);
    }

    /** How many requests there were. */
    public long requests() {
        return steps.stream().mapToLong(step -> step.outcomes().requests()).sum();
    }

    /** How many connections were begun to be opened. */
    public long connections() {
        return steps.stream().mapToLong(LoadStep::opened).sum();
    }

    /** By how much the load generator was late for a request at worst. */
    public long lagNanos() {
        return steps.stream().mapToLong(LoadStep::lagNanos).max().orElse(0);
    }
}
