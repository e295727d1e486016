package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.CONNECT_ANSWERED_LATE;
import static dev.hangup.diagnosis.Mechanism.CONNECT_STALLED;
import static dev.hangup.diagnosis.Mechanism.CONNECT_UNANSWERED;

import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Vantage;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.ListenQueue;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.PathClaim;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.chain.Rules;
import java.util.List;

/** SYN unanswered, or answered after the client's limit. */
public final class ConnectTimeout implements Cause {
    @Override
    public String name() {
        return "connect-timeout";
    }

    @Override
    public String plainly() {
        return "the server never answered the connection attempt, or too late for the client";
    }

    @Override
    public Risk risk() {
        return Risk.CONNECTING;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        if (failure.is(CONNECT_ANSWERED_LATE, CONNECT_STALLED)) {
            scale.prior(6, "the handshake took longer than the client waited");
            return;
        }
        if (!failure.is(CONNECT_UNANSWERED)) {
            return;
        }
        Connection connection = failure.connection();
        scale.prior(4, Quantity.count(connection.syns(), "SYN") + " and no answer");
        scale.clueIf(
                failure.vantage() == Vantage.SERVER,
                ClueKind.VANTAGE,
                -2,
                "the SYN did arrive at the server: only a firewall of its own could still have dropped it");
        int worked =
                failure.population().handshakesWithin(connection.startNanos() - 1_000_000_000L, connection.lastNanos());
        if (worked > 0) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    -1.5,
                    "the same server completed " + Quantity.count(worked, "other handshake") + " at that time");
        }
        scale.clueIf(
                connection.isChallenged(),
                ClueKind.MESSAGE,
                -3,
                "the SYN was answered, by an ACK of an older connection");
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (failure.is(LogShape.CONNECT_TIMEOUT)) {
            scale.prior(4, "the log says that connecting took too long");
            LogClues.timer(failure, scale, 2, "the connect timeout of " + LogClues.writer(failure));
        } else if (failure.is(LogShape.CONNECT_FAILED)) {
            scale.prior(2, "where the SYN is not answered in time, connecting fails");
            LogClues.prompt(failure, scale, -4, 0.5);
            LogClues.timer(failure, scale, 2, "the connect timeout of " + LogClues.writer(failure));
        } else if (failure.is(LogShape.CUT_IN_HANDSHAKE)) {
            scale.prior(
                    1, "a proxy beside the application that gives up on connecting ends the application's handshake");
            scale.clueIf(
                    failure.proxyGaveUpConnecting(),
                    ClueKind.LOG,
                    3,
                    "a proxy's log shows that it gave up on connecting to a peer");
        }
    }

    @Override
    public String rule() {
        return Rules.CONNECT_TIMEOUT_SHORT;
    }

    /** A dropped SYN and a full accept queue are one silence. */
    @Override
    public boolean looksLike(String other, Case failure) {
        return other.equals("accept-queue-overflow") && failure.isQueueOrPath();
    }

    @Override
    public double queueBits(ListenQueue queue) {
        return queue.decides() ? -queue.bits() / 2 : 0;
    }

    @Override
    public Party culprit(LogCase failure) {
        return Party.NETWORK;
    }

    @Override
    public List<String> remedies(LogCase failure) {
        double timer = failure.timer();
        String limit = timer > 0 ? " (" + Quantity.duration((long) (timer * 1e9)) + " by the log)" : "";
        String whose = failure.is(LogShape.CUT_IN_HANDSHAKE) ? "the proxy beside " : "";
        return List.of("raise the connect timeout" + limit + " of " + whose + LogClues.writer(failure)
                + " above the time that a lost SYN costs: 3 s for one, 7 s for two (retransmitted after 1, 2, 4 s,"
                + " RFC 6298)");
    }

    @Override
    public String settle(LogCase failure) {
        return Settle.captureAtWriter(failure);
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
        Connection connection = failure.connection();
        if (failure.is(CONNECT_ANSWERED_LATE)) {
            long late = connection.synAckNanos() - connection.startNanos();
            return List.of(
                    "client: a connect timeout above " + Quantity.duration(late)
                            + ", the time after which the SYN-ACK came; below 1 s not even one lost SYN is survived (RFC 6298)");
        }
        return List.of(
                "find where SYNs to " + connection.server().endpoint()
                        + " end: firewall rule, route, security group, dead host",
                "client: a connect timeout of 3 s or more survives one lost SYN (it is sent again after 1 s, RFC 6298)");
    }

    @Override
    public String settle(Case failure) {
        return failure.vantage() == Vantage.SERVER ? Settle.listenQueue(failure) : Settle.captureAtOtherSide(failure);
    }
}
