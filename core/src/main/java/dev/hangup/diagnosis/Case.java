package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.connection.Protocol;
import dev.hangup.connection.Reset;
import dev.hangup.connection.ServerPopulation;
import dev.hangup.connection.Side;
import dev.hangup.connection.TlsState;
import dev.hangup.connection.Trail;
import dev.hangup.connection.Vantage;
import dev.hangup.log.LogEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One failed connection as the causes see it: what happened, and the spans of time and comparisons that matter. */
public final class Case {
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
    private final Siblings siblings;
    private final ResetOrigin resetOrigin;
    private final List<Finding> findings;
    /** -1 until somebody asks. */
    private long heldNanos = -1;

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
        this.siblings = new Siblings(this);
        this.resetOrigin = new ResetOrigin(this);
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

    /** The other connections of the server. */
    public Siblings siblings() {
        return siblings;
    }

    /** Who sent the RST that ended it, by what its packet shows. */
    public ResetOrigin resetOrigin() {
        return resetOrigin;
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
                && heldNanos() < AT_ONCE_NANOS
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

    /** Whether the server had the beginning of the deciding request when it closed by FIN. */
    public boolean isRequestBegunBeforeFin() {
        return connection.server().sentFin() && !RequestShapes.crossesFin(connection);
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
        if (!is(Mechanism.IDLE_RESET_FROM_OUTSIDE, Mechanism.CLIENT_CLOSED_WAITING) && !isFinRefused()) {
            return gapNanos();
        }
        long last = lastPayloadBeforeReset();
        long idle = last == 0 ? -1 : endNanos() - last;
        Reset reset = reset();
        // Who says nothing may still be heard: an acknowledgment of a round trip later keeps a connection alive, too.
        return is(Mechanism.IDLE_RESET_FROM_OUTSIDE) && reset != null && reset.silentNanos() >= 0
                ? Math.min(idle, reset.silentNanos())
                : idle;
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
                && connection.client().retransmissionsInVain() > 1
                && connection.server().reset() == null;
    }

    /**
     * Whether a RST without ACK answered the client's FIN although the server had not closed. Whoever has the connection
     * acknowledges a FIN (RFC 9293 section 3.10.7.4), so it was gone there before the client gave up.
     */
    public boolean isFinRefused() {
        Side client = connection.client();
        Reset byServer = connection.server().reset();
        return is(Mechanism.CLIENT_CLOSED_WAITING, Mechanism.CLIENT_CLOSED_MID_ANSWER)
                && client.isFinUnacknowledged()
                && byServer != null
                && byServer.frame() > client.finFrame()
                && byServer.isWithoutSocket(connection.server());
    }

    /**
     * Whether a RST ended an answer or an upload that no close or abort of the server sent ({@link Reset#isWithoutSocket}).
     */
    public boolean isCutWithoutSocket() {
        return is(Mechanism.CLOSED_MID_ANSWER, Mechanism.UPLOAD_RESET) && resetOrigin.isWithoutSocket();
    }

    /** How often the client had sent parts of the deciding request again before it hung up. */
    public int repeatsOfRequest() {
        int repeats = 0;
        for (Trail.Entry entry : connection.trail().entries()) {
            repeats += isRepeatOfRequest(entry) ? 1 : 0;
        }
        return repeats;
    }

    private boolean isRepeatOfRequest(Trail.Entry entry) {
        return entry.fromClient()
                && entry.sequence() + entry.payloadLength() - exchanges().requestSequence() > 0
                && entry.isMarked(Trail.RETRANSMISSION)
                && entry.timeNanos() <= endNanos();
    }

    /**
     * How many bytes the server had sent to the client that closed while it waited, and none of them ever came: the number
     * of a later segment shows them, be it empty (RFC 9293 section 3.4). A FIN alone is no answer, and what only a segment
     * behind the close shows may have been too late.
     */
    public int lostAnswerBytes() {
        int missing = connection.server().holeBytes();
        if (missing <= 1 || !is(Mechanism.CLIENT_CLOSED_WAITING, Mechanism.TLS_UNANSWERED)) {
            return 0;
        }
        for (Trail.Entry entry : connection.trail().entries()) {
            boolean isBehind = !entry.fromClient()
                    && entry.sequence() - connection.server().acknowledged() > 0;
            if (isBehind && entry.timeNanos() < connection.closeNanos()) {
                return missing;
            }
        }
        return 0;
    }

    /** The side of which something was never acknowledged: the client, if it is either. */
    public Side swallowed() {
        return isFinInVain() ? connection.client() : Silence.swallowed(connection);
    }

    /** Whether payload of the side whose large segments were lost did get through: only then their size tells. */
    public boolean hasSmallerPassed() {
        return lostLarge().largestDelivered() > 0
                || lostLarge().holeBytes() > 0 && lostLarge().largestPayload() > 0;
    }

    /** The side whose large segments do not get through: of which something is missing, or was never acknowledged. */
    public Side lostLarge() {
        Side client = connection.client();
        return client.unacknowledgedBytes() > 0 || client.holeBytes() > 0 ? client : connection.server();
    }

    /** Whether segments as large as those that were lost passed between the same hosts meanwhile, on another connection. */
    public boolean didAsLargePassElsewhere() {
        Side from = lostLarge();
        Side to = connection.other(from);
        int lost = from.holeBytes() > 0 ? from.holeBytes() : from.largestRetransmitted();
        long since = from.holeBytes() > 0 ? exchanges().requestNanos() : from.unacknowledgedSinceNanos();
        int size = Math.min(lost, SilenceShapes.fullSegment(from, to));
        return since > 0 && surroundings.passedSizes().isAmong(from, to, size, since, connection.watchedUntilNanos());
    }

    /** The ICMP error that says where what was sent in vain ended; null if none does. */
    public @Nullable IcmpError icmpInSilence() {
        IcmpError error = connection.icmpError();
        if (error == null || !error.isUnreachable()) {
            return null;
        }
        // Before a FIN in vain it was the client's acknowledgments that a policy stopped; want of a way may pass.
        boolean tells =
                is(Mechanism.SILENCE) && error.timeNanos() >= swallowed().unacknowledgedSinceNanos()
                        || isFinInVain()
                                && (error.isProhibited() || error.isPortUnreachable())
                                && error.timeNanos() >= exchanges().lastRequestEndNanos();
        return tells ? error : null;
    }

    /** The side that what was sent in vain was meant for. */
    public Side unreached() {
        return connection.other(swallowed());
    }

    /** From the last byte of the deciding request to the end, in nanoseconds. */
    public long waitNanos() {
        return Math.max(
                0,
                endNanos()
                        - Math.max(
                                exchanges().lastRequestEndNanos(), exchanges().requestNanos()));
    }

    /**
     * For how long at least the server held the deciding request before the end, in nanoseconds: from when it was last sent
     * on, which may be the first time that it came, without the way to the server and back.
     */
    public long heldNanos() {
        if (heldNanos < 0) {
            heldNanos = countHeldNanos();
        }
        return heldNanos;
    }

    private long countHeldNanos() {
        long sent = endNanos() - waitNanos();
        for (Trail.Entry entry : connection.trail().entries()) {
            if (isRepeatOfRequest(entry)) {
                sent = Math.max(sent, entry.timeNanos());
            }
        }
        return Math.max(0, endNanos() - sent - Connection.longestWayNanos(toServerAndBackNanos()));
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
     * How long a packet takes from the place of the capture to the server and its answer back, in nanoseconds, on this
     * connection or else on the server's quickest; -1 if unknown.
     */
    public long toServerAndBackNanos() {
        long own = connection.toServerAndBackNanos();
        return own >= 0 ? own : population().toServerAndBackNanos();
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
}
