package dev.hangup.knowledge;

import dev.hangup.Version;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A default of some software, with its source.
 *
 * @param component the software: {@code nginx}, {@code AWS NLB}
 * @param role {@code server}, {@code client}, {@code proxy}, {@code lb} or {@code middlebox}
 * @param value the default as documented, which may be words
 * @param unit {@code s} or {@code count}
 * @param version the versions it holds for: {@code >=1.19.10}, {@code <7.0.0}, {@code >=11 <21}, or the one that was looked at
 * @param source where it was read: a file and line upstream, a page, or measured
 * @param timer what it limits: {@code idle}, {@code connect}, {@code read}, {@code header}, {@code lifetime},
 *     {@code tcp-keepalive}, {@code drain}, {@code requests}
 */
public record TimeoutDefault(
        String component,
        String role,
        String setting,
        String value,
        String unit,
        String version,
        String source,
        String timer) {
    private static final Pattern BOUNDS = Pattern.compile("(?:>=([\\d.]+) ?)?(?:<([\\d.]+))?");

    /** The value in seconds; -1 when it is words, off or without end. */
    public double seconds() {
        if (!unit.equals("s")) {
            return -1;
        }
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException words) {
            return -1;
        }
    }

    /** Whether it may be that of {@code known}: no bound of its versions says otherwise. */
    public boolean mayHoldFor(Version known) {
        Matcher bounds = BOUNDS.matcher(version);
        if (!bounds.lookingAt()) {
            return true;
        }
        return !(bounds.group(1) != null && known.isBefore(bound(bounds, 1))
                || bounds.group(2) != null && known.isAtLeast(bound(bounds, 2)));
    }

    private static Version bound(Matcher bounds, int group) {
        return Objects.requireNonNull(Version.of(bounds.group(group)));
    }

    /** {@code nginx keepalive_timeout 75 s}. */
    public String text() {
        return component + " " + setting + " " + value + (unit.equals("s") ? " s" : "");
    }
}
