package dev.hangup;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Writes durations, counts and sizes the one way that every output uses: three significant digits, a unit, no noise. */
public final class Quantity {
    private Quantity() {}

    /** A duration given in nanoseconds: {@code 85 us}, {@code 12.3 ms}, {@code 0.501 s}, {@code 75.0 s}, {@code 15 min}. */
    public static String duration(long nanos) {
        double seconds = Math.abs(nanos) / 1e9;
        String sign = nanos < 0 ? "-" : "";
        if (Math.abs(nanos) < 999_500) {
            return sign + Math.round(seconds * 1e6) + " us";
        }
        if (seconds < 0.1) {
            return sign + significant(seconds * 1e3) + " ms";
        }
        if (seconds < 600) {
            return sign + significant(seconds) + " s";
        }
        if (seconds < 7200) {
            return sign + significant(seconds / 60) + " min";
        }
        return sign + significant(seconds / 3600) + " h";
    }

    /** A count with thousands separated by commas. */
    public static String count(long count) {
        String digits = Long.toString(count);
        int from = count < 0 ? 1 : 0;
        StringBuilder grouped = new StringBuilder(digits);
        for (int i = digits.length() - 3; i > from; i -= 3) {
            grouped.insert(i, ',');
        }
        return grouped.toString();
    }

    /** A count and its noun, which gets an s unless the count is one. */
    public static String count(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** A size in bytes, in the binary unit that suits it. */
    public static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        if (bytes < 1024 * 1024) {
            return significant(bytes / 1024.0) + " KiB";
        }
        if (bytes < 1024L * 1024 * 1024) {
            return significant(bytes / (1024.0 * 1024)) + " MiB";
        }
        return significant(bytes / (1024.0 * 1024 * 1024)) + " GiB";
    }

    /** Two significant digits, as plain decimals: for what is not known to more. */
    public static String twoDigits(double value, RoundingMode rounding) {
        return new BigDecimal(value)
                .round(new MathContext(2, rounding))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String significant(double exact) {
        // 0.9995 of a unit may have become a little less on the way.
        double value = exact * (1 + 1e-12);
        int decimals = value < 0.9995 ? 3 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
        int scale = decimals == 3 ? 1000 : decimals == 2 ? 100 : decimals == 1 ? 10 : 1;
        long scaled = Math.round(value * scale);
        if (decimals == 0) {
            return Long.toString(scaled);
        }
        String fraction = Long.toString(scale + scaled % scale);
        return scaled / scale + "." + fraction.substring(1);
    }
}
