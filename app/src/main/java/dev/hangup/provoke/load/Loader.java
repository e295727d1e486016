package dev.hangup.provoke.load;

import dev.hangup.measurement.Load;
import dev.hangup.probe.Brake;
import dev.hangup.probe.Dialer;
import dev.hangup.probe.FirstCall;
import dev.hangup.probe.Target;
import dev.hangup.probe.Terms;
import dev.hangup.probe.WrongScheme;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes requests when they are due, and not when the endpoint is ready for them: an open loop. One thread does it all, by a
 * selector; by how much that thread is late is told, so that nobody blames the server for it.
 */
public final class Loader {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;
    /** There are no more than two. */
    private static final int MOST_PER_SECOND = 100;

    /** A selector waits for whole milliseconds; the rest is slept through in pieces, between which it is asked. */
    private static final long NAP_NANOS = 50_000L;
    /** How long a pulled brake may go unnoticed. */
    private static final long LOOK_NANOS = 200 * MILLISECOND;

    private final LoadPlan plan;
    private final Brake brake;
    private final Timetable timetable;
    private final Scores scores = new Scores();
    private long startNanos;
    private int step = -1;
    private int next;

    Loader(LoadPlan plan, Brake brake) {
        this.plan = plan;
        this.brake = brake;
        timetable = Timetable.of(plan);
    }

    /**
     * Loads one address as {@code plan} says; returns when all is done or the brake was pulled.
     *
     * @throws WrongScheme when the endpoint speaks the other one of http and https
     * @throws IOException when this machine cannot do it at all
     */
    public static Load load(LoadPlan plan, InetSocketAddress to, Brake brake) throws IOException {
        Rehearsal.run(plan);
        goAhead(plan, to, brake);
        return new Loader(plan, brake).load(to);
    }

    /** One request before all others, which counts for nothing but that it is HTTP what is spoken there. */
    private static void goAhead(LoadPlan plan, InetSocketAddress to, Brake brake) throws WrongScheme {
        Terms terms = new Terms(plan.target(), plan.method(), plan.arrivals().patienceNanos(), 2, MOST_PER_SECOND);
        try {
            FirstCall.open(new Dialer(terms, brake), to).call().close();
        } catch (WrongScheme wrong) {
            throw wrong;
        } catch (IOException failed) {
            // How many fail, and how, is what the load is to show.
        }
    }

    /** The same without that, and without a rehearsal. */
    Load load(InetSocketAddress to) throws IOException {
        Instant now = Instant.now();
        try (Selector selector = Selector.open();
                Beside beside = Beside.of(to)) {
            Pool pool = new Pool(plan, to, selector, scores, brake);
            startNanos = System.nanoTime();
            run(selector, pool, beside);
            long tookNanos = System.nanoTime() - startNanos;
            return new Load(
                    plan.target().text(),
                    Target.endpoint(to),
                    now.getEpochSecond() * SECOND + now.getNano(),
                    tookNanos,
                    plan.arrivals(),
                    scores.steps(beside.end()),
                    scores.unpooled(),
                    scores.gaps(),
                    beside.reason(),
                    pool.trouble(),
                    brake.reason());
        }
    }

    private void run(Selector selector, Pool pool, Beside beside) throws IOException {
        beginStep(beside);
        while (!brake.isPulled() && (isArriving() || pool.unanswered() > 0)) {
            await(selector, nextNanos(pool));
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid()) {
                    ((PooledConnection) key.attachment()).ready();
                }
            }
            selector.selectedKeys().clear();
            pool.readOn();
            arrive(pool, beside);
            pool.losePatience(System.nanoTime());
            pool.expire(System.nanoTime());
            pool.dispatch();
        }
        long now = System.nanoTime();
        if (isArriving()) {
            scores.took(Math.min(plan.stepNanos(), now - stepStartNanos()));
        }
        pool.abandon(now);
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
    }

    private boolean isArriving() {
        return step < plan.rates().size();
    }

    private long stepStartNanos() {
        return startNanos + step * plan.stepNanos();
    }

    /** Puts what is due on its way, and goes to the next step at the end of one. */
    private void arrive(Pool pool, Beside beside) {
        while (isArriving() && !brake.isPulled()) {
            long now = System.nanoTime();
            long due = dueNanos();
            if (due - now > 0) {
                return;
            }
            if (next < timetable.requests(step)) {
                Request request = new Request(step, due);
                scores.lag(request, now - due);
                pool.add(request);
                next++;
            } else {
                scores.took(plan.stepNanos());
                if (step + 1 < plan.rates().size() && scores.onlyRefusals()) {
                    brake.pull("no connection was had in a whole step");
                    return;
                }
                beginStep(beside);
            }
        }
    }

    private void beginStep(Beside beside) {
        step++;
        next = 0;
        if (isArriving()) {
            scores.begin(plan.rates().get(step));
            beside.step(step);
        }
    }

    /** When the next request is due, or the step ends. */
    private long dueNanos() {
        return stepStartNanos() + (next < timetable.requests(step) ? timetable.due(step, next) : plan.stepNanos());
    }

    /** When there is something to do at the latest. */
    private long nextNanos(Pool pool) {
        long at = System.nanoTime() + (pool.hasPostponed() ? 0 : LOOK_NANOS);
        if (isArriving()) {
            at = earlier(at, dueNanos());
        }
        return earlier(earlier(at, pool.nextDeadlineNanos(at)), pool.nextExpiryNanos(at));
    }

    /** The clock of {@link System#nanoTime} may overflow, so that only differences can be compared. */
    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    /** Waits until a connection has something to say, or {@code untilNanos}. */
    private static void await(Selector selector, long untilNanos) throws IOException {
        while (true) {
            long left = untilNanos - System.nanoTime();
            int ready = left > MILLISECOND ? selector.select(left / MILLISECOND) : selector.selectNow();
            if (ready > 0 || left <= 0) {
                return;
            }
            if (left <= MILLISECOND) {
                LockSupport.parkNanos(Math.min(left, NAP_NANOS));
            }
        }
    }
}
