package dev.hangup.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hangup.Analysis;
import dev.hangup.Note;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.JsonReport;
import dev.hangup.report.Report;
import dev.hangup.report.TextReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text: a log, a configuration, a measurement, or none of them; it is explained or refused, and every note says something. */
class TextFuzzTest {
    private static final Path RESOURCES =
            Path.of(System.getProperty("basedir", ".")).resolve("src/test/resources");

    static Stream<Arguments> samples() throws IOException {
        try (Stream<Path> incidents = Files.walk(RESOURCES.resolve("incidents"))) {
            Stream<Path> others =
                    Stream.of(RESOURCES.resolve("log-lines-labelled.tsv"), RESOURCES.resolve("measured/probe.json"));
            return Stream.concat(others, incidents)
                    .filter(Files::isRegularFile)
                    .map(file -> arguments((Object) bytes(file)))
                    .toList()
                    .stream();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    @MethodSource("samples")
    @FuzzTest(maxDuration = "10s")
    void anyTextIsExplainedOrRefused(byte[] file) {
        Ledger ledger = new Ledger();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TextReport text = new TextReport(new PrintStream(bytes, false, StandardCharsets.UTF_8), true, 80, true, 10);
        try (JsonReport json = new JsonReport(bytes)) {
            Analysis analysis = new Analysis(true, null, ledger, text.andThen(json));
            analysis.add("fuzz.txt", new ByteArrayInputStream(file), true, read -> {});
            Report report = analysis.report();
            text.write(report);
            json.end(report);
        }

        for (Note note : ledger.notes()) {
            if (note.what().isBlank()) {
                throw new AssertionError(note.text());
            }
        }
    }
}
