package dev.hangup.probe;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The threads of a measurement, one for each connection that is open. */
public final class Crew implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "hangup-probe");
        thread.setDaemon(true);
        return thread;
    });

    /** Begins a task on a thread of its own. */
    public <T> Future<T> start(Callable<T> task) {
        return threads.submit(task);
    }

    /** What a task gave; tasks tell of expected failures in their results. */
    public static <T> T await(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }

    /**
     * What a conversation gave.
     *
     * @throws IOException when it failed
     */
    public static <T> T outcome(Future<T> future) throws IOException {
        try {
            return await(future);
        } catch (IllegalStateException failed) {
            if (failed.getCause() instanceof IOException expected) {
                throw expected;
            }
            throw failed;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
