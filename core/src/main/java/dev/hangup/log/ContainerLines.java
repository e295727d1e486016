package dev.hangup.log;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes from the lines of an entry what a container runtime put around them: CRI's prefix, Docker's JSON. */
final class ContainerLines {
    private static final String DOCKER = "{\"log\":\"";

    private ContainerLines() {}

    /**
     * What the program in the container wrote.
     *
     * @param time when the runtime got its first line; null where no runtime wrote anything
     */
    record Unwrapped(LogEntry entry, @Nullable LogTime time) {}

    static Unwrapped unwrap(LogEntry entry) {
        String text = entry.text();
        int start = Continuations.start(text.substring(0, Math.min(text.length(), 50)));
        if (start == 0) {
            return new Unwrapped(entry, null);
        }
        StringBuilder own = new StringBuilder();
        LogTime time = LogTimes.find(text);
        for (String line : text.split("\n", -1)) {
            int from = Continuations.start(line);
            if (!line.startsWith(DOCKER)) {
                boolean isPartial = from >= 3 && line.startsWith("P ", from - 2);
                own.append(line, from, line.length()).append(isPartial ? "" : "\n");
                continue;
            }
            Map<String, String> fields = JsonFields.of(line, 0);
            String log = fields.getOrDefault("log", "");
            own.append(log).append(log.endsWith("\n") ? "" : "\n");
            if (own.length() == log.length() || time == null) {
                time = LogTimes.find(fields.getOrDefault("time", ""));
            }
        }
        String lines = own.toString().stripTrailing();
        return new Unwrapped(new LogEntry(entry.file(), entry.line(), lines), time);
    }
}
