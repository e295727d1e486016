package dev.hangup.knowledge;

import dev.hangup.Version;
import java.util.List;
import java.util.Objects;

/** The table of known bugs and changed defaults, {@code versions.tsv} beside this class. */
public final class VersionChanges {
    private static final List<VersionChange> ALL = TableFile.rows("versions.tsv", 5).stream()
            .map(cells -> new VersionChange(
                    cells[0], Objects.requireNonNull(Version.of(cells[1])), Version.of(cells[2]), cells[3], cells[4]))
            .toList();

    private VersionChanges() {}

    /** Those of one software. */
    public static List<VersionChange> of(String software) {
        return ALL.stream().filter(change -> change.software().equals(software)).toList();
    }
}
