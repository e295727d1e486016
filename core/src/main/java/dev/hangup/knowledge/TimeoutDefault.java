package dev.hangup.knowledge;

/**
 * A default of some software, with its source.
 *
 * @param component the software: {@code nginx}, {@code AWS NLB}
 * @param role {@code server}, {@code client}, {@code proxy}, {@code lb} or {@code middlebox}
 * @param value the default as documented, which may be words
 * @param unit {@code s} or {@code count}
 * @param version the versions it holds for
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

    /** {@code nginx keepalive_timeout 75 s}. */
    public String text() {
        return component + " " + setting + " " + value + (unit.equals("s") ? " s" : "");
    }
}
