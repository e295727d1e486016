package dev.hangup.capture;

import dev.hangup.Quantity;

/**
 * Guards the clock of a capture. A single record whose time stands more than a day away from its neighbours is damage,
 * not a day of silence: it gets its predecessor's time. Two such records in a row that agree with each other are a real
 * jump (a clock that was set, files joined) and are believed.
 */
final class TimeLine {
    private static final long DAY_NANOS = 86_400_000_000_000L;

    private final DamageListener damage;
    private boolean started;
    private long lastNanos;
    private long doubtedNanos;
    private boolean doubting;

    TimeLine(DamageListener damage) {
        this.damage = damage;
    }

    long accept(long nanos, long fileOffset) {
        if (!started || near(nanos, lastNanos)) {
            started = true;
            doubting = false;
            lastNanos = nanos;
            return nanos;
        }
        if (doubting && near(nanos, doubtedNanos)) {
            doubting = false;
            lastNanos = nanos;
            return nanos;
        }
        doubting = true;
        doubtedNanos = nanos;
        damage.damaged(
                fileOffset,
                "time stamp is " + Quantity.duration(Math.abs(nanos - lastNanos)) + " away from the packet before it");
        return lastNanos;
    }

    private static boolean near(long a, long b) {
        long distance = a - b;
        return distance > -DAY_NANOS && distance < DAY_NANOS;
    }
}
