package dev.hangup.provoke.load;

import dev.hangup.measurement.LoadGap;
import dev.hangup.measurement.LoadStep;
import dev.hangup.measurement.Outcome;
import dev.hangup.measurement.Outcomes;
import dev.hangup.measurement.ServerBeside;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of all requests: by step, and by the idle gap of their connections. */
final class Scores {
    private final List<Step> steps = new ArrayList<>();
    private final Group unpooled = new Group();
    private final GapBins gaps = new GapBins();

    private static final class Step {
        private final Group requests = new Group();
        private final double perSecond;
        private long opened;
        private long reused;
        private long lagNanos;
        private long nanos;

        Step(double perSecond) {
            this.perSecond = perSecond;
        }
    }

    /** Requests arrive at another rate from now on. */
    void begin(double perSecond) {
        steps.add(new Step(perSecond));
    }

    /** The last step took so long. */
    void took(long nanos) {
        steps.get(steps.size() - 1).nanos = nanos;
    }

    void lag(Request request, long nanos) {
        Step step = steps.get(request.step());
        step.lagNanos = Math.max(step.lagNanos, nanos);
    }

    void opens(Request request) {
        steps.get(request.step()).opened++;
    }

    void reuses(Request request) {
        steps.get(request.step()).reused++;
    }

    void count(Request request, Outcome outcome, long nowNanos) {
        steps.get(request.step()).requests.count(request, outcome, nowNanos);
        if (request.isReuse()) {
            gaps.count(request, outcome, nowNanos);
        } else if (request.connection() != null) {
            unpooled.count(request, outcome, nowNanos);
        }
    }

    void closed(long gapNanos) {
        gaps.countClose(gapNanos);
    }

    /** Whether the last step had nothing but refusals so far. */
    boolean onlyRefusals() {
        Outcomes outcomes = steps.get(steps.size() - 1).requests.outcomes();
        return outcomes.requests() > 0 && outcomes.count(Outcome::isUnconnected) == outcomes.requests();
    }

    Outcomes unpooled() {
        return unpooled.outcomes();
    }

    List<LoadGap> gaps() {
        return gaps.gaps();
    }

    List<LoadStep> steps(List<@Nullable ServerBeside> beside) {
        List<LoadStep> all = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            all.add(new LoadStep(
                    step.perSecond,
                    step.nanos,
                    step.requests.outcomes(),
                    step.opened,
                    step.reused,
                    step.lagNanos,
                    i < beside.size() ? beside.get(i) : null));
        }
        return all;
    }
}
