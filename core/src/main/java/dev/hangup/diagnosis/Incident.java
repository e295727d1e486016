package dev.hangup.diagnosis;

import java.util.List;

/**
 * Verdicts with the same cause, variant, server host and port, and culprit: one thing to repair.
 *
 * @param verdicts in order of time
 * @param requestsLost how many requests it cost
 */
public record Incident(List<Verdict> verdicts, int requestsLost) {
    /** The verdict that shows it best: the surest. */
    public Verdict typical() {
        Verdict best = verdicts.get(0);
        for (Verdict verdict : verdicts) {
            if (verdict.confidence() > best.confidence()) {
                best = verdict;
            }
        }
        return best;
    }

    /** Time of the first failure, in nanoseconds since 1970. */
    public long firstNanos() {
        return verdicts.stream().mapToLong(Incident::failedAt).min().orElse(0);
    }

    /** Time of the last failure, in nanoseconds since 1970. */
    public long lastNanos() {
        return verdicts.stream().mapToLong(Incident::failedAt).max().orElse(0);
    }

    /** When a connection failed: when it was closed, or when its last packet came. */
    public static long failedAt(Verdict verdict) {
        return verdict.connection().isClosed()
                ? verdict.connection().closeNanos()
                : verdict.connection().lastNanos();
    }
}
