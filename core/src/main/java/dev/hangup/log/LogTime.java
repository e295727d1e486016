package dev.hangup.log;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a line says that it was written.
 *
 * @param instant the time; as if it were UTC where the zone is not said
 * @param isZoneKnown whether the line says its offset from UTC
 * @param isDateKnown whether the line has day, month and year; the year of a line without one is guessed
 * @param precisionNanos the unit of the last digit, in nanoseconds: 1,000,000 for milliseconds
 */
public record LogTime(Instant instant, boolean isZoneKnown, boolean isDateKnown, long precisionNanos) {
    /** Nanoseconds up to here fit into 64 bits, with room for sums. */
    private static final long LATEST_SECOND = 9_000_000_000L;

    /** The time in nanoseconds since 1970; what a broken clock says, before 1970 or after 2255, becomes the nearest of these. */
    public long nanos() {
        long second = Math.max(0, Math.min(LATEST_SECOND, instant.getEpochSecond()));
        return second * 1_000_000_000L + instant.getNano();
    }

    /** Another moment, said by the same clock. */
    LogTime plus(Duration later) {
        return new LogTime(instant.plus(later), isZoneKnown, isDateKnown, precisionNanos);
    }

    /** The end of what began at {@code start}; the start itself where it is not known how long it took. */
    static @Nullable LogTime end(@Nullable LogTime start, @Nullable Duration took) {
        return start == null || took == null ? start : start.plus(took);
    }
}
