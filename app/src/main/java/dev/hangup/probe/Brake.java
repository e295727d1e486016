package dev.hangup.probe;

import java.util.concurrent.TimeUnit;

/** What ends a measurement before its time: Ctrl-C, the cap on wall time, a server that asks to be left alone. */
public final class Brake {
    /** How long a pulled brake may go unnoticed. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long capNanos;
    private final long latestNanos;
    private String reason = "";

    /** A brake that pulls itself after {@code capNanos}. */
    public Brake(long capNanos) {
        this.capNanos = capNanos;
        latestNanos = System.nanoTime() + capNanos;
    }

    /** Ends the measurement; the first reason counts. */
    public synchronized void pull(String why) {
        if (reason.isEmpty()) {
            reason = why;
        }
    }

    /** Whether nothing more may be sent and nobody should wait any longer. */
    public synchronized boolean isPulled() {
        if (System.nanoTime() - latestNanos >= 0) {
            pull("the cap on wall time of " + capNanos / 1_000_000_000L + " s was reached");
        }
        return !reason.isEmpty();
    }

    /** Sleeps until {@code untilNanos} of {@link System#nanoTime}, or until it is pulled; returns whether it was not. */
    public boolean sleepUntil(long untilNanos) throws InterruptedException {
        for (long left = untilNanos - System.nanoTime(); left > 0; left = untilNanos - System.nanoTime()) {
            if (isPulled()) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(left, LOOK_NANOS));
        }
        return !isPulled();
    }

    /** Why it was pulled; empty if it was not. */
    public synchronized String reason() {
        return reason;
    }
}
