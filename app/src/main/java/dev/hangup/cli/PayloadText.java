package dev.hangup.cli;

import dev.hangup.diagnosis.Incident;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.PayloadExcerpts;
import dev.hangup.report.Report;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;

/** Prints payload of the frames that decided, for users who ask for it. The capture is read once more for that. */
final class PayloadText {
    private static final int MOST_INCIDENTS = 10;

    private final PrintStream out;

    PayloadText(PrintStream out) {
        this.out = out;
    }

    void write(Report report) {
        report.incidents().stream().limit(MOST_INCIDENTS).forEach(this::write);
    }

    private void write(Incident incident) {
        Verdict typical = incident.typical();
        out.println();
        out.println("Payload of the deciding frames of " + typical.capture() + ", as asked for with --show-payload");
        if (!Files.isRegularFile(Path.of(typical.capture()))) {
            out.println("  cannot be shown: a pipe can be read only once");
            return;
        }
        try (InputStream in = new FileInputStream(typical.capture())) {
            PayloadExcerpts.of(in, new HashSet<>(typical.frames()))
                    .forEach((frame, excerpt) -> out.println("  frame " + frame + "  " + excerpt));
        } catch (IOException why) {
            out.println("  cannot be read again: " + why.getMessage());
        }
    }
}
