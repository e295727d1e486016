package dev.hangup.config;

/**
 * One setting as it stands in a file.
 *
 * @param kind what it governs
 * @param name as the program's documentation calls it
 * @param value as it is written, without quotes
 * @param amount what that means: seconds for timers, else a count; infinite for without end; NaN for words
 * @param notation how its value is written, for those who write another
 * @param place where the value stands
 */
public record Setting(SettingKind kind, String name, String value, double amount, Notation notation, Place place) {
    /**
     * Where something stands.
     *
     * @param file as the user named it
     * @param line from 1
     * @param column of the first character, from 0
     */
    public record Place(String file, int line, int column) {
        /** {@code nginx.conf:12}. */
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /** A setting whose amount follows from its notation. */
    static Setting of(SettingKind kind, String name, String value, Notation notation, Place place) {
        return new Setting(kind, name, value, notation.amount(value), notation, place);
    }

    /** The same with another meaning, where a program gives a number a meaning of its own, such as 0 for never. */
    Setting meaning(double other) {
        return new Setting(kind, name, value, other, notation, place);
    }

    /** {@code keepalive_timeout 75s}. */
    public String text() {
        return name + " " + value;
    }
}
