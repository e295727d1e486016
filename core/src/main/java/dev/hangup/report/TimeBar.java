package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.FailureTimes;
import dev.hangup.diagnosis.Incident;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** When the failures of an incident happened: the first, the last, and how they spread. */
final class TimeBar {
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Lengths of a bucket that people can reckon with, in milliseconds. */
    private static final long[] BUCKET_MILLIS = {
        50,
        100,
        200,
        500,
        1000,
        2000,
        5000,
        10_000,
        20_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        1_800_000,
        3_600_000,
        7_200_000,
        21_600_000,
        86_400_000
    };

    private static final int MOST_BUCKETS = 40;
    private static final long SHORTEST_BAR_NANOS = 1_000_000_000L;
    private static final int FEWEST_TO_SHOW = 3;

    private TimeBar() {}

    static String span(Incident incident) {
        return span(incident.firstNanos(), incident.lastNanos());
    }

    /** {@code 2026-07-01 12:34:56.789 to 12:34:57.001 UTC}. */
    static String span(long first, long last) {
        if (last / 1_000_000 == first / 1_000_000) {
            return instant(first) + " UTC";
        }
        boolean sameDay = day(first).equals(day(last));
        return instant(first) + " to " + (sameDay ? TIME.format(at(last)) : instant(last)) + " UTC";
    }

    /** The failures counted in equal spans of time, such as {@code 12 in 3.00 min: 1..2.4}; empty for fewer than three. */
    static String bar(Incident incident) {
        return bar(incident.connections(), incident.firstNanos(), incident.lastNanos(), incident.failedAt());
    }

    /** The same for {@code count} failures from {@code first} to {@code last}, in nanoseconds since 1970. */
    static String bar(int count, long first, long last, FailureTimes times) {
        long length = last - first;
        if (count < FEWEST_TO_SHOW || length <= 0) {
            return "";
        }
        if (length < SHORTEST_BAR_NANOS) {
            return "all " + Quantity.count(count) + " within " + Quantity.duration(length);
        }
        long bucket = bucketNanos(length);
        StringBuilder bar = new StringBuilder();
        for (int inBucket : times.perBucket(first, bucket, (int) (length / bucket) + 1)) {
            bar.append(inBucket == 0 ? '.' : inBucket > 9 ? '#' : (char) ('0' + inBucket));
        }
        return Quantity.count(count) + " in " + Quantity.duration(length) + ": " + bar + "  (one place is "
                + bucketText(bucket) + (bar.indexOf("#") >= 0 ? ", # is 10 or more)" : ")");
    }

    private static long bucketNanos(long length) {
        for (long millis : BUCKET_MILLIS) {
            if (length / (millis * 1_000_000) < MOST_BUCKETS) {
                return millis * 1_000_000;
            }
        }
        return length / MOST_BUCKETS + 1;
    }

    private static String bucketText(long bucket) {
        long millis = bucket / 1_000_000;
        if (millis < 1000) {
            return millis + " ms";
        }
        long seconds = millis / 1000;
        return seconds < 60 ? seconds + " s" : seconds < 3600 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    /** {@code 2026-07-01 12:34:56.789}. */
    static String instant(long nanos) {
        return DATE_TIME.format(at(nanos));
    }

    private static LocalDate day(long nanos) {
        return at(nanos).atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static Instant at(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }
}
