package dev.hangup.report;

import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Provocation;
import java.io.PrintStream;

/** What was provoked, for people. */
public final class ProvocationText {
    private static final int INDENT = 4;
    private static final int LABEL = 29;

    private final Page page;

    /** Writes to {@code out} in lines of at most {@code width} characters. */
    public ProvocationText(PrintStream out, boolean colour, int width) {
        page = new Page(out, colour, width);
    }

    /** Writes all of it. */
    public void write(Provocation provocation) {
        page.line(Page.plain(provocation.target() + " " + provocation.endpoint() + " " + provocation.trouble()));
        page.labelled(
                INDENT,
                LABEL,
                "hits",
                provocation.hits() + " of " + provocation.aimed().size());
        for (Reaction reaction : Reaction.values()) {
            page.labelled(INDENT, LABEL, reaction.text(), Integer.toString(provocation.count(reaction)));
        }
    }
}
