package dev.hangup.knowledge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A table beside this class: a line of heads, then rows of cells with tabs between. */
final class TableFile {
    private TableFile() {}

    /** The rows that have {@code columns} cells. */
    static List<String[]> rows(String name, int columns) {
        try (InputStream in = Objects.requireNonNull(TableFile.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .filter(cells -> cells.length == columns)
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(name + " in the jar cannot be read", broken);
        }
    }
}
