package dev.hangup.cli;

/** What is known of the terminal, if there is one. */
final class Terminal {
    private static final int DEFAULT_WIDTH = 100;
    private static final int NARROWEST = 60;
    private static final int WIDEST = 140;

    private Terminal() {}

    /** Colour is for terminals only (https://no-color.org). */
    static boolean usesColour(boolean refused) {
        String term = System.getenv("TERM");
        return !refused
                && System.getenv("HANGUP_STDOUT_TTY") != null
                && System.getenv("NO_COLOR") == null
                && term != null
                && !term.equals("dumb");
    }

    static int width() {
        String columns = System.getenv("COLUMNS");
        try {
            int width = columns == null ? DEFAULT_WIDTH : Integer.parseInt(columns);
            return Math.max(NARROWEST, Math.min(WIDEST, width));
        } catch (NumberFormatException notANumber) {
            return DEFAULT_WIDTH;
        }
    }

    static boolean errorIsTerminal() {
        return System.getenv("HANGUP_STDERR_TTY") != null;
    }
}
