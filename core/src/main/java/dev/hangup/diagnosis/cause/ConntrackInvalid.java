package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.BARE_RESET_FROM_CLIENT;
import static dev.hangup.diagnosis.Mechanism.RESET_CONTRADICTED;

import dev.hangup.connection.Reset;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.PathClaim;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Strays;
import java.util.List;

/** Address translation let an untranslated packet through, and the client's own kernel reset it. */
public final class ConntrackInvalid implements Cause {
    @Override
    public String name() {
        return "conntrack-invalid";
    }

    @Override
    public String plainly() {
        return "address translation let a packet through untranslated, and the client's kernel reset a stranger";
    }

    @Override
    public Risk risk() {
        return Risk.CONNECTING;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        Reset reset = failure.reset();
        if (failure.surroundings().hasStray(failure.connection())) {
            scale.prior(
                    6,
                    "on the port of this connection the client got a segment from a host that it never contacted,"
                            + " and its kernel answered with a RST");
        } else if (failure.shows(PathClaim.UNTRANSLATED)) {
            scale.prior(4, "the client got a segment from a host that it never contacted, and its kernel sent a RST");
        } else if (reset == null || !failure.is(BARE_RESET_FROM_CLIENT, RESET_CONTRADICTED)) {
            return;
        } else if (Strays.is(failure.connection())) {
            scale.prior(
                    4,
                    "a segment came from a host that the client never contacted, and its kernel answered with a RST");
        } else if (reset.fromClient() && reset.isBare()) {
            scale.prior(-1.5, "the kernel of a client whose packets are translated resets what comes untranslated");
            scale.clueIf(
                    failure.connection().hasPayloadAfterReset(),
                    ClueKind.MESSAGE,
                    5,
                    "the client went on using the connection after the RST: its kernel did not mean this connection");
            scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, -5, "the RST's TTL is not the client's");
        }
    }

    @Override
    public PathClaim claim(Case failure) {
        return PathClaim.UNTRANSLATED;
    }

    @Override
    public Party culprit(Case failure) {
        return Party.MIDDLEBOX;
    }

    @Override
    public List<String> remedies(Case failure) {
        return List.of(
                "node that translates: sysctl net.netfilter.nf_conntrack_tcp_be_liberal=1, so that out-of-window packets"
                        + " are still translated",
                "or drop them there: iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP (kube-proxy does; it breaks"
                        + " asymmetric routes)");
    }

    @Override
    public String settle(Case failure) {
        return "on the node: conntrack -S (column invalid), and cat /proc/sys/net/netfilter/nf_conntrack_tcp_be_liberal";
    }
}
