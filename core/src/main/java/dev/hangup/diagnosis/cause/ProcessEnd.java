package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.CLOSED_MID_ANSWER;
import static dev.hangup.diagnosis.Mechanism.FIN_WITHOUT_ANSWER;
import static dev.hangup.diagnosis.Mechanism.REQUEST_ACKED_THEN_RESET;
import static dev.hangup.diagnosis.Mechanism.REQUEST_AFTER_FIN;
import static dev.hangup.diagnosis.Mechanism.REQUEST_CROSSED_FIN;
import static dev.hangup.diagnosis.Mechanism.REQUEST_CROSSED_RESET;
import static dev.hangup.diagnosis.Mechanism.REQUEST_TOO_SLOW;
import static dev.hangup.diagnosis.Mechanism.UPLOAD_RESET;

import dev.hangup.Quantity;
import dev.hangup.connection.Dismissal;
import dev.hangup.connection.Protocol;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.Scale;

/** The evidence that crash, drain and restart share: a process ended, and all its sockets with it. */
final class ProcessEnd {
    private ProcessEnd() {}

    static boolean isPossible(Case failure) {
        return inFlight(failure) || late(failure);
    }

    /** The server had the request, or was answering it. */
    static boolean inFlight(Case failure) {
        return failure.is(
                FIN_WITHOUT_ANSWER, CLOSED_MID_ANSWER, REQUEST_ACKED_THEN_RESET, REQUEST_TOO_SLOW, UPLOAD_RESET);
    }

    /** The request came to a connection that the server had just closed. */
    static boolean late(Case failure) {
        return failure.is(REQUEST_CROSSED_FIN, REQUEST_AFTER_FIN, REQUEST_CROSSED_RESET);
    }

    static void weighInstant(Case failure, Scale scale) {
        long age = failure.endNanos() - failure.connection().startNanos();
        boolean fresh =
                !failure.connection().beganBefore() && age < 50_000_000L + 3 * Math.max(0, failure.roundTripNanos());
        // The first request may have killed the process; a close before it was there has another reason.
        double bits = late(failure) ? -4 : -1.5;
        scale.clueIf(fresh, ClueKind.LATENCY, bits, "the connection had only just been accepted");
        scale.clueIf(
                failure.isCutWithoutSocket(),
                ClueKind.SHAPE,
                -3,
                "the RST has no ACK, and no FIN came before it: the end of a process would have sent either");
        int others = failure.siblings().closedAtOnce();
        if (others > 0) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    failure.siblings().sameInstantBits(),
                    "the server closed " + Quantity.count(others, "other connection") + " within 50 ms of this one");
        } else if (late(failure) && failure.siblings().closedWithItsPool() > 1) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    1.5,
                    "the server closed " + Quantity.count(failure.siblings().closedWithItsPool(), "other connection")
                            + " at the same instant, and none that had been idle for as long at another");
        } else if (failure.population().connections() > 5) {
            scale.clue(ClueKind.SAME_INSTANT, -1, "no other connection of this server ended at the same instant");
        }
    }

    /**
     * Whether a RST is what the end of a process looks like in the protocol that is spoken: a FastCGI server that ends leaves
     * the last, empty record of a request unread, which it reads before it closes of its own accord (PHP: main/fastcgi.c).
     */
    static boolean isEndByReset(Case failure) {
        return failure.is(REQUEST_ACKED_THEN_RESET) && failure.connection().protocol() == Protocol.FASTCGI;
    }

    /** What speaks against a close that the application meant. */
    static void weighOwnClose(Case failure, Scale scale) {
        scale.clueIf(
                isEndByReset(failure),
                ClueKind.SHAPE,
                -3,
                "a FastCGI process that closes of its own accord reads the rest of the request first");
    }

    /** What the server said about why it closes: weighed by whether it was stopped, broke down, or lost its patience. */
    static void weighDismissal(Case failure, Scale scale, double stopped, double crashed, double timer) {
        Dismissal said = failure.exchanges().dismissal();
        double bits = said.isStop() ? stopped : said.isCrash() ? crashed : said.isTimer() ? timer : 0;
        scale.clueIf(bits != 0, ClueKind.MESSAGE, bits, "the server said why it closes: " + said.text());
    }

    /** What requests tell whose answers were lost at that instant: one may be its own handler's fault, or out of grace. */
    static double cutBits(Case failure) {
        return Math.min(3, 1.5 * failure.siblings().cutAtOnce());
    }

    static boolean wasRefused(Case failure) {
        return failure.siblings().refusedAfterwards() > 0;
    }
}
