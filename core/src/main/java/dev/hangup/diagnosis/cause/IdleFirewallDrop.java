package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.SILENCE;

import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.Side;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.MeasuredClues;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.PathClaim;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.MeasuredEndpoint;
import java.util.ArrayList;
import java.util.List;

/** A box between forgot the idle connection and drops its packets in silence. */
public final class IdleFirewallDrop implements Cause {
    private static final long SECOND = 1_000_000_000L;

    @Override
    public String name() {
        return "idle-firewall-drop";
    }

    @Override
    public String plainly() {
        return "a box between client and server forgot the idle connection and now drops its packets";
    }

    @Override
    public Risk risk() {
        return Risk.REUSE;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        long idle = idleNanos(failure);
        if (!failure.is(SILENCE)) {
            return;
        }
        if (idle >= 0) {
            scale.prior(1.5, "after an idle time nothing came through any more");
            double bits = idle < SECOND / 5
                    ? -4
                    : idle < SECOND ? -1.5 : idle < 5 * SECOND ? 0.5 : idle < 30 * SECOND ? 1 : 2;
            scale.clue(ClueKind.IDLE_GAP, bits, "the connection had been idle for " + Quantity.duration(idle));
        } else if (isFirstSeenInVain(failure.connection())) {
            scale.prior(0.5, "from where the capture begins nothing came through, perhaps after an idle time");
        } else {
            return;
        }
        scale.clueIf(
                failure.siblings().acceptedAfterwards() > 0,
                ClueKind.AFTERMATH,
                3,
                "a new connection to the same server worked right afterwards");
        int ignored = failure.population().ignoredSynsWithin(failure.endNanos(), failure.endNanos() + 30 * SECOND);
        scale.clueIf(ignored > 0, ClueKind.AFTERMATH, -3, "new connections to the same server got no answer either");
        IcmpError told = failure.icmpInSilence();
        if (told != null) {
            scale.clue(ClueKind.MESSAGE, -4, told.text() + " is no silence: who dropped it says so");
        }
        List<String> boxes = NamedBoxes.near(idle);
        if (!boxes.isEmpty() && idle > 200 * SECOND) {
            scale.clue(
                    ClueKind.TIMER,
                    1.5,
                    "idle for " + Quantity.duration(idle) + ", the limit of " + String.join(", ", boxes));
        }
    }

    /** Whether of an older connection nothing was captured but what one side sent again and again. */
    private static boolean isFirstSeenInVain(Connection connection) {
        return connection.beganBefore() && connection.isOneSided();
    }

    /** From the last segment of any kind before the swallowed data to that data. */
    private static long idleNanos(Case failure) {
        Connection connection = failure.connection();
        Side swallowed = failure.swallowed();
        Side other = connection.other(swallowed);
        if (other.lastNanos() == 0 || swallowed.unacknowledgedSinceNanos() == 0) {
            return -1;
        }
        return Math.max(-1, swallowed.unacknowledgedSinceNanos() - other.lastNanos());
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (failure.is(LogShape.SILENCE)) {
            scale.prior(0, "a box between that forgot an idle connection may say nothing");
            LogClues.reuse(failure, scale, 1.5, -5);
            LogClues.longIdle(failure, scale, 3);
            LogClues.reached(failure, scale, -2);
        }
    }

    @Override
    public void weighMeasured(Case failure, MeasuredClues measured) {
        measured.box(failure, failure.gapNanos(), Reaction.SILENCE);
    }

    @Override
    public void weighMeasured(LogCase failure, MeasuredClues measured) {
        measured.box(failure, Reaction.SILENCE);
    }

    @Override
    public boolean looksLike(String other, Case failure) {
        return other.equals("network-loss");
    }

    @Override
    public Party culprit(LogCase failure) {
        return Party.MIDDLEBOX;
    }

    @Override
    public PathClaim claim(Case failure) {
        return PathClaim.LOST_BETWEEN;
    }

    @Override
    public Party culprit(Case failure) {
        return Party.MIDDLEBOX;
    }

    @Override
    public List<String> remedies(Case failure) {
        long idle = idleNanos(failure);
        List<String> remedies = new ArrayList<>();
        if (idle >= 0) {
            remedies.add("the box's idle limit is at most " + Quantity.duration(idle) + " (this gap did not survive)");
        }
        remedies.add("rule: TCP keep-alive interval below half of the limit"
                + (idle >= 0 ? " (here: below " + Quantity.duration(idle / 2) + ")" : "")
                + " on the hop that crosses the box; it does not pass through proxies");
        remedies.add("client: pool idle limit below the box's; TCP_USER_TIMEOUT, so that a swallowed request fails in"
                + " seconds instead of the 15 min of Linux's tcp_retries2");
        return remedies;
    }

    @Override
    public List<String> advice(MeasuredEndpoint measured) {
        return MeasuredClues.pathAdvice(measured);
    }

    @Override
    public String settle(Case failure) {
        return Settle.captureAtOtherSide(failure);
    }
}
