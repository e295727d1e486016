package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.CLOSED_MID_ANSWER;
import static dev.hangup.diagnosis.Mechanism.REQUEST_ACKED_THEN_RESET;
import static dev.hangup.diagnosis.Mechanism.REQUEST_CROSSED_RESET;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import dev.hangup.log.Symptom;
import java.util.List;
import java.util.Map;

/** The application aborted on purpose: SO_LINGER 0, destroy, reset_timedout_connection (RFC 9293 section 3.10.5). */
public final class LingerAbort implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.ofEntries(
            Map.entry(ResetReason.TCP_STATE, 5.0),
            Map.entry(ResetReason.TCP_ABORT_ON_CLOSE, -4.0),
            Map.entry(ResetReason.TCP_ABORT_ON_DATA, -4.0),
            Map.entry(ResetReason.TCP_TIMEWAIT_SOCKET, -6.0),
            Map.entry(ResetReason.NO_SOCKET, -6.0),
            Map.entry(ResetReason.TCP_FLAGS, -6.0));

    private static final long WORKING_NANOS = 20_000_000L;
    private static final int FEW = 5;

    @Override
    public String name() {
        return "linger-abort";
    }

    @Override
    public String plainly() {
        return "the server application aborted the connection on purpose, by RST instead of FIN";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        boolean reset = failure.connection().isClosedByReset();
        if (failure.is(REQUEST_ACKED_THEN_RESET)) {
            scale.prior(1, "an application that destroys its socket sends RST+ACK without a FIN");
        } else if (failure.is(REQUEST_CROSSED_RESET)) {
            scale.prior(1.5, "the server closed an idle connection by RST instead of FIN");
        } else if (failure.is(CLOSED_MID_ANSWER) && reset) {
            scale.prior(2, "the server reset the connection in the middle of its answer");
        } else {
            return;
        }
        long gap = failure.gapNanos();
        long held = failure.heldNanos();
        boolean worked = failure.is(REQUEST_ACKED_THEN_RESET) && held > WORKING_NANOS && (gap < 0 || held > gap / 10);
        if (worked) {
            scale.clue(
                    ClueKind.LATENCY,
                    1.5,
                    "the server held the request for " + Quantity.duration(held) + " before it reset");
        }
        boolean idleFirst = failure.is(REQUEST_ACKED_THEN_RESET) && gap > 50_000_000L && !worked;
        if (idleFirst) {
            scale.clue(ClueKind.IDLE_GAP, -1, "it struck right after an idle time of " + Quantity.duration(gap));
        }
        scale.clueIf(
                reset && gap < 0 && failure.siblings().answeredOpenedSoonAfter() > 1,
                ClueKind.AFTERMATH,
                0.5,
                "the server answered connections that were opened after it: it aborted this one only");
        scale.clueIf(
                failure.followsRequests(),
                ClueKind.POPULATION,
                2,
                "the server resets right after requests, whatever the idle time before");
        ProcessEnd.weighOwnClose(failure, scale);
        scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, -5, "the RST's TTL is not the server's");
        scale.clueIf(
                failure.resetOrigin().hasOwnTtl() && failure.resetOrigin().followsIpId(),
                ClueKind.SHAPE,
                0.5,
                "TTL and IPID of the RST continue those of the server's packets: a socket sent it");
        scale.clueIf(
                failure.resetOrigin().isWithoutSocket(),
                ClueKind.SHAPE,
                -4,
                "the RST has no ACK, and no FIN came before it: no application's abort sent it");
        scale.clueIf(
                failure.siblings().closedAtOnce() > 1,
                ClueKind.SAME_INSTANT,
                -2,
                "other connections ended at the same instant");
        scale.clueIf(
                failure.siblings().refusedAfterwards() > 0,
                ClueKind.AFTERMATH,
                -2,
                "afterwards the server refused connections");
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (failure.is(LogShape.CUT_BEFORE_ANSWER, LogShape.CUT_IN_ANSWER) && failure.count(Symptom.FIN) == 0) {
            LogClues.cut(failure, scale, 0, "an application that destroys its socket ends it by RST");
            // Few may be near a round number by chance.
            LogClues.timer(failure, scale, failure.count() < FEW ? 0.5 : 2.5, "a limit of the peer's");
        }
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
                "server: find who closes with SO_LINGER 0 or destroys sockets (socket.destroy, setSoLinger(true, 0),"
                        + " reset_timedout_connection, a worker that is killed on timeout)",
                "client: retry idempotent requests only; the application had the request");
    }

    @Override
    public String settle(Case failure) {
        return Settle.resetReasons();
    }
}
