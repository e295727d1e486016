package dev.hangup.connection;

import dev.hangup.Endpoint;
import dev.hangup.capture.Segment;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection, as its own segments show it: the send sequence space of RFC 9293 section 3.3.1, its
 * retransmissions and probes, and how it closed. Written by the follower only, read by everybody once the connection is
 * over. Fields are no wider than what they hold, as hundreds of thousands of sides may be open at once.
 */
public final class Side {
    /** Payload of a large segment, in bytes: less than fits any link, but more than a plain request takes up. */
    public static final int LARGE = 1200;

    long high;
    long low;
    char port;

    int initialSequence;
    boolean synSent;
    boolean started;
    /** One past the highest sequence number sent: SND.NXT as seen. */
    int next;
    /** The highest acknowledgment of the other side: SND.UNA as seen. */
    int acknowledged;

    boolean acknowledgedKnown;

    int packets;
    long payloadBytes;
    /** When the oldest byte that is not acknowledged yet was first sent. */
    long unacknowledgedSinceNanos;

    boolean windowIsZero;
    char lastWindow;
    char maximumSegmentSize;
    int largestDelivered;
    int largestInFlight;
    int largestInFlightEnd;
    int largestPayload;

    long lastNanos;
    long lastPayloadNanos;
    short ttl = -1;
    short lastTtl = -1;
    int lastIpId = -1;
    boolean hasChangingIpId;
    char lastFlags;
    boolean lastHadPayload;

    @Nullable
    Loss loss;

    boolean finSent;
    /** Of this connection only if it sent one; kept for the next. */
    private Fin fin = Fin.NONE;

    @Nullable
    Reset reset;

    int resets;

    /** State of the message reader of this side. */
    byte phase;

    long left;
    short serverTokenLength;
    boolean carriesMessage;
    boolean isChunked;
    boolean saysClose;
    byte @Nullable [] carry;

    @Nullable
    TlsHandshake handshake;

    short carried;
    /** The first bytes of its stream, from the top down, as long as they do not tell what is spoken. */
    long opening;
    /** How many they are; {@link FirstBytes#ENOUGH} once nothing more is to be learnt from them. */
    byte openingLength;

    FirstBytes firstBytes = FirstBytes.NONE;

    void clear() {
        synSent = false;
        started = false;
        acknowledgedKnown = false;
        packets = 0;
        payloadBytes = 0;
        unacknowledgedSinceNanos = 0;
        windowIsZero = false;
        lastWindow = 0;
        maximumSegmentSize = 0;
        largestDelivered = 0;
        largestInFlight = 0;
        largestInFlightEnd = 0;
        largestPayload = 0;
        lastNanos = 0;
        lastPayloadNanos = 0;
        ttl = -1;
        lastTtl = -1;
        lastIpId = -1;
        hasChangingIpId = false;
        lastFlags = 0;
        lastHadPayload = false;
        loss = null;
        finSent = false;
        reset = null;
        resets = 0;
        phase = 0;
        left = 0;
        carriesMessage = false;
        isChunked = false;
        saysClose = false;
        carried = 0;
        handshake = null;
        opening = 0;
        openingLength = 0;
        firstBytes = FirstBytes.NONE;
    }

    /**
     * What is sent again at each retransmission timeout is the oldest segment that was not acknowledged (RFC 6298 section
     * 5.4): where no acknowledgment was captured it tells what one would have said.
     */
    void inferAcknowledged(int sequence) {
        if (!acknowledgedKnown && !synSent) {
            acknowledgedKnown = true;
            acknowledged = sequence;
        }
    }

    /** Its first FIN is in {@code segment}. */
    void sendFin(int sequence, Segment segment) {
        if (fin == Fin.NONE) {
            fin = new Fin();
        }
        fin.set(sequence, segment);
        finSent = true;
    }

    void setAddress(long addressHigh, long addressLow, int tcpPort) {
        high = addressHigh;
        low = addressLow;
        port = (char) tcpPort;
    }

    /** Another message reader begins. */
    void restartReading() {
        phase = 0;
        left = 0;
        carried = 0;
        carriesMessage = false;
    }

    /** Whether no stretch of what it sent is missing in the capture or on its way. */
    boolean isWholeSoFar() {
        return loss == null || loss.firstHoleStart == loss.firstHoleEnd || acknowledged - loss.firstHoleEnd >= 0;
    }

