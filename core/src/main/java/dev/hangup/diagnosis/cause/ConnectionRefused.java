package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.CONNECT_REFUSED;

import dev.hangup.Endpoint;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.Reset;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.PathClaim;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.Testimony;
import java.util.List;

/** RST or ICMP to the SYN: nobody listens (RFC 9293 section 3.10.7.1), a firewall rejects, or there is no way. */
public final class ConnectionRefused implements Cause {
    @Override
    public String name() {
        return "connection-refused";
    }

    @Override
    public String plainly() {
        return "nobody listens on the port, or a firewall rejects the connection";
    }

    @Override
    public Risk risk() {
        return Risk.CONNECTING;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        if (!failure.is(CONNECT_REFUSED)) {
            return;
        }
        IcmpError error = failure.connection().icmpError();
        scale.prior(7, error == null ? "a RST answered the SYN" : error.text() + " answered the SYN");
        Reset reset = failure.reset();
        if (reset != null && failure.resetOrigin().hasForeignTtl() && !failure.isConfessed()) {
            scale.clue(
                    ClueKind.TTL,
                    1,
                    "the RST has TTL " + reset.ttl() + ", other packets of that host have "
                            + failure.resetOrigin().ownTtl(reset) + ": a firewall sent it");
        }
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (failure.is(LogShape.REFUSED)) {
            scale.prior(6, "the log says that the connection was refused: a RST or an ICMP error answered the SYN");
        } else if (failure.is(LogShape.UNREACHABLE)) {
            scale.prior(3, "the log says that there is no way to the peer, as a router or a firewall tells by ICMP");
        } else if (failure.is(LogShape.CONNECT_FAILED)) {
            scale.prior(2, "where nobody listens, connecting fails");
            LogClues.prompt(failure, scale, 1, -3);
        }
    }

    @Override
    public List<String> remedies(LogCase failure) {
        return List.of("start what should listen on " + LogClues.peer(failure)
                + ", or correct the address; check that it binds to this address and not only to loopback");
    }

    @Override
    public PathClaim claim(Case failure) {
        return PathClaim.NONE;
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return testimony.tornDown() == null && !KernelClues.isOfTranslator(failure, testimony) ? 1 : 0;
    }

    @Override
    public Party culprit(Case failure) {
        IcmpError error = failure.connection().icmpError();
        if (error != null) {
            Endpoint server = failure.connection().server().endpoint();
            Party host = error.isFrom(server) ? Party.SERVER : Party.NETWORK;
            return error.isPolicy(server) ? Party.MIDDLEBOX : host;
        }
        boolean byBox = failure.isDenied()
                || failure.shows(PathClaim.RESET_MADE_BETWEEN)
                || (failure.resetOrigin().hasForeignTtl()
                        && !failure.isConfessed()
                        && !failure.shows(PathClaim.RESET_SENT_BY_END));
        return byBox ? Party.MIDDLEBOX : Party.SERVER;
    }

    /** Without another packet of the host to compare with, a firewall may have answered in its name. */
    @Override
    public double culpritShare(Case failure) {
        Reset reset = failure.reset();
        boolean compared = failure.shows(PathClaim.RESET_MADE_BETWEEN)
                || failure.shows(PathClaim.RESET_SENT_BY_END)
                || reset == null
                || failure.resetOrigin().ownTtl(reset) >= 0
                || failure.resetOrigin().isSentByCapturedHost()
                || failure.isConfessed()
                || failure.isDenied();
        return compared ? 1 : 0.6;
    }

    @Override
    public List<String> remedies(Case failure) {
        String server = failure.connection().server().endpoint().toString();
        if (culprit(failure) == Party.MIDDLEBOX) {
            return List.of("allow " + server + " in the firewall that rejects it");
        }
        IcmpError error = failure.connection().icmpError();
        if (error != null && culprit(failure) == Party.NETWORK) {
            return List.of("find why " + error.reporter().address() + " has no way to " + server
                    + ": a missing route, or a host that is down or gone; or correct the address");
        }
        return List.of("start what should listen on " + server + ", or correct the address; check that it binds to this"
                + " address and not only to loopback");
    }

    @Override
    public String settle(Case failure) {
        return Settle.listenQueue(failure);
    }
}
