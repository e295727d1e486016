package dev.hangup.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A line of {@code key=value} pairs, values with blanks in quotes: logfmt, as logrus and go-kit write it. */
final class Logfmt implements LogFormat {
    private static final int FEWEST_FIELDS = 2;

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        Map<String, String> pairs = pairs(entry.text());
        Fields fields = Fields.of(pairs);
        if (pairs.size() < FEWEST_FIELDS || !fields.areOfAnEntry()) {
            return false;
        }
        fields.tell(entry, null, events);
        return true;
    }

    /** Empty when the text is no such line. What follows the pairs, such as a stack trace, is their stack. */
    static Map<String, String> pairs(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length() && text.charAt(at) != '\n') {
            int key = at;
            while (at < text.length() && isKeyPart(text.charAt(at))) {
                at++;
            }
            if (at == key || at >= text.length() || text.charAt(at) != '=') {
                return Map.of();
            }
            String name = text.substring(key, at);
            StringBuilder value = new StringBuilder();
            at = value(text, at + 1, value);
            fields.merge(name, value.toString(), (values, next) -> values + "\n" + next);
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }
        if (at < text.length()) {
            fields.merge("stack", text.substring(at + 1), (values, next) -> values + "\n" + next);
        }
        return fields;
    }

    private static boolean isKeyPart(char c) {
        return c == '_' || c == '-' || c == '.' || c == '@' || Character.isLetterOrDigit(c);
    }

    /** Appends the value that begins at {@code from}, and says where it ends. */
    private static int value(String text, int from, StringBuilder value) {
        int at = from;
        boolean quoted = text.startsWith("\"", at);
        at += quoted ? 1 : 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quoted ? c == '"' : c <= ' ') {
                return quoted ? at + 1 : at;
            }
            if (quoted && c == '\\' && at + 1 < text.length()) {
                at++;
                char escaped = text.charAt(at);
                value.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
            } else {
                value.append(c);
            }
            at++;
        }
        return at;
    }
}
