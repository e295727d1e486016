package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.BARE_RESET_FROM_CLIENT;
import static dev.hangup.diagnosis.Mechanism.BARE_RESET_TO_REQUEST;
import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_MID_ANSWER;
import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_WAITING;
import static dev.hangup.diagnosis.Mechanism.CLOSED_MID_ANSWER;
import static dev.hangup.diagnosis.Mechanism.FIN_CONTRADICTED;
import static dev.hangup.diagnosis.Mechanism.IDLE_RESET_FROM_OUTSIDE;
import static dev.hangup.diagnosis.Mechanism.REQUEST_ACKED_THEN_RESET;
import static dev.hangup.diagnosis.Mechanism.REQUEST_CROSSED_RESET;
import static dev.hangup.diagnosis.Mechanism.RESET_CONTRADICTED;
import static dev.hangup.diagnosis.Mechanism.TLS_CUT_OFF;

import dev.hangup.Quantity;
import dev.hangup.connection.Reset;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.PathClaim;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.Testimony;
import java.util.List;

/** A RST, or a FIN, that its alleged sender did not send, against a living connection. */
public final class InjectedRst implements Cause {
    private static final long IN_USE_NANOS = 500_000_000L;

    @Override
    public String name() {
        return "injected-rst";
    }

    @Override
    public String plainly() {
        return "somebody on the path forged a RST against a living connection";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        if (failure.is(FIN_CONTRADICTED)) {
            scale.prior(4, "the alleged sender of the FIN sent data after it: somebody forged that FIN");
            return;
        }
        Reset reset = failure.reset();
        if (reset == null) {
            return;
        }
        boolean inUse = failure.idleBeforeResetNanos() < IN_USE_NANOS;
        if (failure.is(RESET_CONTRADICTED)) {
            scale.prior(4, "the alleged sender of the RST sent new data after it");
        } else if (inUse && failure.connection().isClosedByReset() && failure.shows(PathClaim.RESET_MADE_BETWEEN)) {
            scale.prior(1, "the alleged sender of the RST never sent it");
        } else if (failure.is(
                        REQUEST_ACKED_THEN_RESET,
                        REQUEST_CROSSED_RESET,
                        BARE_RESET_TO_REQUEST,
                        BARE_RESET_FROM_CLIENT,
                        TLS_CUT_OFF,
                        CLOSED_MID_ANSWER)
                || failure.isCutWithoutSocket()) {
            scale.prior(-2, "a RST can be forged");
        } else if (failure.isFinRefused() && !isOfForgetfulBox(failure)) {
            scale.prior(-1, "one forged to the server would have taken the connection from it unseen");
            scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, 5, "the RST's TTL is not the server's");
            return;
        } else if (failure.is(IDLE_RESET_FROM_OUTSIDE)) {
            scale.prior(-2, "a RST that does not come from its alleged sender");
        } else if (failure.is(CLIENT_CLOSED_WAITING, CLIENT_CLOSED_MID_ANSWER)
                && failure.resetOrigin().hasForeignTtl()
                && failure.connection().isClosedByReset()) {
            scale.prior(-2, "a RST in the " + (reset.fromClient() ? "client" : "server") + "'s name can be forged");
        } else {
            return;
        }
        boolean isBare = failure.is(BARE_RESET_TO_REQUEST, BARE_RESET_FROM_CLIENT) || failure.isCutWithoutSocket();
        boolean isForgotten = isBare && reset.wasJustHeard();
        if (isForgotten) {
            scale.clue(
                    ClueKind.IDLE_GAP,
                    1,
                    "its alleged sender had used the connection " + Quantity.duration(reset.silentNanos())
                            + " before: no host forgets so soon");
        }
        if (failure.resetOrigin().hasForeignTtl()) {
            scale.clue(
                    ClueKind.TTL,
                    5,
                    "the RST has TTL " + reset.ttl() + ", its alleged sender's packets have "
                            + failure.resetOrigin().ownTtl(reset));
        }
        scale.clueIf(failure.resetOrigin().hasOwnTtl(), ClueKind.TTL, -2, "the RST has the TTL of its alleged sender");
        scale.clueIf(
                failure.resetOrigin().isFasterThanLight(),
                ClueKind.LATENCY,
                3,
                "the RST came faster than its alleged sender can answer");
        scale.clueIf(
                reset.hasAck() && failure.resetOrigin().followsIpId(),
                ClueKind.SHAPE,
                -3,
                "the RST's IPID continues that of its alleged sender");
        scale.clueIf(!inUse, ClueKind.IDLE_GAP, -3, "the connection had been idle, which a forger need not wait for");
    }

    /** Whether nobody had said anything for so long that a box may have forgotten the connection, and answered the FIN. */
    private static boolean isOfForgetfulBox(Case failure) {
        return failure.is(CLIENT_CLOSED_WAITING) && failure.resetOrigin().hasForeignTtl();
    }

    @Override
    public PathClaim claim(Case failure) {
        return PathClaim.RESET_MADE_BETWEEN;
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return KernelClues.ofBox(failure, testimony);
    }

    @Override
    public Party culprit(Case failure) {
        return Party.MIDDLEBOX;
    }

    @Override
    public List<String> remedies(Case failure) {
        return List.of(
                "find the box that inspects this traffic (intrusion prevention, proxy, censor) and its rule for this host",
                "another route or TLS with an encrypted server name may avoid it; the real server did not hang up");
    }

    @Override
    public String settle(Case failure) {
        return Settle.captureAtOtherSide(failure);
    }
}
