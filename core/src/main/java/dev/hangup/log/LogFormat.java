package dev.hangup.log;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One way in which programs write their logs. */
interface LogFormat {
    /**
     * Reads what {@code entry} says.
     *
     * @param events gets a {@link LogEvent} for everything in it that failed; nothing if all went well
     * @return false when it is not written in this format
     */
    boolean read(LogEntry entry, Consumer<LogEvent> events);

    /** When the request of {@code line} was served; null when the line is no request's, or does not say it. */
    default @Nullable RequestTime time(String line) {
        return null;
    }
}
