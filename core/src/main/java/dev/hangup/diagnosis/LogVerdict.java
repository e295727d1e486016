package dev.hangup.diagnosis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The judgement on failures that only logs tell of.
 *
 * @param failure what the logs say
 * @param cause why; {@code unknown} when nothing is likely enough
 * @param culprit whose behaviour or setting must change first
 * @param confidence how sure the cause is; never more than 0.8
 * @param candidates all causes that were weighed, likeliest first
 * @param remedies what to change, most important first
 * @param settle what would tell the candidates apart
 */
public record LogVerdict(
        LogCase failure,
        String cause,
        Party culprit,
        double confidence,
        List<Candidate> candidates,
        List<String> remedies,
        List<String> settle) {
    /** The candidate that the verdict chose; null when unknown. */
    public @Nullable Candidate chosen() {
        return Candidate.of(cause, candidates);
    }
}
