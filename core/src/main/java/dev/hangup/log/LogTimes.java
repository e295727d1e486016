package dev.hangup.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds timestamps as programs write them: ISO 8601 and RFC 3339, nginx's and Go's {@code 2026/11/20 20:07:51}, the Common
 * Log Format's {@code 20/Nov/2026:20:08:14 +0000}, Tomcat's {@code 20-Nov-2026 20:08:14.175}, asctime's
 * {@code Fri Nov 20 20:08:16 2026} and syslog's {@code Nov 20 20:08:16} (RFC 3164), which leaves the year to be guessed.
 */
final class LogTimes {
    /** How far into a text a timestamp may begin. */
    private static final int LOOKED_AT = 100;

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int MOST_FRACTION_DIGITS = 9;

    private final String text;
    private int at;
    private boolean fits = true;

    private LogTimes(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** The first timestamp in the first {@value #LOOKED_AT} characters of {@code text}, or null. */
    static @Nullable LogTime find(String text) {
        return find(text, 0);
    }

    /** The first timestamp that begins in the first {@value #LOOKED_AT} characters of {@code text} after {@code from}, or null. */
    static @Nullable LogTime find(String text, int from) {
        int end = Math.min(text.length(), from + LOOKED_AT);
        for (int i = from; i < end; i++) {
            LogTime time = isStart(text, i) ? at(text, i) : null;
            if (time != null) {
                return time;
            }
        }
        return null;
    }

    /** The timestamp that begins at {@code start}, or null. */
    static @Nullable LogTime at(String text, int start) {
        char first = start < text.length() ? text.charAt(start) : 0;
        try {
            if (isDigit(first)) {
                LogTime yearFirst = new LogTimes(text, start).yearFirst();
                return yearFirst != null ? yearFirst : new LogTimes(text, start).dayFirst();
            }
            return Character.isUpperCase(first) ? new LogTimes(text, start).monthFirst() : null;
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    /**
     * A number of seconds, milliseconds, microseconds or nanoseconds since 1970, whichever gives a date from 1973 on; null if
     * it is none. A number alone is no timestamp: only the field that it stands in makes it one.
     */
    static @Nullable LogTime epoch(String number) {
        int point = number.indexOf('.');
        String whole = point < 0 ? number : number.substring(0, point);
        String fraction = point < 0 ? "" : number.substring(point + 1);
        if (!whole.matches("\\d{9,19}") || !fraction.matches("\\d{0,9}")) {
            return null;
        }
        int scale = whole.length() <= 10 ? 0 : whole.length() <= 13 ? 3 : whole.length() <= 16 ? 6 : 9;
        long unit = SECOND_NANOS / powerOfTen(scale);
        try {
            long units = Long.parseLong(whole);
            long perSecond = SECOND_NANOS / unit;
            long nanos = units % perSecond * unit;
            long precision = unit;
            if (!fraction.isEmpty() && scale + fraction.length() <= MOST_FRACTION_DIGITS) {
                precision = unit / powerOfTen(fraction.length());
                nanos += Long.parseLong(fraction) * precision;
            }
            return new LogTime(Instant.ofEpochSecond(units / perSecond, nanos), true, true, precision);
        } catch (DateTimeException | NumberFormatException outOfRange) {
            return null;
        }
    }

    private static boolean isStart(String text, int at) {
        char c = text.charAt(at);
        return (isDigit(c) || c >= 'A' && c <= 'Z') && (at == 0 || !isWord(text.charAt(at - 1)));
    }

    private static boolean isWord(char c) {
        return isDigit(c) || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static long powerOfTen(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    /** {@code 2026-11-20T20:07:51.123Z}, {@code 2026-11-20 20:07:51,123}, {@code 2026/11/20 20:07:51}. */
    private @Nullable LogTime yearFirst() {
        int year = digits(4, 4);
        char separator = next();
        int month = digits(2, 2);
        expect(separator == '/' ? '/' : '-');
        int day = digits(2, 2);
        char between = next();
        if (separator != '-' && separator != '/' || between != 'T' && between != 't' && between != ' ') {
            return null;
        }
        return timeOfDay(year, month, day, true);
    }

    /** {@code 20/Nov/2026:20:08:14.175 +0000}, {@code 20-Nov-2026 20:08:14.175}, {@code 20 Nov 2026 20:08:14}. */
    private @Nullable LogTime dayFirst() {
        int day = digits(1, 2);
        char separator = next();
        int month = month();
        expect(separator);
        int year = digits(4, 4);
        char between = next();
        if ("/- ".indexOf(separator) < 0 || between != ':' && between != ' ') {
            return null;
        }
        return timeOfDay(year, month, day, true);
    }

    /** {@code Fri Nov 20 20:08:16.495389 2026}, {@code Nov 20 20:08:16}, {@code Nov 20, 2026 8:08:16 PM}. */
    private @Nullable LogTime monthFirst() {
        int start = at;
        int month = month();
        if (!fits) {
            fits = true;
            at = start + 3;
            expect(' ');
            month = month();
        }
        expect(' ');
        if (peek() == ' ') {
            at++;
        }
        int day = digits(1, 2);
        if (peek() == ',') {
            at++;
            expect(' ');
            int year = digits(4, 4);
            expect(' ');
            return twelveHours(year, month, day);
        }
        expect(' ');
        if (!fits) {
            return null;
        }
        int yearAt = yearAfterTime();
        return yearAt > 0 ? timeOfDay(yearAt, month, day, true) : timeOfDay(guessedYear(month, day), month, day, false);
    }

    /** The year that stands behind the time of day which begins here, as in asctime(3); 0 if there is none. */
    private int yearAfterTime() {
        int end = text.indexOf(' ', at);
        if (end < 0 || end - at > 18) {
            return 0;
        }
        LogTimes behind = new LogTimes(text, end + 1);
        int year = behind.digits(4, 4);
        char after = behind.peek();
        return behind.fits && year >= 1970 && !isWord(after) && after != ':' && after != '-' && after != '/' ? year : 0;
    }

    /** The latest year in which the day is not to come yet; a day's grace is for clocks and zones that differ. */
    private static int guessedYear(int month, int day) {
        LocalDate latest = LocalDate.now(ZoneOffset.UTC).plusDays(1);
        boolean isToCome =
                month > latest.getMonthValue() || month == latest.getMonthValue() && day > latest.getDayOfMonth();
        int year = latest.getYear() - (isToCome ? 1 : 0);
        boolean isLeapDay = month == 2 && day == 29;
        while (isLeapDay && !LocalDate.of(year, 1, 1).isLeapYear()) {
            year--;
        }
        return year;
    }

    private @Nullable LogTime twelveHours(int year, int month, int day) {
        int hour = digits(1, 2);
        expect(':');
        int minute = digits(2, 2);
        expect(':');
        int second = digits(2, 2);
        expect(' ');
        char half = Character.toUpperCase(next());
        expect('M', 'm');
        if (!fits || half != 'A' && half != 'P' || hour > 12) {
            return null;
        }
        LocalDateTime time = LocalDateTime.of(year, month, day, hour % 12 + (half == 'P' ? 12 : 0), minute, second);
        return new LogTime(time.toInstant(ZoneOffset.UTC), false, true, SECOND_NANOS);
    }

    private @Nullable LogTime timeOfDay(int year, int month, int day, boolean isDateKnown) {
        int hour = digits(1, 2);
        expect(':');
        int minute = digits(2, 2);
        expect(':');
        int second = digits(2, 2);
        long precision = SECOND_NANOS;
        long nanos = 0;
        if ((peek() == '.' || peek() == ',') && isDigit(peek(1))) {
            at++;
            for (int digit = 0; isDigit(peek()); digit++) {
                if (digit < MOST_FRACTION_DIGITS) {
                    precision /= 10;
                    nanos += (peek() - '0') * precision;
                }
                at++;
            }
        }
        if (!fits) {
            return null;
        }
        // A leap second is the last one of its minute.
        LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, Math.min(second, 59), (int) nanos);
        ZoneOffset offset = offset();
        Instant instant = local.toInstant(offset == null ? ZoneOffset.UTC : offset);
        return new LogTime(
                instant.plus(second == 60 ? 1 : 0, ChronoUnit.SECONDS), offset != null, isDateKnown, precision);
    }

    /** {@code Z}, {@code UTC}, {@code GMT}, {@code +01:00}, {@code +0100}, {@code +01}; perhaps after a blank. Null: not said. */
    private @Nullable ZoneOffset offset() {
        int blank = peek() == ' ' ? 1 : 0;
        char sign = peek(blank);
        if (text.startsWith("UTC", at + blank) || text.startsWith("GMT", at + blank)) {
            return ZoneOffset.UTC;
        }
        if ((sign == 'Z' || sign == 'z') && !isWord(peek(blank + 1))) {
            return ZoneOffset.UTC;
        }
        if (sign != '+' && sign != '-') {
            return null;
        }
        LogTimes zone = new LogTimes(text, at + blank + 1);
        int hours = zone.digits(2, 2);
        boolean isColon = zone.peek() == ':';
        zone.at += isColon ? 1 : 0;
        boolean hasMinutes = isDigit(zone.peek());
        int minutes = hasMinutes ? zone.digits(2, 2) : 0;
        if (!zone.fits || blank > 0 && !hasMinutes || isWord(zone.peek()) || hours > 18 || minutes > 59) {
            return null;
        }
        return ZoneOffset.ofTotalSeconds((sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60));
    }

    private int month() {
        if (at + 3 > text.length()) {
            fits = false;
            return 0;
        }
        String name = text.substring(at, at + 3).toLowerCase(Locale.ROOT);
        int index = MONTHS.indexOf(name);
        fits &= index >= 0 && index % 3 == 0;
        at += 3;
        return index / 3 + 1;
    }

    private int digits(int fewest, int most) {
        int value = 0;
        int count = 0;
        for (; count < most && isDigit(peek()); count++) {
            value = value * 10 + next() - '0';
        }
        fits &= count >= fewest;
        return value;
    }

    private void expect(char... oneOf) {
        char c = next();
        boolean found = false;
        for (char wanted : oneOf) {
            found |= c == wanted;
        }
        fits &= found;
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private char peek() {
        return peek(0);
    }

    /** The character {@code ahead} of the next one; NUL behind the end. */
    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
    }
}