    /** Whether the other side has acknowledged everything before {@code sequence}. */
    boolean isAcknowledged(int sequence) {
        return acknowledgedKnown && sequence - acknowledged <= 0;
    }

    /** Where to write down a loss. */
    Loss loss() {
        Loss known = loss;
        if (known == null) {
            known = new Loss();
            loss = known;
        }
        return known;
    }

    /** Takes the first bytes of the stream from a segment, but for {@code skip} that were there before. */
    void open(Segment segment, int skip) {
        int length = openingLength;
        int at = segment.payloadOffset + skip;
        int end = segment.payloadOffset + segment.payloadCaptured;
        if (length == 0 && skip == 0 && segment.payloadCaptured >= FirstBytes.ENOUGH) {
            opening = segment.opening;
            length = FirstBytes.ENOUGH;
        }
        for (; at < end && length < FirstBytes.ENOUGH; at++) {
            length++;
            opening |= (segment.bytes[at] & 0xffL) << Long.SIZE - Byte.SIZE * length;
        }
        firstBytes = FirstBytes.of(opening, length);
        boolean isHidden = segment.payloadCaptured < segment.payloadLength;
        openingLength = (byte) (firstBytes != FirstBytes.NONE || isHidden ? FirstBytes.ENOUGH : length);
    }

    /** Whether payload of it was captured. */
    boolean hasSpoken() {
        return openingLength > 0;
    }

    boolean isSource(Segment segment) {
        return port == segment.sourcePort && low == segment.sourceLow && high == segment.sourceHigh;
    }

    /** Address and port. */
    public Endpoint endpoint() {
        return new Endpoint(high, low, port);
    }

    /** The initial sequence number; meaningful when {@link #sentSyn()}. */
    public int initialSequence() {
        return initialSequence;
    }

    /** Whether its SYN or SYN-ACK was captured. */
    public boolean sentSyn() {
        return synSent;
    }

    /** One past the highest sequence number that it sent. */
    public int next() {
        return next;
    }

    /** The highest acknowledgment that the other side sent it. */
    public int acknowledged() {
        return acknowledged;
    }

    /** Bytes sent and never acknowledged, a FIN not counted. */
    public int unacknowledgedBytes() {
        if (!started || !acknowledgedKnown) {
            return 0;
        }
        int end = finSent && next - finSequence() > 0 ? finSequence() : next;
        return Math.max(0, end - acknowledged);
    }

    /** Whether something of it reached the other side, a FIN perhaps, that was not captured. */
    public boolean hasUnseen() {
        return loss != null && loss.unseen;
    }

    /**
     * Whether a single number was the last that it sent: nothing captured has it, and the other side acknowledged it. A FIN
     * takes one (RFC 9293 section 3.4), and hardly ever a message.
     */
    public boolean endsInUnseenNumber() {
        return loss != null && loss.unseenNumber && !finSent && loss.unseenEnd == next;
    }

    /** How many segments were captured, copies included. */
    public int packets() {
        return packets;
    }

    /** How many bytes of payload it sent, retransmissions not counted. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** How many segments it sent again. */
    public int retransmissions() {
        return loss == null ? 0 : loss.retransmissions;
    }

    /** How many of them had been acknowledged before: sent again for nothing. */
    public int spuriousRetransmissions() {
        return loss == null ? 0 : loss.spuriousRetransmissions;
    }

    /** How many segments it sent again since anything new was acknowledged. */
    public int retransmissionsInVain() {
        return loss == null ? 0 : loss.retransmissionsInVain;
    }

    /** When the oldest byte that is not acknowledged was first sent, in nanoseconds since 1970. */
    public long unacknowledgedSinceNanos() {
        return unacknowledgedSinceNanos;
    }

    /** TCP keep-alive probes that nothing answered. */
    public int probesInVain() {
        return loss == null ? 0 : loss.probesInVain;
    }

    /** When the first of the unanswered TCP keep-alive probes was sent, in nanoseconds since 1970. */
    public long firstProbeNanos() {
        return loss == null ? 0 : loss.firstProbeNanos;
    }

