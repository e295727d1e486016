package dev.hangup.cli;

import dev.hangup.Analysis;
import dev.hangup.evidence.Input;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reading of what the user gave, to its end or until Ctrl-C, with a progress bar. */
final class Reading {
    private Reading() {}

    /** Reads the inputs, joining them where there are several, and reports. */
    static Report read(List<Input> inputs, Analysis analysis, Ledger ledger) {
        if (inputs.size() > 1) {
            analysis.join(Reading::openAgain);
        }
        Interruption.handle(analysis::stop);
        try (Progress progress = Progress.over(inputs)) {
            for (Input input : inputs) {
                read(input, analysis, ledger, progress);
            }
        }
        return analysis.report();
    }

    private static void read(Input input, Analysis analysis, Ledger ledger, Progress progress) {
        try (InputStream in = input.open()) {
            analysis.add(input.name(), in, input.named(), progress.of(input));
        } catch (IOException why) {
            ledger.add(input.name(), -1, Inputs.reason(why));
        }
    }

    private static @Nullable InputStream openAgain(String name) throws IOException {
        boolean isFile = !name.equals(Input.STANDARD_INPUT) && Files.isRegularFile(Path.of(name));
        return isFile ? Files.newInputStream(Path.of(name)) : null;
    }
}
