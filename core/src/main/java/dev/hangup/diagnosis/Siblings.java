package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.ServerPopulation;
import dev.hangup.connection.ServerSoftware;

/**
 * What happened to the siblings of a failed connection, the others of the same server, around its end: a timer ends one at
 * a time, a process that ends takes all with it, and what came afterwards tells whether it lives.
 */
public final class Siblings {
    private static final long SAME_INSTANT_NANOS = 50_000_000L;
    private static final long BACKGROUND_NANOS = 1_000_000_000L;
    private static final long SOON_NANOS = 500_000_000L;
    /** One turn of an event loop closes its sockets well within this. */
    private static final long MOMENT_NANOS = 1_000_000L;

    private static final int MOST_AROUND_A_MOMENT = 50;
    private static final double MOMENT_BITS = 3.5;
    private static final double MOST_INSTANT_BITS = 5;
    private static final double MOST_POOL_BITS = 3;
    private static final long AFTERMATH_NANOS = 30_000_000_000L;

    private final Case failure;
    private final Connection connection;
    private final ServerPopulation population;
    private int closedAtOnce = -1;
    private int closedAtOneMoment = -1;
    private boolean isOnePool;
    private int closedWithItsPool = -1;

    Siblings(Case failure) {
        this.failure = failure;
        this.connection = failure.connection();
        this.population = connection.population();
    }

    /** How many connections that were opened within half a second after this one the server answered. */
    public int answeredOpenedSoonAfter() {
        long opened = connection.startNanos();
        return population.answersWithin(opened + 1, opened + SOON_NANOS);
    }

    /**
     * How many other connections the same server closed at the same instant, after other idle times than this one's; or after
     * about the same, if no timer explains that ({@link ServerPopulation#closesScattered}) and it did so at that time only.
     */
    public int closedAtOnce() {
        if (closedAtOnce < 0) {
            closedAtOnce = connection.isClosed() ? countClosedAtOnce() : 0;
            // A process that was held up finds many timers run out at once, and requests that came meanwhile.
            if (closedAtOnce <= 1 && closedWithItsPool() > 1 && !failure.is(Mechanism.REQUEST_ACKED_THEN_RESET)) {
                int scattered = countScattered();
                isOnePool = scattered > 1;
                closedAtOnce = isOnePool ? scattered : closedAtOnce;
            }
            closedAtOnce = Math.max(closedAtOnce, closedAtOneMoment());
        }
        return closedAtOnce;
    }

    /**
     * How many of them it closed in the same turn of its event loop, so to speak, which one is enough for: no timer explains
     * them ({@link ServerPopulation#closesBeyondTimers}), nor chance where closes are few.
     */
    private int closedAtOneMoment() {
        if (closedAtOneMoment < 0) {
            closedAtOneMoment = connection.isClosed() && !looksAtItsTimersAtIntervals() ? countClosedAtOneMoment() : 0;
        }
        return closedAtOneMoment;
    }

    private int countClosedAtOneMoment() {
        long at = connection.closeNanos();
        long quiet = connection.quietAtCloseNanos();
        int closes = population.closesBeyondTimers(at - MOMENT_NANOS, at + MOMENT_NANOS, quiet);
        boolean isByChance = closes > 0
                && population.closesWithin(at - BACKGROUND_NANOS, at + BACKGROUND_NANOS, quiet) > MOST_AROUND_A_MOMENT;
        return isByChance ? 0 : closes;
    }

    /** Whether what closed them, and this one, was no timer of each connection. */
    public boolean closedByOneEvent() {
        return closedAtOnce() > 1 || closedAtOneMoment() > 0;
    }

    private int countScattered() {
        long at = connection.closeNanos();
        return population.closesScattered(
                at - SAME_INSTANT_NANOS, at + SAME_INSTANT_NANOS, at, connection.quietAtCloseNanos());
    }

    /**
     * What {@link #closedAtOnce} weighs: the more close together, the less it is chance. Less where all had been idle
     * for about as long, as a server does that looks at its timers at intervals.
     */
    public double sameInstantBits() {
        int others = closedAtOnce();
        double most = isOnePool ? MOST_POOL_BITS : MOST_INSTANT_BITS;
        double least = closedAtOneMoment() > 0 ? MOMENT_BITS : 0;
        return others == 0 ? 0 : Math.max(least, Math.min(most, 1.5 + Math.log(others) / Math.log(2)));
    }

