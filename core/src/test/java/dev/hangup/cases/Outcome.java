package dev.hangup.cases;

import dev.hangup.connection.Connection;
import dev.hangup.diagnosis.Candidate;
import dev.hangup.diagnosis.Verdict;
import java.util.List;

/**
 * What Hangup says of one connection.
 *
 * @param firstFrame the number of its first packet: no two connections of a capture share it
 * @param alternatives the other causes that were weighed, likeliest first
 * @param resets how many RSTs it has
 */
record Outcome(
        long firstFrame,
        String client,
        String server,
        String cause,
        String variant,
        String culprit,
        String closedBy,
        double confidence,
        List<String> alternatives,
        int resets) {
    static final String HEALTHY = Verdict.HEALTHY;

    static Outcome of(Verdict verdict) {
        Connection connection = verdict.connection();
        return new Outcome(
                connection.firstFrame(),
                connection.client().endpoint().toString(),
                connection.server().endpoint().toString(),
                verdict.cause(),
                verdict.variant(),
                verdict.culprit().text(),
                verdict.closedBy().text(),
                verdict.confidence(),
                verdict.candidates().stream()
                        .map(Candidate::cause)
                        .filter(cause -> !cause.equals(verdict.cause()))
                        .toList(),
                connection.client().resets() + connection.server().resets());
    }

    boolean isFailure() {
        return !cause.equals(HEALTHY);
    }

    /** Whether {@code other} runs between the same two endpoints, whoever is called the client. */
    boolean hasEndpointsOf(Outcome other) {
        return client.equals(other.client) && server.equals(other.server)
                || client.equals(other.server) && server.equals(other.client);
    }
}
