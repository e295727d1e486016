package dev.hangup.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A log entry as a block of {@code key: value} lines that begins with its time, as log viewers show one. A value may go over
 * several lines.
 */
final class KeyValueBlock implements LogFormat {
    private static final int FEWEST_FIELDS = 3;

    @Override
    public boolean read(LogEntry entry, Consumer<LogEvent> events) {
        Map<String, String> fields = new LinkedHashMap<>();
        String key = "";
        for (String line : entry.text().split("\n", -1)) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon);
            if (isKey(name) && (colon == line.length() - 1 || line.charAt(colon + 1) == ' ')) {
                key = name;
                fields.merge(key, line.substring(colon + 1).strip(), (values, value) -> values + "\n" + value);
            } else if (key.isEmpty()) {
                return false;
            } else {
                fields.merge(key, line, (values, value) -> values + "\n" + value);
            }
        }
        Fields told = Fields.of(fields);
        if (fields.size() < FEWEST_FIELDS || !told.areOfAnEntry()) {
            return false;
        }
        told.tell(entry, null, events);
        return true;
    }

    private static boolean isKey(String name) {
        return name.startsWith("@") || Continuations.isKey(name) || Fields.isKnown(name) && name.indexOf(' ') < 0;
    }
}
