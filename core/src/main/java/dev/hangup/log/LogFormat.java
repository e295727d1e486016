package dev.hangup.log;

import java.util.function.Consumer;

/** One way in which programs write their logs. */
interface LogFormat {
    /**
     * Reads what {@code entry} says.
     *
     * @param events gets a {@link LogEvent} for everything in it that failed; nothing if all went well
     * @return false when it is not written in this format
     */
    boolean read(LogEntry entry, Consumer<LogEvent> events);
}
