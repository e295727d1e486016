package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.FIN_WITHOUT_ANSWER;
import static dev.hangup.diagnosis.Mechanism.REQUEST_ACKED_THEN_RESET;
import static dev.hangup.diagnosis.Mechanism.REQUEST_AFTER_FIN;
import static dev.hangup.diagnosis.Mechanism.REQUEST_CROSSED_FIN;
import static dev.hangup.diagnosis.Mechanism.REQUEST_CROSSED_RESET;

import dev.hangup.Quantity;
import dev.hangup.connection.HttpMethod;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.MeasuredClues;
import dev.hangup.diagnosis.NamedTimers;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.diagnosis.chain.Rules;
import dev.hangup.kernel.ResetReason;
import dev.hangup.log.Symptom;
import dev.hangup.measurement.MeasuredEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request met the server's close of an idle connection (RFC 9112 section 9.5). */
public final class KeepaliveRace implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.ofEntries(
            Map.entry(ResetReason.TCP_ABORT_ON_CLOSE, 2.0),
            Map.entry(ResetReason.TCP_ABORT_ON_DATA, 2.0),
            Map.entry(ResetReason.TCP_ABORT_ON_LINGER, 2.0),
            Map.entry(ResetReason.TCP_TIMEWAIT_SOCKET, 2.0),
            Map.entry(ResetReason.TCP_STATE, -5.0));

    private static final long SHORTEST_IDLE_NANOS = 50_000_000L;
    private static final long PROMPT_NANOS = 50_000_000L;
    private static final long LONG_WAIT_NANOS = 2_000_000_000L;

    @Override
    public String name() {
        return "keepalive-race";
    }

    @Override
    public String plainly() {
        return "the server closed an idle keep-alive connection just as the client sent its next request";
    }

    @Override
    public Risk risk() {
        return Risk.REUSE;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        long gap = failure.gapNanos();
        boolean late = failure.is(REQUEST_CROSSED_FIN, REQUEST_AFTER_FIN, REQUEST_CROSSED_RESET);
        boolean isIdleUnseen = gap < 0 && late && failure.connection().beganBefore();
        if ((gap < 0 && !isIdleUnseen) || (failure.exchanges().isRequestIncomplete() && !late)) {
            return;
        }
        if (isIdleUnseen) {
            scale.prior(
                    2.5,
                    "the server closed while a request was on its way, as in the race; for how long the"
                            + " connection had been idle was not captured");
        } else if (failure.is(REQUEST_CROSSED_FIN)) {
            scale.prior(5, "a request that crosses the FIN of an idle connection is what the race looks like");
        } else if (failure.is(REQUEST_AFTER_FIN)) {
            scale.prior(5, "the client used a connection again whose FIN it already had");
        } else if (failure.is(REQUEST_ACKED_THEN_RESET)) {
            scale.prior(
                    2.5,
                    "a server that closes while a late request lies unread in its socket sends RST+ACK and no FIN");
        } else if (failure.is(REQUEST_CROSSED_RESET)) {
            scale.prior(3, "the server aborted an idle connection while the next request was on its way");
        } else if (failure.isRequestRead()) {
            scale.prior(-2.5, "a server that had read the request closed all the same: a timer seldom does so");
        } else if (failure.is(FIN_WITHOUT_ANSWER)) {
            scale.prior(0.5, "a server may read a late request and close all the same");
        } else {
            return;
        }
        String crossing = failure.is(REQUEST_CROSSED_FIN) ? failure.elsewhere().crossing(failure) : "";
        // What closes many connections at one instant crosses requests as well.
        boolean isTimer =
                !failure.siblings().closedByOneEvent() && failure.siblings().closedWithItsPool() <= 1;
        scale.clueIf(!crossing.isEmpty(), ClueKind.OTHER_CAPTURE, isTimer ? 2 : 0, crossing);
        if (!isIdleUnseen) {
            weighIdle(failure, scale, gap);
            weighTimer(failure, scale);
        }
        if (failure.isGoodbyeLost()) {
            scale.clue(
                    ClueKind.SHAPE,
                    -6,
                    "the client knew nothing of the close " + Quantity.duration(failure.sinceGoodbyeNanos())
                            + " after it: it got lost, and did not cross the request");
        }
        if (failure.is(REQUEST_ACKED_THEN_RESET, FIN_WITHOUT_ANSWER) && !failure.isRequestRead()) {
            weighWait(failure, scale, gap);
        }
        if (failure.is(REQUEST_ACKED_THEN_RESET, REQUEST_CROSSED_RESET)) {
            scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, -5, "the RST's TTL is not the server's");
        }
        int others = failure.siblings().closedAtOnce();
        if (failure.siblings().closedByOneEvent()) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    -failure.siblings().sameInstantBits(),
                    "the server closed " + Quantity.count(others, "other connection") + " at the same instant");
        }
        int pool = failure.siblings().closedWithItsPool();
        if (!failure.siblings().closedByOneEvent() && pool > 1) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    -1.5,
                    "the server closed " + Quantity.count(pool, "other connection")
                            + " that had been idle for the same time at the same instant, and none at another");
        }
        int cut = failure.siblings().cutAtWork();
        if (late && cut > 0) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    -Math.min(3, 1.5 * cut),
                    "at that instant " + Quantity.count(cut, "request")
                            + " that the server was working on lost the answer");
        }
        scale.clueIf(
                failure.siblings().refusedAfterwards() > 0,
                ClueKind.AFTERMATH,
                -3,
                "afterwards the server refused connections");
        ProcessEnd.weighDismissal(failure, scale, -10, -10, 3);
        scale.clueIf(
                failure.exchanges().didServerAnnounceClose(),
                ClueKind.MESSAGE,
                -6,
                "the last answer had announced the close");
    }

    private static void weighIdle(Case failure, Scale scale, long gap) {
        if (gap < SHORTEST_IDLE_NANOS) {
            scale.clue(ClueKind.IDLE_GAP, -6, "the connection had been idle for only " + Quantity.duration(gap));
            return;
        }
        long atClose = failure.idleAtCloseNanos();
        if (MaxRequests.isAtOnce(failure)) {
            scale.clue(
                    ClueKind.IDLE_GAP,
                    -4,
                    "the server closed " + Quantity.duration(atClose) + " after its last answer: no idle timer");
            return;
        }
        scale.clue(
                ClueKind.IDLE_GAP,
                idleBits(gap),
                "the connection had been idle for " + Quantity.duration(gap) + " before the request");
        long survived = failure.exchanges().longestAnsweredGapNanos();
        long others = failure.population().longestSurvivedNanos();
        long longer = gap + gap / 20 + PROMPT_NANOS;
        if (survived > longer) {
            scale.clue(ClueKind.IDLE_GAP, -2, "it had survived a longer gap before: " + Quantity.duration(survived));
        } else if (others > longer) {
            scale.clue(
                    ClueKind.POPULATION,
                    -1.5,
                    "another connection to this server survived a longer gap: " + Quantity.duration(others));
        }
    }

    /** Nobody who knows sets an idle timeout below a fraction of a second, and defaults start at some seconds. */
    private static double idleBits(long gap) {
        if (gap > 1_000_000_000L) {
            return 2;
        }
        return gap > 200_000_000L ? 1 : -1;
    }

    /** The close is at the server's timer when others of its closes, or a number that people choose, say so. */
    private static void weighTimer(Case failure, Scale scale) {
        long idle = failure.idleAtCloseNanos();
        IdleTimeout measured = failure.idleTimeout();
        if (measured.count() > 1) {
            long off = Math.abs(idle - measured.nanos());
            String timeout = Quantity.duration(measured.nanos()) + " (measured, n=" + measured.count() + ")";
            if (off < measured.nanos() / 20 + PROMPT_NANOS) {
                // Closes at one instant only may all be of one event: they do not confirm each other.
                // Where most have nothing in common, some are alike by chance.
                if (!failure.followsRequests()
                        && failure.siblings().closedWithItsPool() <= 1
                        && failure.siblings().closedLikeThisBeforeOrAfter()) {
                    scale.clue(
                            ClueKind.POPULATION,
                            3,
                            "the server closed after " + Quantity.duration(idle)
                                    + ", as it closes its idle connections: " + timeout);
                }
            } else if (failure.is(REQUEST_ACKED_THEN_RESET, FIN_WITHOUT_ANSWER) && wasOverdue(failure, measured)) {
                // Nothing but a stall keeps such a connection open, and then the server closes many at one instant.
                scale.clue(
                        ClueKind.POPULATION,
                        3,
                        "the request came " + Quantity.duration(failure.gapNanos())
                                + " after the last answer, when the server's idle timeout of " + timeout
                                + " was over: only a stall had kept the connection open");
            } else if (failure.isClosedBeforeItsTimer()) {
                scale.clue(
                        ClueKind.POPULATION,
                        -3,
                        "the server closed after " + Quantity.duration(idle) + ", well before its idle timeout of "
                                + timeout);
            }
        }
        if (failure.followsRequests()) {
            scale.clue(
                    ClueKind.POPULATION,
                    -4.5,
                    "the server's " + failure.closesLikeThis().samples()
                            + " closes like this came right after requests, after idle times that"
                            + " have little in common");
        }
        int hint = failure.exchanges().hintTimeoutSeconds();
        if (hint > 0 && idle >= 0 && idle < hint * 800_000_000L) {
            // nginx may be told to advertise another timeout than its own (keepalive_timeout with two values).
            scale.clue(
                    ClueKind.TIMER,
                    failure.is(REQUEST_ACKED_THEN_RESET) ? -3 : -2,
                    "the server advertises Keep-Alive: timeout=" + hint + " but closed after "
                            + Quantity.duration(idle));
        }
        if (hint > 0 && idle > hint * 980_000_000L && idle < (hint + 1) * 1_100_000_000L) {
            scale.clue(
                    ClueKind.TIMER,
                    2,
                    "the server advertises Keep-Alive: timeout=" + hint + " and closed after "
                            + Quantity.duration(idle));
        } else if (NamedTimers.isIdleTimer(idle) && !failure.followsRequests()) {
            // Where the close follows the request, it may be the client that counts in round numbers.
            scale.clue(
                    ClueKind.TIMER,
                    failure.isRequestRead() ? 0.5 : 1.5,
                    "closed " + Quantity.duration(idle) + " after the last answer: a round number");
        }
    }

    /** Whether the request came when most of the server's idle closes say that it should have closed, and not long after. */
    private static boolean wasOverdue(Case failure, IdleTimeout measured) {
        long overdue = failure.gapNanos() - measured.nanos();
        return measured.isTheRule() && overdue >= 0 && overdue < LONG_WAIT_NANOS;
    }

    private static void weighWait(Case failure, Scale scale, long gap) {
        long wait = failure.waitNanos();
        long held = failure.heldNanos();
        if (held < PROMPT_NANOS || held * 10 < gap) {
            scale.clue(ClueKind.LATENCY, 1.5, "the close came " + Quantity.duration(wait) + " after the request");
        } else if (held > LONG_WAIT_NANOS) {
            scale.clue(
                    ClueKind.LATENCY,
                    -3,
                    "the close came only " + Quantity.duration(wait)
                            + " after the request: the server was working on it, or stuck");
        }
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (!failure.is(LogShape.CUT_BEFORE_ANSWER)) {
            return;
        }
        LogClues.cut(
                failure,
                scale,
                2,
                "a request that meets the close of an idle connection is answered by FIN or RST alone");
        LogClues.reuse(failure, scale, 2, -5);
        LogClues.prompt(failure, scale, 1.5, -3);
        LogClues.idle(failure, scale, 2, -3);
        LogClues.together(failure, scale, -2.5, 1);
        LogClues.quiet(failure, scale, 1.5);
        boolean isPost = failure.methods().keySet().equals(Set.of("POST"));
        scale.clueIf(
                isPost && failure.count() > 2 && failure.source().isProxy(),
                ClueKind.LOG,
                1,
                "all were POST: what can be repeated is, so that nobody hears of it");
        scale.clueIf(
                failure.count(Symptom.RST) > 0 && failure.count(Symptom.FIN) > 0,
                ClueKind.LOG,
                0.5,
                "some ended with RST, some with FIN, as a close does that comes a little before or after the request");
        LogClues.refused(failure, scale, -2);
        LogClues.reached(failure, scale, -2);
    }

    @Override
    public String variant(Case failure) {
        if (failure.is(REQUEST_AFTER_FIN)) {
            return "fin-ignored";
        }
        return failure.is(REQUEST_CROSSED_FIN) ? "fin-cross" : "rst-no-fin";
    }

    @Override
    public void weighMeasured(Case failure, MeasuredClues measured) {
        measured.race(failure);
    }

    @Override
    public void weighMeasured(LogCase failure, MeasuredClues measured) {
        measured.race(failure);
    }

    @Override
    public String rule() {
        return Rules.IDLE_TIMEOUT_ORDER;
    }

    /** A GOAWAY before the close can't be read inside TLS. */
    @Override
    public boolean isBeyondPackets(Case failure) {
        return failure.mayHaveSentGoAway();
    }

    /** A timer that closes a socket with a request unread, and an abort: only other closes of the server tell. */
    @Override
    public boolean looksLike(String other, Case failure) {
        return other.equals("linger-abort") && failure.is(REQUEST_ACKED_THEN_RESET);
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        // A server may abort its idle connections; one with a request in it that nobody read says TCP_ABORT_ON_CLOSE.
        boolean mayAbort = testimony.reason() == ResetReason.TCP_STATE && !failure.is(REQUEST_ACKED_THEN_RESET);
        return KernelClues.ofHost(failure, testimony, mayAbort ? Map.of() : BY_REASON);
    }

    @Override
    public Party culprit(Case failure) {
        return Party.SERVER;
    }

    @Override
    public List<String> remedies(Case failure) {
        List<String> remedies = new ArrayList<>(IdleTimerRemedies.of(failure));
        if (failure.is(REQUEST_AFTER_FIN)) {
            remedies.add(
                    0,
                    "client: look for the server's FIN before using a pooled connection again (stale check, or an"
                            + " evictor); it had been there before the request");
        }
        HttpMethod method = failure.exchanges().method();
        boolean unread = failure.is(REQUEST_CROSSED_FIN, REQUEST_AFTER_FIN);
        if (unread) {
            remedies.add("retry: safe, whatever the method: the server's FIN does not acknowledge the request, and its"
                    + " kernel discarded it");
        } else if (method != null && method.isIdempotent()) {
            remedies.add(
                    "retry: safe for this method (" + method + " is idempotent); the kernel acknowledged the request,"
                            + " so nobody outside can know whether the application read it");
        } else {
            remedies.add(
                    "retry: only what is idempotent; the kernel acknowledged the request, so nobody outside can know"
                            + " whether the application read it");
        }
        return remedies;
    }

    @Override
    public List<String> advice(Case failure, MeasuredEndpoint measured) {
        return MeasuredClues.isRefuted(measured, failure) ? List.of() : advice(measured);
    }

    @Override
    public List<String> advice(MeasuredEndpoint measured) {
        return MeasuredClues.idleAdvice(measured);
    }

    @Override
    public String settle(Case failure) {
        return failure.is(REQUEST_CROSSED_FIN, REQUEST_AFTER_FIN) ? "" : Settle.resetReasons();
    }

    @Override
    public List<String> remedies(LogCase failure) {
        return List.of(
                "rule: the idle timeout of " + LogClues.peer(failure) + " must be longer than the time for which "
                        + LogClues.writer(failure)
                        + " keeps idle connections + one round trip + the longest stall of either side (at least 1 s, the"
                        + " first retransmission timeout of RFC 6298)",
                "retry: only what is idempotent; nobody outside can know whether the application read the request");
    }

    @Override
    public String settle(LogCase failure) {
        return Settle.captureAtWriter(failure);
    }
}
