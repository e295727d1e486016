package dev.hangup.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C does while captures are read: reading stops, and what was read so far is judged and printed before the
 * program ends. A live capture in a pipe is ended like this.
 */
final class Interruption {
    private static final long PATIENCE_SECONDS = 20;
    private static final CountDownLatch REPORTED = new CountDownLatch(1);

    private Interruption() {}

    /** From now on an interruption calls {@code stop} and waits for the report; one that has come already does so at once. */
    static void handle(Runnable stop) {
        Thread hook = new Thread(() -> {
            if (REPORTED.getCount() == 0) {
                return;
            }
            stop.run();
            try {
                if (!REPORTED.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    System.err.println("hangup: interrupted before the report was done");
                }
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException interrupted) {
            // It came while something was read before this; that one's hook waits for the report.
            stop.run();
        }
    }

    /** The report is out, or there will be none. */
    static void reported() {
        REPORTED.countDown();
    }
}
