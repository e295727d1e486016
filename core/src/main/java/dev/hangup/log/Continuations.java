package dev.hangup.log;

import java.util.List;
import java.util.Set;

/**
 * Tells which lines of a log belong to the line before: frames of stack traces, causes, the lines of an object printed over
 * several lines or of a {@code key: value} block. What a container runtime wrote in front of a line is passed over.
 */
final class Continuations {
    private static final List<String> BEGINNINGS = List.of(
            "at ",
            "Caused by:",
            "Suppressed:",
            "Wrapped by:",
            "...",
            "---> ",
            "--- End of ",
            "During handling of the above exception",
            "The above exception was the direct cause",
            "The last packet ",
            "Stack trace:",
            "Original Stack Trace:",
            "goroutine ",
            "called `",
            "note: run with ",
            "Emitted 'error' event",
            "}",
            "]",
            ")");

    /** Keys of a {@code key: value} block that do not begin one; those of time do. */
    private static final Set<String> KEYS = Set.of(
            "@version",
            "level",
            "level_value",
            "severity",
            "logger",
            "logger_name",
            "thread",
            "thread_name",
            "message",
            "msg",
            "stack_trace",
            "stacktrace",
            "exception",
            "service",
            "application",
            "app",
            "host",
            "hostname",
            "pod",
            "peer",
            "upstream",
            "remoteAddress",
            "remote_addr",
            "transactionId",
            "traceId",
            "trace_id",
            "spanId",
            "span_id",
            "requestId",
            "request_id",
            "correlationId");

    private static final Set<String> LEVELS =
            Set.of("SEVERE", "WARNING", "INFO", "CONFIG", "FINE", "ERROR", "WARN", "DEBUG", "FATAL", "CRITICAL");

    private static final String ERRNO = "Errno::";

    private Continuations() {}

    /** Whether {@code line} by itself can be no beginning of an entry. A blank line is one if what follows it is. */
    static boolean isContinuation(String line) {
        int from = EntryLines.start(line);
        if (from >= line.length() || isIndent(line, from)) {
            return true;
        }
        for (String beginning : BEGINNINGS) {
            if (line.startsWith(beginning, from)) {
                return true;
            }
        }
        return isNumberedFrame(line, from) || isMember(line, from) || KEYS.contains(keyAt(line, from));
    }

    /**
     * Whether {@code line} belongs to the entry of {@code previous}, the last line before it that is not blank. An exception
     * at the beginning of a line belongs to the message before it and to the frames of its own Python traceback; after the
     * frames of another exception it begins an entry.
     */
    static boolean isContinuation(String previous, String line) {
        if (isContinuation(line) || EntryLines.isPartial(previous)) {
            return true;
        }
        int before = EntryLines.start(previous);
        int from = EntryLines.start(line);
        if (line.startsWith("Traceback (most recent call last)", from)) {
            return isLinkOfTracebacks(previous, before) || isMessage(previous, before);
        }
        if (isException(line, from)) {
            return isMessage(previous, before) || isIndent(previous, before) && !isFrame(previous, before);
        }
        return LEVELS.contains(keyAt(line, from)) && isJavaUtilLoggingHead(previous, before);
    }

    /** Whether {@code name} is a key of a {@code key: value} block other than that of its time. */
    static boolean isKey(String name) {
        return KEYS.contains(name);
    }

    /** Whether an exception's class stands at {@code from}, alone or with a colon and its message. */
    static boolean isException(String line, int from) {
        int end = from;
        int name = from;
        while (end < line.length() && isNamePart(line, end)) {
            name = Character.isLetterOrDigit(line.charAt(end)) || line.charAt(end) == '_' ? name : end + 1;
            end++;
        }
        String simple = line.substring(name, end);
        boolean isQualified = name > from;
        boolean isNamedSo = simple.endsWith("Exception") || simple.endsWith("Error");
        if (line.startsWith(": ", end) || line.startsWith(":", end) && end == line.length() - 1) {
            boolean isClass = !simple.isEmpty() && Character.isUpperCase(simple.charAt(0));
            return isNamedSo || isQualified && (isClass || simple.equals("timeout"));
        }
        // .NET's "SocketException (104): " and Ruby's "Errno::ECONNRESET (Connection reset by peer):"
        boolean isNumbered = line.startsWith(" (", end) && (isNamedSo || line.startsWith(ERRNO, from));
        return isNumbered || isNamedSo && end == line.length();
    }

