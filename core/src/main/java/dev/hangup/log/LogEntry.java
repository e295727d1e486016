package dev.hangup.log;

import org.jspecify.annotations.Nullable;

/**
 * One entry of a log as it stands there, which may go over several lines: a stack trace belongs to the line before it.
 *
 * @param file as the user named it
 * @param line the number of its first line, from 1
 * @param text without the end of the last line; lines are separated by {@code \n}
 * @param received when a container runtime got its first line; null where none says so
 */
record LogEntry(
        String file, long line, String text, @Nullable LogTime received) {
    LogEntry(String file, long line, String text) {
        this(file, line, text, null);
    }

    /** A builder of an event of this entry. */
    LogEvent.Builder event(LogSource source) {
        return new LogEvent.Builder(file, line, source).time(received);
    }
}
