package dev.hangup.capture;

import org.jspecify.annotations.Nullable;

/**
 * What the wire said in one packet: a TCP segment, or an ICMP error about one. A reused cursor: every field is valid
 * until the next packet is decoded, and nothing is allocated per packet.
 */
public final class Segment {
    /** What a packet turned out to be. */
    public enum Kind {
        /** A TCP segment, or the first fragment of one. */
        TCP,
        /** An ICMP or ICMPv6 error that quotes a TCP segment; addresses and ports are those of the quoted segment. */
        ICMP_ERROR,
        /** A later fragment of an IP datagram: it has no TCP header. */
        LATER_FRAGMENT,
        /** Something else: UDP, ARP, an unknown link type, too few bytes captured. */
        OTHER
    }

    /** What can be told of a payload without its connection. */
    public interface Preview {
        /** The payload that it is of now stands {@code by} bytes farther on in its bytes. */
        void move(int by);
    }

    private static final int USUAL_PAYLOAD = 1536;

    /** The hash of no segment. */
    public static final int NO_HASH = 0;

    public Kind kind = Kind.OTHER;
    /** When it was captured, in nanoseconds since 1970-01-01T00:00:00Z. */
    public long timeNanos;
    /** The number of the packet in its file, from 1, as Wireshark counts. */
    public long frame;

    /** Addresses as {@link dev.hangup.Endpoint} keeps them. */
    public long sourceHigh;

    public long sourceLow;
    public long destinationHigh;
    public long destinationLow;
    public int sourcePort;
    public int destinationPort;

    /** Of the addresses and ports of TCP, the same whichever way the segment goes; never {@link #NO_HASH}. */
    public int hash;
    /** Whether the source is the lower of the two ends in an order that is the same for every segment of a connection. */
    public boolean sourceIsLower;

    public int sequence;
    public int acknowledgment;
    public int flags;
    /** The window field as sent, not scaled. */
    public int window;
    /** Of a SYN: the largest segment that its sender takes (RFC 9293 section 3.7.1), 0 if it does not say. */
    public int maximumSegmentSize;
    /** Bytes of TCP payload on the wire, from the IP length, whatever was captured. */
    public int payloadLength;
    /** The window of bytes that holds the packet. */
    public byte[] bytes = new byte[0];
    /** Where the captured payload begins in {@link #bytes}. */
    public int payloadOffset;
    /** How many bytes of the payload were captured. */
    public int payloadCaptured;
    /** The first eight bytes of the payload, from the top down; meaningless if fewer were captured. */
    public long opening;
    /**
     * What was read ahead of the payload. It stays with this object, as whoever puts one here uses it again for every segment
     * that this cursor comes to.
     */
    public @Nullable Preview preview;
    /** The TCP checksum field: equal in copies of one packet. */
    public int checksum;

    /** IPv4 time to live, or IPv6 hop limit. */
    public int ttl;
    /** The IPv4 identification, or -1 for IPv6, which has none. */
    public int ipId;

    /** Of an ICMP error: who sent it, its type and code, and whether it is ICMPv6. */
    public long reporterHigh;

    public long reporterLow;
    public int icmpType;
    public int icmpCode;
    public boolean icmpV6;

    /** The innermost tunnel around the packet, null if there is none; then its two ends. */
    public @Nullable Tunnel tunnel;

    public long tunnelSourceHigh;
    public long tunnelSourceLow;
    public long tunnelDestinationHigh;
    public long tunnelDestinationLow;

    /** Where its payload is kept if it has to outlive the window. */
    private byte[] own = new byte[0];

    /** Takes its payload out of {@code window}, which will be used again. */
    void keepPayload(byte[] window) {
        if (bytes != window) {
            return;
        }
        if (own.length < payloadCaptured) {
            own = new byte[Math.max(payloadCaptured, USUAL_PAYLOAD)];
        }
        System.arraycopy(bytes, payloadOffset, own, 0, payloadCaptured);
        if (preview != null) {
            preview.move(-payloadOffset);
        }
        bytes = own;
        payloadOffset = 0;
    }

    /** Computes {@link #hash} and {@link #sourceIsLower}: for whoever sets addresses and ports, when all are set. */
    public void hashFourTuple() {
        FourTuple.hash(this);
    }

    /** Reads {@link #opening}: for whoever sets the payload, when it is set. */
    public void readOpening() {
        if (payloadCaptured >= Long.BYTES) {
            opening = Bytes.i64(bytes, payloadOffset);
        }
    }

    /** Whether all of {@code bits} are set. */
    public boolean has(int bits) {
        return (flags & bits) == bits;
    }
}
