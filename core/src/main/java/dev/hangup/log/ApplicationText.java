package dev.hangup.log;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A line that begins with a time or a level, with the stack trace that follows it; or an error that stands for itself, as
 * runtimes print it when nobody catches it. Prose about errors is no entry.
 */
final class ApplicationText implements LogFormat {
    /** How runtimes and programs begin what they say of an error. */
    private static final List<String> BEGINNINGS = List.of(
            "Traceback (most recent call last)",
            "Exception in thread ",
            "Caused by: ",
            "Unhandled exception",
            "Uncaught ",
            "Fatal error: ",
            "PHP ",
            "Error: ",
            "error: ",
            "panic: ",
            "thread '",
            "curl: (",
            "cURL error ",
            "rpc error: ",
            "Get \"",
            "Post \"",
            "Put \"",
            "Patch \"",
            "Delete \"",
            "Head \"",
            "read tcp ",
            "write tcp ",
            "dial tcp ",
            "FATAL: ",
            "psql: ",
            "WARNING: ",
            "ERROR ",
            "WARN ",
            "INFO ",
            "DEBUG ",
            "FATAL ",
            "[ERROR]",
            "[WARN]",
            "[CRITICAL]",
            "ERROR:",
            "CRITICAL:",
            "SEVERE:",
            "node:");

    /** Names of ids in running text, as in {@code requestId=...}. */
    private static final List<String> ID_NAMES = List.of(
            "transactionid",
            "transaction_id",
            "requestid",
            "request_id",
            "x-request-id",
            "correlationid",
            "correlation_id",
            "traceid",
            "trace_id",
            "trace.id");

    private static final int LONGEST_ID = 64;
    private static final int SHORTEST_ID = 6;

    /** How far into the first line its time may end. */
    private static final int LATEST_TIME = 80;

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        String text = entry.text();
        int feed = text.indexOf('\n');
        String first = feed < 0 ? text : text.substring(0, feed);
        LogTime time = LogTimes.find(first.substring(0, Math.min(first.length(), LATEST_TIME)));
        boolean isDated = time != null || entry.received() != null;
        if (!isDated && !beginsLikeAnError(first) && !text.contains("\n\tat ")) {
            return false;
        }
        Meaning meaning = Messages.of(text);
        boolean isRemark = feed < 0 && !meaning.namesPeer() && Level.isRemarkIn(first);
        if (!meaning.symptom().isFailure() || isRemark) {
            return isDated;
        }
        LogEvent.Builder event = entry.event(LogSource.APPLICATION);
        meaning.tell(event);
        if (time != null) {
            event.time(time);
        }
        tellSource(event, first);
        events.accept(event.build());
        return true;
    }

    private static boolean beginsLikeAnError(String line) {
        return Continuations.isException(line, 0)
                || BEGINNINGS.stream().anyMatch(line::startsWith)
                // Ruby: "/usr/lib/ruby/net/protocol.rb:219:in `read': Connection reset by peer (Errno::ECONNRESET)"
                || line.startsWith("/") && line.endsWith(")") && line.contains(":in ");
    }

    /** Spring's {@code [service,traceId,spanId]}, or an id by its name. */
    private static void tellSource(LogEvent.Builder event, String line) {
        for (int open = line.indexOf('['); open >= 0; open = line.indexOf('[', open + 1)) {
            int close = line.indexOf(']', open);
            String[] parts =
                    close < 0 ? new String[0] : line.substring(open + 1, close).split(",", 4);
            if (parts.length >= 3 && isId(parts[1]) && parts[0].matches("[\\w.-]{1,100}")) {
                event.service(parts[0]).transaction(parts[1]);
                return;
            }
        }
        String id = idByName(line);
        if (id != null) {
            event.transaction(id);
        }
    }

    private static boolean isId(String text) {
        return text.matches("[0-9a-f]{16,32}");
    }

    private static @Nullable String idByName(String line) {
        String letters = ErrorText.small(line);
        for (String name : ID_NAMES) {
            int at = letters.indexOf(name);
            int from = at + name.length();
            if (at < 0 || from >= line.length() || "=:\"' ]".indexOf(line.charAt(from)) < 0) {
                continue;
            }
            while (from < line.length() && "=:\"' []".indexOf(line.charAt(from)) >= 0) {
                from++;
            }
            int end = from;
            while (end < line.length() && end - from < LONGEST_ID && isIdPart(line.charAt(end))) {
                end++;
            }
            if (end - from >= SHORTEST_ID) {
                return line.substring(from, end);
            }
        }
        return null;
    }

    private static boolean isIdPart(char c) {
        return c == '-' || c == '_' || c == '.' || Character.isLetterOrDigit(c);
    }
}
