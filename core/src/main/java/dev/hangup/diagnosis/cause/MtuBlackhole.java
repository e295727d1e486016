package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.LARGE_SEGMENTS_LOST;
import static dev.hangup.diagnosis.Mechanism.SILENCE;

import dev.hangup.Quantity;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.Side;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.PathClaim;
import dev.hangup.diagnosis.Scale;
import java.util.List;

/** Only large segments vanish: the path carries less than both ends believe, and nobody says so (RFC 2923 section 2.1). */
public final class MtuBlackhole implements Cause {
    @Override
    public String name() {
        return "mtu-blackhole";
    }

    @Override
    public String plainly() {
        return "the path loses large packets and nobody tells the sender";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        Side lost = failure.lostLarge();
        if (failure.is(LARGE_SEGMENTS_LOST) && !failure.hasSmallerPassed()) {
            scale.prior(
                    3,
                    "what never got through is large, though no smaller payload was sent that would have: "
                            + Quantity.count(Math.max(lost.holeBytes(), lost.largestRetransmitted()), "byte"));
        } else if (failure.is(LARGE_SEGMENTS_LOST) && lost.holeBytes() > 0) {
            scale.prior(
                    4,
                    "later segments of at most " + lost.largestPayload() + " bytes came, but the " + lost.holeBytes()
                            + " bytes before them never did");
        } else if (failure.is(LARGE_SEGMENTS_LOST)) {
            scale.prior(
                    5,
                    "segments up to " + lost.largestDelivered() + " bytes were acknowledged, one of "
                            + lost.largestRetransmitted() + " bytes never was");
            scale.clueIf(
                    lost.repeatsLargeOnes(),
                    ClueKind.SIZE,
                    1,
                    "the lost segments are as large as the path's packets get");
        } else if (failure.is(SILENCE) && lost.repeatsLargeOnes()) {
            scale.prior(1, "the swallowed segments are large");
            scale.clueIf(
                    lost.largestDelivered() > 0 && lost.largestDelivered() < Side.LARGE,
                    ClueKind.SIZE,
                    1.5,
                    "small ones had passed on this connection");
            scale.clueIf(
                    lost.largestDelivered() == 0 && failure.connection().handshakeNanos() > 0,
                    ClueKind.SIZE,
                    2,
                    "the small ones of the handshake had just passed");
            scale.clueIf(
                    worksForOthers(failure, lost),
                    ClueKind.SAME_INSTANT,
                    2,
                    "other connections to the same server got answers meanwhile");
            scale.clueIf(
                    lost.largestDelivered() >= lost.largestRetransmitted(),
                    ClueKind.SIZE,
                    -4,
                    "segments as large had been acknowledged before");
        } else {
            return;
        }
        scale.clueIf(
                failure.didAsLargePassElsewhere(),
                ClueKind.SIZE,
                -5,
                "segments as large passed meanwhile on another connection of the two hosts");
        IcmpError error = failure.connection().icmpError();
        scale.clueIf(
                error != null && error.isTooBig(), ClueKind.MESSAGE, 3, "a router said that the packet is too big");
    }

    private static boolean worksForOthers(Case failure, Side lost) {
        return failure.population()
                        .handshakesWithin(
                                lost.unacknowledgedSinceNanos(),
                                failure.connection().lastNanos())
                > 0;
    }

    /** Of a path that carries nothing and one that carries nothing large, the first large segment shows the same. */
    @Override
    public boolean looksLike(String other, Case failure) {
        return other.equals("network-loss") && failure.is(LARGE_SEGMENTS_LOST) && !failure.hasSmallerPassed();
    }

    @Override
    public PathClaim claim(Case failure) {
        return PathClaim.LOST_BETWEEN;
    }

    @Override
    public Party culprit(Case failure) {
        return Party.NETWORK;
    }

    @Override
    public List<String> remedies(Case failure) {
        Side lost = failure.lostLarge();
        String sizes = lost.largestDelivered() > 0 && lost.largestRetransmitted() > lost.largestDelivered()
                ? "; segments of " + lost.largestDelivered() + " bytes pass, of " + lost.largestRetransmitted()
                        + " bytes do not"
                : "";
        return List.of(
                "router or tunnel: clamp the MSS (nft: tcp flags syn tcp option maxseg size set rt mtu)" + sizes,
                "let ICMP 3/4 and ICMPv6 2 through every firewall on the path",
                "hosts: net.ipv4.tcp_mtu_probing=1 finds the size without ICMP (RFC 4821)");
    }

    @Override
    public String settle(Case failure) {
        return "from " + failure.lostLarge().endpoint().address() + ": ping -M do -s 1472 "
                + (failure.lostLarge() == failure.connection().client()
                        ? failure.connection().server().endpoint().address()
                        : failure.connection().client().endpoint().address())
                + " (then smaller, until it passes)";
    }
}
