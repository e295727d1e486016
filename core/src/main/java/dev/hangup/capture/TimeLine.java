package dev.hangup.capture;

import dev.hangup.Quantity;
import java.io.IOException;

/**
 * Guards the clock of a capture. A record whose time stands more than a day away from the records around it is damage
 * and gets the time of a neighbour. A jump is real where the record after it agrees with it (a clock that was set, files
 * joined), and where it leads forward by a month at most without the next record leading back (a quiet place).
 */
final class TimeLine {
    /** What {@link Ahead} answers when it does not know. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final long LONG_SILENCE_NANOS = 30 * DAY_NANOS;

    private final DamageListener damage;
    private boolean started;
    private long lastNanos;
    private long doubtedNanos = UNKNOWN;

    /** Tells the times of the records that follow. */
    @FunctionalInterface
    interface Ahead {
        /** The raw time of the record that stands {@code steps} after the present one, or {@link #UNKNOWN}. */
        long nanos(int steps) throws IOException;
    }

    TimeLine(DamageListener damage) {
        this.damage = damage;
    }

    /** The time to believe of a record that says {@code nanos} and begins at {@code fileOffset}. */
    long accept(long nanos, long fileOffset, Ahead ahead) throws IOException {
        if (isNear(nanos)) {
            lastNanos = nanos;
            return nanos;
        }
        lastNanos = started ? judge(nanos, fileOffset, ahead.nanos(1)) : first(nanos, fileOffset, ahead);
        started = true;
        return lastNanos;
    }

    /** Whether {@code nanos} is about the time of the last record. */
    boolean isNear(long nanos) {
        return started && near(nanos, lastNanos);
    }

    /** The last time that was believed; 0 before the first. */
    long lastNanos() {
        return lastNanos;
    }

    private long first(long nanos, long fileOffset, Ahead ahead) throws IOException {
        long next = ahead.nanos(1);
        if (next == UNKNOWN || near(nanos, next) || isSilence(nanos, next)) {
            return nanos;
        }
        long afterNext = ahead.nanos(2);
        if (afterNext == UNKNOWN || !near(next, afterNext)) {
            return nanos;
        }
        tell(fileOffset, nanos - next, "the packets after it");
        return next;
    }

    private long judge(long nanos, long fileOffset, long next) {
        boolean isLast = next == UNKNOWN;
        boolean confirmed = isLast ? doubtedNanos != UNKNOWN && near(nanos, doubtedNanos) : near(next, nanos);
        if (confirmed || (isSilence(lastNanos, nanos) && (isLast || isSilence(nanos, next)))) {
            if (nanos < lastNanos) {
                damage.damaged(fileOffset, "the clock jumps back by " + Quantity.duration(lastNanos - nanos));
            }
            doubtedNanos = UNKNOWN;
            return nanos;
        }
        doubtedNanos = nanos;
        tell(fileOffset, nanos - lastNanos, "the packet before it");
        return lastNanos;
    }

    private static boolean isSilence(long from, long to) {
        return to >= from && to - from <= LONG_SILENCE_NANOS;
    }

    private void tell(long fileOffset, long distance, String from) {
        damage.damaged(fileOffset, "time stamp is " + Quantity.duration(Math.abs(distance)) + " away from " + from);
    }

    /** Times are within 146 years of 1970, so the difference of two never overflows. */
    private static boolean near(long a, long b) {
        long distance = a - b;
        return distance > -DAY_NANOS && distance < DAY_NANOS;
    }
}
