package dev.hangup.log;

import java.util.function.Consumer;

/** A JSON object with an application's log entry, on one line or over several, perhaps behind a prefix. */
final class ApplicationJson implements LogFormat {
    /** How far into the entry the object may begin. */
    private static final int LONGEST_PREFIX = 200;

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        String text = entry.text();
        int from = text.indexOf('{');
        if (from < 0 || from > LONGEST_PREFIX || !beginsObject(text, from)) {
            return false;
        }
        Fields fields = Fields.of(JsonFields.of(text, from));
        if (!fields.areOfAnEntry()) {
            return false;
        }
        fields.tell(entry, LogTimes.find(text.substring(0, from)), events);
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
