package dev.hangup.evidence;

import dev.hangup.Analysis;
import dev.hangup.Note;
import dev.hangup.report.CaptureSummary;
import dev.hangup.report.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Runs the whole analysis over files and bytes, as {@code explain} does, for tests about what cannot be read. */
final class Explained {
    private Explained() {}

    /** A file that the user named, given as its bytes. */
    static Report bytes(String name, byte[] content) {
        return stream(name, new ByteArrayInputStream(content));
    }

    static Report stream(String name, InputStream in) {
        Ledger ledger = new Ledger();
        Analysis analysis = new Analysis(true, null, ledger, verdict -> {});
        analysis.add(name, in, true, bytesRead -> {});
        return analysis.report();
    }

    /** Files and folders as they stand on a command line. */
    static Report names(List<String> names) {
        Ledger ledger = new Ledger();
        Analysis analysis = new Analysis(true, null, ledger, verdict -> {});
        for (Input input : Inputs.expand(names, ledger)) {
            try (InputStream in = input.open()) {
                analysis.add(input.name(), in, input.named(), bytesRead -> {});
            } catch (IOException why) {
                ledger.add(input.name(), -1, Inputs.reason(why));
            }
        }
        return analysis.report();
    }

    static long packets(Report report) {
        return report.captures().stream().mapToLong(CaptureSummary::packets).sum();
    }

    static List<String> lines(Report report) {
        return report.notes().stream().map(Note::text).toList();
    }
}
