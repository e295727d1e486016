package dev.hangup.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hangup.Analysis;
import dev.hangup.Note;
import dev.hangup.capture.CaptureFormat;
import dev.hangup.capture.SampleCaptures;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.JsonLines;
import dev.hangup.report.TextReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any file: it is explained or refused, in text and for programs, and every note points into it. */
class CaptureFuzzTest {
    static Stream<Arguments> samples() {
        return SampleCaptures.NAMES.stream()
                .flatMap(name -> Arrays.stream(CaptureFormat.values())
                        .map(format -> arguments((Object) format.rewrite(SampleCaptures.bytes(name)))));
    }

    @MethodSource("samples")
    @FuzzTest(maxDuration = "10s")
    void anyFileIsExplainedOrRefused(byte[] file) {
        Ledger ledger = new Ledger();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        TextReport text = new TextReport(out, true, 80, true, 10);
        JsonLines lines = new JsonLines(bytes);
        Analysis analysis = new Analysis(true, null, ledger, text.andThen(lines));

        analysis.add("fuzz.pcap", new ByteArrayInputStream(file), true, read -> {});
        text.write(analysis.report());

        for (Note note : ledger.notes()) {
            if (note.what().isBlank() || note.offset() < -1) {
                throw new AssertionError(note.text());
            }
        }
    }
}
