package dev.hangup.forecast;

import dev.hangup.IdleGaps;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/**
 * The idle gaps that requests make on a pool which hands out the connection used last, as nginx's keepalive cache does
 * (ngx_http_upstream_keepalive_module), Go's http.Transport and most others. Bounded: {@value #MOST} requests are kept, and
 * {@link #spanNanos} is theirs.
 */
final class PoolReplay {
    private static final int MOST = 1 << 20;

    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private int size;
    private long precisionNanos;

    /** A request held a connection from {@code startNanos} to {@code endNanos}, by times of that precision. */
    void add(long startNanos, long endNanos, long precision) {
        precisionNanos = Math.max(precisionNanos, precision);
        if (size == MOST) {
            return;
        }
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        starts[size] = startNanos;
        ends[size++] = Math.max(startNanos, endNanos);
    }

    /** From the first request's start to the last one's, in nanoseconds; of those there was room for. */
    long spanNanos() {
        long first = Arrays.stream(starts, 0, size).min().orElse(0);
        return Arrays.stream(starts, 0, size).max().orElse(0) - first;
    }

    /** How exact the times are: the coarsest counts. */
    long precisionNanos() {
        return precisionNanos;
    }

    /** The gaps. */
    IdleGaps gaps() {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> starts[i]));
        PriorityQueue<Long> busy = new PriorityQueue<>();
        Deque<Long> idle = new ArrayDeque<>();
        IdleGaps gaps = new IdleGaps();
        for (int request : order) {
            long now = starts[request];
            for (Long end = busy.peek(); end != null && end <= now; end = busy.peek()) {
                idle.push(busy.remove());
            }
            if (!idle.isEmpty()) {
                gaps.add(now - idle.pop());
            }
            busy.add(ends[request]);
        }
        return gaps;
    }
}