    /** How often its receive window went to zero. */
    public int zeroWindows() {
        return loss == null ? 0 : loss.zeroWindows;
    }

    /** The receive window in its last segment that was no RST, not scaled. */
    public int lastWindow() {
        return lastWindow;
    }

    /** The largest payload of a segment of it that was acknowledged, in bytes. */
    public int largestDelivered() {
        return largestDelivered;
    }

    /** The largest segment that it takes, as its SYN says (RFC 9293 section 3.7.1), in bytes; 0 if none was captured. */
    public int maximumSegmentSize() {
        return maximumSegmentSize;
    }

    /** The largest payload of any segment of it that was captured, in bytes. */
    public int largestPayload() {
        return largestPayload;
    }

    /**
     * How many bytes are missing before what the other side acknowledges no more, because later segments of this side did
     * come: the size of the first hole at which the acknowledgments stand still; 0 if there is none. Where nothing
     * but SYN and FIN of it was captured, the hole is one of the capture.
     */
    public int holeBytes() {
        Loss known = loss;
        if (known == null || !(known.firstHoleConfirmed || payloadBytes > 0) || acknowledged != known.firstHoleStart) {
            return 0;
        }
        return known.firstHoleEnd - known.firstHoleStart;
    }

    /** The largest payload of a segment that it sent again, in bytes. */
    public int largestRetransmitted() {
        return loss == null ? 0 : loss.largestRetransmitted;
    }

    /** Whether a segment was sent again that is about as large as packets get on most paths. */
    public boolean repeatsLargeOnes() {
        return largestRetransmitted() >= LARGE;
    }

    /** TTL or hop limit of its first packet that was no RST; -1 if none. */
    public int ttl() {
        return ttl;
    }

    /** Whether packets of it that are no RST have this TTL; a path may change, so the first and the last count. */
    public boolean usesTtl(int packetTtl) {
        return packetTtl == ttl || packetTtl == lastTtl;
    }

    /** IPID of its last packet that was no RST; -1 if none or IPv6. */
    public int lastIpId() {
        return lastIpId;
    }

    /** Whether the IPIDs of its data packets count up, as those of a Linux socket do. */
    public boolean hasChangingIpId() {
        return hasChangingIpId;
    }

    /** When its last segment was captured, in nanoseconds since 1970. */
    public long lastNanos() {
        return lastNanos;
    }

    /** When its last payload was captured, in nanoseconds since 1970; 0 if none. */
    public long lastPayloadNanos() {
        return lastPayloadNanos;
    }

    /** Whether it sent a FIN. */
    public boolean sentFin() {
        return finSent;
    }

    /**
     * Whether it sent payload behind its FIN, though that had come and was acknowledged. Nobody does (RFC 9293 section 3.10.2):
     * it knew nothing of that FIN.
     */
    public boolean isFinForged() {
        return loss != null && loss.payloadBehindFin;
    }

    /**
     * Whether, after its FIN, a segment that begins at {@code start} goes on at the number of that, which was acknowledged, or
     * behind such a one. What lies elsewhere may be of another connection, whose SYN was not captured.
     */
    boolean isBehindFin(int start) {
        boolean goesOn = start == finSequence() || isFinForged() && start - finSequence() > 0;
        return goesOn && next == finSequence() + 1 && isAcknowledged(next);
    }

    /** Whether it sent a FIN that nothing acknowledged. */
    public boolean isFinUnacknowledged() {
        return finSent && acknowledged - finSequence() <= 0;
    }

    /** Sequence number of its FIN. */
    public int finSequence() {
        return finSent ? fin.sequence : 0;
    }

    /** What its first FIN acknowledged. */
    public int finAcknowledgment() {
        return finSent ? fin.acknowledgment : 0;
    }

    /** When its first FIN was captured, in nanoseconds since 1970. */
    public long finNanos() {
        return finSent ? fin.nanos : 0;
    }

    /** Frame of its first FIN. */
    public long finFrame() {
        return finSent ? fin.frame : 0;
    }

    /** Its first RST that the other side did not survive, if any. */
    public @Nullable Reset reset() {
        return reset;
    }

    /** How many RSTs were captured from it, copies included. */
    public int resets() {
        return resets;
    }

    /** What its first bytes look like. */
    public FirstBytes firstBytes() {
        return firstBytes;
    }
}
