package dev.hangup.log;

import dev.hangup.SeenVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a log was, beside the failures in it.
 *
 * @param lines how many it has
 * @param isLog whether a fair part of what was looked at is what a log has: an entry of a known format, or a time; or
 *     anything in it tells of a failure
 * @param isOfRequests whether it has one line for each request: an access log
 * @param entries by the name of a format, how many of the entries that were looked at are written in it: those that may tell
 *     of a failure, and samples of the others
 * @param versions that programs tell in it of themselves, each once
 * @param first the time of its first line that has one
 * @param last the time of the last such line
 * @param traffic its lines over time
 */
public record LogSummary(
        long lines,
        boolean isLog,
        boolean isOfRequests,
        Map<String, Long> entries,
        List<SeenVersion> versions,
        @Nullable LogTime first,
        @Nullable LogTime last,
        Traffic traffic) {
    /** The entries, in the order of the map that was given. */
    public LogSummary {
        versions = List.copyOf(versions);
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
}
