package dev.hangup.diagnosis;

import dev.hangup.Quantity;
import dev.hangup.measurement.MeasuredEndpoint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weighs all causes for what logs say. A log hears of a close from its kernel, which does not say why it came: nothing is
 * surer than {@link #CEILING}, and while two causes are close neither gets more than {@link Judge#PAIR_CAP}.
 */
public final class LogJudge {
    /** Logs alone are never surer. */
    static final double CEILING = 0.80;

    private static final double NEAR_BITS = 2.5;
    private static final int MOST_COMMANDS = 3;

    private static final double CAPTURED_BITS = 8;

    private LogJudge() {}

    /** The verdicts on all that the logs tell of, the largest number of failures first. */
    public static List<LogVerdict> judge(LogEvidence logs) {
        return judge(logs, EnumSet.noneOf(ClueKind.class));
    }

    /** Judges without the clues of the kinds in {@code ignored}, to see what they carry. */
    static List<LogVerdict> judge(LogEvidence logs, Set<ClueKind> ignored) {
        return logs.cases().stream()
                .map(failure -> judge(failure, logs.configured(), ignored))
                .toList();
    }

    private static LogVerdict judge(LogCase failure, Configured configured, Set<ClueKind> ignored) {
        MeasuredEndpoint measured = measured(failure, configured);
        List<Candidate> weighed = new ArrayList<>();
        for (Cause cause : Causes.all()) {
            Scale scale = new Scale(ignored);
            cause.weigh(failure, scale);
            int captured = failure.explained().getOrDefault(cause.name(), 0);
            if (captured > 0) {
                scale.prior(
                        CAPTURED_BITS,
                        "captures show " + Quantity.count(captured, "connection") + " of these, and why they failed");
            }
            if (scale.isCandidate()) {
                configured.weigh(cause, failure.peer(), scale);
                if (measured != null) {
                    cause.weighMeasured(failure, new MeasuredClues(measured, scale));
                }
                weighed.add(new Candidate(cause.name(), scale.bits(), 0, scale.clues()));
            }
        }
        List<Candidate> candidates = Odds.shares(weighed, candidate -> cap(candidate, weighed));
        Candidate best = candidates.isEmpty() ? null : candidates.get(0);
        Cause cause = best == null || best.confidence() < Judge.FLOOR ? null : Causes.named(best.cause());
        return new LogVerdict(
                failure,
                cause == null ? Verdict.UNKNOWN : cause.name(),
                cause == null ? Party.NONE : cause.culprit(failure),
                cause == null || best == null ? Odds.open(candidates, CEILING) : best.confidence(),
                candidates,
                cause == null ? List.of() : remedies(failure, cause, configured, measured),
                settle(failure, candidates));
    }

    /** What was measured of the peer nearest in time; without a time in the log, what was measured last. */
    private static @Nullable MeasuredEndpoint measured(LogCase failure, Configured configured) {
        long[] times = failure.times();
        return configured
                .measurements()
                .of(failure.peer(), times.length > 0 ? times[0] : Long.MAX_VALUE)
                .orElse(null);
    }

    private static List<String> remedies(
            LogCase failure, Cause cause, Configured configured, @Nullable MeasuredEndpoint measured) {
        List<String> remedies = new ArrayList<>(configured.remedies(cause, failure.peer()));
        if (measured != null) {
            remedies.addAll(cause.advice(measured));
        }
        remedies.addAll(cause.remedies(failure));
        return remedies;
    }

    private static double cap(Candidate candidate, List<Candidate> weighed) {
        boolean hasRival = weighed.stream()
                .anyMatch(other -> !other.cause().equals(candidate.cause())
                        && Math.abs(other.bits() - candidate.bits()) < NEAR_BITS);
        return hasRival ? Judge.PAIR_CAP : CEILING;
    }

    private static List<String> settle(LogCase failure, List<Candidate> candidates) {
        List<String> commands = new ArrayList<>();
        if (failure.is(LogShape.GATEWAY_ERROR)) {
            commands.add(
                    "the error log of " + LogClues.writer(failure) + ", explained beside this one: a status does not"
                            + " say whether the upstream refused, hung up or was slow");
        }
        for (Candidate candidate : candidates) {
            String command = Causes.named(candidate.cause()).settle(failure);
            if (!command.isEmpty() && !commands.contains(command) && commands.size() < MOST_COMMANDS) {
                commands.add(command);
            }
        }
        return List.copyOf(commands);
    }
}
