package dev.hangup.diagnosis;

import dev.hangup.Quantity;
import dev.hangup.log.LogEvent;
import dev.hangup.log.Peer;
import dev.hangup.log.Reuse;
import dev.hangup.log.Symptom;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What several causes weigh in the same way where only logs tell of a failure; each with bits of its own. */
public final class LogClues {
    private static final long PROMPT_NANOS = 50_000_000L;
    private static final long LONG_WAIT_NANOS = 1_000_000_000L;
    private static final long SHORTEST_IDLE_NANOS = 50_000_000L;
    private static final long LONG_IDLE_NANOS = 60_000_000_000L;
    private static final double BURST = 0.6;
    private static final double SPREAD = 0.4;
    private static final double PATIENCE_BITS = 5;
    /** Of 75 to 9. */
    private static final double UNEXPLAINED_BITS = 3;

    private LogClues() {}

    /**
     * What a line adds to what the packets of its connection show: who lost patience. That a peer hung up is in the packets
     * already.
     */
    static void weigh(Cause cause, Case failure, Scale scale) {
        for (LogEvent event : failure.logged()) {
            String text = event.file() + " line " + event.line() + ": " + event.said();
            scale.clue(ClueKind.LOG, cause.lineBits(event), text);
        }
    }

    /** The bits of a line that says who lost patience: for the cause if it is {@code fits}, against it if {@code refutes}. */
    public static double patience(boolean fits, boolean refutes) {
        return fits ? PATIENCE_BITS : refutes ? -PATIENCE_BITS : 0;
    }

    /** Whether a line says that its writer, a proxy, waited for an answer and gave up. */
    public static boolean isProxyGivingUp(LogEvent line) {
        return isGivingUp(line) && line.source().isProxy();
    }

    /** Whether a line says that its writer waited for an answer and gave up. */
    public static boolean isGivingUp(LogEvent line) {
        return line.symptom() == Symptom.SILENCE && line.peer() != Peer.CLIENT;
    }

    /**
     * The prior of a cause where the peer ended the connection. Where nothing else is known many causes look alike: of 75 public
     * reports that were found by such words, 9 came to a cause.
     */
    public static void cut(LogCase failure, Scale scale, double bits, String text) {
        scale.prior(bits, text);
        scale.clueIf(
                failure.isBare(),
                ClueKind.MECHANISM,
                -UNEXPLAINED_BITS,
                "nothing is known but that few connections ended, and most such ends stay unexplained");
    }

    /** Who wrote the log, in words. */
    public static String writer(LogCase failure) {
        if (failure.service().isEmpty()) {
            return failure.source().isProxy()
                    ? failure.source().text()
                    : "the " + failure.source().text();
        }
        return failure.service();
    }

    /** With whom it happened, in words. */
    public static String peer(LogCase failure) {
        return failure.peer().isEmpty() ? "the peer" : failure.peer();
    }

    /** Whether most requests went out on connections that had carried others, or on new ones; few that say it tell nothing of the others. */
    public static void reuse(LogCase failure, Scale scale, double reusedBits, double freshBits) {
        int reused = failure.count(Reuse.REUSED);
        int fresh = failure.count(Reuse.FRESH);
        if (reused > fresh && reused * 2 >= failure.count()) {
            scale.clue(
                    ClueKind.LOG,
                    reusedBits,
                    Quantity.count(reused, "request") + " went out on a connection used before");
        }
        if (fresh > reused && fresh * 2 >= failure.count()) {
            scale.clue(ClueKind.LOG, freshBits, Quantity.count(fresh, "request") + " went out on a new connection");
        }
    }

    /** Whether they failed as soon as an answer could come, or only after a long wait. */
    public static void prompt(LogCase failure, Scale scale, double promptBits, double lateBits) {
        long median = failure.medianDurationNanos();
        String text = "half of them had failed within " + Quantity.duration(Math.max(0, median)) + " of the request";
        scale.clueIf(median >= 0 && median < PROMPT_NANOS, ClueKind.LATENCY, promptBits, text);
        if (median >= LONG_WAIT_NANOS) {
            scale.clue(
                    ClueKind.LATENCY,
                    lateBits,
                    "half of them failed only " + Quantity.duration(Math.max(0, median))
                            + " or more after the request");
        }
    }

