package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.BARE_RESET_FROM_CLIENT;
import static dev.hangup.diagnosis.Mechanism.BARE_RESET_TO_REQUEST;
import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_WAITING;
import static dev.hangup.diagnosis.Mechanism.IDLE_RESET_FROM_OUTSIDE;
import static dev.hangup.diagnosis.Mechanism.REQUEST_ACKED_THEN_RESET;
import static dev.hangup.diagnosis.Mechanism.REQUEST_CROSSED_RESET;

import dev.hangup.Quantity;
import dev.hangup.connection.Reset;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.MeasuredClues;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.PathClaim;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.log.Symptom;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.MeasuredEndpoint;
import java.util.List;

/** A firewall, address translator or load balancer between forgot the idle connection and reset it. */
public final class IdleFirewallReset implements Cause {
    private static final long SHORT_IDLE_NANOS = 500_000_000L;
    /** No box forgets a connection so soon. */
    private static final long NO_IDLE_NANOS = 100_000_000L;
    /** A shorter time fits some box or other by chance. */
    private static final long SHORTEST_BOX_NANOS = 200_000_000_000L;

    @Override
    public String name() {
        return "idle-firewall-reset";
    }

    @Override
    public String plainly() {
        return "a box between client and server forgot the idle connection and reset it";
    }

    @Override
    public Risk risk() {
        return Risk.REUSE;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        Reset reset = failure.reset();
        if (reset == null) {
            return;
        }
        if (failure.is(IDLE_RESET_FROM_OUTSIDE)) {
            scale.prior(4, "the connection was idle, and the RST does not come from its alleged sender");
        } else if (failure.is(BARE_RESET_TO_REQUEST)) {
            scale.prior(2, "a box without the connection answers like this, and so does a host that forgot it");
        } else if (failure.is(BARE_RESET_FROM_CLIENT)) {
            scale.prior(1, "a box without the connection answers like this");
        } else if (failure.is(REQUEST_ACKED_THEN_RESET, REQUEST_CROSSED_RESET)) {
            scale.prior(-1, "some boxes reset with RST+ACK");
        } else if (metFin(failure, reset) || failure.is(CLIENT_CLOSED_WAITING) && failure.isFinRefused()) {
            scale.prior(
                    -1,
                    "a box that forgot the connection has no way for the answer, and answers the client's FIN itself");
        } else {
            return;
        }
        weighOrigin(failure, scale, reset);
        weighIdle(failure, scale);
    }

    /** Whether the client stopped waiting, and what answered its FIN in the server's name was not the server. */
    private static boolean metFin(Case failure, Reset reset) {
        return failure.is(CLIENT_CLOSED_WAITING)
                && !failure.connection().isClosedByReset()
                && !reset.fromClient()
                && failure.resetOrigin().hasForeignTtl();
    }

    private static void weighOrigin(Case failure, Scale scale, Reset reset) {
        int own = failure.resetOrigin().ownTtl(reset);
        if (failure.resetOrigin().hasForeignTtl()) {
            scale.clue(
                    ClueKind.TTL, 5, "the RST has TTL " + reset.ttl() + ", its alleged sender's packets have " + own);
        }
        if (failure.resetOrigin().hasOwnTtl()) {
            scale.clue(ClueKind.TTL, reset.hasAck() ? -3 : -1, "the RST has the TTL of its alleged sender, " + own);
        }
        boolean foreignId = reset.ipId() > 0
                && reset.window() == 0
                && reset.hasAck()
                && !failure.resetOrigin().followsIpId();
        scale.clueIf(
                foreignId,
                ClueKind.SHAPE,
                1,
                "RST+ACK with window 0 and an IPID that does not continue its alleged sender's");
        scale.clueIf(
                reset.hasAck() && failure.resetOrigin().followsIpId(),
                ClueKind.SHAPE,
                -3,
                "the RST's IPID continues that of its alleged sender");
        scale.clueIf(
                failure.resetOrigin().isFasterThanLight(),
                ClueKind.LATENCY,
                4,
                "the RST came faster than its alleged sender can answer");
        scale.clueIf(
                failure.resetOrigin().isSentByCapturedHost() && !reset.fromClient(),
                ClueKind.VANTAGE,
                failure.resetOrigin().mayBeBridged() ? -1 : -5,
                "the capture is at the server, and it sent the RST itself");
        boolean livesOn = failure.connection().segmentsAfterReset() > 0;
        scale.clueIf(livesOn, ClueKind.MESSAGE, -2, "the alleged sender of the RST went on using the connection");
    }

