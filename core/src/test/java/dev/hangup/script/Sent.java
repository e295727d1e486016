package dev.hangup.script;

import dev.hangup.Endpoint;
import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;
import dev.hangup.connection.Vantage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A packet that was sent, and what became of it on its way. The setters say what is unusual about it. */
public final class Sent {
    private static final int HEADROOM = 3;
    /** Of IPv4 over Ethernet. */
    private static final int MAXIMUM_SEGMENT_SIZE = 1460;

    private static final long COPY_NANOS = 40_000L;

    private final Script script;
    private final boolean fromClient;
    private final Endpoint source;
    private final Endpoint destination;
    private final long sentNanos;
    private final byte[] payload;
    int flags;
    int sequence;
    private int acknowledgment;
    private int window;
    private int ttl;
    private int ipId;
    private boolean isLost;
    private boolean isUnseen;
    private long delayNanos;
    private long captureDelayNanos;

    Sent(Peer from, int flags, int sequence, int acknowledgment, byte[] payload, int ipId) {
        script = from.talk.script;
        fromClient = from.isClient;
        source = from.endpoint;
        destination = from.other().endpoint;
        sentNanos = script.nowNanos();
        this.flags = flags;
        this.sequence = sequence;
        this.acknowledgment = acknowledgment;
        this.payload = payload;
        this.ipId = ipId;
        window = from.window;
        ttl = from.initialTtl - script.hops(fromClient);
    }

    /** It is captured and gets lost behind the place of the capture. */
    public Sent lost() {
        isLost = true;
        return this;
    }

    /** It gets lost before it reaches the place of the capture. */
    public Sent lostOnTheWay() {
        isUnseen = true;
        return lost();
    }

    /** It gets lost half-way: only a capture at its sender has it. */
    public Sent lostBetween() {
        boolean isAtSender = script.vantage == (fromClient ? Vantage.CLIENT : Vantage.SERVER);
        return isAtSender ? lost() : lostOnTheWay();
    }

    /** Somebody half-way made it in the name of its sender: only a capture at the other end has it. */
    public Sent forgedBetween() {
        boolean isAtSender = script.vantage == (fromClient ? Vantage.CLIENT : Vantage.SERVER);
        return isAtSender ? unseen() : this;
    }

    /** It arrives, but the capture misses it. */
    public Sent unseen() {
        isUnseen = true;
        return this;
    }

    /** It takes another way that is so much longer, before the place of the capture. */
    public Sent delayed(Duration delay) {
        delayNanos = delay.toNanos();
        return this;
    }

    /** It arrives in time, but the capture writes it down late, as with several queues of a network card. */
    public Sent capturedLate(Duration late) {
        captureDelayNanos = late.toNanos();
        return this;
    }

    /** The TTL with which it is captured. */
    public Sent ttl(int capturedTtl) {
        ttl = capturedTtl;
        return this;
    }

    /** Its IP identification. */
    public Sent ipId(int identification) {
        ipId = identification;
        return this;
    }

    /** The window that it announces, as in the header. */
    public Sent window(int announced) {
        window = announced;
        return this;
    }

    /** Its sequence number, where it is not the next one. */
    public Sent sequence(int number) {
        sequence = number;
        return this;
    }

    /** What it acknowledges, where that is not what its sender has received. */
    public Sent acknowledging(int number) {
        acknowledgment = number;
        return this;
    }

    boolean hasArrived(long nowNanos) {
        return !isLost && sentNanos + script.halfWayNanos() + delayNanos <= nowNanos;
    }

    boolean has(int bits) {
        return (flags & bits) == bits;
    }

    byte[] payload() {
        return payload;
    }

    int acknowledgment() {
        return acknowledgment;
    }

    /** How many sequence numbers it takes up. */
    int length() {
        return payload.length + (has(TcpFlags.SYN) ? 1 : 0) + (has(TcpFlags.FIN) ? 1 : 0);
    }

    void addTo(List<Segment> captured, int snapshot, int interfaces) {
        for (int copy = 0; copy < interfaces && !isUnseen; copy++) {
            captured.add(segment(copy, snapshot));
        }
    }

    private Segment segment(int copy, int snapshot) {
        Segment segment = new Segment();
        segment.kind = Segment.Kind.TCP;
        segment.timeNanos =
                sentNanos + delayNanos + captureDelayNanos + script.toCaptureNanos(fromClient) + copy * COPY_NANOS;
        segment.sourceHigh = source.high();
        segment.sourceLow = source.low();
        segment.sourcePort = source.port();
        segment.destinationHigh = destination.high();
        segment.destinationLow = destination.low();
        segment.destinationPort = destination.port();
        segment.hashFourTuple();
        segment.sequence = sequence;
        segment.acknowledgment = has(TcpFlags.ACK) ? acknowledgment : 0;
        segment.flags = flags;
        segment.window = window;
        segment.maximumSegmentSize = has(TcpFlags.SYN) ? MAXIMUM_SEGMENT_SIZE : 0;
        segment.ttl = ttl;
        segment.ipId = source.isIpv4() ? ipId : -1;
        segment.payloadLength = payload.length;
        segment.payloadCaptured = Math.min(payload.length, snapshot);
        // Whatever lies around the captured payload belongs to other packets, and must not be looked at.
        segment.payloadOffset = HEADROOM;
        segment.bytes = new byte[HEADROOM + segment.payloadCaptured + HEADROOM];
        Arrays.fill(segment.bytes, (byte) '\n');
        System.arraycopy(payload, 0, segment.bytes, HEADROOM, segment.payloadCaptured);
        segment.readOpening();
        return segment;
    }
}
