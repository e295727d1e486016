package dev.hangup.capture;

import dev.hangup.Endpoint;
import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment.Kind;

/**
 * Turns a packet into a {@link Segment}: link layer, IPv4 or IPv6, then TCP or an ICMP error about TCP, or a tunnel and
 * the same again. Lengths come from the IP header, so a short snapshot length loses payload but no arithmetic. Never
 * throws on any bytes.
 */
public final class Dissector {
    private static final int TCP = 6;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TCP_HEADER = 20;

    /** More tunnels in one another than anybody builds on purpose. */
    private static final int DEEPEST = 8;
    /** Where the next IP header begins when there is none. */
    private static final int NOWHERE = -1;

    private long unknownLinkPackets;
    private int unknownLinkType = -1;
    private long shortPackets;

    /** Decodes {@code packet} into {@code segment}, whose {@link Segment#kind} tells what it is. */
    public void dissect(Packet packet, Segment segment) {
        segment.kind = Kind.OTHER;
        segment.timeNanos = packet.timeNanos;
        segment.frame = packet.frame;
        segment.bytes = packet.bytes;
        segment.tunnel = null;
        int end = packet.offset + packet.capturedLength;
        long network = LinkLayer.network(packet.linkType, packet.bytes, packet.offset, end);
        if (network < 0) {
            if (network == LinkLayer.UNKNOWN) {
                unknownLinkPackets++;
                unknownLinkType = packet.linkType;
            }
            return;
        }
        int wireEnd = packet.offset + packet.originalLength;
        int at = (int) network;
        for (int depth = 0; at != NOWHERE && depth <= DEEPEST; depth++) {
            int version = Bytes.u8(packet.bytes, at) >> 4;
            if (version == 4) {
                at = ipv4(segment, at, end, wireEnd - at);
            } else if (version == 6) {
                at = ipv6(segment, at, end, wireEnd - at);
            } else {
                at = NOWHERE;
            }
        }
    }

    /** Reads an IPv4 packet; answers where the IP header of the packet inside begins, if it is a tunnel's. */
    private int ipv4(Segment segment, int at, int end, int wire) {
        byte[] bytes = segment.bytes;
        if (end - at < IPV4_HEADER) {
            shortPackets++;
            return NOWHERE;
        }
        int header = (bytes[at] & 0x0f) * 4;
        // Zero with segmentation offload: the length on the wire is the only one there is.
        int total = Bytes.u16(bytes, at + 2);
        if (total == 0) {
            total = wire;
        }
        int protocol = Bytes.u8(bytes, at + 9);
        if (header < IPV4_HEADER || total < header) {
            return NOWHERE;
        }
        if ((Bytes.u16(bytes, at + 6) & 0x1fff) != 0) {
            segment.kind = protocol == TCP ? Kind.LATER_FRAGMENT : Kind.OTHER;
            return NOWHERE;
        }
        if (protocol != TCP && protocol != ICMP) {
            long inside = Tunnels.inside(protocol, segment, at + header, end);
            if (inside < 0) {
                return NOWHERE;
            }
            segment.tunnelSourceHigh = 0;
            segment.tunnelSourceLow = Endpoint.mappedIpv4(Bytes.i32(bytes, at + 12));
            segment.tunnelDestinationHigh = 0;
            segment.tunnelDestinationLow = Endpoint.mappedIpv4(Bytes.i32(bytes, at + 16));
            return (int) inside;
        }
        segment.ipId = Bytes.u16(bytes, at + 4);
        segment.ttl = Bytes.u8(bytes, at + 8);
        int source = Bytes.i32(bytes, at + 12);
        if (protocol == ICMP) {
            segment.reporterHigh = 0;
            segment.reporterLow = Endpoint.mappedIpv4(source);
            IcmpErrors.read(segment, at + header, end, false);
            return NOWHERE;
        }
        segment.sourceHigh = 0;
        segment.sourceLow = Endpoint.mappedIpv4(source);
        segment.destinationHigh = 0;
        segment.destinationLow = Endpoint.mappedIpv4(Bytes.i32(bytes, at + 16));
        tcp(segment, at + header, end, total - header);
        return NOWHERE;
    }

