package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;
import dev.hangup.kernel.KernelTrace;
import dev.hangup.kernel.ResetRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trace whose clock is set beside a capture's: by the resets that both show, else by what the trace says of its clock.
 *
 * @param offsetNanos what to add to times of the trace
 * @param errorNanos how far that may be off
 * @param matches how many resets it rests on
 */
public record PlacedTrace(KernelTrace trace, long offsetNanos, long errorNanos, int matches) {
    /** Two clocks of one host are read one after the other. */
    private static final long HEADER_ERROR_NANOS = 20_000_000L;
    /** From the trace event to the capture on the same host. */
    private static final long LEAST_ERROR_NANOS = 1_000_000L;
    /** A clock that shows more counts from 1970. */
    private static final long SINCE_1970_NANOS = 1_000_000_000_000_000_000L;

    private record Ends(Endpoint from, Endpoint to) {}

    /** Places a trace beside the connections of a capture; null where nothing tells how. */
    static @Nullable PlacedTrace of(KernelTrace trace, List<Connection> connections) {
        if (trace.isEmpty()) {
            return null;
        }
        List<Long> offsets = new ArrayList<>();
        long roundTrip = match(trace, connections, offsets);
        if (!offsets.isEmpty()) {
            offsets.sort(null);
            long median = offsets.get(offsets.size() / 2);
            // Some ports were used twice: the middle four fifths agree.
            int tenth = offsets.size() / 10;
            long spread = offsets.get(offsets.size() - 1 - tenth) - offsets.get(tenth);
            return new PlacedTrace(trace, median, LEAST_ERROR_NANOS + spread + roundTrip, offsets.size());
        }
        if (trace.wallOffsetNanos().isPresent()) {
            return new PlacedTrace(trace, trace.wallOffsetNanos().getAsLong(), HEADER_ERROR_NANOS, 0);
        }
        return trace.firstNanos() > SINCE_1970_NANOS ? new PlacedTrace(trace, 0, HEADER_ERROR_NANOS, 0) : null;
    }

    /** Adds the offset by each reset that was captured once and traced once; returns the longest round trip of them. */
    private static long match(KernelTrace trace, List<Connection> connections, List<Long> offsets) {
        Map<Ends, Integer> captured = new HashMap<>();
        for (Connection connection : connections) {
            for (boolean byClient : new boolean[] {true, false}) {
                if (connection.side(byClient).reset() != null) {
                    captured.merge(ends(connection, byClient), 1, Integer::sum);
                }
            }
        }
        long roundTrip = 0;
        for (Connection connection : connections) {
            for (boolean byClient : new boolean[] {true, false}) {
                Reset reset = connection.side(byClient).reset();
                Ends ends = ends(connection, byClient);
                ResetRecord record = captured.getOrDefault(ends, 0) == 1 ? only(trace, ends) : null;
                if (reset != null && record != null) {
                    offsets.add(reset.timeNanos() - record.nanos());
                    roundTrip = Math.max(roundTrip, connection.handshakeRoundTripNanos());
                }
            }
        }
        return roundTrip;
    }

    private static Ends ends(Connection connection, boolean byClient) {
        Side from = connection.side(byClient);
        return new Ends(from.endpoint(), connection.side(!byClient).endpoint());
    }

    /** As its sender tells of it, else as its receiver does. */
    private static @Nullable ResetRecord only(KernelTrace trace, Ends ends) {
        List<ResetRecord> sent = trace.sent(ends.from(), ends.to());
        List<ResetRecord> told = sent.isEmpty() ? trace.tornDown(ends.to(), ends.from()) : sent;
        return told.size() == 1 ? told.get(0) : null;
    }

    /** The time on the trace's clock of what was captured at {@code nanos}. */
    long onItsClock(long nanos) {
        return nanos - offsetNanos;
    }

    /** Whether the trace was on for certain at that time of the capture. */
    boolean covers(long nanos) {
        long at = onItsClock(nanos);
        return at >= trace.firstNanos() + errorNanos && at <= trace.lastNanos() - errorNanos;
    }

    /** How it was placed, for people. */
    public String text() {
        String error = "to within " + Quantity.duration(errorNanos);
        return matches > 0
                ? "its clock is set by " + Quantity.count(matches, "reset") + " that a capture shows too, " + error
                : "its clock is set by what it says itself, " + error + ": no reset in it was captured too";
    }
}
