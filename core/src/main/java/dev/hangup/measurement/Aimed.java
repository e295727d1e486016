package dev.hangup.measurement;

import dev.hangup.measurement.LateRequest.Reaction;
import org.jspecify.annotations.Nullable;

/**
 * A request that was aimed at the moment at which an endpoint ends an idle connection; each had a connection of its own. All
 * gaps begin with the last byte of the answer before.
 *
 * @param gapNanos until the client looked whether the connection still was open, or would have
 * @param sentNanos until the request was handed to the kernel; {@code gapNanos} if it was not
 * @param reaction what came of it
 * @param reactionNanos from the request to the reaction; 0 if it was not sent
 * @param roundTripNanos how long connecting took
 * @param answerNanos how long the endpoint took to answer the request before
 * @param localPort the client's port, by which a capture knows the connection
 * @param scenario what the capture shows of a hit: the variant of its keep-alive race, else another cause; null if no
 *     capture tells
 */
public record Aimed(
        long gapNanos,
        long sentNanos,
        Reaction reaction,
        long reactionNanos,
        long roundTripNanos,
        long answerNanos,
        int localPort,
        @Nullable String scenario) {
    /** Whether the request met the close: it was ended by a RST or a FIN instead of an answer. */
    public boolean isHit() {
        return reaction == Reaction.RESET || reaction == Reaction.CLOSED;
    }

    /** The same with what a capture shows of it. */
    public Aimed shownAs(@Nullable String shown) {
        return new Aimed(gapNanos, sentNanos, reaction, reactionNanos, roundTripNanos, answerNanos, localPort, shown);
    }
}
