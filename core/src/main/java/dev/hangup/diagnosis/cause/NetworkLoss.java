package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_MID_ANSWER;
import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_WAITING;
import static dev.hangup.diagnosis.Mechanism.LARGE_SEGMENTS_LOST;
import static dev.hangup.diagnosis.Mechanism.SILENCE;
import static dev.hangup.diagnosis.Mechanism.STRETCH_LOST;
import static dev.hangup.diagnosis.Mechanism.SYN_ACK_REPEATED;

import dev.hangup.Quantity;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.Side;
import dev.hangup.connection.Vantage;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.PathClaim;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import java.util.List;

/** Segments were lost until a side gave up (RFC 9293 section 3.8.3, RFC 6298). */
public final class NetworkLoss implements Cause {
    private static final int SEVERAL_TIMES = 5;

    @Override
    public String name() {
        return "network-loss";
    }

    @Override
    public String plainly() {
        return "the path (or the other host) stopped carrying packets, until a side gave up";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        int again = failure.is(CLIENT_CLOSED_WAITING) ? failure.repeatsOfRequest() : 0;
        if (failure.isFinInVain()) {
            scale.prior(
                    4,
                    "the client's FIN was sent again "
                            + Quantity.count(failure.connection().client().retransmissionsInVain(), "time")
                            + " and never acknowledged: nothing got through any more");
            weighTold(failure, scale);
        } else if (failure.lostAnswerBytes() > 0) {
            scale.prior(
                    5,
                    "the server had sent " + Quantity.count(failure.lostAnswerBytes(), "byte")
                            + " by the number of its last segment, and they never came here");
        } else if (isAnswerLost(failure)) {
            scale.prior(3, "a client whose answer gets lost closes in the end");
        } else if (again >= SEVERAL_TIMES) {
            scale.prior(
                    3,
                    "the client had sent segments of its request again " + Quantity.count(again, "time")
                            + " before it closed");
            scale.clueIf(
                    again >= 2 * SEVERAL_TIMES,
                    ClueKind.LATENCY,
                    2,
                    "so often that the path must have been dead for a while");
        } else if (failure.is(SILENCE)) {
            scale.prior(2, "data was sent again in vain until the end");
            weighTold(failure, scale);
            int ignored = failure.population()
                    .ignoredSynsWithin(
                            failure.connection().startNanos(),
                            failure.connection().watchedUntilNanos());
            scale.clueIf(ignored > 0, ClueKind.AFTERMATH, 2, "new connections to the same server got no answer either");
        } else if (failure.is(SYN_ACK_REPEATED)) {
            scale.prior(2, "when the client's segments are lost, the server repeats its SYN-ACK");
            scale.clueIf(
                    failure.population()
                                    .answersWithin(
                                            failure.connection().startNanos(),
                                            failure.connection().lastNanos())
                            > 0,
                    ClueKind.SAME_INSTANT,
                    -1,
                    "other connections to the same server worked meanwhile");
        } else if (failure.is(STRETCH_LOST)) {
            scale.prior(
                    1,
                    Quantity.count(lost(failure).holeBytes(), "byte")
                            + " never came here, and what followed them was no smaller");
        } else if (failure.is(LARGE_SEGMENTS_LOST) && !failure.hasSmallerPassed()) {
            scale.prior(2, "nothing smaller was lost, but nothing smaller was sent either");
        } else if (failure.is(LARGE_SEGMENTS_LOST)) {
            scale.prior(1, "losing just the large segments by chance is rare");
        }
    }

    /** Whether another capture has what the client waited for, or shows that its own words did not arrive. */
    static boolean isAnswerLost(Case failure) {
        return failure.is(CLIENT_CLOSED_WAITING, CLIENT_CLOSED_MID_ANSWER) && failure.shows(PathClaim.LOST_BETWEEN);
    }

    private static void weighTold(Case failure, Scale scale) {
        IcmpError told = failure.icmpInSilence();
        if (told != null) {
            scale.clue(
                    ClueKind.MESSAGE,
                    3,
                    told.text() + " from " + told.reporter().address() + ": there it came no further");
        }
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (failure.is(LogShape.SILENCE)) {
            scale.prior(0, "segments that are lost for good look like silence");
        } else if (failure.is(LogShape.CONNECT_TIMEOUT)) {
            scale.prior(1, "a SYN that is lost again and again is never answered");
        }
    }

    /**
     * Whether the answer got lost before the client left or the client left anyway is not on this side. Nor whether the
     * client's ACK got lost, or the server's queue had no room for it. A policy is known.
     */
    @Override
    public boolean looksLike(String other, Case failure) {
        return other.equals("client-abort") && failure.isFinInVain() && !isRejected(failure)
                || other.equals("accept-queue-overflow")
                        && failure.is(SYN_ACK_REPEATED)
                        && failure.vantage() != Vantage.SERVER;
    }

    @Override
    public Party culprit(LogCase failure) {
        return Party.NETWORK;
    }

    @Override
    public PathClaim claim(Case failure) {
        return PathClaim.LOST_BETWEEN;
    }

    @Override
    public Party culprit(Case failure) {
        if (isRejectedByHost(failure)) {
            return failure.unreached() == failure.connection().client() ? Party.CLIENT : Party.SERVER;
        }
        return isRejected(failure) ? Party.MIDDLEBOX : Party.NETWORK;
    }

    /** Whether the host that was meant says so itself: it got there, and that host's own firewall does not let it in. */
    private static boolean isRejectedByHost(Case failure) {
        IcmpError told = failure.icmpInSilence();
        return told != null
                && told.isPortUnreachable()
                && told.isFrom(failure.unreached().endpoint());
    }

    private static boolean isRejected(Case failure) {
        IcmpError told = failure.icmpInSilence();
        return told != null && told.isPolicy(failure.unreached().endpoint());
    }

    @Override
    public List<String> remedies(Case failure) {
        Side lost = lost(failure);
        boolean isTold = lost.retransmissionsInVain() > 0 || !isAnswerLost(failure);
        String fate = !isTold
                ? "they never came here"
                : failure.is(STRETCH_LOST)
                        ? Quantity.count(lost.holeBytes(), "byte") + " never came here"
                        : "they were sent " + Quantity.count(lost.retransmissionsInVain() + 1L, "time")
                                + " and never acknowledged";
        IcmpError told = failure.icmpInSilence();
        String place = told == null
                ? "find where packets from " + lost.endpoint().address() + " end: " + fate
                : (isRejected(failure) || isRejectedByHost(failure) ? "allow " : "restore the way to ")
                        + failure.unreached().endpoint() + " at "
                        + told.reporter().address() + ", which says " + told.text();
        return List.of(
                place,
                "both sides: TCP_USER_TIMEOUT or a request timeout, so that a dead path is noticed before the 15 min of"
                        + " Linux's tcp_retries2");
    }

    /** The side whose segments do not get through. */
    private static Side lost(Case failure) {
        if (!failure.is(STRETCH_LOST)) {
            return failure.swallowed();
        }
        Side client = failure.connection().client();
        Side server = failure.connection().server();
        return client.holeBytes() > server.holeBytes() ? client : server;
    }

    @Override
    public String settle(Case failure) {
        return Settle.captureAtOtherSide(failure);
    }
}
