package dev.hangup.cli;

import dev.hangup.Note;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is known of the terminal, if there is one. */
final class Terminal {
    private static final int DEFAULT_WIDTH = 100;
    private static final int NARROWEST = 60;
    private static final int WIDEST = 140;

    private Terminal() {}

    /** Standard output, for a report: UTF-8, and to be flushed at its end. */
    static PrintStream output() {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                false,
                StandardCharsets.UTF_8);
    }

    /** Says on standard error what could not be read. */
    static void tell(List<Note> notes) {
        notes.forEach(note -> System.err.println("hangup: " + note.text()));
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
