package dev.hangup.log;
/** Stub. */
public final class Traffic {
    /** Stub. */
    public double rateAt(long[] times) {
        return times.length == 0 ? -1 : 1;
    }
    /** Stub. */
    public long lines() {
        return 1;
    }
}
