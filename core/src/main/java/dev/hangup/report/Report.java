package dev.hangup.report;

import dev.hangup.Note;
import dev.hangup.diagnosis.Incident;
import dev.hangup.measurement.LoadTotals;
import dev.hangup.measurement.MeasuredEndpoint;
import dev.hangup.measurement.Provocation;
import java.util.List;

/**
 * Everything that a run of {@code explain} found out.
 *
 * @param captures what was read
 * @param incidents the failures grouped, the costliest first
 * @param kernel what was read of kernels
 * @param logs what logs tell
 * @param configs what configurations beside it say
 * @param measurements what was measured of endpoints at other times
 * @param provocations requests that were aimed at their idle close
 * @param loads what came of loads
 * @param notes what could not be read
 * @param ignoredFiles how many files below a folder are no captures
 */
public record Report(
        List<CaptureSummary> captures,
        List<Incident> incidents,
        List<KernelSummary> kernel,
        LogFindings logs,
        ConfigFindings configs,
        List<MeasuredEndpoint> measurements,
        List<Provocation> provocations,
        List<LoadTotals> loads,
        List<Note> notes,
        int ignoredFiles) {
    /** How many connections were seen that were asked for, over all captures. */
    public long connections() {
        return captures.stream().mapToLong(CaptureSummary::connections).sum();
    }

    /** How many connections were seen, asked for or not, over all captures. */
    public long connectionsSeen() {
        return captures.stream().mapToLong(CaptureSummary::connectionsSeen).sum();
    }

    /** How many connections failed, over all captures. */
    public long failures() {
        return incidents.stream()
                .flatMap(incident -> incident.connectionsByCapture().values().stream())
                .mapToLong(connections -> connections)
                .sum();
    }

    /** Whether anything was read that can be explained by itself: what kernels say and what was measured is not. */
    public boolean isEmpty() {
        return captures.isEmpty() && logs.logs().isEmpty();
    }

    /** Whether somebody was hurt, by any of the evidence. */
    public boolean hasIncidents() {
        return !incidents.isEmpty() || !logs.incidents().isEmpty();
    }
}
