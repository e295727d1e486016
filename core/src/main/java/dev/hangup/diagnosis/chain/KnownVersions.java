package dev.hangup.diagnosis.chain;

import dev.hangup.SeenVersion;
import dev.hangup.config.HopEnd;
import dev.hangup.knowledge.VersionChange;
import dev.hangup.knowledge.VersionChanges;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Versions that are known here, against the table of known bugs and changed defaults. */
final class KnownVersions implements Rule {
    @Override
    public String name() {
        return "known-version";
    }

    @Override
    public String summary() {
        return "the version of a program has a known bug, or a default that others do not have";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        Set<VersionChange> told = new HashSet<>();
        for (HopEnd end : chain.ends()) {
            SeenVersion seen = end.version();
            if (seen == null) {
                continue;
            }
            for (VersionChange change : VersionChanges.of(end.software())) {
                if (change.appliesTo(seen.version()) && told.add(change)) {
                    found.accept(new Weakness(
                            name(),
                            Severity.NOTE,
                            end.software() + " " + seen.version() + " (" + seen.place() + ") " + change.what() + " ("
                                    + change.source() + ")",
                            end.text(),
                            List.of(end),
                            List.of(),
                            List.of()));
                }
            }
        }
    }
}
