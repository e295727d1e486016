package dev.hangup.connection;

import dev.hangup.Endpoint;
import dev.hangup.capture.Segment;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection, as its own segments show it: the send sequence space of RFC 9293 section 3.3.1, its
 * retransmissions and probes, and how it closed. Written by the follower only, read by everybody once the connection is
 * over.
 */
public final class Side {
    long high;
    long low;
    int port;

    int initialSequence;
    boolean synSent;
    boolean started;
    /** One past the highest sequence number sent: SND.NXT as seen. */
    int next;
    /** The highest acknowledgment of the other side: SND.UNA as seen. */
    int acknowledged;

    boolean acknowledgedKnown;
    /** The last stretch of its sequence space that was skipped over, to tell late segments from repeated ones. */
    int holeStart;

    int holeEnd;
    int windowScale = -1;
    int maximumSegmentSize;

    long packets;
    long payloadBytes;
    int retransmissions;
    int spuriousRetransmissions;
    /** Retransmissions since the other side last acknowledged something new. */
    int retransmissionsInVain;
    /** When the oldest byte that is not acknowledged yet was first sent. */
    long unacknowledgedSinceNanos;

    int probesInVain;
    int probes;
    long firstProbeNanos;
    int zeroWindows;
    boolean windowIsZero;
    /** The largest payload of a segment that was acknowledged, and of one that was retransmitted. */
    int largestDelivered;

    int largestRetransmitted;
    int largestInFlight;
    int largestInFlightEnd;
    int largestPayload;

    long lastNanos;
    long lastPayloadNanos;
    int ttl = -1;
    int lastTtl = -1;
    int lastIpId = -1;
    boolean hasChangingIpId;
    int lastFlags;
    int lastPayloadLength;

    boolean finSent;
    int finSequence;
    int finAcknowledgment;
    long finNanos;
    long finFrame;

    @Nullable Reset reset;
    int resets;
    @Nullable Reset lastReset;

    /** State of the message reader of this side. */
    int phase;

    long left;
    int serverTokenLength;
    boolean isMessageRecord;
    boolean isChunked;
    boolean saysClose;
    byte @Nullable [] carry;
    int carried;
    boolean firstPayloadSeen;
    FirstBytes firstBytes = FirstBytes.NONE;

    void clear() {
        synSent = false;
        started = false;
        acknowledgedKnown = false;
        windowScale = -1;
        maximumSegmentSize = 0;
        packets = 0;
        payloadBytes = 0;
        retransmissions = 0;
        spuriousRetransmissions = 0;
        retransmissionsInVain = 0;
        unacknowledgedSinceNanos = 0;
        probesInVain = 0;
        probes = 0;
        firstProbeNanos = 0;
        zeroWindows = 0;
        windowIsZero = false;
        largestDelivered = 0;
        largestRetransmitted = 0;
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
        lastPayloadLength = 0;
        finSent = false;
        finNanos = 0;
        finFrame = 0;
        reset = null;
        resets = 0;
        lastReset = null;
        phase = 0;
        left = 0;
        isMessageRecord = false;
        isChunked = false;
        saysClose = false;
        carried = 0;
        holeStart = 0;
        holeEnd = 0;
        firstPayloadSeen = false;
        firstBytes = FirstBytes.NONE;
    }

    void setAddress(long addressHigh, long addressLow, int tcpPort) {
        high = addressHigh;
        low = addressLow;
        port = tcpPort;
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

    /** Whether any segment of it was captured. */
    public boolean isSeen() {
        return started;
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
        int end = finSent && next - finSequence > 0 ? finSequence : next;
        return Math.max(0, end - acknowledged);
    }

    /** How many segments were captured, copies included. */
    public long packets() {
        return packets;
    }

    /** How many bytes of payload it sent, retransmissions not counted. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** How many segments it sent again. */
    public int retransmissions() {
        return retransmissions;
    }

    /** How many of them had been acknowledged before: sent again for nothing. */
    public int spuriousRetransmissions() {
        return spuriousRetransmissions;
    }

    /** How many segments it sent again since anything new was acknowledged. */
    public int retransmissionsInVain() {
        return retransmissionsInVain;
    }

    /** When the oldest byte that is not acknowledged was first sent, in nanoseconds since 1970. */
    public long unacknowledgedSinceNanos() {
        return unacknowledgedSinceNanos;
    }

    /** TCP keep-alive probes that nothing answered. */
    public int probesInVain() {
        return probesInVain;
    }

    /** When the first of the unanswered TCP keep-alive probes was sent, in nanoseconds since 1970. */
    public long firstProbeNanos() {
        return firstProbeNanos;
    }

    /** How often its receive window went to zero. */
    public int zeroWindows() {
        return zeroWindows;
    }

    /** The largest payload of a segment of it that was acknowledged, in bytes. */
    public int largestDelivered() {
        return largestDelivered;
    }

    /** The largest payload of any segment of it that was captured, in bytes. */
    public int largestPayload() {
        return largestPayload;
    }

    /**
     * How many bytes are missing before what the other side acknowledges no more, because later segments of this side did
     * come: the size of the hole at which the acknowledgments stand still; 0 if there is none.
     */
    public int holeBytes() {
        boolean stuck = acknowledgedKnown && holeEnd != holeStart && acknowledged == holeStart;
        return stuck ? holeEnd - holeStart : 0;
    }

    /** The largest payload of a segment that it sent again, in bytes. */
    public int largestRetransmitted() {
        return largestRetransmitted;
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

    /** Sequence number of its FIN. */
    public int finSequence() {
        return finSequence;
    }

    /** What its first FIN acknowledged. */
    public int finAcknowledgment() {
        return finAcknowledgment;
    }

    /** When its first FIN was captured, in nanoseconds since 1970. */
    public long finNanos() {
        return finNanos;
    }

    /** Frame of its first FIN. */
    public long finFrame() {
        return finFrame;
    }

    /** Its first RST that the other side did not survive, if any. */
    public @Nullable Reset reset() {
        return reset;
    }

    /** How many RSTs were captured from it, copies included. */
    public int resets() {
        return resets;
    }

    /** What its first payload looks like. */
    public FirstBytes firstBytes() {
        return firstBytes;
    }
}
