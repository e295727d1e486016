package dev.hangup.diagnosis.chain;

import java.util.List;

/**
 * A way to mend a weakness.
 *
 * @param text what to change, and why so
 * @param lines the lines to write, in the syntax of the software; empty where the edits say it all
 * @param edits the same as changes to the files that were read; empty where there is nothing to hold on to
 */
public record Remedy(String text, List<String> lines, List<Edit> edits) {
    public Remedy {
        lines = List.copyOf(lines);
        edits = List.copyOf(edits);
    }
}
