package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.FIN_WITHOUT_ANSWER;
import static dev.hangup.diagnosis.Mechanism.REQUEST_ACKED_THEN_RESET;
import static dev.hangup.diagnosis.Mechanism.REQUEST_AFTER_FIN;
import static dev.hangup.diagnosis.Mechanism.REQUEST_CROSSED_FIN;

import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import java.util.List;
import java.util.Map;

/** No file descriptor was left: the server accepted and closed at once. */
public final class FdExhaustion implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.ofEntries(
            Map.entry(ResetReason.TCP_ABORT_ON_CLOSE, 2.0),
            Map.entry(ResetReason.TCP_STATE, -5.0),
            Map.entry(ResetReason.INVALID_SYN, -5.0));

    /** A server that accepts only to close does so before a request comes, where that takes so long. */
    private static final long LEFT_ALONE_NANOS = 5_000_000L;

    private static final long AT_ONCE_NANOS = 30_000_000L;

    @Override
    public String name() {
        return "fd-exhaustion";
    }

    @Override
    public String plainly() {
        return "the server had no file descriptor left and closed new connections at once";
    }

    @Override
    public Risk risk() {
        return Risk.CONNECTING;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        Connection connection = failure.connection();
        boolean first =
                failure.exchanges().requests() == 1 && failure.exchanges().answered() == 0;
        // What shook hands in TLS, or greeted, had a descriptor.
        boolean hasSpoken = connection.server().payloadBytes() > 0;
        if (!first
                || hasSpoken
                || failure.isRequestRead()
                || connection.handshakeNanos() == 0
                || !failure.is(REQUEST_ACKED_THEN_RESET, FIN_WITHOUT_ANSWER, REQUEST_CROSSED_FIN, REQUEST_AFTER_FIN)) {
            return;
        }
        long age = failure.endNanos() - connection.handshakeNanos();
        boolean byReset = failure.is(REQUEST_ACKED_THEN_RESET);
        scale.prior(
                byReset ? 1 : failure.is(FIN_WITHOUT_ANSWER) ? -2 : 0.5,
                "a server that accepts only to close leaves the request unread");
        long roundTrip = Math.max(0, failure.roundTripNanos());
        boolean atOnce = age < AT_ONCE_NANOS + 2 * roundTrip;
        if (atOnce) {
            scale.clue(
                    ClueKind.LATENCY,
                    2,
                    "the connection was closed " + Quantity.duration(age) + " after it was accepted");
        }
        if (!atOnce) {
            scale.clue(ClueKind.LATENCY, -4, "the connection lived for " + Quantity.duration(age));
        }
        long untilRequest = failure.exchanges().requestNanos() - connection.handshakeNanos();
        boolean wasLeftAlone =
                untilRequest > LEFT_ALONE_NANOS + 2 * roundTrip && failure.waitNanos() - roundTrip < untilRequest / 2;
        scale.clueIf(wasLeftAlone, ClueKind.LATENCY, -2.5, "it was left alone until its request came");
        int answered =
                failure.population().answersWithin(connection.startNanos() - 30_000_000_000L, connection.startNanos());
        if (answered > 2) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    1,
                    Quantity.count(answered, "connection") + " before it had been answered by the same server");
        }
        int soonAfter = failure.siblings().answeredOpenedSoonAfter();
        if (soonAfter > 1) {
            scale.clue(
                    ClueKind.AFTERMATH,
                    -2,
                    Quantity.count(soonAfter, "connection") + " opened within half a second after it got answers");
        }
        scale.clueIf(
                failure.siblings().refusedAfterwards() > 0,
                ClueKind.AFTERMATH,
                -2,
                "afterwards the server refused connections");
        ProcessEnd.weighOwnClose(failure, scale);
        scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, -5, "the RST's TTL is not the server's");
    }

    /** A limit on connections, or on who may connect, closes what it accepts just as well. */
    @Override
    public boolean isBeyondPackets(Case failure) {
        return !failure.isConfessed();
    }

    /** A first request that is reset unread, or read and reset: the packets are the same. */
    @Override
    public boolean looksLike(String other, Case failure) {
        return other.equals("linger-abort") && failure.is(REQUEST_ACKED_THEN_RESET);
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return KernelClues.ofHost(failure, testimony, BY_REASON);
    }

    @Override
    public Party culprit(Case failure) {
        return Party.SERVER;
    }

    @Override
    public List<String> remedies(Case failure) {
        return List.of(
                "server: raise the limit of open files (ulimit -n, LimitNOFILE) above its connections at peak, and close"
                        + " what it leaks; count with: ls /proc/PID/fd | wc -l",
                "client: retry on another instance; nothing was processed");
    }

    @Override
    public String settle(Case failure) {
        return "at the server: grep 'open files' /proc/PID/limits; ls /proc/PID/fd | wc -l; its log for EMFILE";
    }
}