    /** Letters and digits, and what joins them: {@code a.B$C}, {@code Net::ReadTimeout}, {@code GuzzleHttp\Exception}. */
    private static boolean isNamePart(String line, int at) {
        char c = line.charAt(at);
        if (c == ':') {
            return line.startsWith("::", at) || at > 0 && line.startsWith("::", at - 1);
        }
        return c == '.' || c == '$' || c == '_' || c == '\\' || Character.isLetterOrDigit(c);
    }

    /** A line of a log that may tell what an exception was caught by: it begins with a time or a level. */
    private static boolean isMessage(String line, int from) {
        int at = line.startsWith("[", from) ? from + 1 : from;
        int digits = at;
        while (digits < line.length() && isDigit(line, digits)) {
            digits++;
        }
        boolean dated = digits - at >= 1
                && digits + 1 < line.length()
                && "-/:".indexOf(line.charAt(digits)) >= 0
                && isDigit(line, digits + 1);
        int word = at;
        while (word < line.length() && Character.isUpperCase(line.charAt(word))) {
            word++;
        }
        return dated
                || LEVELS.contains(line.substring(at, word))
                || isJavaUtilLoggingHead(line, from)
                || KEYS.contains(keyAt(line, from));
    }

    /** {@code Nov 20, 2026 8:08:16 PM dev.example.Client call}, whose level and message stand on the next line. */
    private static boolean isJavaUtilLoggingHead(String line, int from) {
        if (from >= line.length() || !Character.isUpperCase(line.charAt(from))) {
            return false;
        }
        String beginning = line.substring(from, Math.min(line.length(), from + 32));
        return beginning.contains(" AM ") || beginning.contains(" PM ");
    }

    private static boolean isLinkOfTracebacks(String line, int from) {
        return line.startsWith("During handling of", from) || line.startsWith("The above exception was", from);
    }

    private static boolean isFrame(String line, int from) {
        int at = from;
        while (isIndent(line, at)) {
            at += line.charAt(at) == '\\' ? 2 : 1;
        }
        return line.startsWith("at ", at) || line.startsWith("... ", at) || line.startsWith("from ", at);
    }

    /** PHP's {@code #0 /srv/app.php(12): call()}. */
    private static boolean isNumberedFrame(String line, int from) {
        return line.startsWith("#", from) && from + 1 < line.length() && isDigit(line, from + 1);
    }

    /** A member of a JSON object that is printed over several lines without indentation. */
    private static boolean isMember(String line, int from) {
        if (!line.startsWith("\"", from)) {
            return false;
        }
        int at = from + 1;
        while (at < line.length() && line.charAt(at) != '"' && line.charAt(at) != ' ') {
            at++;
        }
        return line.startsWith("\":", at) || line.startsWith("\" :", at);
    }

    /** The key of {@code key: value}; empty where none stands. */
    private static String keyAt(String line, int from) {
        int at = from;
        while (at < line.length() && at - from < 20 && line.charAt(at) != ':' && line.charAt(at) != ' ') {
            at++;
        }
        boolean isKey = line.startsWith(": ", at) || at == line.length() - 1 && line.charAt(at) == ':';
        return isKey ? line.substring(from, at) : "";
    }

    /** A blank or a tab, also as JSON writes a tab. */
    private static boolean isIndent(String line, int at) {
        return at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t' || line.startsWith("\\t", at));
    }

    private static boolean isDigit(String line, int at) {
        return line.charAt(at) >= '0' && line.charAt(at) <= '9';
    }
}
