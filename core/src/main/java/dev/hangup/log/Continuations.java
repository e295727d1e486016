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
    static boolean isContinuation(CharSequence line) {
        int from = start(line);
        if (from >= line.length() || isIndent(line, from)) {
            return true;
        }
        for (String beginning : BEGINNINGS) {
            if (startsWith(line, from, beginning)) {
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
    static boolean isContinuation(CharSequence previous, CharSequence line) {
        if (isContinuation(line)) {
            return true;
        }
        int before = start(previous);
        int from = start(line);
        if (startsWith(line, from, "Traceback (most recent call last)")) {
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

    /** Where the program's own words begin, after the container runtime's: CRI's {@code time stream tag}, Docker's JSON. */
    static int start(CharSequence line) {
        if (startsWith(line, 0, "{\"log\":\"")) {
            return 8;
        }
        if (line.length() > 20 && isDigit(line, 0) && line.charAt(10) == 'T') {
            for (String stream : List.of(" stdout F ", " stderr F ", " stdout P ", " stderr P ")) {
                for (int at = 20; at <= 35; at++) {
                    if (startsWith(line, at, stream)) {
                        return at + stream.length();
                    }
                }
            }
        }
        return 0;
    }

    /** Whether an exception's class stands at {@code from}, alone or with a colon and its message. */
    static boolean isException(CharSequence line, int from) {
        int end = from;
        int name = from;
        while (end < line.length() && isNamePart(line.charAt(end))) {
            char c = line.charAt(end);
            if (c == ':' && (end + 1 >= line.length() || line.charAt(end + 1) != ':')) {
                if (end == from || line.charAt(end - 1) != ':') {
                    break;
                }
            }
            if (c == '.' || c == ':' || c == '\\' || c == '$') {
                name = end + 1;
            }
            end++;
        }
        if (end == from || end < line.length() && line.charAt(end) != ':' && line.charAt(end) != ' ') {
            return false;
        }
        String simple = line.subSequence(name, end).toString();
        boolean endsSo = simple.endsWith("Exception") || simple.endsWith("Error");
        boolean withColon = end < line.length() && line.charAt(end) == ':';
        if (end < line.length() && !withColon) {
            // .NET's "SocketException (104): " and Ruby's "Errno::ECONNRESET (Connection reset by peer):"
            return (endsSo || startsWith(line, from, ERRNO)) && startsWith(line, end, " (");
        }
        boolean qualified = name > from && !simple.isEmpty() && Character.isUpperCase(simple.charAt(0));
        return endsSo || withColon && (qualified || simple.equals("timeout") && name > from);
    }

    private static boolean isNamePart(char c) {
        return c == '.' || c == '$' || c == '_' || c == ':' || c == '\\' || Character.isLetterOrDigit(c);
    }

    /** A line of a log that may tell what an exception was caught by: it begins with a time or a level. */
    private static boolean isMessage(CharSequence line, int from) {
        int at = startsWith(line, from, "[") ? from + 1 : from;
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
                || LEVELS.contains(line.subSequence(at, word).toString())
                || isJavaUtilLoggingHead(line, from)
                || KEYS.contains(keyAt(line, from));
    }

    /** {@code Nov 20, 2026 8:08:16 PM dev.example.Client call}, whose level and message stand on the next line. */
    private static boolean isJavaUtilLoggingHead(CharSequence line, int from) {
        if (from >= line.length() || !Character.isUpperCase(line.charAt(from))) {
            return false;
        }
        String beginning =
                line.subSequence(from, Math.min(line.length(), from + 32)).toString();
        return beginning.contains(" AM ") || beginning.contains(" PM ");
    }

    private static boolean isLinkOfTracebacks(CharSequence line, int from) {
        return startsWith(line, from, "During handling of") || startsWith(line, from, "The above exception was");
    }

    private static boolean isFrame(CharSequence line, int from) {
        int at = from;
        while (isIndent(line, at)) {
            at += line.charAt(at) == '\\' ? 2 : 1;
        }
        return startsWith(line, at, "at ") || startsWith(line, at, "... ") || startsWith(line, at, "from ");
    }

    /** PHP's {@code #0 /srv/app.php(12): call()}. */
    private static boolean isNumberedFrame(CharSequence line, int from) {
        return startsWith(line, from, "#") && from + 1 < line.length() && isDigit(line, from + 1);
    }

    /** A member of a JSON object that is printed over several lines without indentation. */
    private static boolean isMember(CharSequence line, int from) {
        if (!startsWith(line, from, "\"")) {
            return false;
        }
        int at = from + 1;
        while (at < line.length() && line.charAt(at) != '"' && line.charAt(at) != ' ') {
            at++;
        }
        return startsWith(line, at, "\":") || startsWith(line, at, "\" :");
    }

    /** The key of {@code key: value}; empty where none stands. */
    private static String keyAt(CharSequence line, int from) {
        int at = from;
        while (at < line.length() && at - from < 20 && line.charAt(at) != ':' && line.charAt(at) != ' ') {
            at++;
        }
        boolean isKey = startsWith(line, at, ": ") || at == line.length() - 1 && line.charAt(at) == ':';
        return isKey ? line.subSequence(from, at).toString() : "";
    }

    /** A blank or a tab, also as JSON writes a tab. */
    private static boolean isIndent(CharSequence line, int at) {
        return at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t' || startsWith(line, at, "\\t"));
    }

    private static boolean isDigit(CharSequence line, int at) {
        return line.charAt(at) >= '0' && line.charAt(at) <= '9';
    }

    private static boolean startsWith(CharSequence line, int from, String beginning) {
        if (from + beginning.length() > line.length()) {
            return false;
        }
        for (int i = 0; i < beginning.length(); i++) {
            if (line.charAt(from + i) != beginning.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
