package dev.hangup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.diagnosis.Candidate;
import dev.hangup.diagnosis.Clue;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.Input;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx that was measured, and a request that it really lost, explained with the measurement and without. */
class MeasuredServerTest {
    private static final Path RECORDED =
            Path.of(System.getProperty("basedir", ".")).resolve("src/test/resources/measured");

    private static final String RACE = RECORDED.resolve("race.pcap").toString();
    private static final String PROBE = RECORDED.resolve("probe.json").toString();

    @TempDir
    private Path folder = Path.of(".");

    private final Ledger ledger = new Ledger();
    private final List<Verdict> verdicts = new ArrayList<>();

    private Report explain(String... names) throws IOException {
        verdicts.clear();
        Analysis analysis = new Analysis(true, null, ledger, verdicts::add);
        for (Input input : Inputs.expand(List.of(names), ledger)) {
            try (InputStream in = input.open()) {
                analysis.add(input.name(), in, input.named(), bytes -> {});
            }
        }
        return analysis.report();
    }

    private Candidate race() {
        assertThat(verdicts).hasSize(1);
        return Objects.requireNonNull(verdicts.get(0).chosen());
    }

    private static double measuredBits(Candidate candidate) {
        return candidate.clues().stream()
                .filter(clue -> clue.kind() == ClueKind.MEASURED)
                .mapToDouble(Clue::bits)
                .sum();
    }

    @Test
    void measurementIsReadBeforeTheCaptureAndWeighsForTheRace() throws IOException {
        explain(RACE);
        Candidate without = race();
        Report report = explain(RACE, PROBE);
        Candidate with = race();

        assertThat(with.cause()).isEqualTo("keepalive-race");
        assertThat(measuredBits(with)).isPositive();
        assertThat(with.bits()).isEqualTo(without.bits() + measuredBits(with));
        assertThat(verdicts.get(0).remedies())
                .first()
                .asString()
                .contains("1.9 s or less", "3.000-3.003 s (n = 3)", "probe.json");
        assertThat(report.measurements()).hasSize(1);
        assertThat(ledger.notes()).isEmpty();
    }

    @Test
    void measurementOfAServerThatWasChangedSinceSpeaksAgainstIt() throws IOException {
        String slower = Files.readString(Path.of(PROBE)).replace("\"idle_seconds\":3.", "\"idle_seconds\":63.");
        Path file = folder.resolve("slower.json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(slower.getBytes(StandardCharsets.UTF_8));
        }

        explain(RACE, file.toString());

        assertThat(race().cause()).isEqualTo("keepalive-race");
        assertThat(measuredBits(race())).isNegative();
    }

    @Test
    void damagedMeasurementIsOneLineWithFileAndLine() throws IOException {
        String text = Files.readString(Path.of(PROBE)).replace("\"instances\":[", "\n\"instances\":[[");
        Path file = Files.writeString(folder.resolve("damaged.json"), text);

        assertThat(explain(RACE, file.toString()).measurements()).isEmpty();
        assertThat(ledger.notes())
                .extracting(Note::text)
                .singleElement()
                .asString()
                .startsWith(file + ": line 2: ");
        assertThat(race().cause()).isEqualTo("keepalive-race");
    }

    @Test
    void measurementAfterTheCaptureIsSaidToComeTooLate() throws IOException {
        Analysis analysis = new Analysis(true, null, ledger, verdicts::add);
        analysis.add("-", new ByteArrayInputStream(Files.readAllBytes(Path.of(RACE))), true, bytes -> {});
        analysis.add("probe.json", new ByteArrayInputStream(Files.readAllBytes(Path.of(PROBE))), true, bytes -> {});
        analysis.report();

        assertThat(ledger.notes())
                .extracting(Note::text)
                .singleElement()
                .asString()
                .startsWith("probe.json: ");
    }
}
