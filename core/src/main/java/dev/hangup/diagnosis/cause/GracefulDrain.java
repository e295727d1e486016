package dev.hangup.diagnosis.cause;

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
import java.util.List;
import java.util.Map;

/** The server was stopped or reloaded in order, and requests fell into the gap. */
public final class GracefulDrain implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.ofEntries(
            Map.entry(ResetReason.TCP_ABORT_ON_CLOSE, 2.0),
            Map.entry(ResetReason.TCP_ABORT_ON_DATA, 2.0),
            Map.entry(ResetReason.TCP_TIMEWAIT_SOCKET, 2.0));

    @Override
    public String name() {
        return "graceful-drain";
    }

    @Override
    public String plainly() {
        return "the server was being stopped or reloaded, and the request fell into the gap";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        if (!ProcessEnd.isPossible(failure)) {
            return;
        }
        boolean late = ProcessEnd.late(failure);
        scale.prior(late ? -0.5 : 0, "a server that is stopped in order closes its connections");
        ProcessEnd.weighInstant(failure, scale);
        boolean byReset = failure.connection().isClosedByReset();
        scale.clueIf(byReset, ClueKind.SHAPE, -2, "an orderly stop closes by FIN, this was a RST");
        boolean livesOn = !ProcessEnd.wasRefused(failure) && failure.siblings().answeredAfterwards() > 0;
        scale.clueIf(
                livesOn && failure.siblings().closedAtOnce() > 0,
                ClueKind.AFTERMATH,
                1.5,
                "new connections were answered right afterwards, as after a reload");
        scale.clueIf(
                ProcessEnd.wasRefused(failure),
                ClueKind.AFTERMATH,
                late ? 2 : 1,
                "afterwards nobody listened any more");
        scale.clueIf(
                late
                        ? failure.siblings().cutAtOnce() > 0
                        : livesOn && failure.siblings().cutAtOnce() > 1,
                ClueKind.SAME_INSTANT,
                -ProcessEnd.cutBits(failure),
                "requests that the server had lost their answers at that instant; an orderly stop finishes them");
        ProcessEnd.weighDismissal(failure, scale, 3, -2, -4);
        scale.clueIf(
                failure.exchanges().didServerAnnounceClose(),
                ClueKind.MESSAGE,
                -4,
                "the close had been announced to this client");
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (failure.is(LogShape.CUT_BEFORE_ANSWER)) {
            LogClues.cut(
                    failure, scale, 0.5, "a server that stops closes its idle connections, which requests may meet");
            LogClues.together(failure, scale, 1.5, -1.5);
            LogClues.refused(failure, scale, 1);
            LogClues.reached(failure, scale, -2);
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
                "server: first leave the load balancer (preStop sleep longer than its refresh), then answer with"
                        + " Connection: close, then close; grace period longer than the longest request",
                "client: retry on another connection; safe where the server's FIN does not acknowledge the request");
    }

    @Override
    public String settle(Case failure) {
        return Settle.serverLife();
    }
}
