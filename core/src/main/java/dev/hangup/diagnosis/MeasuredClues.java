package dev.hangup.diagnosis;

import dev.hangup.Quantity;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.measurement.Advice;
import dev.hangup.measurement.HeaderTimeout;
import dev.hangup.measurement.Interval;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.MeasuredEndpoint;
import dev.hangup.measurement.RequestLimit;
import dev.hangup.measurement.ResetOrigin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code hangup probe} measured of the server of a failed connection weighs for its causes. It was measured at another time,
 * perhaps from another place, so it is no proof: at most 3 bits for a cause or against it, little where the capture shows the same
 * by itself, and nothing where the capture shows otherwise.
 */
public final class MeasuredClues {
    private static final double FITS_BITS = 2.5;
    /** One sample may have met something else than the timer. */
    private static final double FITS_ONE_SAMPLE_BITS = 1.5;

    /** The capture says it already, by closes that are nearer. */
    private static final double KNOWN_BITS = 0.5;

    private static final double BOX_BITS = 1.5;
    private static final double OTHERWISE_BITS = -2;
    private static final double LIMIT_BITS = -1.5;
    /** A timer fires late by scheduling, and the client hears of it later than the server closes. */
    private static final long SLACK_NANOS = 50_000_000L;

    private final MeasuredEndpoint measured;
    private final String source;
    private final Scale scale;

    MeasuredClues(MeasuredEndpoint measured, Scale scale) {
        this.measured = measured;
        this.source = " (" + measured.source() + ")";
        this.scale = scale;
    }

    /** What a client should set by the idle timeouts that were measured. */
    public static List<String> idleAdvice(MeasuredEndpoint measured) {
        return sourced(Advice.ofIdleTimeout(measured.instance()), measured);
    }

    /** What a client should set by the late requests that were lost on the path. */
    public static List<String> pathAdvice(MeasuredEndpoint measured) {
        return sourced(Advice.ofPath(measured.instance()), measured);
    }

    private static List<String> sourced(List<String> advice, MeasuredEndpoint measured) {
        return advice.stream()
                .map(sentence -> sentence.replaceAll("\\.$", "") + " (" + measured.source() + ")")
                .toList();
    }

    /** Whether the connection was idle for as long as the server's idle timeout was measured to be. */
    public void race(Case failure) {
        long idle = failure.idleAtCloseNanos();
        if (idle < 0 || isRefuted(measured, failure)) {
            return;
        }
        // Where the server said FIN, it closed, whoever resets what comes later.
        boolean isResetAlone = failure.is(Mechanism.REQUEST_ACKED_THEN_RESET, Mechanism.REQUEST_CROSSED_RESET);
        if (isResetAlone && weighPath(failure, failure.gapNanos(), OTHERWISE_BITS)) {
            return;
        }
        boolean isKnown = failure.idleTimeout().count() > 1;
        long survived = measured.survivedNanos();
        measured.idleTimeout().ifPresent(timeout -> {
            String numbers =
                    "the server closed " + Quantity.duration(idle) + " after its last answer; it was measured to"
                            + " close idle connections after " + timeout.text() + source;
            if (isWithin(idle, timeout)) {
                clue(isKnown ? KNOWN_BITS : fits(timeout), numbers);
            } else if (isWellBefore(idle, timeout.minNanos())) {
                clue(isKnown ? -KNOWN_BITS : -FITS_BITS, numbers);
            }
        });
        if (isWellBefore(idle, survived)) {
            clue(
                    isKnown ? -KNOWN_BITS : -FITS_BITS,
                    "the server closed " + Quantity.duration(idle)
                            + " after its last answer; when it was measured it kept idle connections for "
                            + Quantity.duration(survived) + " without ending one" + source);
        }
    }

    /** Whether the capture shows that the server closes idle connections at another time than was measured. */
    public static boolean isRefuted(MeasuredEndpoint measured, Case failure) {
        IdleTimeout shown = failure.idleTimeout();
        long lived = failure.exchanges().longestAnsweredGapNanos();
        return measured.idleTimeout()
                .map(timeout -> shown.count() > 1 && !isWithin(shown.nanos(), timeout)
                        || lived > timeout.maxNanos() + slack(timeout.maxNanos()))
                .orElse(shown.count() > 1 && shown.nanos() < measured.survivedNanos());
    }

    /** Against an end as the sender: RSTs to late requests were found to come from the path, at gaps like this one. */
    public void notThePath(Case failure) {
        weighPath(failure, failure.gapNanos(), OTHERWISE_BITS);
    }

    /** Whether RSTs to late requests were found to come from the path, at gaps like this one; then it weighs that. */
    private boolean weighPath(Case failure, long gap, double bits) {
        ResetOrigin origin = measured.instance().resetOrigin();
        @Nullable LateRequests late = measured.instance().lateOfAnyVersion().orElse(null);
        boolean isPath = late != null && !isOutlived(late, failure) && isLost(late, gap, Reaction.RESET);
        if (origin == null || !origin.isPath() || !isPath) {
            return false;
        }
        clue(
                bits,
                "the RST to a late request was found to arise " + Quantity.count(origin.resetHops(), "hop")
                        + " away, while the server is " + origin.endpointHops() + " away" + source);
        return true;
    }

    /** Whether late requests after gaps like this one were lost in this way, as by a box that forgets connections. */
    public void box(Case failure, long gapNanos, Reaction reaction) {
        @Nullable LateRequests late = measured.instance().lateOfAnyVersion().orElse(null);
        if (late == null || gapNanos < 0) {
            return;
        }
        if (!isOutlived(late, failure) && weighLate(late, gapNanos, reaction)) {
            weighPath(failure, gapNanos, BOX_BITS);
        }
    }

