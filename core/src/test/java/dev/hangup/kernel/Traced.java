package dev.hangup.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Traces as tests read them: the real ones of the test resources, and lines that were written by hand. */
public final class Traced {
    /** The file name that they are given. */
    public static final String NAME = "trace.txt";

    /** What the parser could not read, each with its line in front. */
    final List<String> damage = new ArrayList<>();

    private final TraceParser parser = new TraceParser(NAME, (what, line) -> damage.add(line + ": " + what));

    static Traced lines(String... lines) {
        Traced traced = new Traced();
        for (int i = 0; i < lines.length; i++) {
            traced.parser.line(i + 1, lines[i]);
        }
        return traced;
    }

    KernelTrace trace() {
        return parser.trace();
    }

    /** The bytes of a file of the folder of that name in the test resources. */
    public static byte[] bytes(String folder, String file) {
        try (InputStream in = Traced.class.getResourceAsStream("/kernel/" + folder + "/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no file " + file + " in " + folder);
            }
            return in.readAllBytes();
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    /** The trace of a folder. */
    public static String text(String folder) {
        return new String(bytes(folder, NAME), StandardCharsets.UTF_8);
    }
}