    private static void weighIdle(Case failure, Scale scale) {
        long idle = failure.idleBeforeResetNanos();
        if (idle < 0) {
            scale.clueIf(
                    !failure.connection().beganBefore(), ClueKind.IDLE_GAP, -4, "the connection had not been idle yet");
            return;
        }
        if (idle < SHORT_IDLE_NANOS) {
            scale.clue(
                    ClueKind.IDLE_GAP,
                    idle < NO_IDLE_NANOS ? -10 : -5,
                    "the connection had been in use " + Quantity.duration(idle) + " before");
        }
        if (idle > 30_000_000_000L) {
            scale.clue(ClueKind.IDLE_GAP, 1, "the connection had been idle for " + Quantity.duration(idle));
        }
        List<String> boxes = idle > SHORTEST_BOX_NANOS ? NamedBoxes.near(idle) : List.of();
        if (!boxes.isEmpty()) {
            scale.clue(
                    ClueKind.TIMER,
                    1.5,
                    "idle for " + Quantity.duration(idle) + ", the limit of " + String.join(", ", boxes));
        }
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (failure.is(LogShape.CUT_BEFORE_ANSWER) && failure.count(Symptom.RST) == failure.count()) {
            LogClues.cut(
                    failure,
                    scale,
                    -0.5,
                    "a box between that forgot an idle connection answers the next request by RST");
            LogClues.reuse(failure, scale, 1, -5);
            LogClues.prompt(failure, scale, 0, -3);
            LogClues.longIdle(failure, scale, 2);
            LogClues.reached(failure, scale, -2);
        }
    }

    @Override
    public void weighMeasured(Case failure, MeasuredClues measured) {
        measured.box(failure, failure.idleBeforeResetNanos(), Reaction.RESET);
    }

    @Override
    public void weighMeasured(LogCase failure, MeasuredClues measured) {
        measured.box(failure, Reaction.RESET);
    }

    /** Whether the answer was late, or had come and found no way, is not on the client's side of the box. */
    @Override
    public boolean looksLike(String other, Case failure) {
        return other.equals("client-abort") && failure.is(CLIENT_CLOSED_WAITING);
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        boolean isOfTranslator = testimony.tornDown() == null && KernelClues.isOfTranslator(failure, testimony);
        return isOfTranslator ? 2 : KernelClues.ofBox(failure, testimony);
    }

    @Override
    public Party culprit(LogCase failure) {
        return Party.MIDDLEBOX;
    }

    @Override
    public PathClaim claim(Case failure) {
        return PathClaim.RESET_MADE_BETWEEN;
    }

    @Override
    public Party culprit(Case failure) {
        return Party.MIDDLEBOX;
    }

    @Override
    public List<String> remedies(Case failure) {
        long idle = failure.idleBeforeResetNanos();
        String limit =
                idle > 0 ? "at most " + Quantity.duration(idle) + " (this gap did not survive)" : "not known yet";
        String keepAlive = idle > 0 ? " (here: below " + Quantity.duration(idle / 2) + ")" : "";
        return List.of(
                "the box's idle limit is " + limit,
                "rule: TCP keep-alive interval below half of the limit" + keepAlive
                        + " on the hop that crosses the box; it does not pass through proxies",
                "client: pool idle limit below the box's; and one retry on a new connection");
    }

    @Override
    public List<String> advice(MeasuredEndpoint measured) {
        return MeasuredClues.pathAdvice(measured);
    }

    @Override
    public String settle(Case failure) {
        return Settle.captureAtOtherSide(failure);
    }
}
