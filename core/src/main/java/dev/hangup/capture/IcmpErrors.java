package dev.hangup.capture;

import dev.hangup.Endpoint;
import dev.hangup.capture.Segment.Kind;

/**
 * Reads ICMP messages that are errors about a TCP segment. Such an error quotes the IP header and at least eight bytes of
 * what it is about: ports and sequence number (RFC 792, RFC 4443).
 */
final class IcmpErrors {
    private static final int UNREACHABLE = 3;
    private static final int TIME_EXCEEDED = 11;
    private static final int PARAMETER_PROBLEM = 12;
    private static final int V6_LAST_ERROR = 127;

    private static final int TCP = 6;
    private static final int ICMP_HEADER = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int QUOTED = 8;

    private IcmpErrors() {}

    /** Reads the ICMP message at {@code at} into {@code segment} if it is an error about TCP, else leaves its kind. */
    static void read(Segment segment, int at, int end, boolean v6) {
        byte[] bytes = segment.bytes;
        int quoted = at + ICMP_HEADER;
        int header = v6 ? IPV6_HEADER : IPV4_HEADER;
        if (end - quoted < header + QUOTED || !isError(Bytes.u8(bytes, at), v6)) {
            return;
        }
        int transport = v6 ? quotedIpv6(segment, quoted, end) : quotedIpv4(segment, quoted);
        if (transport < 0 || end - transport < QUOTED) {
            return;
        }
        segment.icmpV6 = v6;
        segment.icmpType = Bytes.u8(bytes, at);
        segment.icmpCode = Bytes.u8(bytes, at + 1);
        segment.sourcePort = Bytes.u16(bytes, transport);
        segment.destinationPort = Bytes.u16(bytes, transport + 2);
        segment.sequence = Bytes.i32(bytes, transport + 4);
        segment.hashFourTuple();
        segment.kind = Kind.ICMP_ERROR;
    }

    private static boolean isError(int type, boolean v6) {
        return v6
                ? type > 0 && type <= V6_LAST_ERROR
                : type == UNREACHABLE || type == TIME_EXCEEDED || type == PARAMETER_PROBLEM;
    }

    /** Reads the quoted addresses; answers where the quoted TCP header begins, or -1 if none does. */
    private static int quotedIpv4(Segment segment, int at) {
        byte[] bytes = segment.bytes;
        int header = (bytes[at] & 0x0f) * 4;
        boolean isLaterFragment = (Bytes.u16(bytes, at + 6) & 0x1fff) != 0;
        if (Bytes.u8(bytes, at) >> 4 != 4 || header < IPV4_HEADER || isLaterFragment || bytes[at + 9] != TCP) {
            return -1;
        }
        segment.sourceHigh = 0;
        segment.sourceLow = Endpoint.mappedIpv4(Bytes.i32(bytes, at + 12));
        segment.destinationHigh = 0;
        segment.destinationLow = Endpoint.mappedIpv4(Bytes.i32(bytes, at + 16));
        return at + header;
    }

    private static int quotedIpv6(Segment segment, int at, int end) {
        byte[] bytes = segment.bytes;
        if (Bytes.u8(bytes, at) >> 4 != 6) {
            return -1;
        }
        segment.sourceHigh = Bytes.i64(bytes, at + 8);
        segment.sourceLow = Bytes.i64(bytes, at + 16);
        segment.destinationHigh = Bytes.i64(bytes, at + 24);
        segment.destinationLow = Bytes.i64(bytes, at + 32);
        long walked = Ipv6Extensions.walk(bytes, at, end);
        return walked >= 0 && Ipv6Extensions.protocol(walked) == TCP ? Ipv6Extensions.offset(walked) : -1;
    }
}