    /**
     * How many others that had been idle for the same time the server closed at the same instant, if it did so at that
     * time only: the timer of a pool of connections that were used together, or the end of the process. 0 where the idle
     * time is known to be a timer's.
     */
    public int closedWithItsPool() {
        if (closedWithItsPool < 0) {
            closedWithItsPool = countItsPool();
        }
        return closedWithItsPool;
    }

    private int countItsPool() {
        long quiet = connection.quietAtCloseNanos();
        boolean known =
                quiet < 0 || NamedTimers.isIdleTimer(quiet) || isAdvertised(quiet) || looksAtItsTimersAtIntervals();
        if (known || !connection.isClosed() || connection.isClosedByClient()) {
            return 0;
        }
        long at = connection.closeNanos();
        int together = population.closesAlike(at - SAME_INSTANT_NANOS, at + SAME_INSTANT_NANOS, quiet);
        int everywhere = population.closesAlike(at - AFTERMATH_NANOS, at + AFTERMATH_NANOS, quiet);
        return everywhere > together ? 0 : Math.max(0, together - 1);
    }

    /** Whether a server that says for how long it keeps idle connections closed this one then. */
    private boolean isAdvertised(long idleNanos) {
        int seconds = connection.exchanges().hintTimeoutSeconds();
        return seconds > 0 && idleNanos > seconds * 800_000_000L;
    }

    /**
     * Whether the server closed a connection that had been idle for about as long at another time than this one: what it does
     * at one instant is one observation, however many connections it meets.
     */
    public boolean closedLikeThisBeforeOrAfter() {
        long at = connection.closeNanos();
        return population.closesAlikeOutside(
                at - SAME_INSTANT_NANOS, at + SAME_INSTANT_NANOS, connection.quietAtCloseNanos());
    }

    /** As lighttpd does, once a second: it is seen to close in batches, or known to (connections.c of lighttpd 1.4). */
    private boolean looksAtItsTimersAtIntervals() {
        return connection.exchanges().software() == ServerSoftware.LIGHTTPD || population.closesInBatches();
    }

    private int countClosedAtOnce() {
        if (looksAtItsTimersAtIntervals()) {
            return 0;
        }
        int closes = closedTogether(connection);
        long at = connection.closeNanos();
        int around =
                population.closesWithin(at - BACKGROUND_NANOS, at + BACKGROUND_NANOS, connection.quietAtCloseNanos());
        // A busy server closes all the time: as many as that by chance are no news.
        int byChance = (int) Math.ceil((around - closes) * (double) SAME_INSTANT_NANOS / BACKGROUND_NANOS);
        return Math.max(0, closes - byChance);
    }

    /** How many other connections the server closed at the same instant as this one, at another timeout than this. */
    static int closedTogether(Connection connection) {
        long at = connection.closeNanos();
        return connection
                .population()
                .closesWithin(at - SAME_INSTANT_NANOS, at + SAME_INSTANT_NANOS, connection.quietAtCloseNanos());
    }

    /** How many connections of this server lost a request that it had, at the same instant; this one may be of them. */
    public int cutAtOnce() {
        long at = failure.endNanos();
        return population.cutsWithin(at - SAME_INSTANT_NANOS, at + SAME_INSTANT_NANOS);
    }

    /** The same of those that the server had been working on for a while: no timer of an idle connection met them. */
    public int cutAtWork() {
        long at = failure.endNanos();
        return population.cutsAtWorkWithin(at - SAME_INSTANT_NANOS, at + SAME_INSTANT_NANOS);
    }

    /** How many other requests the same server had when it closed, after as long a wait as this one but not with it. */
    public int cutAfterTheSameWait() {
        long wait = failure.waitNanos();
        int alike = population.cutsAfter(wait - SAME_INSTANT_NANOS, wait + SAME_INSTANT_NANOS);
        return Math.max(0, alike - Math.max(1, cutAtOnce()));
    }

    /** How many connections to the same server were refused in the half minute afterwards, if it answered none before. */
    public int refusedAfterwards() {
        if (population.livedOnAfter(failure.endNanos())) {
            return 0;
        }
        return population.refusalsWithin(failure.endNanos(), failure.endNanos() + AFTERMATH_NANOS);
    }

    /** How many new connections to the same server came to life in the half minute afterwards. */
    public int acceptedAfterwards() {
        return population.handshakesWithin(failure.endNanos() + 1, failure.endNanos() + AFTERMATH_NANOS);
    }

    /** How many new connections got an answer in the half minute afterwards. */
    public int answeredAfterwards() {
        return population.answersWithin(failure.endNanos() + 1, failure.endNanos() + AFTERMATH_NANOS);
    }
}
