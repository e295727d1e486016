package dev.hangup.log;

/**
 * One entry of a log as it stands there, which may go over several lines: a stack trace belongs to the line before it.
 *
 * @param file as the user named it
 * @param line the number of its first line, from 1
 * @param text without the end of the last line; lines are separated by {@code \n}
 */
record LogEntry(String file, long line, String text) {
    /** A builder of an event of this entry. */
    LogEvent.Builder event(LogSource source) {
        return new LogEvent.Builder(file, line, source);
    }
}
