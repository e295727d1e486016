package dev.hangup.provoke.load;

import dev.hangup.measurement.Outcome;
import dev.hangup.probe.Answer;
import dev.hangup.probe.Brake;
import dev.hangup.probe.Words;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connections as clients keep them: a request takes the one that was used last (as by default in Go's
 * {@code http.Transport}, Node's {@code http.Agent} and Apache's HttpClient 5), or else has one opened for itself alone; when
 * there are as many as there may be, it waits for its turn.
 */
final class Pool {
    private static final int READ_BYTES = 1 << 14;

    private final LoadPlan plan;
    private final InetSocketAddress to;
    private final Selector selector;
    private final Scores scores;
    private final Brake brake;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private final Deque<Request> waiting = new ArrayDeque<>();
    /** The one that was used last is last, so that the first has been idle for longest. */
    private final Deque<PooledConnection> idle = new ArrayDeque<>();

    private final Deque<PooledConnection> postponed = new ArrayDeque<>();
    private final Set<Request> unanswered = new LinkedHashSet<>();
    /** By when the patience with them ends: it is as long for each. */
    private final Deque<Awaited> awaited = new ArrayDeque<>();

    private int open;
    private String trouble = "";

    Pool(LoadPlan plan, InetSocketAddress to, Selector selector, Scores scores, Brake brake) {
        this.plan = plan;
        this.to = to;
        this.selector = selector;
        this.scores = scores;
        this.brake = brake;
    }

    /** Something for which a request has to wait: a connection, its opening, an answer. */
    private record Awaited(Request request, long sinceNanos) {}

    void add(Request request) {
        unanswered.add(request);
        waiting.addLast(request);
        await(request);
    }

    /** From now on a request waits for the next thing, with new patience: so each is blamed for its own slowness alone. */
    void await(Request request) {
        long now = System.nanoTime();
        request.waits(now);
        awaited.addLast(new Awaited(request, now));
    }

    /** How many requests have no outcome yet. */
    int unanswered() {
        return unanswered.size();
    }

    /** Gives connections to those who wait, while there are any. */
    void dispatch() {
        while (!waiting.isEmpty() && (!idle.isEmpty() || open < plan.arrivals().poolSize())) {
            Request request = waiting.removeFirst();
            if (!request.isOver()) {
                serve(request);
            }
        }
    }

    private void serve(Request request) {
        @Nullable PooledConnection last = idle.pollLast();
        if (last != null) {
            scores.reuses(request);
            last.ask(request, System.nanoTime());
            return;
        }
        scores.opens(request);
        try {
            PooledConnection fresh = new PooledConnection(plan, this, selector, in, request);
            open++;
            request.opens(fresh);
            await(request);
            fresh.open(to);
        } catch (IOException noDescriptor) {
            tell(Words.of(noDescriptor));
            over(request, Outcome.OTHER, System.nanoTime());
        }
    }

    /** A connection has more to be read, after all others had their turn. */
    void postpone(PooledConnection connection) {
        postponed.addLast(connection);
    }

    /** Whether there is something to be read that no event will tell of: TLS may have taken it from the socket already. */
    boolean hasPostponed() {
        return !postponed.isEmpty();
    }

    /** Goes on reading where that was postponed, unless the connection was closed meanwhile. */
    void readOn() {
        for (int left = postponed.size(); left > 0; left--) {
            PooledConnection connection = postponed.removeFirst();
            if (connection.isOpen()) {
                connection.ready();
            }
        }
    }

    /** A connection has answered, and can be used again. */
    void idle(PooledConnection connection) {
        idle.addLast(connection);
    }

    /** The endpoint ended an idle connection. */
    void lost(PooledConnection connection, long nowNanos) {
        idle.remove(connection);
        scores.closed(nowNanos - connection.idleSinceNanos());
    }

    /** A connection is no more. */
    void closed() {
        open--;
    }

    /** A request has its outcome. */
    void over(Request request, Outcome outcome, long nowNanos) {
        request.end();
        unanswered.remove(request);
        scores.count(request, outcome, nowNanos);
    }

    /** An endpoint that asks to be left alone is left alone. */
    void heed(Answer answer) {
        answer.heed(brake);
    }

    /** The first failure of an unforeseen kind is kept in words. */
    void tell(String failure) {
        if (trouble.isEmpty()) {
            trouble = failure;
        }
    }

    String trouble() {
        return trouble;
    }

    /** Ends what has waited for too long. */
    void losePatience(long nowNanos) {
        while (nextDeadlineNanos(nowNanos + 1) - nowNanos <= 0) {
            Request request = awaited.removeFirst().request();
            giveUp(request);
        }
    }

    /** When the patience with a request ends next; {@code otherwise} if none is waited for. */
    long nextDeadlineNanos(long otherwise) {
        while (!awaited.isEmpty()) {
            Awaited first = awaited.getFirst();
            if (!first.request().isOver() && first.request().waitsSinceNanos() == first.sinceNanos()) {
                return first.sinceNanos() + plan.arrivals().patienceNanos();
            }
            awaited.removeFirst();
        }
        return otherwise;
    }

    /** Nobody waits any longer for what is under way. */
    void abandon(long nowNanos) {
        List.copyOf(unanswered).forEach(request -> over(request, Outcome.UNFINISHED, nowNanos));
    }

    private void giveUp(Request request) {
        PooledConnection connection = request.connection();
        if (connection == null) {
            over(request, Outcome.POOL_TIMEOUT, System.nanoTime());
        } else {
            connection.giveUp();
        }
    }

    /** When the next idle connection has been so for as long as the pool allows; {@code otherwise} if that never happens. */
    long nextExpiryNanos(long otherwise) {
        long limit = plan.arrivals().poolIdleNanos();
        return limit == 0 || idle.isEmpty() ? otherwise : idle.getFirst().idleSinceNanos() + limit;
    }

    /** Closes what has been idle for too long. */
    void expire(long nowNanos) {
        while (nextExpiryNanos(nowNanos + 1) - nowNanos <= 0) {
            idle.removeFirst().close();
        }
    }
}
