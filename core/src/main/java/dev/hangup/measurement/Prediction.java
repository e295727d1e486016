package dev.hangup.measurement;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What share of aimed requests should meet the close, from nothing but what was measured.
 *
 * <p>Listening shows the time T from the end of an answer to the arrival of the FIN. The FIN left half a round trip earlier,
 * and a request takes half a round trip to where it left: what is sent in the round trip before T meets a closed
 * connection. A client that looks first sends nothing after T; one that does not look goes on to do so. So a request is
 * lost if T lies between its look and a round trip after it was sent, or, without a look, anywhere before that.
 *
 * <p>The round trip of the network is the least that the window can be, as an endpoint may let a request lie in its socket
 * for a while; the time that it took for a whole answer is the most.
 *
 * @param least the smallest share that one of the measured closes predicts, with the shortest round trip
 * @param most the largest, with the times that answers took
 * @param samples how many idle connections were listened to
 */
public record Prediction(double least, double most, int samples) {
    /** For these requests; empty when there is none, or nobody listened. */
    public static Optional<Prediction> of(Provocation provocation) {
        Listening idle = provocation.idle();
        if (idle == null || provocation.aimed().isEmpty()) {
            return Optional.empty();
        }
        // T of a connection that outlived the listening is longer than any gap.
        Interval open = idle.open();
        List<Long> closes =
                idle.closes().stream().map(Listening.Close::idleNanos).toList();
        long roundTrip = provocation.roundTrip().map(Interval::minNanos).orElse(0L);
        double least = open == null ? 1 : 0;
        double most = 0;
        for (long close : closes) {
            least = Math.min(least, share(provocation, close, aimed -> roundTrip));
            most = Math.max(most, share(provocation, close, aimed -> Math.max(roundTrip, aimed.answerNanos())));
        }
        return Optional.of(new Prediction(least, most, closes.size() + (open == null ? 0 : open.count())));
    }

    private static double share(Provocation provocation, long close, ToLongFunction<Aimed> window) {
        return provocation.aimed().stream()
                        .filter(aimed -> close <= aimed.sentNanos() + window.applyAsLong(aimed)
                                && (close > aimed.gapNanos() || !provocation.looks()))
                        .count()
                / (double) provocation.aimed().size();
    }
}