    /** How long the connections had been idle, where the logs say it. */
    public static void idle(LogCase failure, Scale scale, double idleBits, double busyBits) {
        long idle = failure.medianIdleNanos();
        if (idle >= LONG_WAIT_NANOS) {
            scale.clue(ClueKind.IDLE_GAP, idleBits, idleText(idle));
        }
        if (idle >= 0 && idle < SHORTEST_IDLE_NANOS) {
            scale.clue(ClueKind.IDLE_GAP, busyBits, idleText(idle));
        }
    }

    private static String idleText(long idleNanos) {
        return "the connection had been idle for " + Quantity.duration(Math.max(0, idleNanos)) + " (median)";
    }

    /** Whether the connections had been idle for so long that boxes forget them. */
    public static void longIdle(LogCase failure, Scale scale, double bits) {
        long idle = failure.medianIdleNanos();
        if (idle >= LONG_IDLE_NANOS) {
            scale.clue(ClueKind.IDLE_GAP, bits, idleText(idle));
        }
    }

    /** Whether their durations lie close above a number that people choose: {@code whose} limit. */
    public static void timer(LogCase failure, Scale scale, double bits, String whose) {
        double timer = failure.timer();
        if (timer > 0) {
            scale.clue(
                    ClueKind.TIMER,
                    bits,
                    "they ended after " + Quantity.duration(Math.round(timer * 1e9)) + ", a round number: " + whose);
        }
    }

    /** Whether they came together, as one event does it, or are spread over time, as chance does it. */
    public static void together(LogCase failure, Scale scale, double burstBits, double spreadBits) {
        double share = failure.burstShare();
        int timed = failure.times().length;
        if (share > BURST) {
            scale.clue(
                    ClueKind.RATE,
                    burstBits,
                    Math.round(share * timed) + " of " + timed + " came within 2 s of each other");
        }
        if (share > 0 && share <= SPREAD && timed >= LogCase.FEW) {
            scale.clue(
                    ClueKind.RATE,
                    spreadBits,
                    "they are spread over time: at most " + Math.round(share * timed) + " of " + timed + " within 2 s");
        }
    }

    /** Whether they happen when there is little traffic, so that connections are idle for long. */
    public static void quiet(LogCase failure, Scale scale, double bits) {
        double ratio = failure.trafficRatio();
        if (ratio > 0 && ratio < 0.7) {
            scale.clue(
                    ClueKind.RATE,
                    bits,
                    "they happen when there is little traffic: " + ratio(ratio) + " times the average rate of lines");
        }
    }

    /** Whether they happen when there is much traffic. */
    public static void busy(LogCase failure, Scale scale, double bits) {
        double ratio = failure.trafficRatio();
        if (ratio > 1.5) {
            scale.clue(
                    ClueKind.RATE,
                    bits,
                    "they happen when there is much traffic: " + ratio(ratio) + " times the average rate of lines");
        }
    }

    /**
     * Whether most of the requests had reached the peer: who is behind it tells of their failure. A request that meets the
     * close of a connection, or a box that forgot it, goes nowhere; but one that is sent again may, under the same id.
     */
    public static void reached(LogCase failure, Scale scale, double bits) {
        List<RequestChain> passedOn = failure.passedOn();
        FollowedBy leastSure = passedOn.stream()
                .map(RequestChain::followedBy)
                .max(Comparator.naturalOrder())
                .orElse(FollowedBy.ID);
        double weight = switch (leastSure) {
            case ID -> 1;
            case ID_AND_TIME, ADDRESS_AND_TIME -> 0.5;
            case REQUEST_LINE_AND_TIME -> 0.25;
        };
        if (passedOn.size() * 2 > failure.events().size()) {
            scale.clue(
                    ClueKind.LOG,
                    bits * weight,
                    Quantity.count(passedOn.size(), "request")
                            + " had reached the peer: logs behind it tell that they failed" + " there first (followed "
                            + leastSure.text() + ")");
        }
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.1f", ratio);
    }

    /** Whether the peer refused connections at about that time. */
    public static void refused(LogCase failure, Scale scale, double bits) {
        int refused = failure.refusedAround();
        if (refused > 0) {
            scale.clue(
                    ClueKind.AFTERMATH, bits, "at that time the peer refused " + Quantity.count(refused, "connection"));
        }
    }
}
