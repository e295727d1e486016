package dev.hangup.provoke.load;

import org.jspecify.annotations.Nullable;

/** One arrival, from when it is due to its outcome. */
final class Request {
    private static final long NONE = -1;

    private final int step;
    private final long dueNanos;
    private @Nullable PooledConnection connection;
    private long gapNanos = NONE;
    private long sentNanos;
    private long waitsSinceNanos;
    private boolean over;

    Request(int step, long dueNanos) {
        this.step = step;
        this.dueNanos = dueNanos;
    }

    int step() {
        return step;
    }

    /** When it should have been sent, on the clock of {@link System#nanoTime}. */
    long dueNanos() {
        return dueNanos;
    }

    /** It has a connection, which is opened for it. */
    void opens(PooledConnection fresh) {
        connection = fresh;
    }

    /** It has a connection that was idle for {@code idleNanos}. */
    void reuses(PooledConnection used, long idleNanos) {
        connection = used;
        gapNanos = idleNanos;
    }

    void sent(long nowNanos) {
        sentNanos = nowNanos;
    }

    /** When it was written. */
    long sentNanos() {
        return sentNanos;
    }

    /** Its connection; null while it waits for one. */
    @Nullable
    PooledConnection connection() {
        return connection;
    }

    /** Whether its connection had been used before. */
    boolean isReuse() {
        return gapNanos >= 0;
    }

    /** How long its connection had been idle; only of a reuse. */
    long gapNanos() {
        return gapNanos;
    }

    /** It begins to wait for its connection, for the opening of that, or for its answer. */
    void waits(long nowNanos) {
        waitsSinceNanos = nowNanos;
    }

    /** Since when it waits for that. */
    long waitsSinceNanos() {
        return waitsSinceNanos;
    }

    /** It has its outcome. */
    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }
}
