package dev.hangup.bench;

import dev.hangup.log.LogReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads one log, as far as its events, and says how many there are: what {@code bench/logs.sh} measures. */
public final class ReadLog {
    private static final int WINDOW = 1 << 18;

    private ReadLog() {}

    public static void main(String[] args) throws IOException {
        long[] events = new long[1];
        LogReader reader = new LogReader(args[0], event -> events[0]++, (what, line) -> {});
        byte[] window = new byte[WINDOW];
        try (InputStream in = Files.newInputStream(Path.of(args[0]))) {
            for (int length = in.read(window); length > 0; length = in.read(window)) {
                reader.accept(window, 0, length);
            }
        }
        reader.finish();
        System.out.println(reader.summary().lines() + " lines, " + events[0] + " events");
    }
}
