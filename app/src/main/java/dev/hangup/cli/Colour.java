package dev.hangup.cli;

import picocli.CommandLine.Option;

/** Whether a report for people is coloured. */
final class Colour {
    @Option(
            names = "--no-color",
            description = "No colours. They are used on a terminal only, and never when NO_COLOR is set.")
    private boolean refused;

    /** Colour is for terminals only (https://no-color.org). */
    boolean isUsed() {
        String term = System.getenv("TERM");
        return !refused
                && System.getenv("HANGUP_STDOUT_TTY") != null
                && System.getenv("NO_COLOR") == null
                && term != null
                && !term.equals("dumb");
    }
}
