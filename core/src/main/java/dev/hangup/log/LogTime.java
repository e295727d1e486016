package dev.hangup.log;

import java.time.Duration;
import java.time.Instant;

/**
 * When a line says that it was written.
 *
 * @param instant the time; as if it were UTC where the zone is not said
 * @param isZoneKnown whether the line says its offset from UTC
 * @param isDateKnown whether the line has day, month and year; the year of a line without one is guessed
 * @param precisionNanos the unit of the last digit, in nanoseconds: 1,000,000 for milliseconds
 */
public record LogTime(Instant instant, boolean isZoneKnown, boolean isDateKnown, long precisionNanos) {
    /** Another moment, said by the same clock. */
    LogTime plus(Duration later) {
        return new LogTime(instant.plus(later), isZoneKnown, isDateKnown, precisionNanos);
    }
}
