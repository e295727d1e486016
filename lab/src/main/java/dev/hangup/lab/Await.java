package dev.hangup.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits, for a time or for something to come true. */
public final class Await {
    private static final long LOOK_MILLIS = 10;

    private Await() {}

    /** Lets {@code time} pass. */
    public static void pass(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", interrupted);
        }
    }

    /**
     * Waits until {@code condition} holds.
     *
     * @throws LabException that says {@code otherwise} when it does not within {@code mostMillis}
     */
    public static void until(int mostMillis, String otherwise, BooleanSupplier condition) {
        long end = System.nanoTime() + mostMillis * 1_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new LabException(otherwise);
            }
            pass(Duration.ofMillis(LOOK_MILLIS));
        }
    }
}
