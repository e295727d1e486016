package dev.hangup.cli;

import dev.hangup.diagnosis.Incident;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.PayloadExcerpts;
import dev.hangup.report.CaptureSummary;
import dev.hangup.report.Report;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Prints payload of the frames that decided, for users who ask for it. The capture is read once more for that. */
final class PayloadText {
    private static final int MOST_INCIDENTS = 10;

    private final PrintStream out;

    PayloadText(PrintStream out) {
        this.out = out;
    }

    void write(Report report) {
        report.incidents().stream()
                .limit(MOST_INCIDENTS)
                .map(Incident::typical)
                .forEach(typical -> write(typical, report));
    }

    private void write(Verdict typical, Report report) {
        out.println();
        out.println("Payload of the deciding frames of " + typical.capture() + ", as asked for with --show-payload");
        report.captures().stream()
                .filter(capture -> capture.name().equals(typical.capture()))
                .findFirst()
                .ifPresent(capture -> write(typical.frames(), capture.parts()));
    }

    private void write(List<Long> frames, List<CaptureSummary.Part> parts) {
        for (int i = 0; i < parts.size(); i++) {
            CaptureSummary.Part part = parts.get(i);
            long before = part.firstFrame() - 1;
            long last = i + 1 < parts.size() ? parts.get(i + 1).firstFrame() - 1 : Long.MAX_VALUE;
            Set<Long> inPart = frames.stream()
                    .filter(frame -> frame > before && frame <= last)
                    .map(frame -> frame - before)
                    .collect(Collectors.toSet());
            if (!inPart.isEmpty()) {
                write(part.name(), inPart, before);
            }
        }
    }

    private void write(String file, Set<Long> frames, long before) {
        if (!Files.isRegularFile(Path.of(file))) {
            out.println("  cannot be shown: a pipe can be read only once");
            return;
        }
        try (InputStream in = new FileInputStream(file)) {
            PayloadExcerpts.of(in, frames)
                    .forEach((frame, excerpt) -> out.println("  frame " + (before + frame) + "  " + excerpt));
        } catch (IOException why) {
            out.println("  cannot be read again: " + why.getMessage());
        }
    }
}
