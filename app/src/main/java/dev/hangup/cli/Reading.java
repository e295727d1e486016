package dev.hangup.cli;

import dev.hangup.Analysis;
import dev.hangup.Quantity;
import dev.hangup.evidence.Input;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.evidence.Pipe;
import dev.hangup.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reading of what the user gave, to its end or until Ctrl-C, with a progress bar. */
final class Reading {
    private final Analysis analysis;
    private final Ledger ledger;
    private final List<Input> unread = new ArrayList<>();
    private volatile @Nullable Pipe waitedFor;

    private Reading(Analysis analysis, Ledger ledger) {
        this.analysis = analysis;
        this.ledger = ledger;
    }

    /**
     * Reads the inputs and reports. Captures are joined where there are several; in one that is a file the two hops of a proxy
     * are. Who reads a pipe may be waiting for verdicts, which come one by one then.
     */
    static Report read(List<Input> inputs, Analysis analysis, Ledger ledger) {
        if (inputs.size() != 1 || isFile(inputs.get(0).name())) {
            analysis.join(Reading::openAgain);
        }
        Reading reading = new Reading(analysis, ledger);
        Interruption.handle(reading::stop);
        try (Progress progress = Progress.over(inputs)) {
            for (Input input : inputs) {
                reading.read(input, progress);
            }
        }
        reading.tellUnread();
        return analysis.report();
    }

    private void read(Input input, Progress progress) {
        if (analysis.isStopped()) {
            unread.add(input);
            return;
        }
        try (InputStream in = input.open()) {
            waitedFor = in instanceof Pipe pipe ? pipe : null;
            analysis.add(input.name(), in, input.named(), progress.of(input));
        } catch (IOException why) {
            ledger.add(input.name(), -1, Inputs.reason(why));
        }
        if (analysis.isStopped() && isFile(input.name())) {
            ledger.add(input.name(), -1, "interrupted while it was read: what stands behind that place does not count");
        }
    }

    /** Whoever reads the report, and not how it came about, is to know what it leaves out. */
    private void tellUnread() {
        if (!unread.isEmpty()) {
            int others = unread.size() - 1;
            String what = others == 0 ? "it was" : "it and " + Quantity.count(others, "other input") + " were";
            ledger.add(unread.get(0).name(), -1, "interrupted before " + what + " read");
        }
    }

    private void stop() {
        analysis.stop();
        Pipe pipe = waitedFor;
        if (pipe != null) {
            try {
                pipe.close();
            } catch (IOException why) {
                System.err.println("hangup: " + Inputs.reason(why));
            }
        }
    }

    private static boolean isFile(String name) {
        return !name.equals(Input.STANDARD_INPUT) && Files.isRegularFile(Path.of(name));
    }

    private static @Nullable InputStream openAgain(String name) throws IOException {
        return isFile(name) ? Files.newInputStream(Path.of(name)) : null;
    }
}
