package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.connection.Protocol;
import dev.hangup.connection.Reset;
import dev.hangup.connection.ServerPopulation;
import dev.hangup.connection.ServerSoftware;
import dev.hangup.connection.Side;
import dev.hangup.connection.TlsState;
import dev.hangup.connection.Trail;
import dev.hangup.connection.Vantage;
import dev.hangup.log.LogEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One failed connection as the causes see it: what happened, and the spans of time and comparisons that matter. */
public final class Case {
    private static final long SAME_INSTANT_NANOS = 50_000_000L;
    private static final long BACKGROUND_NANOS = 1_000_000_000L;
    private static final long SOON_NANOS = 500_000_000L;
    private static final double MOST_INSTANT_BITS = 5;
    private static final double MOST_POOL_BITS = 3;
    private static final long AFTERMATH_NANOS = 30_000_000_000L;
    /** Segments that are sent at one go are no farther apart. */
    private static final long BACK_TO_BACK_NANOS = 1_000_000L;
    /** Beyond the round trip: no queue holds a segment for so long. */
    private static final long LONGEST_QUEUED_NANOS = 1_000_000_000L;
    /** An application that works on a request, or is stuck, takes longer. */
    private static final long AT_ONCE_NANOS = 50_000_000L;

    private final Connection connection;
    private final Surroundings surroundings;
    private final Mechanism mechanism;
    private final Elsewhere elsewhere;
    private final List<Finding> findings;
    private int othersClosedAtOnce = -1;
    private boolean isOnePool;
    private int closedWithItsPool = -1;
    private @Nullable Testimony testimony;
    private boolean isWitnessHeard;

    Case(Connection connection, Surroundings surroundings, Mechanism mechanism) {
        this(connection, surroundings, mechanism, Elsewhere.NOTHING);
    }

    Case(Connection connection, Surroundings surroundings, Mechanism mechanism, Elsewhere elsewhere) {
        this.connection = connection;
        this.surroundings = surroundings;
        this.mechanism = mechanism;
        this.elsewhere = elsewhere;
        this.findings = elsewhere.findings(this);
    }

    /** The connection. */
    public Connection connection() {
        return connection;
    }

    /** What else the capture says. */
    public Surroundings surroundings() {
        return surroundings;
    }

    /** What happened on the wire. */
    public Mechanism mechanism() {
        return mechanism;
    }

    /** Whether it is this mechanism. */
    public boolean is(Mechanism candidate) {
        return mechanism == candidate;
    }

