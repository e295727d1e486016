package dev.hangup.connection;

import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;

/**
 * A RST as it was captured.
 *
 * @param silentNanos for how long its alleged sender had sent nothing, in nanoseconds; -1 if it never had
 * @param peerNext one past what the other side had sent until then, as a sequence number; -1 if nothing of it is known
 */
public record Reset(
        long timeNanos,
        long frame,
        boolean fromClient,
        int sequence,
        int acknowledgment,
        boolean hasAck,
        int window,
        int ttl,
        int ipId,
        long silentNanos,
        long peerNext) {
    private static final long UNKNOWN = -1;
    /** Numbers that are farther off belong to nothing that a connection sends at once. */
    static final int MOST_IN_FLIGHT = 1 << 20;

    /** No host boots, and none takes over for another, in less (RFC 9568 section 6.1: three lost advertisements of 1 s). */
    private static final long SHORTEST_OUTAGE_NANOS = 1_000_000_000L;
    /** Half way round the Earth and back, through fibre. */
    private static final long LONG_ROUND_TRIP_NANOS = 200_000_000L;

    static Reset of(Segment segment, boolean fromClient, Side sender, Side peer) {
        return new Reset(
                segment.timeNanos,
                segment.frame,
                fromClient,
                segment.sequence,
                segment.acknowledgment,
                segment.has(TcpFlags.ACK),
                segment.window,
                segment.ttl,
                segment.ipId,
                sender.lastNanos == 0 ? UNKNOWN : segment.timeNanos - sender.lastNanos,
                peer.started ? Integer.toUnsignedLong(peer.next) : UNKNOWN);
    }

    /**
     * Whether its alleged sender cannot have sent it before the new payload of {@code segment}, which ends at
     * {@code end}: that acknowledges what the other side sent only after the RST, or lies beyond it. A RST without ACK has
     * the number that the segment it answers acknowledged (RFC 9293 section 3.10.7.1), so what lies beyond that may have
     * been sent before, and come within a round trip. Other payload was perhaps sent before, and only arrived late.
     *
     * @param roundTripNanos -1 if unknown
     */
    boolean isContradictedBy(Segment segment, int end, long roundTripNanos) {
        boolean answers = segment.has(TcpFlags.ACK) && isAnswered(segment.acknowledgment);
        return answers || liesBeyond(end, segment.timeNanos, roundTripNanos);
    }

    /**
     * Whether its alleged {@code sender} cannot have sent it before its first FIN, for the same reasons: a host that had no
     * socket, or aborted it, has none to close.
     *
     * @param roundTripNanos -1 if unknown
     */
    public boolean isContradictedByFin(Side sender, long roundTripNanos) {
        return sender.sentFin()
                && sender.finFrame() > frame
                && (isAnswered(sender.finAcknowledgment())
                        || liesBeyond(sender.finSequence() + 1, sender.finNanos(), roundTripNanos));
    }

    /**
     * Whether the {@code sender}'s FIN was sent before it, which overtook it: a host that answers for want of a socket has
     * none left to close.
     *
     * @param roundTripNanos -1 if unknown
     */
    public boolean hasOvertakenFin(Side sender, long roundTripNanos) {
        return !hasAck
                && sender.sentFin()
                && sender.finFrame() > frame
                && sender.finNanos() - timeNanos <= mostLateNanos(roundTripNanos);
    }

    private boolean isAnswered(int number) {
        return peerNext != UNKNOWN && number - (int) peerNext > 0;
    }

    private boolean liesBeyond(int end, long nanos, long roundTripNanos) {
        boolean mayBeLate = !hasAck && nanos - timeNanos <= mostLateNanos(roundTripNanos);
        return !mayBeLate && end - sequence > 0;
    }

    private static long mostLateNanos(long roundTripNanos) {
        return roundTripNanos < 0 ? LONG_ROUND_TRIP_NANOS : roundTripNanos;
    }

    /** Whether it acknowledges more of the other side than what ends before {@code next}. */
    public boolean acknowledgesMoreThan(int next) {
        int more = acknowledgment - next;
        return hasAck && more > 0 && more < MOST_IN_FLIGHT;
    }

    /** Whether its alleged sender had used the connection so shortly before that it cannot have forgotten it since. */
    public boolean wasJustHeard() {
        return silentNanos >= 0 && silentNanos < SHORTEST_OUTAGE_NANOS;
    }

    /**
     * Whether it has the shape that Linux gives a RST for a segment without a full socket
     * ({@code tcp_v4_send_reset}): no ACK flag, window 0, IPID 0 where there is one.
     */
    public boolean isBare() {
        return !hasAck && window == 0 && ipId <= 0;
    }

    /**
     * Whether nobody's close or abort sent it in the name of {@code sender}: these leave as FIN, or as RST with ACK (RFC 9293
     * section 3.10.5, {@code tcp_send_active_reset} of Linux). One without ACK answers a segment for which there is no socket,
     * or forges that. Where the sender closed by FIN, if that was captured or not, its socket may be gone for that reason.
     */
    public boolean isWithoutSocket(Side sender) {
        return !hasAck && !sender.sentFin() && !sender.hasUnseen() && sequence - sender.next() <= 0;
    }

    /**
     * Whether the same side's {@code later} RST was sent before this one, which overtook it: a socket's owner can abort it
     * only as long as there is one, and what still comes for it then is answered without ACK.
     *
     * @param roundTripNanos -1 if unknown
     */
    boolean hasOvertaken(Reset later, long roundTripNanos) {
        return !hasAck && later.isFromSocket() && later.timeNanos - timeNanos <= mostLateNanos(roundTripNanos);
    }

    /**
     * Whether it has the shape that Linux gives a RST that a socket's owner caused ({@code tcp_send_active_reset}): ACK
     * set, a real window.
     */
    public boolean isFromSocket() {
        return hasAck && window != 0;
    }
}
