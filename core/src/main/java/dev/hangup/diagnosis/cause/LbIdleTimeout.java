package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_WAITING;
import static dev.hangup.diagnosis.Mechanism.FIN_WITHOUT_ANSWER;

import dev.hangup.Quantity;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.Protocol;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.NamedTimers;
import dev.hangup.diagnosis.OtherHop;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import java.util.List;

/**
 * A load balancer or proxy that terminates TCP closed a connection on which nothing had come for its idle timeout, although
 * an answer was being waited for. To each of its two sides it looks like the other end.
 */
public final class LbIdleTimeout implements Cause {
    @Override
    public String name() {
        return "lb-idle-timeout";
    }

    @Override
    public String plainly() {
        return "a load balancer closed a connection that seemed idle to it, while an answer was being waited for";
    }

    @Override
    public Risk risk() {
        return Risk.REUSE;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        boolean inFront = failure.is(FIN_WITHOUT_ANSWER);
        OtherHop hop = failure.otherHop();
        boolean behind = failure.is(CLIENT_CLOSED_WAITING) && (ProxySigns.mayBalance(failure) || hop != null);
        long wait = failure.waitNanos();
        if (wait < ClientAbort.STALL_NANOS || !(inFront || behind)) {
            return;
        }
        Exchanges exchanges = failure.exchanges();
        scale.prior(-0.5, "a load balancer closes both its sides when neither said anything for its idle timeout");
        scale.clueIf(failure.isFinRefused(), ClueKind.SHAPE, -4, ClientAbort.FIN_REFUSED);
        scale.clueIf(
                exchanges.tls() != null || exchanges.protocol() == Protocol.HTTP1 && !exchanges.areBoundariesKnown(),
                ClueKind.MESSAGE,
                -3,
                "nobody sees whether the request was whole, so that the server had to answer");
        if (hop != null) {
            boolean both = failure.isClosedOnBothHops();
            scale.clue(ClueKind.OTHER_CAPTURE, both ? 6 : -6, (both ? "it closed both its sides: " : "") + hop.text());
        }
        double timer = NamedTimers.near(wait);
        if (timer > 0) {
            scale.clue(ClueKind.TIMER, 1, "it closed after a silence of a round number: " + timer + " s");
        }
        int alike = failure.siblings().cutAfterTheSameWait();
        if (inFront && alike > 1) {
            scale.clue(
                    ClueKind.POPULATION,
                    1.5,
                    Quantity.count(alike, "other request")
                            + " to it met a close after just as long a wait, at other times");
        }
        scale.clueIf(
                failure.siblings().closedAtOnce() > 0,
                ClueKind.SAME_INSTANT,
                -3,
                "other connections ended at the same instant, as no timer does it");
        scale.clueIf(
                inFront && failure.siblings().refusedAfterwards() > 0,
                ClueKind.AFTERMATH,
                -3,
                "afterwards nobody listened there any more");
    }

    /** What closes after a silence may be the server's own timer. */
    @Override
    public boolean isBeyondPackets(Case failure) {
        return !failure.isClosedOnBothHops();
    }

    @Override
    public Party culprit(Case failure) {
        return Party.PROXY;
    }

    @Override
    public List<String> remedies(Case failure) {
        String waited = Quantity.duration(failure.waitNanos());
        return List.of(
                "load balancer: an idle timeout (" + waited + " here) above the slowest answer that is still useful, on"
                        + " both its sides",
                "server: say something earlier (a first chunk, 102 or 103, a 202 to poll); TCP keep-alive does not reset the"
                        + " timer of a balancer that terminates TCP",
                "client: retry only what is idempotent; the server goes on working on it");
    }

    @Override
    public String settle(Case failure) {
        return "at the load balancer, each side in a file of its own, explained together: tcpdump -i FRONT -s 200 -U -w front.pcap"
                + " tcp; tcpdump -i BACK -s 200 -U -w back.pcap tcp";
    }
}
