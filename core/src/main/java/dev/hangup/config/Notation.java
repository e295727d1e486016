package dev.hangup.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a program writes its amounts. Times with and without a unit mean different things to different programs. */
public enum Notation {
    /** nginx: a bare number is seconds; {@code 1m30s}, {@code 500ms} (nginx.org/en/docs/syntax.html). */
    NGINX(1, true),
    /** HAProxy: a bare number is milliseconds (configuration.txt, section 2.5). */
    HAPROXY(1e-3, true),
    /** Apache httpd: a bare number is seconds, {@code ms} may follow. */
    APACHE(1, false),
    /** Go's and protobuf's durations: {@code 0.25s}, {@code 1h30m}. */
    GO(1, true),
    /** Spring's durations: a bare number is milliseconds; {@code 5s}, {@code PT5S}. */
    SPRING(1e-3, true),
    /** A bare number of seconds. */
    SECONDS(1, false),
    /** A bare number of milliseconds; as source code a product too, such as {@code 65 * 1000}. */
    MILLISECONDS(1e-3, false),
    /** .NET's TimeSpan: {@code 00:02:10}, {@code 1.00:00:00}. */
    DOTNET(1, false),
    /** A count. */
    COUNT(1, false),
    /** Words, which have no amount. */
    WORDS(Double.NaN, false);

    private static final Pattern PART =
            Pattern.compile("\\s*(\\d{1,15}(?:\\.\\d{1,9})?)\\s*(ms|us|ns|min|[smhdwMy])?", Pattern.CASE_INSENSITIVE);

    private static final Pattern TIME_SPAN =
            Pattern.compile("(?:(\\d{1,8})\\.)?(\\d{1,2}):(\\d{1,2}):(\\d{1,2}(?:\\.\\d{1,7})?)");

    private static final Map<String, Double> SECONDS_OF = Map.of(
            "ns", 1e-9, "us", 1e-6, "ms", 1e-3, "s", 1.0, "min", 60.0, "m", 60.0, "h", 3600.0, "d", 86_400.0, "w",
            604_800.0);

    private final double bareUnit;
    private final boolean writesUnit;

    Notation(double bareUnit, boolean writesUnit) {
        this.bareUnit = bareUnit;
        this.writesUnit = writesUnit;
    }

    /** What {@code text} means, in seconds or as a count; NaN when it is not written in this way. */
    public double amount(String text) {
        if (this == WORDS || text.isEmpty()) {
            return Double.NaN;
        }
        if (this == MILLISECONDS) {
            return product(text) * bareUnit;
        }
        if (this == DOTNET) {
            return timeSpan(text);
        }
        String plain = this == SPRING && text.startsWith("PT") ? text.substring(2) : text;
        Matcher part = PART.matcher(plain);
        double sum = 0;
        int at = 0;
        while (at < plain.length()) {
            if (!part.find(at) || part.start() != at) {
                return Double.NaN;
            }
            String unit = part.group(2);
            Double seconds = unit == null ? Double.valueOf(bareUnit) : SECONDS_OF.get(unit.toLowerCase(Locale.ROOT));
            // nginx's months and years are written M and y.
            if (seconds == null || "M".equals(unit) && this == NGINX) {
                return Double.NaN;
            }
            sum += Double.parseDouble(part.group(1)) * seconds;
            at = part.end();
        }
        return sum;
    }

    private static double timeSpan(String text) {
        Matcher parts = TIME_SPAN.matcher(text);
        if (!parts.matches()) {
            return Double.NaN;
        }
        double days = parts.group(1) == null ? 0 : Double.parseDouble(parts.group(1));
        double hours = days * 24 + Double.parseDouble(parts.group(2));
        return (hours * 60 + Double.parseDouble(parts.group(3))) * 60 + Double.parseDouble(parts.group(4));
    }

    private static double product(String text) {
        double product = 1;
        for (String factor : text.split("\\*", -1)) {
            String digits = factor.strip().replace("_", "");
            if (!digits.matches("\\d{1,15}(\\.\\d{1,9})?(e\\d)?")) {
                return Double.NaN;
            }
            product *= Double.parseDouble(digits);
        }
        return product;
    }

    /** Writes whole seconds, or milliseconds where it must. */
    public String write(double amount) {
        if (this == MILLISECONDS) {
            return Long.toString(Math.round(amount * 1e3));
        }
        if (this == DOTNET) {
            long whole = (long) Math.ceil(amount);
            return String.format(Locale.ROOT, "%02d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
        }
        boolean isWhole = amount == Math.rint(amount);
        if (isWhole || this == COUNT) {
            return Math.round(amount) + (writesUnit ? "s" : "");
        }
        return this == SECONDS ? Double.toString(amount) : this == GO ? amount + "s" : Math.round(amount * 1e3) + "ms";
    }
}
