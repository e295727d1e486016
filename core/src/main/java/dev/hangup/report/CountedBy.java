package dev.hangup.report;

import dev.hangup.diagnosis.LogCounts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** By what failures in logs can be counted. */
public enum CountedBy {
    SERVICE,
    INSTANCE,
    PEER,
    SYMPTOM,
    DAY("yyyy-MM-dd"),
    HOUR("yyyy-MM-dd HH:00"),
    MINUTE("yyyy-MM-dd HH:mm");

    private static final String UNSAID = "-";

    /** How a span of time is written; null for what is none. */
    private final @Nullable DateTimeFormatter format;

    CountedBy() {
        format = null;
    }

    CountedBy(String pattern) {
        format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** Its name on the command line and over its column. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    private String value(LogCounts.Key key, long bucketSeconds) {
        String value = switch (this) {
            case SERVICE -> key.service();
            case INSTANCE -> key.instance();
            case PEER -> key.peer();
            case SYMPTOM -> key.symptom().text();
            case DAY, HOUR, MINUTE ->
                key.second() == Long.MIN_VALUE ? "" : counted(bucketSeconds).time(key.second());
        };
        return value.isEmpty() ? UNSAID : value;
    }

    /** Of so many failures that they were counted by longer spans of time, only these are known. */
    private CountedBy counted(long bucketSeconds) {
        if (bucketSeconds >= Duration.ofDays(1).toSeconds()) {
            return DAY;
        }
        return this == MINUTE && bucketSeconds >= Duration.ofHours(1).toSeconds() ? HOUR : this;
    }

    private String time(long second) {
        return Objects.requireNonNull(format).format(Instant.ofEpochSecond(second));
    }

    /** The counts for all combinations of {@code by} that occur, those of one time after those of the time before. */
    static Map<List<String>, Integer> count(LogCounts counts, List<CountedBy> by) {
        Map<List<String>, Integer> sums = new LinkedHashMap<>();
        counts.counts().forEach((key, count) -> {
            List<String> values = new ArrayList<>();
            by.forEach(each -> values.add(each.value(key, counts.bucketSeconds())));
            sums.merge(values, count, Integer::sum);
        });
        return sums;
    }

    /** The longest span of time of which there are enough to see how failures are spread. */
    static CountedBy spanFor(LogCounts counts) {
        for (CountedBy span : List.of(DAY, HOUR)) {
            if (count(counts, List.of(span)).size() >= 3) {
                return span;
            }
        }
        return MINUTE;
    }
}