    /** The same for IPv6. */
    private int ipv6(Segment segment, int at, int end, int wire) {
        byte[] bytes = segment.bytes;
        if (end - at < IPV6_HEADER) {
            shortPackets++;
            return NOWHERE;
        }
        int payload = Bytes.u16(bytes, at + 4);
        int length = payload == 0 ? wire : IPV6_HEADER + payload;
        long walked = Ipv6Extensions.walk(bytes, at, end);
        if (walked < 0) {
            segment.kind = walked == Ipv6Extensions.LATER_FRAGMENT_OF_TCP ? Kind.LATER_FRAGMENT : Kind.OTHER;
            return NOWHERE;
        }
        int next = Ipv6Extensions.protocol(walked);
        int header = Ipv6Extensions.offset(walked);
        if (next != TCP && next != ICMPV6) {
            long inside = Tunnels.inside(next, segment, header, end);
            if (inside < 0) {
                return NOWHERE;
            }
            segment.tunnelSourceHigh = Bytes.i64(bytes, at + 8);
            segment.tunnelSourceLow = Bytes.i64(bytes, at + 16);
            segment.tunnelDestinationHigh = Bytes.i64(bytes, at + 24);
            segment.tunnelDestinationLow = Bytes.i64(bytes, at + 32);
            return (int) inside;
        }
        segment.ipId = -1;
        segment.ttl = Bytes.u8(bytes, at + 7);
        if (next == ICMPV6) {
            segment.reporterHigh = Bytes.i64(bytes, at + 8);
            segment.reporterLow = Bytes.i64(bytes, at + 16);
            IcmpErrors.read(segment, header, end, true);
            return NOWHERE;
        }
        segment.sourceHigh = Bytes.i64(bytes, at + 8);
        segment.sourceLow = Bytes.i64(bytes, at + 16);
        segment.destinationHigh = Bytes.i64(bytes, at + 24);
        segment.destinationLow = Bytes.i64(bytes, at + 32);
        tcp(segment, header, end, length - (header - at));
        return NOWHERE;
    }

    private void tcp(Segment segment, int at, int end, int length) {
        byte[] bytes = segment.bytes;
        if (length < TCP_HEADER) {
            return;
        }
        if (end - at < TCP_HEADER) {
            shortPackets++;
            return;
        }
        int header = (bytes[at + 12] >> 2) & 0x3c;
        if (header < TCP_HEADER || length < header) {
            return;
        }
        long ports = Bytes.i64(bytes, at);
        segment.sourcePort = (int) (ports >>> 48);
        segment.destinationPort = (int) (ports >>> 32) & 0xffff;
        segment.sequence = (int) ports;
        segment.acknowledgment = Bytes.i32(bytes, at + 8);
        segment.flags = Bytes.u8(bytes, at + 13);
        segment.window = Bytes.u16(bytes, at + 14);
        segment.checksum = Bytes.u16(bytes, at + 16);
        if ((segment.flags & TcpFlags.SYN) != 0) {
            segment.maximumSegmentSize =
                    TcpOptions.maximumSegmentSize(bytes, at + TCP_HEADER, Math.min(at + header, end));
        }
        segment.payloadLength = length - header;
        segment.payloadOffset = Math.min(at + header, end);
        segment.payloadCaptured = Math.max(0, Math.min(segment.payloadLength, end - at - header));
        segment.readOpening();
        segment.kind = Kind.TCP;
        segment.hashFourTuple();
    }

    /** How many packets had a link type that is not read. */
    public long unknownLinkPackets() {
        return unknownLinkPackets;
    }

    /** The last link type that is not read, or -1. */
    public int unknownLinkType() {
        return unknownLinkType;
    }

    /** How many packets ended within their IP or TCP header. */
    public long shortPackets() {
        return shortPackets;
    }
}
