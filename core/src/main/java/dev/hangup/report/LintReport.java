package dev.hangup.report;

import dev.hangup.Note;
import dev.hangup.diagnosis.chain.Chain;
import dev.hangup.diagnosis.chain.Weakness;
import dev.hangup.measurement.MeasuredEndpoint;
import java.util.List;
import java.util.Map;

/**
 * What was found in configurations.
 *
 * @param files the configurations that were read
 * @param measurements what was measured of endpoints
 * @param chain what they set up
 * @param weaknesses the gravest first
 * @param texts of the files, by name, for showing changes
 * @param notes what could not be read
 */
public record LintReport(
        List<String> files,
        List<MeasuredEndpoint> measurements,
        Chain chain,
        List<Weakness> weaknesses,
        Map<String, String> texts,
        List<Note> notes) {
    public LintReport {
        files = List.copyOf(files);
        measurements = List.copyOf(measurements);
        weaknesses = List.copyOf(weaknesses);
        notes = List.copyOf(notes);
    }
}