    /** Whether the connection had survived a gap after which requests were lost when it was measured. */
    private static boolean isOutlived(LateRequests late, Case failure) {
        return late.firstLost()
                .filter(one -> one.gapNanos() < failure.exchanges().longestAnsweredGapNanos())
                .isPresent();
    }

    /** Whether late requests were lost in that way after gaps like this one; it weighs that, and that they were answered. */
    private boolean weighLate(LateRequests late, long gap, Reaction reaction) {
        String answered = late.lastAnswered()
                .map(one -> "late requests were answered after gaps of up to " + Quantity.duration(one.gapNanos()))
                .orElse("late requests were never answered");
        boolean isAnswered = late.lastAnswered()
                .map(one -> gap < one.gapNanos() - slack(one.gapNanos()))
                .orElse(false);
        if (isAnswered) {
            clue(OTHERWISE_BITS, answered + "; this gap was " + Quantity.duration(gap) + source);
            return false;
        }
        boolean isLost = isLost(late, gap, reaction);
        if (isLost) {
            clue(
                    BOX_BITS,
                    answered + ", and met " + reaction.text() + " after "
                            + late.firstLost()
                                    .map(one -> Quantity.duration(one.gapNanos()))
                                    .orElse("") + " (n = " + late.count() + "); this gap was "
                            + Quantity.duration(gap) + source);
        }
        return isLost;
    }

    private static boolean isLost(LateRequests late, long gap, Reaction reaction) {
        return late.firstLost()
                .filter(one -> one.reaction() == reaction && gap >= one.gapNanos() - slack(one.gapNanos()))
                .isPresent();
    }

    /** Whether the server was measured to close after as many requests. */
    public void requests(Case failure) {
        RequestLimit limit = measured.instance().requestLimit();
        int answered = failure.exchanges().answered();
        int requests = failure.exchanges().requests();
        int closes = failure.population().countedCloses();
        boolean isRefuted =
                closes > 2 && failure.population().closesAfterRequests(requests - 1, requests + 1) * 5 < closes;
        if (limit == null || limit.answered() < 2 || isRefuted) {
            return;
        }
        String taken = "when it was measured, the server " + (limit.closed() ? "closed after " : "took more than ")
                + Quantity.count(limit.answered(), "request") + "; here after " + answered + source;
        if (limit.closed() && answered == limit.answered()) {
            clue(FITS_BITS, taken);
        } else if (answered < limit.answered()) {
            clue(LIMIT_BITS, taken);
        }
    }

    /** Whether the server was measured to wait as long for the rest of a header. */
    public void header(Case failure) {
        HeaderTimeout timeout = measured.instance().headerTimeout();
        if (timeout == null) {
            return;
        }
        Interval window = new Interval(timeout.nanos(), timeout.nanos(), 1);
        long sinceRequest = failure.endNanos() - failure.exchanges().requestNanos();
        long sinceHandshake = failure.endNanos() - failure.connection().handshakeNanos();
        String waited = "when it was measured, the server waited "
                + (timeout.manner() == null ? "more than " : "")
                + Quantity.duration(timeout.nanos()) + " for the rest of a request" + source;
        if (timeout.manner() != null && (isWithin(sinceRequest, window) || isWithin(sinceHandshake, window))) {
            clue(FITS_ONE_SAMPLE_BITS, waited);
        } else if (isWellBefore(Math.max(sinceRequest, sinceHandshake), timeout.nanos())) {
            clue(LIMIT_BITS, waited);
        }
    }

    /** {@link #race(Case)} where only logs tell of it. */
    public void race(LogCase failure) {
        long idle = failure.medianIdleNanos();
        long survived = measured.survivedNanos();
        if (survived >= 0 && idle < survived) {
            clue(
                    LIMIT_BITS,
                    "when it was measured, the server kept idle connections for " + Quantity.duration(survived)
                            + " without ending one" + source);
        }
        measured.idleTimeout().filter(timeout -> idle >= 0).ifPresent(timeout -> {
            String numbers = "the connections had been idle for " + Quantity.duration(idle)
                    + " (median); the server was measured to close them after " + timeout.text() + source;
            if (isWithin(idle, timeout)) {
                clue(fits(timeout), numbers);
            } else if (isWellBefore(idle, timeout.minNanos())) {
                clue(LIMIT_BITS, numbers);
            }
        });
    }

    /** {@link #box(Case, long, Reaction)} where only logs tell of it. */
    public void box(LogCase failure, Reaction reaction) {
        long idle = failure.medianIdleNanos();
        @Nullable LateRequests late = measured.instance().lateOfAnyVersion().orElse(null);
        if (late != null && idle >= 0) {
            weighLate(late, idle, reaction);
        }
    }

    private static double fits(Interval timeout) {
        return timeout.count() > 1 ? FITS_BITS : FITS_ONE_SAMPLE_BITS;
    }

    private static boolean isWithin(long nanos, Interval interval) {
        return nanos >= interval.minNanos() - slack(interval.minNanos())
                && nanos <= interval.maxNanos() + slack(interval.maxNanos());
    }

    private static boolean isWellBefore(long nanos, long limit) {
        return nanos < limit / 10 * 7;
    }

    private static long slack(long nanos) {
        return nanos / 20 + SLACK_NANOS;
    }

    private void clue(double bits, String text) {
        scale.clue(ClueKind.MEASURED, bits, text);
    }
}
