package dev.hangup.diagnosis;

import dev.hangup.Endpoint;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Vantage;
import dev.hangup.kernel.KernelTrace;
import dev.hangup.kernel.ResetReason;
import dev.hangup.kernel.ResetRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the traces about the RST that ended a connection. A trace is of one machine, and of all of it: what it says counts
 * for the end whose address it has, never by the task it names; what it does not say counts only where it shows that it
 * would have said it.
 */
final class KernelWitness {
    /** A 4-tuple is not used again so soon. */
    private static final long SAME_TUPLE_NANOS = 2_000_000_000L;

    /** A port is not used again so soon (TCP_TIMEWAIT_LEN). */
    private static final long SAME_PORT_NANOS = 60_000_000_000L;

    private static final double SURE_BITS = 6;
    private static final double LIKELY_BITS = 2;
    private static final double HINT_BITS = 1;

    private final List<PlacedTrace> traces = new ArrayList<>();

    KernelWitness(KernelEvidence evidence, List<Connection> troubled) {
        for (KernelTrace trace : evidence.traces().keySet()) {
            PlacedTrace placed = PlacedTrace.of(trace, troubled);
            if (placed != null) {
                traces.add(placed);
                evidence.placed(placed);
            }
        }
    }

    /** What they say of the RST; null if nothing. */
    @Nullable
    Testimony about(Case failure) {
        Reset reset = failure.reset();
        if (reset == null) {
            return null;
        }
        Testimony denial = null;
        for (PlacedTrace trace : traces) {
            Testimony confession = confession(trace, failure, reset);
            if (confession != null) {
                return confession;
            }
            denial = denial == null ? denial(trace, failure, reset) : denial;
        }
        return denial;
    }

    private static @Nullable Testimony confession(PlacedTrace placed, Case failure, Reset reset) {
        KernelTrace trace = placed.trace();
        Endpoint sender = failure.allegedSender(reset).endpoint();
        long at = placed.onItsClock(reset.timeNanos());
        long error = placed.errorNanos() + Math.max(0, failure.roundTripNanos());
        List<ResetRecord> own = near(trace.sent(sender, other(failure, reset)), at, SAME_TUPLE_NANOS + error);
        if (!own.isEmpty()) {
            ResetRecord before = tornDownBefore(trace, sender, own.get(0));
            return before == null
                    ? Testimony.said(own.get(0), trace.name())
                    : Testimony.saidAfter(before, own.get(0), trace.name());
        }
        // A listener has no connection whose numbers it could acknowledge.
        boolean mayBeOfListener = !reset.hasAck() && isOfItsMachine(trace, failure, reset);
        List<ResetRecord> listeners = mayBeOfListener ? near(trace.ofListener(sender.port()), at, error) : List.of();
        return listeners.isEmpty()
                ? null
                : Testimony.saidOfListener(listeners.get(0), trace.name(), reasons(listeners), error);
    }

    /**
     * When the sender of a RST without a socket tore that socket down, shortly before: as if by a RST of the other side,
     * whose address may have been another then.
     */
    private static @Nullable ResetRecord tornDownBefore(KernelTrace trace, Endpoint sender, ResetRecord sent) {
        if (sent.reason() != ResetReason.NO_SOCKET) {
            return null;
        }
        return trace.tornDown(sender, sent.remote().port()).stream()
                .filter(record -> record.nanos() < sent.nanos() && sent.nanos() - record.nanos() < SAME_PORT_NANOS)
                .findFirst()
                .orElse(null);
    }

    /** How many different reasons the events give: with one it does not matter which of them is meant. */
    private static int reasons(List<ResetRecord> resets) {
        return (int) resets.stream().map(ResetRecord::reason).distinct().count();
    }

    private static Endpoint other(Case failure, Reset reset) {
        return failure.connection().side(!reset.fromClient()).endpoint();
    }

    /** Those within {@code most} of a time, the nearest first. */
    private static List<ResetRecord> near(List<ResetRecord> resets, long at, long most) {
        return resets.stream()
                .filter(reset -> Math.abs(reset.nanos() - at) <= most)
                .sorted((one, two) -> Long.compare(Math.abs(one.nanos() - at), Math.abs(two.nanos() - at)))
                .toList();
    }

    /** Whether the alleged sender is the machine of the trace: by its address, or where it names none, by where was captured. */
    private static boolean isOfItsMachine(KernelTrace trace, Case failure, Reset reset) {
        Vantage own = reset.fromClient() ? Vantage.CLIENT : Vantage.SERVER;
        return trace.showsHost(failure.allegedSender(reset).endpoint())
                || (trace.showsNoHost() && failure.vantage() == own);
    }

    /**
     * No event for this RST. That says something only if the trace was on, has the sender's end of this very connection
     * (or one between the same two hosts: a translator between would hide it under another address), and is of a kernel
     * that would have told: before Linux 6.10 a RST without a socket made no event.
     */
    private static @Nullable Testimony denial(PlacedTrace placed, Case failure, Reset reset) {
        KernelTrace trace = placed.trace();
        Endpoint sender = failure.allegedSender(reset).endpoint();
        Endpoint receiver = other(failure, reset);
        boolean ended =
                failure.connection().isClosedByReset() || !failure.connection().isEstablished();
        boolean known = trace.shows(sender, receiver) || trace.showsHosts(sender, receiver);
        if (!ended || !known || !wasOn(placed, reset, sender, receiver)) {
            return null;
        }
        double bits = bits(trace, reset);
        boolean isHedged = !trace.shows(sender, receiver);
        bits = isHedged ? Math.min(bits, HINT_BITS) : bits;
        return bits == 0
                ? null
                : Testimony.denied(
                        bits,
                        "the kernel of " + sender.address() + " was traced and tells of no RST of its own here, "
                                + trace.name() + doubts(trace));
    }

    /** Between two events for certain, or when the receiver's kernel told of this RST. */
    private static boolean wasOn(PlacedTrace placed, Reset reset, Endpoint sender, Endpoint receiver) {
        long at = placed.onItsClock(reset.timeNanos());
        return placed.covers(reset.timeNanos())
                || !near(placed.trace().tornDown(receiver, sender), at, placed.errorNanos())
                        .isEmpty();
    }

    private static double bits(KernelTrace trace, Reset reset) {
        if (trace.resetsSent() == 0) {
            // Perhaps the event was not even switched on.
            return LIKELY_BITS;
        }
        if (!reset.isFromSocket() && !trace.namesReasons()) {
            return 0;
        }
        // The event of a listener has no address that a filter could keep it by.
        return reset.hasAck() || !trace.isIncomplete() ? SURE_BITS : HINT_BITS;
    }

    private static String doubts(KernelTrace trace) {
        String none = trace.resetsSent() == 0 ? " (nor of any other sent RST: was tcp_send_reset on?)" : "";
        return none + (trace.isIncomplete() ? " (of which events are missing)" : "");
    }
}
