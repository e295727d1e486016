package dev.hangup.log;

import dev.hangup.SeenVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a line now and then for its time: {@link Traffic} comes of it. */
final class Sampler {
    /** In a log without times not every line is asked. */
    private static final int MOST_TRIES = 64;

    private static final int LONGEST_JSON = 2000;

    private final Traffic traffic = new Traffic();
    private @Nullable LogTime first;
    private @Nullable LogTime last;
    private int tries;
    private long pausedUntil;

    /** From which line on a sample is wanted. */
    long wanted() {
        return Math.max(traffic.wanted(), pausedUntil);
    }

    void sample(long line, String text) {
        LogTime time = timeOf(text);
        if (time != null) {
            last(line, time);
            tries = 0;
        } else if (++tries == MOST_TRIES) {
            pausedUntil = line + Traffic.FIRST_STRIDE;
            tries = 0;
        }
    }

    /** The last line so far that has a time. */
    void last(long line, LogTime time) {
        if (first == null) {
            first = time;
        }
        last = time;
        traffic.sample(line, time.instant());
    }

    LogSummary summary(
            long lines, boolean isLog, boolean isOfRequests, Map<String, Long> entries, List<SeenVersion> versions) {
        return new LogSummary(lines, isLog, isOfRequests, entries, versions, first, last, traffic);
    }

    /** The time of a line; in JSON it may stand far behind. */
    static @Nullable LogTime timeOf(String text) {
        LogTime time = LogTimes.find(text);
        if (time == null && text.startsWith("{")) {
            int end = Math.min(text.length(), LONGEST_JSON);
            for (int quote = text.indexOf('"');
                    time == null && quote >= 0 && quote < end;
                    quote = text.indexOf('"', quote + 1)) {
                time = LogTimes.at(text, quote + 1);
            }
        }
        return time;
    }
}
