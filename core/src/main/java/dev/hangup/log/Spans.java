package dev.hangup.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Spans of time that an error tells.
 *
 * @param duration how long the writer waited before it gave up: {@code timed out after 2000 ms}
 * @param idle how long nothing had come on the connection before it was used again: MySQL Connector/J measures it
 */
record Spans(@Nullable Duration duration, @Nullable Duration idle) {
    private static final String RECEIVED = "last packet successfully received from the server was ";
    private static final String SENT = "last packet sent successfully to the server was ";

    /** Less between the last answer and the next request is no idle time worth telling. */
    private static final long SHORTEST_IDLE_MILLIS = 1_000;

    /** How far from the words that decide the number stands. */
    private static final int REACH = 100;

    static Spans in(ErrorText error, int at, Symptom symptom) {
        long received = millisAfter(error.letters(), RECEIVED);
        long sent = millisAfter(error.letters(), SENT);
        if (received >= 0 && sent >= 0) {
            long idle = received - sent;
            return new Spans(Duration.ofMillis(sent), idle < SHORTEST_IDLE_MILLIS ? null : Duration.ofMillis(idle));
        }
        boolean gaveUp =
                symptom == Symptom.SILENCE || symptom == Symptom.CONNECT_TIMEOUT || symptom == Symptom.LOCAL_ABORT;
        return new Spans(gaveUp ? limit(error.letters(), at) : null, null);
    }

    /** The number of milliseconds after {@code words}, which may have thousands separators; -1 if there is none. */
    private static long millisAfter(String letters, String words) {
        int at = letters.indexOf(words);
        if (at < 0) {
            return -1;
        }
        long millis = -1;
        for (int i = at + words.length(); i < letters.length() && millis < Long.MAX_VALUE / 20; i++) {
            char c = letters.charAt(i);
            if (c >= '0' && c <= '9') {
                millis = Math.max(0, millis) * 10 + (c - '0');
            } else if (c != ',' && c != '.') {
                break;
            }
        }
        return millis;
    }

    /** The first number with a unit of time, or after {@code timeout=}, from the words that decide on in the same line. */
    private static @Nullable Duration limit(String letters, int at) {
        int end = letters.indexOf('\n', at + 1);
        int last = Math.min(end < 0 ? letters.length() : end, at + REACH);
        for (int i = at + 1; i < last; i++) {
            boolean starts =
                    isDigit(letters.charAt(i)) && !isDigit(letters.charAt(i - 1)) && letters.charAt(i - 1) != '.';
            if (starts && !Character.isLetter(letters.charAt(i - 1))) {
                Duration span = numberWithUnit(letters, i);
                if (span != null) {
                    return span;
                }
            }
        }
        return null;
    }

    private static @Nullable Duration numberWithUnit(String letters, int from) {
        int end = from;
        while (end < letters.length() && (isDigit(letters.charAt(end)) || letters.charAt(end) == '.')) {
            end++;
        }
        int unit = end;
        if (letters.startsWith("/", unit)) {
            // Jetty's "2500/2500 ms": elapsed and allowed.
            unit++;
            while (unit < letters.length() && isDigit(letters.charAt(unit))) {
                unit++;
            }
        }
        while (unit < letters.length() && letters.charAt(unit) == ' ') {
            unit++;
        }
        int unitEnd = unit;
        while (unitEnd < letters.length() && Character.isLetter(letters.charAt(unitEnd))) {
            unitEnd++;
        }
        boolean secondsOfPython = letters.startsWith("timeout=", from - 8) || letters.startsWith("timeout=", from - 9);
        String number = letters.substring(from, end);
        return of(number, secondsOfPython && unitEnd == unit ? "s" : letters.substring(unit, unitEnd));
    }

    /** Null when the number is none, or the unit not one of time. */
    static @Nullable Duration of(String number, String unit) {
        double nanos = switch (unit) {
            case "ns", "nanos", "nanoseconds" -> 1;
            case "us", "µs", "micros", "microseconds" -> 1e3;
            case "ms", "millis", "milliseconds", "msec" -> 1e6;
            case "s", "sec", "secs", "second", "seconds" -> 1e9;
            case "m", "min", "minute", "minutes" -> 60e9;
            case "h", "hour", "hours" -> 3600e9;
            default -> 0;
        };
        if (nanos == 0 || number.isEmpty() || number.length() > 18) {
            return null;
        }
        try {
            double span = Double.parseDouble(number) * nanos;
            return span < Long.MAX_VALUE ? Duration.ofNanos(Math.round(span)) : null;
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
