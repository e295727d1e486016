package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.CONNECT_UNANSWERED;

import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import java.util.List;
import java.util.Map;

/** A new SYN met the state of an older connection of its 4-tuple (RFC 9293 section 3.6.1, RFC 5961 section 4). */
public final class PortReuse implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.of(ResetReason.TCP_INVALID_ACK_SEQUENCE, 4.0);

    @Override
    public String name() {
        return "port-reuse";
    }

    @Override
    public String plainly() {
        return "the connection attempt met an older connection with the same addresses and ports";
    }

    @Override
    public Risk risk() {
        return Risk.CONNECTING;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        if (failure.is(CONNECT_UNANSWERED) && failure.connection().isChallenged()) {
            scale.prior(6, "the server answered the SYN with an ACK of an older connection");
        }
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return KernelClues.ofHost(failure, testimony, BY_REASON);
    }

    @Override
    public Party culprit(Case failure) {
        return Party.MIDDLEBOX;
    }

    @Override
    public List<String> remedies(Case failure) {
        return List.of(
                "address translator: more source addresses or ports, so that a port rests for the 60 s of TIME_WAIT"
                        + " (Linux TCP_TIMEWAIT_LEN)",
                "client behind it: keep connections open instead of opening new ones");
    }

    @Override
    public String settle(Case failure) {
        return "at the server: ss -tan state time-wait '( sport = :"
                + failure.connection().server().endpoint().port() + " )' | wc -l";
    }
}
