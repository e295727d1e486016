package dev.hangup.capture;

/** Finds the IP header of the packet that a tunnel carries. */
final class Tunnels {
    private static final int IPV4 = 4;
    private static final int UDP = 17;
    private static final int IPV6 = 41;
    private static final int GRE = 47;

    private static final int UDP_HEADER = 8;
    private static final int GTP_U_PORT = 2152;
    private static final int VXLAN_PORT = 4789;
    private static final int GENEVE_PORT = 6081;
    /** Where Linux sends VXLAN unless told otherwise: its first release was older than the registered port. */
    private static final int VXLAN_PORT_OF_LINUX = 8472;

    private static final int GRE_CHECKSUM = 0x8000;
    private static final int GRE_ROUTING = 0x4000;
    private static final int GRE_KEY = 0x2000;
    private static final int GRE_SEQUENCE = 0x1000;
    private static final int GRE_VERSION = 0x0007;
    private static final int ERSPAN = 0x88be;
    private static final int ERSPAN_III = 0x22eb;

    private Tunnels() {}

    /**
     * The offset of the IP header inside, or a negative constant of {@link LinkLayer}; {@code segment} is told the kind
     * of the tunnel.
     *
     * @param protocol of the IP packet around it
     * @param at where the payload of that packet begins
     */
    static long inside(int protocol, Segment segment, int at, int end) {
        return switch (protocol) {
            case UDP -> end - at < UDP_HEADER ? LinkLayer.NOT_IP : insideUdp(segment, at, end);
            case IPV4 -> found(Tunnel.IP_IN_IP, segment, LinkLayer.ifIp(segment.bytes, at, end));
            case IPV6 -> found(Tunnel.IPV6_IN_IP, segment, LinkLayer.ifIp(segment.bytes, at, end));
            case GRE -> insideGre(segment, at, end);
            default -> LinkLayer.NOT_IP;
        };
    }

    private static long found(Tunnel tunnel, Segment segment, long inside) {
        if (inside >= 0) {
            segment.tunnel = tunnel;
        }
        return inside;
    }

    private static long insideUdp(Segment segment, int at, int end) {
        byte[] bytes = segment.bytes;
        int payload = at + UDP_HEADER;
        return switch (Bytes.u16(bytes, at + 2)) {
            case VXLAN_PORT, VXLAN_PORT_OF_LINUX -> found(Tunnel.VXLAN, segment, insideVxlan(bytes, payload, end));
            case GENEVE_PORT -> found(Tunnel.GENEVE, segment, insideGeneve(bytes, payload, end));
            case GTP_U_PORT -> found(Tunnel.GTP_U, segment, insideGtp(bytes, payload, end));
            default -> LinkLayer.NOT_IP;
        };
    }

    /** The flag says that there is a network identifier; the one beside it would say that this is VXLAN-GPE. */
    private static long insideVxlan(byte[] bytes, int at, int end) {
        return end - at < 8 || (bytes[at] & 0x0c) != 0x08
                ? LinkLayer.NOT_IP
                : EtherTypes.network(EtherTypes.TRANSPARENT_ETHERNET, bytes, at + 8, end);
    }

    /** Version 0 only, and no control messages. */
    private static long insideGeneve(byte[] bytes, int at, int end) {
        if (end - at < 8 || (bytes[at] & 0xc0) != 0 || bytes[at + 1] < 0) {
            return LinkLayer.NOT_IP;
        }
        int options = (bytes[at] & 0x3f) * 4;
        return EtherTypes.network(Bytes.u16(bytes, at + 2), bytes, at + 8 + options, end);
    }

    /** Version 0 only: version 1 is PPTP's (RFC 2637), which carries PPP and acknowledgments. */
    private static long insideGre(Segment segment, int at, int end) {
        byte[] bytes = segment.bytes;
        if (end - at < 4) {
            return LinkLayer.NOT_IP;
        }
        int flags = Bytes.u16(bytes, at);
        if ((flags & (GRE_ROUTING | GRE_VERSION)) != 0) {
            return LinkLayer.NOT_IP;
        }
        boolean isNumbered = (flags & GRE_SEQUENCE) != 0;
        int payload = at
                + 4
                + ((flags & GRE_CHECKSUM) != 0 ? 4 : 0)
                + ((flags & GRE_KEY) != 0 ? 4 : 0)
                + (isNumbered ? 4 : 0);
        int type = Bytes.u16(bytes, at + 2);
        return switch (type) {
            case ERSPAN -> {
                // Type I has no header of its own; type II has, and a sequence number before it.
                int frame = payload + (isNumbered ? 8 : 0);
                long inside = EtherTypes.network(EtherTypes.TRANSPARENT_ETHERNET, bytes, frame, end);
                yield found(Tunnel.ERSPAN, segment, inside);
            }
            case ERSPAN_III -> found(Tunnel.ERSPAN, segment, insideErspan3(bytes, payload, end));
            default -> found(Tunnel.GRE, segment, EtherTypes.network(type, bytes, payload, end));
        };
    }

    /** Twelve bytes; the last two tell what kind of frame follows and whether eight more bytes come before it. */
    private static long insideErspan3(byte[] bytes, int at, int end) {
        if (end - at < 12) {
            return LinkLayer.NOT_IP;
        }
        int last = Bytes.u16(bytes, at + 10);
        int frame = at + 12 + (last & 1) * 8;
        return switch (last >> 10 & 0x1f) {
            case 0 -> EtherTypes.network(EtherTypes.TRANSPARENT_ETHERNET, bytes, frame, end);
            case 2 -> LinkLayer.ifIp(bytes, frame, end);
            default -> LinkLayer.NOT_IP;
        };
    }

    /** Version 1, message type 255: a packet of a user. Extension headers tell their length in units of four bytes. */
    private static long insideGtp(byte[] bytes, int from, int end) {
        if (end - from < 12 || (bytes[from] & 0xf0) != 0x30 || bytes[from + 1] != (byte) 255) {
            return LinkLayer.NOT_IP;
        }
        int flags = bytes[from] & 0x07;
        int at = from + (flags == 0 ? 8 : 12);
        boolean isExtended = (flags & 0x04) != 0 && bytes[at - 1] != 0;
        while (isExtended) {
            int length = at < end ? Bytes.u8(bytes, at) * 4 : 0;
            at += length;
            if (length == 0 || at > end) {
                return LinkLayer.NOT_IP;
            }
            isExtended = bytes[at - 1] != 0;
        }
        return LinkLayer.ifIp(bytes, at, end);
    }
}
