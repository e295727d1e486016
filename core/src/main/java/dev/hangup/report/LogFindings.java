package dev.hangup.report;

import dev.hangup.diagnosis.ClockGap;
import dev.hangup.diagnosis.LogCounts;
import dev.hangup.diagnosis.LogVerdict;
import dev.hangup.diagnosis.RequestChain;
import java.util.List;
import java.util.Map;

/**
 * What logs tell.
 *
 * @param logs what was read
 * @param incidents the failures grouped and judged, the commonest first
 * @param counts how many failures there were, by who, with whom, when and how
 * @param chains requests of which several services tell, and how many went the same way
 * @param clockGaps which services' clocks are seen to disagree
 */
public record LogFindings(
        List<LogFile> logs,
        List<LogVerdict> incidents,
        LogCounts counts,
        Map<RequestChain, Integer> chains,
        List<ClockGap> clockGaps) {
    /** How many failures the logs tell of. */
    public long failures() {
        return incidents.stream()
                .mapToLong(verdict -> verdict.failure().count())
                .sum();
    }
}
