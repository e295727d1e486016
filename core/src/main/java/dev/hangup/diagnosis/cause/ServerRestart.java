package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.BARE_RESET_TO_REQUEST;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import java.util.List;
import java.util.Map;

/** Idle pooled connections met a new process on a living host. */
public final class ServerRestart implements Cause {
    private static final Map<ResetReason, Double> BY_REASON =
            Map.of(ResetReason.NO_SOCKET, 2.0, ResetReason.TCP_FLAGS, 2.0);

    @Override
    public String name() {
        return "server-restart";
    }

    @Override
    public String plainly() {
        return "the server process had been restarted, and the client used a connection of the old one";
    }

    @Override
    public Risk risk() {
        return Risk.REUSE;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        boolean bare = failure.is(BARE_RESET_TO_REQUEST);
        if (failure.gapNanos() < 0 || !(bare || ProcessEnd.late(failure))) {
            return;
        }
        scale.prior(
                bare ? -1.5 : -0.5,
                "a restart closes all idle connections of the old process"
                        + (bare ? ", and the FIN of this one would have got lost" : ""));
        if (!bare) {
            ProcessEnd.weighInstant(failure, scale);
        }
        boolean gap = ProcessEnd.wasRefused(failure) && failure.siblings().acceptedAfterwards() > 0;
        scale.clueIf(gap, ClueKind.AFTERMATH, 3, "new connections were refused for a while and then accepted");
        boolean accepted = !ProcessEnd.wasRefused(failure) && failure.siblings().acceptedAfterwards() > 0;
        scale.clueIf(
                accepted && failure.siblings().closedAtOnce() > 0,
                ClueKind.AFTERMATH,
                1,
                "new connections were accepted afterwards");
        if (failure.isClosedBeforeItsTimer() && !bare) {
            scale.clue(
                    ClueKind.POPULATION,
                    2,
                    "the server closed after " + Quantity.duration(failure.idleAtCloseNanos())
                            + ", well before its idle timeout of "
                            + Quantity.duration(failure.idleTimeout().nanos()));
        }
        String lostFin = failure.elsewhere().lostFin(failure);
        if (bare && !lostFin.isEmpty()) {
            scale.clue(
                    ClueKind.OTHER_CAPTURE,
                    4.5,
                    "the old process closed it: its FIN is in " + lostFin + " and got lost on its way");
        }
        ProcessEnd.weighDismissal(failure, scale, 4, 2, -4);
        scale.clueIf(
                failure.exchanges().didServerAnnounceClose(),
                ClueKind.MESSAGE,
                -5,
                "the server had announced the close");
        scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, -4, "the RST's TTL is not the server's");
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
                "client: look for the FIN before using a pooled connection again, and retry once on a new connection",
                "server: drain before a restart: answer with Connection: close for as long as the pools keep connections");
    }

    @Override
    public String settle(Case failure) {
        return Settle.serverLife();
    }
}
