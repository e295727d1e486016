package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.PROBES_UNANSWERED;

import dev.hangup.Quantity;
import dev.hangup.connection.Side;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.PathClaim;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import java.util.List;
import java.util.Map;

/** TCP keep-alive probes unanswered (RFC 9293 section 3.8.4): no setting of HTTP. */
public final class KeepaliveTimeout implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.of(ResetReason.TCP_KEEPALIVE_TIMEOUT, 4.0);

    @Override
    public String name() {
        return "keepalive-timeout";
    }

    @Override
    public String plainly() {
        return "TCP keep-alive probes were not answered (this is no HTTP setting), and the prober's kernel gave up";
    }

    @Override
    public Risk risk() {
        return Risk.REUSE;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        if (failure.is(PROBES_UNANSWERED)) {
            Side prober = prober(failure);
            scale.prior(7, Quantity.count(prober.probesInVain(), "TCP keep-alive probe") + " in a row got no answer");
        }
    }

    private static Side prober(Case failure) {
        Side client = failure.connection().client();
        return client.probesInVain() > 0 ? client : failure.connection().server();
    }

    @Override
    public PathClaim claim(Case failure) {
        return PathClaim.LOST_BETWEEN;
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return KernelClues.ofHost(failure, testimony, BY_REASON);
    }

    @Override
    public Party culprit(Case failure) {
        return Party.NETWORK;
    }

    @Override
    public List<String> remedies(Case failure) {
        Side prober = prober(failure);
        Side other = failure.connection().other(prober);
        long alive = prober.firstProbeNanos() - other.lastNanos();
        return List.of(
                "find out what happened to " + other.endpoint().address() + " or to the path in the "
                        + Quantity.duration(Math.max(0, alive)) + " between its last segment and the first probe",
                "if a firewall forgets idle connections, probe more often than half of its limit: TCP_KEEPIDLE,"
                        + " TCP_KEEPINTVL (Linux default 7200 s and 75 s)");
    }

    @Override
    public String settle(Case failure) {
        return Settle.captureAtOtherSide(failure);
    }
}
