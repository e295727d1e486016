package dev.hangup.log;

import java.util.Map;
import java.util.function.Consumer;

/** A JSON object with an application's log entry, on one line or over several, perhaps behind a prefix. */
final class ApplicationJson implements LogFormat {
    /** How far into the entry the object may begin. */
    private static final int LONGEST_PREFIX = 200;

    @Override
    public boolean read(LogEntry wrapped, Consumer<LogEvent> events) {
        ContainerLines.Unwrapped unwrapped = ContainerLines.unwrap(wrapped);
        LogEntry entry = unwrapped.entry();
        String text = entry.text();
        int from = text.indexOf('{');
        if (from < 0 || from > LONGEST_PREFIX || !beginsObject(text, from)) {
            return false;
        }
        Map<String, String> named = JsonFields.of(text, from);
        if (named.keySet().stream().noneMatch(Fields::isKnown)) {
            return false;
        }
        LogTime before = LogTimes.find(text.substring(0, from));
        Fields.of(named).tell(entry, before != null ? before : unwrapped.time(), events);
        return true;
    }

    private static boolean beginsObject(String text, int from) {
        int at = from + 1;
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
        return at < text.length() && text.charAt(at) == '"';
    }
}
