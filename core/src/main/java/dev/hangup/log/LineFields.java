package dev.hangup.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a line into fields at its blanks. A field in quotes or brackets is one, without them; a backslash before a quote makes
 * it one of the text's. Of {@code key="a b"} the quotes hold the field together.
 */
final class LineFields {
    private static final int MOST = 512;

    private final String line;
    private final List<String> fields = new ArrayList<>();

    private LineFields(String line) {
        this.line = line;
    }

    static List<String> of(String line) {
        return new LineFields(line).split();
    }

    /** Whether {@code field} has digits only, and one at least. */
    static boolean isNumber(String field) {
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) < '0' || field.charAt(i) > '9') {
                return false;
            }
        }
        return !field.isEmpty();
    }

    /** A whole number of milliseconds; null for any other text. */
    static @Nullable Duration millis(String field) {
        return isNumber(field) && field.length() < 12 ? Duration.ofMillis(Long.parseLong(field)) : null;
    }

    private List<String> split() {
        int at = 0;
        while (at < line.length() && fields.size() < MOST) {
            char c = line.charAt(at);
            if (c == ' ' || c == '\t') {
                at++;
            } else if (c == '"') {
                int end = closing('"', at + 1);
                fields.add(line.substring(at + 1, end));
                at = end + 1;
            } else if (c == '[') {
                int end = closing(']', at + 1);
                fields.add(line.substring(at + 1, end));
                at = end + 1;
            } else {
                at = word(at);
            }
        }
        return fields;
    }

    private int word(int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
            at = line.charAt(at) == '"' ? closing('"', at + 1) + 1 : at + 1;
        }
        int end = Math.min(at, line.length());
        fields.add(line.substring(from, end));
        return end;
    }

    /** Where the next {@code mark} stands that no backslash is before; the line's end when there is none. */
    private int closing(char mark, int from) {
        for (int at = from; at < line.length(); at++) {
            if (line.charAt(at) == '\\') {
                at++;
            } else if (line.charAt(at) == mark) {
                return at;
            }
        }
        return line.length();
    }
}
