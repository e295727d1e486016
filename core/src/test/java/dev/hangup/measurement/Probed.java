package dev.hangup.measurement;

import dev.hangup.Endpoint;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.Manner.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Measurements of an endpoint as {@code hangup probe} makes them, put together piece by piece. */
public final class Probed {
    /** When all of them were made. */
    public static final long START_NANOS = 1_795_205_196_000_000_000L;

    private static final Manner FIN = new Manner(List.of(Word.FIN));

    private final Endpoint endpoint;
    private final String target;
    private final List<Close> closes = new ArrayList<>();
    private final List<LateRequest> late = new ArrayList<>();
    private @Nullable Interval open;
    private @Nullable RequestLimit requestLimit;
    private @Nullable HeaderTimeout headerTimeout;
    private @Nullable ResetOrigin resetOrigin;

    private Probed(Endpoint endpoint, String target) {
        this.endpoint = endpoint;
        this.target = target;
    }

    /** Nothing yet, of that address. */
    public static Probed at(Endpoint endpoint) {
        return new Probed(endpoint, "http://" + endpoint + "/");
    }

    /** Nothing yet, of an address that was found by the name in {@code target}. */
    public static Probed at(Endpoint endpoint, String target) {
        return new Probed(endpoint, target);
    }

    /** Idle connections were ended after these times. */
    public Probed closes(Duration... after) {
        Arrays.stream(after).forEach(one -> closes.add(new Close(one.toNanos(), FIN)));
        return this;
    }

    /** An idle connection was not ended in that time. */
    public Probed staysOpenFor(Duration time) {
        open = new Interval(time.toNanos(), time.toNanos(), 1);
        return this;
    }

    /** Late requests were answered after one gap, and lost after another. */
    public Probed answersUntil(Duration gap, Reaction lost, Duration lostGap) {
        late.add(new LateRequest(gap.toNanos(), Reaction.ANSWERED, 1));
        late.add(new LateRequest(lostGap.toNanos(), lost, 1));
        return this;
    }

    /** RSTs come from so far away. */
    public Probed resetsFrom(int resetHops, int endpointHops) {
        resetOrigin = new ResetOrigin(endpointHops, resetHops, 16);
        return this;
    }

    /** A connection took so many requests, and was closed then. */
    public Probed closesAfter(int requests) {
        requestLimit = new RequestLimit(requests, true, false);
        return this;
    }

    /** Half a request was waited for so long. */
    public Probed waitsForHeaders(Duration time) {
        headerTimeout = new HeaderTimeout(time.toNanos(), FIN);
        return this;
    }

    /** All of it. */
    public Measurement measurement() {
        Listening listening = new Listening("HTTP/1.1", closes, open);
        Instance instance = new Instance(
                endpoint,
                "",
                new Interval(20_000_000, 20_000_000, 1),
                Advertised.NOTHING,
                List.of(),
                null,
                closes.isEmpty() && open == null ? List.of() : List.of(listening),
                late.isEmpty() ? null : new LateRequests(late),
                null,
                null,
                requestLimit,
                headerTimeout,
                resetOrigin);
        return new Measurement(target, START_NANOS, 1, 1, 1, List.of(instance), "");
    }
}
