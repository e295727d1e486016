package dev.hangup.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a {@code log_format} of nginx lays out its variables in a line (ngx_http_log_module), as text or with escape=json. */
final class NginxLayout {
    /** What stands before the first variable, and behind each of them. */
    private final List<String> literals = new ArrayList<>();

    private final List<String> variables = new ArrayList<>();

    /** @param logFormat the format's text: the strings of the directive put together, without their quotes */
    NginxLayout(String logFormat) {
        int at = 0;
        int literal = 0;
        while (at < logFormat.length()) {
            if (logFormat.charAt(at) != '$') {
                at++;
                continue;
            }
            boolean isBraced = logFormat.startsWith("{", at + 1);
            int from = at + (isBraced ? 2 : 1);
            int end = from;
            while (end < logFormat.length() && isName(logFormat.charAt(end))) {
                end++;
            }
            literals.add(logFormat.substring(literal, at));
            variables.add(logFormat.substring(from, end));
            at = isBraced && end < logFormat.length() ? end + 1 : end;
            literal = at;
        }
        literals.add(logFormat.substring(literal));
    }

    private static boolean isName(char c) {
        return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** The values of the variables in {@code line}; null when it is laid out in another way. */
    @Nullable
    Map<String, String> read(String line) {
        if (!line.startsWith(literals.get(0))) {
            return null;
        }
        Map<String, String> values = new HashMap<>();
        int at = literals.get(0).length();
        for (int i = 0; i < variables.size(); i++) {
            String literal = literals.get(i + 1);
            boolean isLast = i == variables.size() - 1;
            int end = isLast && literal.isEmpty() ? line.length() : end(line, at, literal);
            if (end < 0) {
                return null;
            }
            values.put(variables.get(i), line.substring(at, end));
            at = end + literal.length();
        }
        return values;
    }

    /** Where the value that begins at {@code from} ends: at {@code literal}, unless that is part of a list or escaped. */
    private static int end(String line, int from, String literal) {
        int at = line.indexOf(literal, from);
        while (at > from) {
            char before = line.charAt(at - 1);
            boolean isInList =
                    literal.startsWith(" ") && (before == ',' || before == ':' || line.startsWith(" : ", at));
            boolean isEscaped = literal.startsWith("\"") && before == '\\';
            if (!isInList && !isEscaped) {
                return at;
            }
            at = line.indexOf(literal, at + 1);
        }
        return at;
    }
}
