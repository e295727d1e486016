package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A log that was read, for tests. */
final class Logs {
    private final List<LogEvent> events = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();
    private final LogReader reader;

    private Logs(List<String> accessFormats) {
        reader = new LogReader("test.log", events::add, (what, line) -> damage.add(line + ": " + what), accessFormats);
    }

    static Logs read(String text, String... accessFormats) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return read(bytes, bytes.length, accessFormats);
    }

    /** Read in pieces of {@code length} bytes. */
    static Logs read(byte[] bytes, int length, String... accessFormats) {
        Logs logs = new Logs(List.of(accessFormats));
        for (int from = 0; from < bytes.length; from += length) {
            logs.reader.accept(bytes, from, Math.min(bytes.length, from + length));
        }
        logs.reader.finish();
        return logs;
    }

    /** The only event of a text. */
    static LogEvent event(String text, String... accessFormats) {
        Logs logs = read(text, accessFormats);
        assertThat(logs.events).hasSize(1);
        return logs.events.get(0);
    }

    List<LogEvent> events() {
        return events;
    }

    List<String> damage() {
        return damage;
    }

    LogSummary summary() {
        return reader.summary();
    }
}
