package dev.hangup.diagnosis.chain;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version of three numbers, as far as it is given. */
record Version(int major, int minor, int patch) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.(\\d{1,6}))?");

    /** The first version in a text such as {@code v1.25.3-alpine}; null where there is none. */
    static @Nullable Version of(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        return numbers.find() ? new Version(number(numbers, 1), number(numbers, 2), number(numbers, 3)) : null;
    }

    private static int number(Matcher numbers, int group) {
        String digits = numbers.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    boolean isBefore(Version other) {
        if (major != other.major) {
            return major < other.major;
        }
        return minor != other.minor ? minor < other.minor : patch < other.patch;
    }
}
