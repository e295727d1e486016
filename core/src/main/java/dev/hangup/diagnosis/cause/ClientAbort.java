package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_MID_ANSWER;
import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_WAITING;
import static dev.hangup.diagnosis.Mechanism.TLS_UNANSWERED;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.NamedTimers;
import dev.hangup.diagnosis.OtherHop;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import dev.hangup.log.LogEvent;
import dev.hangup.log.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The client gave up waiting: its timeout, or a cancel. */
public final class ClientAbort implements Cause {
    private static final Map<ResetReason, Double> BY_REASON =
            Map.of(ResetReason.TCP_ABORT_ON_CLOSE, 2.0, ResetReason.TCP_STATE, 2.0);

    /** A client that waited so long gave up ({@link ClientAbort}); less than this, and nothing had stalled. */
    static final long STALL_NANOS = 900_000_000L;

    /** No timeout is as short as this: the client did not want to wait ({@link ClientCloseEarly}). */
    static final long SHORT_NANOS = 100_000_000L;

    /** Why no answer could come any more, whatever the client did. */
    static final String FIN_REFUSED =
            "a RST without ACK answered its FIN: the connection had been gone at the other end before it gave up";

    @Override
    public String name() {
        return "client-abort";
    }

    @Override
    public String plainly() {
        return "the client gave up waiting for the answer";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        if (failure.is(CLIENT_CLOSED_WAITING, CLIENT_CLOSED_MID_ANSWER)) {
            scale.clueIf(
                    failure.isFinInVain(),
                    ClueKind.LATENCY,
                    -2,
                    "its FIN was never acknowledged: the answer may have got lost as well");
            scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, -5, "the RST's TTL is not the client's");
            weighInVain(failure, scale, -6);
        }
        weighLostAnswer(failure, scale);
        if (failure.is(CLIENT_CLOSED_WAITING)) {
            long wait = failure.waitNanos();
            scale.prior(
                    3.5,
                    "the client closed first, " + Quantity.duration(wait) + " after its request, with no answer yet");
            int again = failure.repeatsOfRequest();
            if (again >= 5) {
                scale.clue(ClueKind.LATENCY, -2, "segments of its request had to be sent again " + again + " times");
            }
            scale.clueIf(
                    !failure.exchanges().areBoundariesKnown(),
                    ClueKind.MESSAGE,
                    -1,
                    "only whose turn it was says that it waited for an answer");
            scale.clueIf(wait < SHORT_NANOS, ClueKind.LATENCY, -3, "that is too soon for a timeout");
            scale.clueIf(wait >= STALL_NANOS, ClueKind.LATENCY, 1, "it had waited for long");
            weighProxy(failure, scale);
            double timer =
                    NamedTimers.near(failure.endNanos() - failure.exchanges().requestNanos());
            if (timer > 0 && wait >= SHORT_NANOS) {
                scale.clue(ClueKind.TIMER, 1.5, "it waited for a round number: " + timer + " s");
            }
        } else if (failure.is(TLS_UNANSWERED)) {
            scale.prior(1.5, "the client gave up waiting for the server's side of the TLS handshake");
        } else if (failure.is(CLIENT_CLOSED_MID_ANSWER)) {
            scale.prior(1, "the client closed before the answer was whole");
            if (isStalled(failure)) {
                scale.clue(
                        ClueKind.LATENCY, 4, "the answer had stalled for " + Quantity.duration(stalledNanos(failure)));
                weighProxy(failure, scale);
            }
        }
    }

    /** What says that the client did not leave of its own accord: what it waited for could not come any more. */
    static void weighInVain(Case failure, Scale scale, double refused) {
        scale.clueIf(
                NetworkLoss.isAnswerLost(failure),
                ClueKind.OTHER_CAPTURE,
                -5,
                "it waited for what got lost on the path");
        scale.clueIf(
                failure.isFinRefused() && !failure.resetOrigin().hasForeignTtl(), ClueKind.SHAPE, refused, FIN_REFUSED);
    }

    /** The server was not slow. */
    static void weighLostAnswer(Case failure, Scale scale) {
        scale.clueIf(
                failure.lostAnswerBytes() > 0, ClueKind.SHAPE, -5, "the server had answered, and the answer got lost");
    }

    /** What says that the client is a proxy, which may have given up for itself or for its own client. */
    private static void weighProxy(Case failure, Scale scale) {
        scale.clueIf(
                failure.exchanges().isForwarded(),
                ClueKind.MESSAGE,
                -3,
                "the client is a proxy, by the headers of its requests; it closes this hop too when its own client goes");
        String sign = failure.exchanges().isForwarded() ? "" : ProxySigns.of(failure);
        if (!sign.isEmpty()) {
            scale.clue(ClueKind.SHAPE, -1, "the client may be a proxy: " + sign);
        }
        OtherHop hop = failure.otherHop();
        if (hop != null && hop.isInFront()) {
            boolean gone = hop.isClosedByOther();
            scale.clue(ClueKind.OTHER_CAPTURE, gone ? 5 : -5, hop.text());
        }
    }

    /** Whether the server had paused in the middle of its answer for so long that who waits for it may give up. */
    static boolean isStalled(Case failure) {
        return stalledNanos(failure) >= STALL_NANOS;
    }

    /** How long ago the server had last sent some of its answer when the client closed, in nanoseconds. */
    static long stalledNanos(Case failure) {
        return failure.endNanos() - failure.connection().server().lastPayloadNanos();
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (failure.is(LogShape.CLIENT_LEFT)) {
            scale.prior(4, "the log says that the client left");
        } else if (failure.is(LogShape.SILENCE) && !failure.source().isProxy()) {
            scale.prior(4, "the application gave up waiting for the answer");
        } else {
            return;
        }
        LogClues.timer(failure, scale, 1.5, "the client's limit");
    }

    @Override
    public double lineBits(LogEvent line) {
        boolean clientLeft = line.peer() == Peer.CLIENT || LogClues.isGivingUp(line);
        boolean proxyGaveUp = LogClues.isProxyGivingUp(line);
        return LogClues.patience(clientLeft && !proxyGaveUp, proxyGaveUp);
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return KernelClues.ofHost(failure, testimony, BY_REASON);
    }

    @Override
    public Party culprit(Case failure) {
        return Party.CLIENT;
    }

    @Override
    public List<String> remedies(Case failure) {
        List<String> remedies = new ArrayList<>();
        long waited = failure.endNanos() - failure.exchanges().requestNanos();
        remedies.add("client: it waited " + Quantity.duration(waited)
                + "; its timeout should exceed the slowest answer that is still useful (the server's p99.9)");
        remedies.add("server: see what took longer than " + Quantity.duration(waited)
                + "; stop working on requests whose client has gone");
        return remedies;
    }

    @Override
    public String settle(Case failure) {
        return failure.exchanges().isForwarded() || !ProxySigns.of(failure).isEmpty()
                ? ProxyUpstreamTimeout.HOP_IN_FRONT
                : "at the client: its request timeout, and its log at the moment of the close";
    }
}
