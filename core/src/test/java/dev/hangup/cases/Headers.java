package dev.hangup.cases;

import java.nio.ByteBuffer;

/**
 * Where the headers lie in a captured packet, the inner ones where it is VXLAN; -1 for those that it does not have.
 *
 * @param etherType offset of the EtherType that says what follows the link layer
 * @param ip offset of the IP header
 * @param tcp offset of the TCP header
 * @param quotedIp offset of the IP header that an ICMP error quotes
 * @param quotedTcp offset of the first eight bytes of the TCP header that it quotes
 */
record Headers(int etherType, int ip, int tcp, int quotedIp, int quotedTcp) {
    static final int ETHERNET = 1;
    static final int LINUX_COOKED = 113;
    static final int LINUX_COOKED_V2 = 276;

    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;

    private static final int VLAN = 0x8100;
    private static final int SERVICE_VLAN = 0x88a8;
    private static final int IPV6_HEADER = 40;
    private static final int TCP_HEADER = 20;
    private static final int ICMP_HEADER = 8;
    private static final int QUOTED_TCP = 8;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int UDP_HEADER = 8;
    private static final int VXLAN_PORT = 4789;
    private static final int VXLAN_HEADER = 8;

    static Headers of(int linkType, byte[] bytes) {
        int etherType = switch (linkType) {
            case ETHERNET -> 12;
            case LINUX_COOKED -> 14;
            case LINUX_COOKED_V2 -> 0;
            default -> throw new IllegalArgumentException("link type " + linkType);
        };
        int ip = linkType == LINUX_COOKED_V2 ? 20 : etherType + 2;
        while (linkType == ETHERNET && (u16(bytes, etherType) == VLAN || u16(bytes, etherType) == SERVICE_VLAN)) {
            etherType += 4;
            ip += 4;
        }
        return behind(etherType, ip, bytes);
    }

    private static Headers behind(int etherType, int ip, byte[] bytes) {
        int type = u16(bytes, etherType);
        if (type != IPV4 && type != IPV6) {
            return new Headers(etherType, -1, -1, -1, -1);
        }
        int transport = ip + ipHeader(bytes, ip);
        int protocol = protocol(bytes, ip);
        if (protocol == TCP && bytes.length - transport >= TCP_HEADER && !isLaterFragment(bytes, ip)) {
            return new Headers(etherType, ip, transport, -1, -1);
        }
        int inVxlan = transport + UDP_HEADER + VXLAN_HEADER;
        if (protocol == UDP && u16(bytes, transport + 2) == VXLAN_PORT) {
            return behind(inVxlan + 12, inVxlan + 14, bytes);
        }
        return isIcmpError(protocol, bytes, transport)
                ? quoting(etherType, ip, transport + ICMP_HEADER, bytes)
                : new Headers(etherType, ip, -1, -1, -1);
    }

    private static Headers quoting(int etherType, int ip, int quotedIp, byte[] bytes) {
        int quotedTcp = bytes.length - quotedIp < IPV6_HEADER ? -1 : quotedIp + ipHeader(bytes, quotedIp);
        boolean quotesTcp =
                quotedTcp >= 0 && protocol(bytes, quotedIp) == TCP && bytes.length - quotedTcp >= QUOTED_TCP;
        return new Headers(etherType, ip, -1, quotedIp, quotesTcp ? quotedTcp : -1);
    }

    boolean isTcp() {
        return tcp >= 0;
    }

    boolean isIcmp() {
        return quotedIp >= 0;
    }

    static boolean isIpv4(byte[] bytes, int ip) {
        return (bytes[ip] >> 4) == 4;
    }

    /** How long the IP header is. No case has IPv6 extension headers before TCP. */
    static int ipHeader(byte[] bytes, int ip) {
        return isIpv4(bytes, ip) ? (bytes[ip] & 0x0f) * 4 : IPV6_HEADER;
    }

    /** How long the IP packet is. */
    static int ipLength(byte[] bytes, int ip) {
        return isIpv4(bytes, ip) ? u16(bytes, ip + 2) : IPV6_HEADER + u16(bytes, ip + 4);
    }

    static void setIpLength(byte[] bytes, int ip, int length) {
        boolean isIpv4 = isIpv4(bytes, ip);
        ByteBuffer.wrap(bytes).putShort(ip + (isIpv4 ? 2 : 4), (short) (isIpv4 ? length : length - IPV6_HEADER));
    }

    private static int protocol(byte[] bytes, int ip) {
        return bytes[isIpv4(bytes, ip) ? ip + 9 : ip + 6];
    }

    private static boolean isLaterFragment(byte[] bytes, int ip) {
        return isIpv4(bytes, ip) && (u16(bytes, ip + 6) & 0x1fff) != 0;
    }

    /** Destination unreachable, packet too big, time exceeded, parameter problem (RFC 792, RFC 4443). */
    private static boolean isIcmpError(int protocol, byte[] bytes, int at) {
        if (bytes.length - at < ICMP_HEADER) {
            return false;
        }
        int type = bytes[at] & 0xff;
        return protocol == ICMP && (type == 3 || type == 11 || type == 12)
                || protocol == ICMPV6 && type >= 1 && type <= 4;
    }

    static int u16(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getShort(at) & 0xffff;
    }
}
