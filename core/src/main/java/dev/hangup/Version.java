package dev.hangup;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of up to three numbers. One that is given in part, such as {@code 1.25}, stands for every one that begins so: nothing
 * is said of it that does not hold for all of them.
 *
 * @param major its first number
 * @param minor its second; {@link #OPEN} where it is not given
 * @param patch its third; {@link #OPEN} where it is not given
 */
public record Version(int major, int minor, int patch) {
    /** In place of a number that is not given. */
    public static final int OPEN = -1;

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.(\\d{1,6}))?");

    /** The first version in a text such as {@code v1.25.3-alpine}; null where there is none. */
    public static @Nullable Version of(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        return numbers.find() ? new Version(number(numbers, 1), number(numbers, 2), number(numbers, 3)) : null;
    }

    private static int number(Matcher numbers, int group) {
        String digits = numbers.group(group);
        return digits == null ? OPEN : Integer.parseInt(digits);
    }

    /** Whether it is {@code first} or later; of {@code first} a number that is not given is 0. */
    public boolean isAtLeast(Version first) {
        return compare(first, 0) >= 0;
    }

    /** Whether it is earlier than {@code first}, of which a number that is not given is 0. */
    public boolean isBefore(Version first) {
        return compare(first, Integer.MAX_VALUE) < 0;
    }

    /** Compares with a bound, taking {@code open} for the numbers that are not given here. */
    private int compare(Version bound, int open) {
        if (major != bound.major) {
            return Integer.compare(major, bound.major);
        }
        int byMinor = Integer.compare(minor == OPEN ? open : minor, Math.max(0, bound.minor));
        return byMinor != 0 ? byMinor : Integer.compare(patch == OPEN ? open : patch, Math.max(0, bound.patch));
    }

    /** Whether both may be the same one: as far as both are given, they are equal. */
    public boolean agreesWith(Version other) {
        return major == other.major && agree(minor, other.minor) && agree(patch, other.patch);
    }

    private static boolean agree(int one, int other) {
        return one == other || one == OPEN || other == OPEN;
    }

    /** Whether more of it is given than of {@code other}. */
    public boolean isCloserThan(Version other) {
        return minor != OPEN && other.minor == OPEN || patch != OPEN && other.patch == OPEN;
    }

    /** {@code 1.25.3}. */
    @Override
    public String toString() {
        return major + (minor == OPEN ? "" : "." + minor) + (patch == OPEN ? "" : "." + patch);
    }
}
