package dev.hangup.measurement;

import dev.hangup.Endpoint;
import dev.hangup.measurement.LateRequest.Reaction;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requests aimed at the moment at which an endpoint ends idle connections.
 *
 * @param target what was provoked, as a URL without its query
 * @param endpoint at which address
 * @param startNanos when it began, in nanoseconds since 1970
 * @param tookNanos how long it took
 * @param connections how many connections it opened
 * @param requests how many requests it made
 * @param looks whether the client looked for a FIN before it sent, as connection pools do
 * @param idle what listening showed shortly before; null if nobody could listen
 * @param gaps what was aimed at; null if nothing was
 * @param aimed the requests, by growing gap
 * @param unseen why no capture shows what the hits were; empty if one does
 * @param trouble why less was done than wanted; empty if nothing went wrong
 * @param stopped why it ended before its time; empty if it did not
 */
public record Provocation(
        String target,
        Endpoint endpoint,
        long startNanos,
        long tookNanos,
        int connections,
        int requests,
        boolean looks,
        @Nullable Listening idle,
        @Nullable GapRange gaps,
        List<Aimed> aimed,
        String unseen,
        String trouble,
        String stopped) {
    /** No provocation aims more requests. */
    public static final int MOST_ATTEMPTS = 10_000;

    /** Sorts and copies the list. */
    public Provocation {
        aimed = aimed.stream().sorted(Comparator.comparingLong(Aimed::gapNanos)).toList();
    }

    /** How requests were aimed, in words: at which gaps, and whether the client looked. */
    public String aim() {
        GapRange range = gaps;
        if (range == null || aimed.isEmpty()) {
            return "";
        }
        return String.format(Locale.ROOT, "at %.4f-%.4f s", range.fromNanos() / 1e9, range.toNanos() / 1e9)
                + (looks ? "" : " without a look for the FIN");
    }

    /** What was measured of the endpoint before anything was provoked. */
    public Measurement measurement() {
        Instance instance = new Instance(
                endpoint,
                trouble,
                roundTrip().orElse(null),
                null,
                List.of(),
                null,
                idle == null ? List.of() : List.of(idle),
                null,
                null,
                null,
                null,
                null,
                null);
        return new Measurement(target, startNanos, tookNanos, connections, requests, List.of(instance), stopped);
    }

    /** How many requests met the close. */
    public int hits() {
        return (int) aimed.stream().filter(Aimed::isHit).count();
    }

    /** How many had this outcome. */
    public int count(Reaction reaction) {
        return (int) aimed.stream().filter(one -> one.reaction() == reaction).count();
    }

    /** How long connecting took, which is one round trip; empty when nothing was aimed. */
    public Optional<Interval> roundTrip() {
        return span(Aimed::roundTripNanos);
    }

    /** How long the answers took; empty when nothing was aimed. */
    public Optional<Interval> answerTime() {
        return span(Aimed::answerNanos);
    }

    private Optional<Interval> span(Function<Aimed, Long> time) {
        return aimed.isEmpty()
                ? Optional.empty()
                : Optional.of(Interval.of(aimed.stream().map(time).toList()));
    }
}