    /** Whether the mechanism is one of these. */
    public boolean is(Mechanism... mechanisms) {
        for (Mechanism candidate : mechanisms) {
            if (mechanism == candidate) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the server's closes follow requests rather than a timer: this one came at once, and those of its kind came
     * after idle times of which no half are alike.
     */
    public boolean followsRequests() {
        IdleTimeout common = closesLikeThis();
        return is(Mechanism.REQUEST_ACKED_THEN_RESET, Mechanism.FIN_WITHOUT_ANSWER)
                && waitNanos() < AT_ONCE_NANOS
                && common.samples() >= 3
                && 2 * common.count() <= common.samples();
    }

    /** What the idle times have in common after which the server closed as it did here. */
    public IdleTimeout closesLikeThis() {
        return is(Mechanism.FIN_WITHOUT_ANSWER) ? population().idleBeforePromptCuts() : idleTimeout();
    }

    /**
     * Whether the server's application had the request before it closed: the FIN acknowledges it, and a socket in which it
     * lay unread would have sent a RST (tcp_close of Linux, RFC 2525 section 2.17). Inside TLS a library may have read it.
     */
    public boolean isRequestRead() {
        return is(Mechanism.FIN_WITHOUT_ANSWER) && exchanges().protocol() != Protocol.TLS;
    }

    /**
     * Whether the server's FIN or RST got lost: the client used the connection when it must have had it long since, and its
     * request doesn't acknowledge it, as it would if it had come (a segment that is sent again acknowledges the newest, too).
     */
    public boolean isGoodbyeLost() {
        return is(Mechanism.REQUEST_CROSSED_FIN, Mechanism.REQUEST_CROSSED_RESET)
                && sinceGoodbyeNanos() > LONGEST_QUEUED_NANOS + 2 * Math.max(0, roundTripNanos());
    }

    /** From the server's FIN or RST to the request that met it, in nanoseconds. */
    public long sinceGoodbyeNanos() {
        return exchanges().requestNanos() - connection.closeNanos();
    }

    /** What captures of other places show of it. */
    public Elsewhere elsewhere() {
        return elsewhere;
    }

    /** The other connection of the proxy that is its client or its server; null if that is not known for sure. */
    public @Nullable OtherHop otherHop() {
        return elsewhere.otherHop();
    }

    /** Whether a proxy closed it, and its other connection too, without a word to its client. */
    public boolean isClosedOnBothHops() {
        OtherHop hop = otherHop();
        return hop != null
                && hop.isClosedByProxy()
                && connection.isClosed()
                && connection.isClosedByClient() == hop.isInFront();
    }

    /** What this and other captures show together about the path. */
    List<Finding> findings() {
        return findings;
    }

    /** Whether captures of several places show for certain that this is so. */
    public boolean shows(PathClaim claim) {
        for (Finding finding : findings) {
            if (finding.isCertain() && finding.shown() == claim) {
                return true;
            }
        }
        return false;
    }

    /** Requests and answers. */
    public Exchanges exchanges() {
        return connection.exchanges();
    }

    /** What is known of the server. */
    public ServerPopulation population() {
        return connection.population();
    }

    /** The RST that ended it, if one did. */
    public @Nullable Reset reset() {
        return connection.reset();
    }

    /**
     * For how long nobody had said anything when the RST came, or the request or FIN that it met was sent, in nanoseconds; -1
     * if nobody had spoken before.
     */
    public long idleBeforeResetNanos() {
        if (!is(Mechanism.IDLE_RESET_FROM_OUTSIDE, Mechanism.CLIENT_CLOSED_WAITING)) {
            return gapNanos();
        }
        long last = lastPayloadBeforeReset();
        return last == 0 ? -1 : endNanos() - last;
    }

    /** When payload was last seen before the RST, in nanoseconds since 1970; what crosses it comes later. 0 if never. */
    private long lastPayloadBeforeReset() {
        Reset reset = reset();
        Trail.Entry[] entries = connection.trail().entries();
        for (int i = entries.length - 1; i >= 0; i--) {
            boolean isNew = entries[i].payloadLength() > 0
                    && !entries[i].isMarked(Trail.RETRANSMISSION)
                    && !entries[i].isMarked(Trail.KEEP_ALIVE_PROBE);
            if (isNew && (reset == null || entries[i].frame() < reset.frame())) {
                return entries[i].timeNanos();
            }
        }
        return Math.max(
                connection.client().lastPayloadNanos(), connection.server().lastPayloadNanos());
    }

    /** The side that the RST claims to come from. */
    public Side allegedSender(Reset reset) {
        return connection.side(reset.fromClient());
    }

    /** Where the capture was taken. */
    public Vantage vantage() {
        return surroundings.vantage();
    }

    /** How long the connection had been idle when the deciding request began, in nanoseconds; -1 if it is the first. */
    public long gapNanos() {
        return is(Mechanism.BARE_RESET_FROM_CLIENT)
                ? gapBeforeReset()
                : exchanges().idleBeforeRequestNanos();
    }

    /** From the payload before it to the payload that provoked the RST, which may have come in several segments. */
    private long gapBeforeReset() {
        long provoked = -1;
        boolean byClient = false;
        Trail.Entry[] entries = connection.trail().entries();
        for (int i = entries.length - 1; i >= 0; i--) {
            if (entries[i].payloadLength() == 0 || entries[i].isMarked(Trail.RETRANSMISSION)) {
                continue;
            }
            long gap = provoked - entries[i].timeNanos();
            boolean isSameBurst = entries[i].fromClient() == byClient && gap <= BACK_TO_BACK_NANOS;
            if (provoked >= 0 && !isSameBurst) {
                return gap;
            }
            Reset reset = reset();
            if (provoked >= 0 || reset == null || entries[i].frame() < reset.frame()) {
                provoked = entries[i].timeNanos();
                byClient = entries[i].fromClient();
            }
        }
        return -1;
    }

    /** When the server hung up, or whoever did, in nanoseconds since 1970; the last packet if nobody did. */
    public long endNanos() {
        Reset reset = reset();
        if (connection.isClosed()) {
            return connection.closeNanos();
        }
        return reset == null ? connection.lastNanos() : reset.timeNanos();
    }

    /**
     * Whether the client closed and its FIN was sent again and again in vain: nothing got through any more when it gave up,
     * and perhaps for that reason.
     */
    public boolean isFinInVain() {
        return is(Mechanism.CLIENT_CLOSED_WAITING, Mechanism.CLIENT_CLOSED_MID_ANSWER)
                && connection.client().sentFin()
                && connection.client().retransmissionsInVain() > 1;
    }

    /** The side of which something was never acknowledged: the client, if it is either. */
    public Side swallowed() {
        return Silence.swallowed(connection);
    }

    /** The ICMP error that says where what was sent in vain ended; null if none does. */
    public @Nullable IcmpError icmpInSilence() {
        IcmpError error = connection.icmpError();
        boolean tells = error != null
                && is(Mechanism.SILENCE)
                && error.isUnreachable()
                && error.timeNanos() >= swallowed().unacknowledgedSinceNanos();
        return tells ? error : null;
    }

    /** The side that what was sent in vain was meant for. */
    public Side unreached() {
        return swallowed() == connection.client() ? connection.server() : connection.client();
    }

    /** From the last byte of the deciding request to the end, in nanoseconds. */
    public long waitNanos() {
        return Math.max(
                0,
                endNanos()
                        - Math.max(
                                exchanges().lastRequestEndNanos(), exchanges().requestNanos()));
    }

    /** From the end of the last answer to the server's FIN or RST, in nanoseconds; -1 if there was no answer. */
    public long idleAtCloseNanos() {
        long answered = exchanges().lastAnswerNanos();
        return answered == 0 ? -1 : Math.max(0, endNanos() - answered);
    }

    /** The round-trip time in nanoseconds, of this connection or else of the server's quickest; -1 if unknown. */
    public long roundTripNanos() {
        long own = connection.handshakeRoundTripNanos();
        return own >= 0 ? own : population().roundTripNanos();
    }

    /**
     * Whether the server said something small and unasked inside TLS just before it closed, where HTTP/2 may be spoken: a
     * GOAWAY is like that (RFC 9113 section 6.8), and no server of HTTP/1 says more than close_notify.
     */
    public boolean mayHaveSentGoAway() {
        TlsState tls = exchanges().tls();
        return tls != null
                && tls.mayBeHttp2()
                && is(Mechanism.REQUEST_CROSSED_FIN, Mechanism.REQUEST_AFTER_FIN, Mechanism.REQUEST_CROSSED_RESET)
                && Math.abs(endNanos() - tls.serverUnaskedNanos()) < AT_ONCE_NANOS;
    }

    /** The server's idle timeout from all its closes of idle connections in this capture. */
    public IdleTimeout idleTimeout() {
        return population().idleTimeout();
    }

    /** Whether the server closed well before the idle timeout that most of its closes show. */
    public boolean isClosedBeforeItsTimer() {
        IdleTimeout measured = idleTimeout();
        long idle = idleAtCloseNanos();
        return measured.isTheRule() && idle >= 0 && idle < measured.nanos() * 7 / 10;
    }

    /** How many connections that were opened within half a second after this one the server answered. */
    public int answeredOpenedSoonAfter() {
        long opened = connection.startNanos();
        return population().answersWithin(opened + 1, opened + SOON_NANOS);
    }

    /**
     * How many other connections the same server closed at the same instant, after other idle times than this one's; or after
     * about the same, if no timer explains that ({@link ServerPopulation#closesScattered}) and it did so at that time only.
     */
    public int othersClosedAtOnce() {
        if (othersClosedAtOnce < 0) {
            othersClosedAtOnce = connection.isClosed() ? countClosedAtOnce() : 0;
            // A process that was held up finds many timers run out at once, and requests that came meanwhile.
            if (othersClosedAtOnce <= 1 && closedWithItsPool() > 1 && !is(Mechanism.REQUEST_ACKED_THEN_RESET)) {
                int scattered = countScattered();
                isOnePool = scattered > 1;
                othersClosedAtOnce = isOnePool ? scattered : othersClosedAtOnce;
            }
        }
        return othersClosedAtOnce;
    }

    private int countScattered() {
        long at = connection.closeNanos();
        return population()
                .closesScattered(at - SAME_INSTANT_NANOS, at + SAME_INSTANT_NANOS, at, connection.quietAtCloseNanos());
    }

    /**
     * What {@link #othersClosedAtOnce} weighs: the more close together, the less it is chance. Less where all had been idle
     * for about as long, as a server does that looks at its timers at intervals.
     */
    public double sameInstantBits() {
        int others = othersClosedAtOnce();
        double most = isOnePool ? MOST_POOL_BITS : MOST_INSTANT_BITS;
        return others == 0 ? 0 : Math.min(most, 1.5 + Math.log(others) / Math.log(2));
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
        boolean known = quiet < 0
                || NamedTimers.near(quiet) > 0
                || exchanges().hintTimeoutSeconds() > 0
                || looksAtItsTimersAtIntervals();
        if (known || !connection.isClosed() || connection.isClosedByClient()) {
            return 0;
        }
        long at = connection.closeNanos();
        int together = population().closesAlike(at - SAME_INSTANT_NANOS, at + SAME_INSTANT_NANOS, quiet);
        int everywhere = population().closesAlike(at - AFTERMATH_NANOS, at + AFTERMATH_NANOS, quiet);
        return everywhere > together ? 0 : Math.max(0, together - 1);
    }

    /** As lighttpd does, once a second: it is seen to close in batches, or known to (connections.c of lighttpd 1.4). */
    private boolean looksAtItsTimersAtIntervals() {
        return exchanges().software() == ServerSoftware.LIGHTTPD || population().closesInBatches();
    }

    private int countClosedAtOnce() {
        if (looksAtItsTimersAtIntervals()) {
            return 0;
        }
        int closes = closedTogether(connection);
        long at = connection.closeNanos();
        int around =
                population().closesWithin(at - BACKGROUND_NANOS, at + BACKGROUND_NANOS, connection.quietAtCloseNanos());
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
        long at = endNanos();
        return population().cutsWithin(at - SAME_INSTANT_NANOS, at + SAME_INSTANT_NANOS);
    }

    /** How many other requests the same server had when it closed, after as long a wait as this one but not with it. */
    public int cutAfterTheSameWait() {
        long wait = waitNanos();
        int alike = population().cutsAfter(wait - SAME_INSTANT_NANOS, wait + SAME_INSTANT_NANOS);
        return Math.max(0, alike - Math.max(1, cutAtOnce()));
    }

    /** How many connections to the same server were refused in the half minute afterwards, if it answered none before. */
    public int refusedAfterwards() {
        if (population().livedOnAfter(endNanos())) {
            return 0;
        }
        return population().refusalsWithin(endNanos(), endNanos() + AFTERMATH_NANOS);
    }

    /** How many new connections to the same server came to life in the half minute afterwards. */
    public int acceptedAfterwards() {
        return population().handshakesWithin(endNanos() + 1, endNanos() + AFTERMATH_NANOS);
    }

    /** How many new connections got an answer in the half minute afterwards. */
    public int answeredAfterwards() {
        return population().answersWithin(endNanos() + 1, endNanos() + AFTERMATH_NANOS);
    }

    /** What logs say of it. */
    List<LogEvent> logged() {
        return surroundings.logged(connection);
    }

    /** Whether the log of a proxy names this connection's server as its upstream: then the client is that proxy. */
    public boolean isLoggedByProxy() {
        for (LogEvent event : logged()) {
            if (event.source().isProxy() && connection.server().endpoint().equals(event.remote())) {
                return true;
            }
        }
        return false;
    }

    /** What the kernel says of the RST that ended it; null if nothing. */
    @Nullable
    Testimony testimony() {
        if (!isWitnessHeard) {
            isWitnessHeard = true;
            testimony = surroundings.witness().about(this);
        }
        return testimony;
    }

    /** Whether SYNs were not answered and the server's host does not tell a full accept queue from SYNs that got lost. */
    public boolean isQueueOrPath() {
        ListenQueue queue = listenQueue();
        return is(Mechanism.CONNECT_UNANSWERED) && (queue == null || !queue.decides());
    }

    /** What the server's host says of its accept queue; null if nothing, or if a full one would look otherwise. */
    @Nullable
    ListenQueue listenQueue() {
        boolean mayBeFull = is(Mechanism.CONNECT_UNANSWERED, Mechanism.SYN_ACK_REPEATED, Mechanism.SILENCE);
        return mayBeFull
                ? ListenQueue.of(
                        surroundings.kernel().snapshots(), connection.server().endpoint())
                : null;
    }

    /** Whether the kernel of the RST's alleged sender says that it sent it. */
    public boolean isConfessed() {
        Testimony heard = testimony();
        return heard != null && heard.isConfession();
    }

    /** Whether the kernel of the RST's alleged sender was traced and would have told of it, but did not. */
    public boolean isDenied() {
        Testimony heard = testimony();
        return heard != null && !heard.isConfession() && heard.bits() > 2;
    }

    /** Whether the RST's TTL differs from that of its alleged sender's own packets; false when either is unknown. */
    public boolean hasForeignTtl() {
        Reset reset = reset();
        return reset != null && ownTtl(reset) >= 0 && !hasOwnTtl();
    }

    /** Whether the RST's TTL equals that of its alleged sender's own packets. */
    public boolean hasOwnTtl() {
        Reset reset = reset();
        if (reset == null) {
            return false;
        }
        Side sender = allegedSender(reset);
        return sender.ttl() >= 0 ? sender.usesTtl(reset.ttl()) : ownTtl(reset) == reset.ttl();
    }

    /** The TTL that packets of the RST's alleged sender have; -1 if unknown. */
    public int ownTtl(Reset reset) {
        Side sender = allegedSender(reset);
        return sender.ttl() >= 0 ? sender.ttl() : surroundings.hostTtl(sender.endpoint());
    }

    /** Whether the RST carries an IPID that continues the row of its alleged sender's packets. */
    public boolean followsIpId() {
        Reset reset = reset();
        return reset != null && OutsideReset.followsIpId(reset, allegedSender(reset));
    }

    /** Whether the host that was captured on sent the RST itself: at the server, with a TTL that no router has lowered. */
    public boolean isSentByCapturedHost() {
        Reset reset = reset();
        return reset != null && !reset.fromClient() && vantage() == Vantage.SERVER && isInitialTtl(reset.ttl());
    }

    /**
     * Whether the other side's packets arrive where {@link #isSentByCapturedHost} holds with a TTL that no router has
     * lowered either: then it may be a bridge that was captured on, and a box on either side of it that sent the RST.
     */
    public boolean mayBeBridged() {
        return isInitialTtl(connection.client().ttl());
    }

    /** The values that operating systems begin with. */
    private static boolean isInitialTtl(int ttl) {
        return ttl == 64 || ttl == 128 || ttl == 255;
    }

    /**
     * Whether the RST came faster after what provoked it than a packet can go to its alleged sender and back: in less
     * than a third of the round trip, and the round trip is long enough to tell.
     */
    public boolean isFasterThanLight() {
        Reset reset = reset();
        long roundTrip = roundTripNanos();
        if (reset == null || roundTrip < 2_000_000 || vantage() == Vantage.SERVER) {
            return false;
        }
        long since = reset.timeNanos() - exchanges().lastRequestEndNanos();
        return !reset.fromClient() && exchanges().requests() > 0 && since >= 0 && since * 3 < roundTrip;
    }
}
