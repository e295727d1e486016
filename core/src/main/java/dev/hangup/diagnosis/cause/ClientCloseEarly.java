package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.BARE_RESET_FROM_CLIENT;
import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_MID_ANSWER;
import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_WAITING;

import dev.hangup.Quantity;
import dev.hangup.connection.Vantage;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import java.util.List;
import java.util.Map;

/** The client closed while the answer was arriving, or without waiting for it. */
public final class ClientCloseEarly implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.of(ResetReason.TCP_ABORT_ON_CLOSE, 2.0);

    @Override
    public String name() {
        return "client-close-early";
    }

    @Override
    public String plainly() {
        return "the client closed while the answer was arriving, or without waiting for it";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, -5, "the RST's TTL is not the client's");
        ClientAbort.weighInVain(failure, scale, -4);
        if (failure.is(CLIENT_CLOSED_MID_ANSWER)) {
            long last = failure.endNanos() - failure.connection().server().lastPayloadNanos();
            scale.prior(4, "the answer was arriving when the client closed");
            if (last >= ClientAbort.STALL_NANOS) {
                scale.clue(ClueKind.LATENCY, -3, "nothing of it had come for " + Quantity.duration(last));
            }
        } else if (failure.is(CLIENT_CLOSED_WAITING)) {
            long wait = failure.waitNanos();
            scale.prior(0, "a client may send a request and not wait for the answer");
            if (wait < ClientAbort.SHORT_NANOS) {
                scale.clue(ClueKind.LATENCY, 3, "it closed " + Quantity.duration(wait) + " after the request");
            }
            if (wait >= ClientAbort.STALL_NANOS) {
                scale.clue(ClueKind.LATENCY, -2, "it had waited for " + Quantity.duration(wait));
            }
        } else if (failure.is(BARE_RESET_FROM_CLIENT)
                && failure.vantage() != Vantage.CLIENT
                && failure.exchanges().outstanding() > 0) {
            scale.prior(-1, "the client may have closed, if its FIN or RST+ACK got lost on its way here");
        }
    }

    /** Inside TLS nobody sees whether the answer was whole. */
    @Override
    public boolean isBeyondPackets(Case failure) {
        return failure.is(CLIENT_CLOSED_MID_ANSWER) && !failure.exchanges().areBoundariesKnown();
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
        return List.of(
                "client: read the whole answer before closing, or find who cancels (a user, a limit on size, an exception)",
                "server: nothing; log it as the client's close and stop sending");
    }

    @Override
    public String settle(Case failure) {
        return "at the client: its log at the moment of the close";
    }
}
