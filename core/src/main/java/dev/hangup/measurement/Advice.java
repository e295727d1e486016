package dev.hangup.measurement;

import dev.hangup.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client of an endpoint should set, from what was measured: it has to stop reusing a connection before the endpoint
 * or the path ends it, by a round trip (a request is on its way while the FIN comes) and by a margin for a client that is
 * late because its event loop or garbage collector stood still.
 */
public final class Advice {
    private static final long MARGIN_NANOS = 1_000_000_000L;
    private static final long TENTH_NANOS = 100_000_000L;

    private Advice() {}

    /** Sentences, the most useful first; empty when nothing was found that a client must heed. */
    public static List<String> of(Instance instance) {
        List<String> advice = new ArrayList<>(ofIdleTimeout(instance));
        advice.addAll(ofPath(instance));
        return advice;
    }

    /** What follows from the endpoint's own ends of idle connections. */
    public static List<String> ofIdleTimeout(Instance instance) {
        List<String> advice = new ArrayList<>();
        for (Listening listening : instance.listening()) {
            of(listening, roundTripNanos(instance)).ifPresent(advice::add);
        }
        return advice;
    }

    /** What follows from late requests that were lost, because something forgot the connection without a word. */
    public static List<String> ofPath(Instance instance) {
        List<String> advice = new ArrayList<>();
        survived("Clients", instance.late(), instance).ifPresent(advice::add);
        survived("HTTP/2 clients", instance.lateHttp2(), instance).ifPresent(advice::add);
        instance.lateOfAnyVersion()
                .filter(LateRequests::isForgotten)
                .flatMap(LateRequests::survivedNanos)
                .ifPresent(nanos -> advice.add("Or keep the state on the path alive: TCP keep-alive probes every "
                        + seconds(nanos / 2) + " s or more often (half of that gap)."));
        return advice;
    }

    private static Optional<String> survived(String who, @Nullable LateRequests late, Instance instance) {
        return Optional.ofNullable(late)
                .flatMap(LateRequests::survivedNanos)
                .map(nanos -> clientLimit(
                        who,
                        nanos,
                        roundTripNanos(instance),
                        "idle times of up to " + seconds(nanos) + " s were survived"));
    }

    /** The same for whom a provoked close hurt. */
    public static List<String> of(Provocation provocation) {
        Listening idle = provocation.idle();
        long roundTrip = provocation.roundTrip().map(Interval::minNanos).orElse(0L);
        if (idle == null || idle.closes().isEmpty()) {
            return List.of();
        }
        List<String> advice = new ArrayList<>();
        of(idle, roundTrip).ifPresent(advice::add);
        advice.add(
                "Or make the endpoint's idle timeout longer than the time for which its clients keep idle connections.");
        if (!provocation.looks()) {
            advice.add(
                    "Look for the endpoint's FIN before a connection is used again: after it every request is lost.");
        }
        return advice;
    }

    private static Optional<String> of(Listening listening, long roundTrip) {
        return listening
                .timeout()
                .map(timeout -> clientLimit(
                        listening.protocol() + " clients",
                        timeout.minNanos(),
                        roundTrip,
                        "idle connections were ended after " + timeout.text()));
    }

    private static long roundTripNanos(Instance instance) {
        Interval roundTrip = instance.roundTrip();
        return roundTrip == null ? 0 : roundTrip.maxNanos();
    }

    /**
     * The longest idle timeout that a client may have, in nanoseconds: a round trip and a second less than the other end has, or
     * half of that where it leaves no room for the margin.
     */
    public static long clientLimitNanos(long endNanos, long roundTripNanos) {
        return Math.max(endNanos / 2, endNanos - roundTripNanos - MARGIN_NANOS);
    }

    /** The same before an end that was measured at {@code instance}, by the round trip there. */
    public static long clientLimitNanos(Instance instance, long endNanos) {
        return clientLimitNanos(endNanos, roundTripNanos(instance));
    }

    /** @param roundTripNanos 0 where none was measured */
    private static String clientLimit(String who, long endNanos, long roundTripNanos, String what) {
        long limit = clientLimitNanos(endNanos, roundTripNanos) / TENTH_NANOS * TENTH_NANOS;
        if (limit <= 0) {
            return who + ": do not reuse connections; " + what + ", which leaves no time in which that is safe.";
        }
        boolean roomy = endNanos - roundTripNanos - MARGIN_NANOS >= endNanos / 2;
        return who + ": set the idle timeout of the connection pool to " + seconds(limit) + " s or less: "
                + what + ", "
                + (roomy
                        ? "less "
                                + (roundTripNanos == 0
                                        ? ""
                                        : "a round trip of " + Quantity.duration(roundTripNanos) + " and ")
                                + "1 s for a client that is late."
                        : "too short for a margin of 1 s, so half of it; better make the server's timeout longer.");
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, nanos % TENTH_NANOS == 0 ? "%.1f" : "%.3f", nanos / 1e9);
    }
}
