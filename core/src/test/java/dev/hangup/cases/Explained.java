package dev.hangup.cases;

import dev.hangup.Analysis;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.CaptureSummary;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What {@code explain --all} says of one capture: a summary, and an outcome per connection in order of first frames. */
record Explained(CaptureSummary summary, List<Outcome> outcomes) {
    static Explained of(String name, byte[] capture) {
        List<Outcome> outcomes = new ArrayList<>();
        Analysis analysis = new Analysis(true, null, new Ledger(), verdict -> outcomes.add(Outcome.of(verdict)));
        analysis.join(again -> new ByteArrayInputStream(capture));
        analysis.add(name, new ByteArrayInputStream(capture), true, bytes -> {});
        CaptureSummary summary = analysis.report().captures().get(0);
        outcomes.sort(Comparator.comparingLong(Outcome::firstFrame));
        return new Explained(summary, outcomes);
    }
}
