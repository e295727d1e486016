package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.CLIENT_CLOSED_WAITING;
import static dev.hangup.diagnosis.Mechanism.CONNECT_UNANSWERED;
import static dev.hangup.diagnosis.Mechanism.RESET_AFTER_HANDSHAKE;
import static dev.hangup.diagnosis.Mechanism.SILENCE;
import static dev.hangup.diagnosis.Mechanism.SYN_ACK_REPEATED;

import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.connection.ServerPopulation;
import dev.hangup.connection.Vantage;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.ListenQueue;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.PathClaim;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import java.util.List;
import java.util.Map;

/**
 * The listener's queue of accepted connections was full: Linux drops the SYN, or the third segment of the handshake, or
 * resets with tcp_abort_on_overflow (tcp_conn_request, tcp_check_req).
 */
public final class AcceptQueueOverflow implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.ofEntries(
            Map.entry(ResetReason.INVALID_SYN, 4.0),
            Map.entry(ResetReason.TCP_ABORT_ON_CLOSE, -6.0),
            Map.entry(ResetReason.TCP_ABORT_ON_DATA, -6.0),
            Map.entry(ResetReason.TCP_ABORT_ON_LINGER, -6.0),
            Map.entry(ResetReason.TCP_TIMEWAIT_SOCKET, -6.0),
            Map.entry(ResetReason.TCP_STATE, -6.0),
            Map.entry(ResetReason.NO_SOCKET, -6.0));

    private static final long AROUND_NANOS = 30_000_000_000L;

    @Override
    public String name() {
        return "accept-queue-overflow";
    }

    @Override
    public String plainly() {
        return "the server accepts connections too slowly, and its queue of new connections was full";
    }

    @Override
    public Risk risk() {
        return Risk.CONNECTING;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        Connection connection = failure.connection();
        if (failure.is(RESET_AFTER_HANDSHAKE)) {
            scale.prior(5, "a RST without ACK right after the handshake is what tcp_abort_on_overflow=1 does");
            scale.clueIf(
                    failure.siblings().refusedAfterwards() > 0,
                    ClueKind.AFTERMATH,
                    -6,
                    "afterwards the server refused SYNs, which a full queue does not");
        } else if (failure.is(SYN_ACK_REPEATED)) {
            scale.prior(
                    3.5,
                    "the server repeated its SYN-ACK " + Quantity.count(connection.synAcksAfterHandshake(), "time")
                            + " as if the client's ACK had not come");
        } else if (failure.is(CONNECT_UNANSWERED)) {
            scale.prior(1, "a full queue drops SYNs in silence");
            scale.clueIf(
                    connection.isChallenged(),
                    ClueKind.MESSAGE,
                    -4,
                    "the SYN was answered, by an ACK of an older connection");
            scale.clueIf(
                    failure.vantage() == Vantage.SERVER,
                    ClueKind.VANTAGE,
                    2.5,
                    "the SYN arrived at the server and its kernel did not answer");
        } else if (failure.is(SILENCE) && isNeverHeard(connection)) {
            scale.prior(1, "with SYN cookies a full queue ignores the client from its ACK on");
            scale.clueIf(
                    connection.client().repeatsLargeOnes(),
                    ClueKind.SIZE,
                    -1.5,
                    "what it ignored was large, and a queue does not look at sizes");
        } else if (failure.is(CLIENT_CLOSED_WAITING)
                && failure.exchanges().requests() <= 1
                && failure.lostAnswerBytes() == 0) {
            scale.prior(
                    -2, "a connection that waits in the queue is acknowledged by the kernel and answered by nobody");
            if (connection.synAcksAfterHandshake() > 1) {
                scale.clue(
                        ClueKind.SHAPE,
                        7,
                        "the server had repeated its SYN-ACK "
                                + Quantity.count(connection.synAcksAfterHandshake(), "time")
                                + " as if the client's ACK had not come");
            }
        } else {
            return;
        }
        weighOthers(failure, scale);
        scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, -5, "the RST's TTL is not the server's");
    }

    /** A server that said anything after the handshake, if only an ACK again, had accepted the connection. */
    private static boolean isNeverHeard(Connection connection) {
        return connection.client().sentSyn()
                && connection.client().acknowledged() == connection.client().initialSequence() + 1
                && connection.server().lastNanos() <= connection.handshakeNanos();
    }

    private static void weighOthers(Case failure, Scale scale) {
        Connection connection = failure.connection();
        ServerPopulation population = failure.population();
        long from = connection.startNanos() - AROUND_NANOS;
        long to = connection.lastNanos() + AROUND_NANOS;
        int ignored = population.ignoredSynsWithin(from, to) - (failure.is(CONNECT_UNANSWERED) ? 1 : 0);
        int accepted = population.handshakesWithin(from, to);
        int unheard =
                failure.surroundings().neverAcknowledged(connection.server().endpoint());
        if (ignored > 0 && accepted > 0) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    3,
                    "the same server ignored " + Quantity.count(ignored, "other SYN") + " and completed "
                            + Quantity.count(accepted, "handshake") + " at that time");
        }
        if (ignored <= 0 && accepted > 0 && failure.is(CONNECT_UNANSWERED)) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    1,
                    "the same server completed " + Quantity.count(accepted, "handshake") + " at that time");
        }
        boolean otherUnheard = unheard > (failure.is(SYN_ACK_REPEATED, SILENCE) ? 1 : 0);
        scale.clueIf(
                otherUnheard,
                ClueKind.SAME_INSTANT,
                2,
                "other connections to it shook hands and were never heard either");
        int answered = population.answersWithin(from, to);
        if (accepted > 1 && answered == 0) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    1.5,
                    "none of its " + Quantity.count(accepted, "accepted connection") + " got an answer");
        }
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (failure.is(LogShape.CONNECT_TIMEOUT)) {
            scale.prior(1.5, "a listener whose queue is full lets connections wait");
            LogClues.busy(failure, scale, 1.5);
        }
    }

    @Override
    public String settle(LogCase failure) {
        return Settle.listenQueue(failure);
    }

    @Override
    public PathClaim claim(Case failure) {
        return failure.reset() == null ? PathClaim.ARRIVED : PathClaim.RESET_SENT_BY_END;
    }

    /** At the server a firewall of its own drops what a capture has already seen: only its kernel knows. */
    @Override
    public boolean isBeyondPackets(Case failure) {
        return failure.isQueueOrPath();
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return KernelClues.ofHost(failure, testimony, BY_REASON);
    }

    @Override
    public double queueBits(ListenQueue queue) {
        return queue.bits();
    }

    @Override
    public Party culprit(Case failure) {
        return Party.SERVER;
    }

    @Override
    public List<String> remedies(Case failure) {
        return List.of(
                "server: accept faster (a blocked event loop or a full thread pool is the usual reason), and raise the"
                        + " listen backlog together with net.core.somaxconn (default 4096, kernel 6.18: measured)",
                "server: keep tcp_abort_on_overflow=0 (the default), so that a short burst costs a retry and not an error",
                "client: retry connecting; nothing was processed");
    }

    @Override
    public String settle(Case failure) {
        return Settle.listenQueue(failure);
    }
}
