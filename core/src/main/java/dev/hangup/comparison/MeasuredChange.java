package dev.hangup.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something measured of an endpoint that is not the same before and after.
 *
 * @param server the address and port
 * @param what it is about: {@code end of idle connections}
 * @param before in words
 * @param after in words
 */
public record MeasuredChange(String server, String what, String before, String after) {
    /** What differs of what was measured on both sides. */
    static List<MeasuredChange> between(
            Map<String, Map<String, String>> before, Map<String, Map<String, String>> after) {
        List<MeasuredChange> changes = new ArrayList<>();
        new TreeMap<>(after).forEach((server, facts) -> {
            Map<String, String> old = before.getOrDefault(server, Map.of());
            new TreeMap<>(facts).forEach((what, now) -> {
                String was = old.get(what);
                if (was != null && !was.equals(now)) {
                    changes.add(new MeasuredChange(server, what, was, now));
                }
            });
        });
        return changes;
    }
}
