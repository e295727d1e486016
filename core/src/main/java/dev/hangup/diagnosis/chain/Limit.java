package dev.hangup.diagnosis.chain;

import dev.hangup.config.Setting;
import dev.hangup.knowledge.TimeoutDefault;
import org.jspecify.annotations.Nullable;

/**
 * What limits an end of a hop: what was measured there, else a setting, or the default where there is none.
 *
 * @param amount seconds, or a count; infinite for without end
 * @param setting null where the default applies
 * @param fallback null where there is a setting
 * @param measured null where nothing was
 */
public record Limit(
        double amount,
        @Nullable Setting setting,
        @Nullable TimeoutDefault fallback,
        @Nullable MeasuredLimit measured) {
    private static final double MINUTES_FROM = 600;

    Limit(double amount, @Nullable Setting setting, @Nullable TimeoutDefault fallback) {
        this(amount, setting, fallback, null);
    }

    /** Whether there is no limit. */
    public boolean isEndless() {
        return Double.isInfinite(amount);
    }

    /**
     * {@code keepalive_timeout 75s (nginx.conf:3)}, or {@code keepAliveTimeout 5 s by default (...)} with its source; and what was
     * measured instead.
     */
    public String text() {
        if (measured == null) {
            return written();
        }
        String found = "measured " + measured.text() + " (" + measured.file() + ")";
        return setting == null && fallback == null
                ? found
                : (setting == null ? "" : "configured ") + written() + ", " + found;
    }

    /** Whether it is a setting that is not in force, as another value was measured. */
    boolean isOverruled() {
        return setting != null && measured != null && MeasuredDiffers.differs(setting, measured);
    }

    private String written() {
        if (setting != null) {
            return setting.text() + " (" + setting.place() + ")";
        }
        if (fallback == null) {
            return seconds(amount);
        }
        return fallback.setting() + " " + fallback.value() + (fallback.unit().equals("s") && !isEndless() ? " s" : "")
                + " by default (" + fallback.version() + "; " + fallback.source() + ")";
    }

    /** A number of seconds, whole where it is, and never in a unit that hides a difference. */
    static String seconds(double seconds) {
        if (Double.isInfinite(seconds)) {
            return "no limit";
        }
        if (seconds < 1) {
            return Math.round(seconds * 1000) + " ms";
        }
        boolean isWhole = seconds == Math.rint(seconds);
        String plain = isWhole ? Long.toString(Math.round(seconds)) : Double.toString(Math.round(seconds * 1e3) / 1e3);
        return plain + " s" + (seconds >= MINUTES_FROM && isWhole ? " (" + minutes(seconds) + ")" : "");
    }

    private static String minutes(double seconds) {
        return seconds % 3600 == 0 ? Math.round(seconds / 3600) + " h" : Math.round(seconds / 60) + " min";
    }
}
