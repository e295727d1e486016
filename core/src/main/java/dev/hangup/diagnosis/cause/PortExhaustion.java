package dev.hangup.diagnosis.cause;

import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import java.util.List;

/**
 * The client had no local port left for that server: connect(2) fails with EADDRNOTAVAIL (Linux
 * {@code __inet_hash_connect}), and no SYN is sent. So no packet shows it; only who wanted to connect can tell.
 */
public final class PortExhaustion implements Cause {
    @Override
    public String name() {
        return "port-exhaustion";
    }

    @Override
    public String plainly() {
        return "the client had no local port left for this server, so that it sent nothing at all";
    }

    @Override
    public Risk risk() {
        return Risk.CONNECTING;
    }

    /** Nothing of it is on the wire. */
    @Override
    public void weigh(Case failure, Scale scale) {}

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (!failure.is(LogShape.NO_LOCAL_PORT)) {
            return;
        }
        scale.prior(4, "the client's kernel refused to connect for want of a local address (EADDRNOTAVAIL)");
        scale.clueIf(
                failure.peer().startsWith("["),
                ClueKind.LOG,
                -3,
                "the peer's address is IPv6: a host without any such address fails with the same words");
        if (failure.count() >= 3 && failure.burstShare() < 1) {
            scale.clue(ClueKind.RATE, 0.5, failure.count() + " such failures, at different times");
        }
    }

    @Override
    public Party culprit(Case failure) {
        return Party.CLIENT;
    }

    @Override
    public Party culprit(LogCase failure) {
        return failure.source().isProxy() ? Party.PROXY : Party.CLIENT;
    }

    @Override
    public List<String> remedies(Case failure) {
        return List.of();
    }

    @Override
    public List<String> remedies(LogCase failure) {
        return List.of(
                "keep connections to " + LogClues.peer(failure)
                        + " alive and reuse them: every short one blocks its port for 60 s (TIME_WAIT of Linux)",
                "until then more local ports (net.ipv4.ip_local_port_range, 28,232 by default), net.ipv4.tcp_tw_reuse=1,"
                        + " or further addresses of the server or the client: the limit is per pair of them");
    }

    @Override
    public String settle(LogCase failure) {
        return "ss -tan state time-wait | wc -l; ss -tan | awk '{print $5}' | sort | uniq -c | sort -rn | head;"
                + " cat /proc/sys/net/ipv4/ip_local_port_range   # at the client";
    }
}
