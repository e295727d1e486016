package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_MID_ANSWER;
import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_WAITING;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.NamedTimers;
import dev.hangup.diagnosis.OtherHop;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Scale;
import dev.hangup.log.LogEvent;
import dev.hangup.log.Peer;
import java.util.List;

/** A proxy gave up on a slow upstream and ended that hop. It is weighed only where something says that the client is a proxy. */
public final class ProxyUpstreamTimeout implements Cause {
    /** What tells a proxy's own limit from its client's. */
    static final String HOP_IN_FRONT =
            "in front of the proxy: tcpdump -i any -s 96 -U -w front.pcap; did its client leave first, or did the proxy answer 504?";

    @Override
    public String name() {
        return "proxy-upstream-timeout";
    }

    @Override
    public String plainly() {
        return "the proxy gave up waiting for the answer of its upstream";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        boolean isForwarded = failure.exchanges().isForwarded();
        String sign = ProxySigns.of(failure);
        OtherHop hop = failure.otherHop();
        boolean isProxy = isForwarded || failure.isLoggedByProxy() || hop != null && hop.isInFront();
        boolean isMidAnswer = failure.is(CLIENT_CLOSED_MID_ANSWER) && ClientAbort.isStalled(failure);
        if (!(failure.is(CLIENT_CLOSED_WAITING) || isMidAnswer) || !isProxy && sign.isEmpty()) {
            return;
        }
        long wait = isMidAnswer ? ClientAbort.stalledNanos(failure) : failure.waitNanos();
        scale.prior(
                isProxy ? 3 : 1,
                (isProxy ? "a proxy" : "what may be a proxy") + " closed first, "
                        + (isMidAnswer
                                ? "when the answer had stalled for " + Quantity.duration(wait)
                                : Quantity.duration(wait) + " after its request, with no answer yet"));
        scale.clueIf(!isProxy, ClueKind.SHAPE, 1, sign);
        ClientAbort.weighLostAnswer(failure, scale);
        scale.clueIf(failure.isFinRefused(), ClueKind.SHAPE, -6, ClientAbort.FIN_REFUSED);
        if (hop != null && hop.isInFront()) {
            boolean answered = hop.end() == OtherHop.End.ANSWERED;
            scale.clue(ClueKind.OTHER_CAPTURE, answered ? 5 : -5, hop.text());
        }
        scale.clueIf(wait < ClientAbort.STALL_NANOS, ClueKind.LATENCY, -3, "a proxy's limit is longer than that");
        // Proxies count from the last byte that they read.
        double timer = NamedTimers.near(
                isMidAnswer ? wait : failure.endNanos() - failure.exchanges().requestNanos());
        if (timer > 0 && wait >= ClientAbort.SHORT_NANOS) {
            scale.clue(ClueKind.TIMER, 2, "it waited for a round number, as proxies are set to: " + timer + " s");
        }
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (failure.is(LogShape.SILENCE) && failure.source().isProxy()) {
            scale.prior(4.5, "the proxy says that its upstream did not answer in time");
            LogClues.timer(failure, scale, 1.5, "the proxy's limit");
        }
    }

    @Override
    public double lineBits(LogEvent line) {
        boolean clientLeft = line.peer() == Peer.CLIENT && line.source().isProxy();
        return LogClues.patience(LogClues.isProxyGivingUp(line), clientLeft);
    }

    /** A proxy closes its upstream hop for its own limit just as for a client that left. */
    @Override
    public boolean looksLike(String other, Case failure) {
        return other.equals("client-abort") && failure.otherHop() == null;
    }

    @Override
    public Party culprit(Case failure) {
        return Party.SERVER;
    }

    @Override
    public List<String> remedies(Case failure) {
        String waited =
                Quantity.duration(failure.endNanos() - failure.exchanges().requestNanos());
        return List.of(
                "server: see what takes longer than " + waited
                        + "; answer 202 and let clients poll, or stream something early",
                "proxy: its limit for the upstream (" + waited
                        + " here) should exceed the slowest answer that is still useful, and"
                        + " stay below its clients' limit; retry only what is idempotent");
    }

    @Override
    public String settle(Case failure) {
        return HOP_IN_FRONT;
    }
}
