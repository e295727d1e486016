package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.BARE_RESET_FROM_CLIENT;
import static dev.hangup.diagnosis.Mechanism.BARE_RESET_TO_REQUEST;

import dev.hangup.Quantity;
import dev.hangup.connection.Reset;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.MeasuredClues;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import java.util.List;
import java.util.Map;

/** The host lost its state without a FIN: reboot, failover (RFC 9293 section 3.5.1). */
public final class HalfOpen implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.ofEntries(
            Map.entry(ResetReason.NO_SOCKET, 3.0),
            Map.entry(ResetReason.TCP_FLAGS, 3.0),
            Map.entry(ResetReason.TCP_INVALID_ACK_SEQUENCE, -3.0),
            Map.entry(ResetReason.INVALID_SYN, -5.0),
            Map.entry(ResetReason.TCP_ABORT_ON_CLOSE, -6.0),
            Map.entry(ResetReason.TCP_ABORT_ON_DATA, -6.0),
            Map.entry(ResetReason.TCP_ABORT_ON_LINGER, -6.0),
            Map.entry(ResetReason.TCP_TIMEWAIT_SOCKET, -6.0),
            Map.entry(ResetReason.TCP_STATE, -6.0));

    @Override
    public String name() {
        return "half-open";
    }

    @Override
    public String plainly() {
        return "the other host had forgotten the connection (reboot or failover) without saying goodbye";
    }

    @Override
    public Risk risk() {
        return Risk.REUSE;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        if (failure.isGoodbyeLost()) {
            scale.prior(
                    2.5,
                    "the server's close never reached the client, which "
                            + Quantity.duration(failure.sinceGoodbyeNanos()) + " later took the connection for open");
            return;
        }
        boolean toServer = failure.is(BARE_RESET_TO_REQUEST);
        if (toServer || failure.isCutWithoutSocket() || failure.is(BARE_RESET_FROM_CLIENT)) {
            scale.prior(
                    toServer ? 2.5 : 1,
                    "a host without the connection answers like this, and so does a box that forgot it");
        } else if (failure.isFinRefused()) {
            scale.prior(-1, "a host without the connection answers a FIN like this, and so does a box that forgot it");
        } else {
            return;
        }
        scale.clueIf(
                failure.resetOrigin().hasForeignTtl(),
                ClueKind.TTL,
                -5,
                "the RST's TTL is not that of the host it claims to be from");
        scale.clueIf(failure.resetOrigin().hasOwnTtl(), ClueKind.TTL, 0.5, "the RST's TTL is that of the host");
        scale.clueIf(
                failure.resetOrigin().isSentByCapturedHost(),
                ClueKind.VANTAGE,
                failure.resetOrigin().mayBeBridged() ? 2 : 4,
                "the capture is at the server, and it sent the RST itself");
        scale.clueIf(
                failure.resetOrigin().isFasterThanLight(),
                ClueKind.LATENCY,
                -4,
                "the RST came faster than the host can answer");
        Reset reset = failure.reset();
        if (reset != null && reset.wasJustHeard()) {
            scale.clue(
                    ClueKind.IDLE_GAP,
                    -10,
                    "the host had used the connection " + Quantity.duration(reset.silentNanos())
                            + " before: no time for an outage");
        }
        scale.clueIf(
                failure.siblings().acceptedAfterwards() > 0,
                ClueKind.AFTERMATH,
                0.5,
                "the host accepted new connections afterwards");
        String lostFin = failure.elsewhere().lostFin(failure);
        if (toServer && !lostFin.isEmpty()) {
            scale.clue(
                    ClueKind.OTHER_CAPTURE,
                    -6,
                    "the server had said goodbye: its FIN is in " + lostFin + " and got lost on its way");
        }
        boolean livesOn = failure.connection().segmentsAfterReset() > 0;
        scale.clueIf(livesOn, ClueKind.MESSAGE, -4, "the alleged sender of the RST went on using the connection");
    }

    @Override
    public void weighMeasured(Case failure, MeasuredClues measured) {
        measured.notThePath(failure);
    }

    /** Of a capture that begins after the end of the old state nothing tells how that ended. */
    @Override
    public boolean isBeyondPackets(Case failure) {
        return failure.resetOrigin().isSentByCapturedHost()
                && failure.connection().beganBefore()
                && failure.connection().server().payloadBytes() == 0;
    }

    /** A host without the connection and a box without it send the same RST, unless the TTL differs. */
    @Override
    public boolean looksLike(String other, Case failure) {
        return other.equals("idle-firewall-reset")
                && !failure.resetOrigin().hasForeignTtl()
                && (!failure.resetOrigin().isSentByCapturedHost()
                        || failure.resetOrigin().mayBeBridged());
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return testimony.tornDown() == null ? KernelClues.ofHost(failure, testimony, BY_REASON) : -4;
    }

    @Override
    public Party culprit(Case failure) {
        if (failure.isGoodbyeLost()) {
            return Party.NETWORK;
        }
        return failure.is(BARE_RESET_FROM_CLIENT) ? Party.CLIENT : Party.SERVER;
    }

    @Override
    public List<String> remedies(Case failure) {
        String client =
                "client: TCP keep-alive with a period shorter than the outages that matter, and one retry on a new"
                        + " connection; the request was not processed by the host that sent this RST";
        if (failure.isGoodbyeLost()) {
            return List.of(
                    "find what kept the server's close from the client: an outage of the path at that time", client);
        }
        return List.of(
                "find the reboot, failover or migration of "
                        + failure.connection()
                                .side(failure.is(BARE_RESET_FROM_CLIENT))
                                .endpoint()
                                .address()
                        + " before the late request",
                client);
    }

    @Override
    public String settle(Case failure) {
        return Settle.captureAtOtherSide(failure);
    }
}
