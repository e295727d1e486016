package dev.hangup.probe;

/** What ends a measurement before its time: Ctrl-C, the cap on wall time, a server that asks to be left alone. */
public final class Brake {
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

    /** Why it was pulled; empty if it was not. */
    public synchronized String reason() {
        return reason;
    }
}
