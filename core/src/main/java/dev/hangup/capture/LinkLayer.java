package dev.hangup.capture;

/** Finds the IP header behind a link-layer header. Numbers are those of the tcpdump LINKTYPE registry. */
final class LinkLayer {
    /** The link type is not one of those read. */
    static final long UNKNOWN = -1;
    /** The packet is not IP, or too short. */
    static final long NOT_IP = -2;

    private static final int NULL = 0;
    private static final int ETHERNET = 1;
    private static final int PPP = 9;
    private static final int RAW_BSD = 12;
    private static final int RAW_OPENBSD = 14;
    private static final int PPP_HDLC = 50;
    private static final int PPP_ETHER = 51;
    private static final int RAW = 101;
    private static final int CISCO_HDLC = 104;
    private static final int IEEE802_11 = 105;
    private static final int LOOP = 108;
    private static final int LINUX_COOKED = 113;
    private static final int IEEE802_11_PRISM = 119;
    private static final int IEEE802_11_RADIOTAP = 127;
    private static final int PKTAP_AS_USER2 = 149;
    private static final int IPV4 = 228;
    private static final int IPV6 = 229;
    private static final int NFLOG = 239;
    private static final int PKTAP = 258;
    private static final int LINUX_COOKED_V2 = 276;

    private static final int PKTAP_HEADER = 108;
    private static final int PKTAP_PACKET = 1;

    private static final int NFLOG_HEADER = 4;
    private static final int NFLOG_ATTRIBUTE = 4;
    private static final int NFLOG_PAYLOAD = 9;

    private static final int ARPHRD_NETLINK = 824;

    private LinkLayer() {}

    /** The offset of the IP header, or a negative constant of this class. */
    static long network(int linkType, byte[] bytes, int at, int end) {
        return switch (linkType) {
            case ETHERNET ->
                end - at < 14 ? NOT_IP : EtherTypes.network(Bytes.u16(bytes, at + 12), bytes, at + 14, end);
            case LINUX_COOKED -> end - at < 16 ? NOT_IP : cooked(bytes, at + 14, at + 2, at + 16, end);
            case LINUX_COOKED_V2 -> end - at < 20 ? NOT_IP : cooked(bytes, at, at + 8, at + 20, end);
            case NULL, LOOP -> ifIp(bytes, at + 4, end);
            case RAW, RAW_BSD, RAW_OPENBSD, IPV4, IPV6 -> ifIp(bytes, at, end);
            case PPP, PPP_HDLC -> ppp(bytes, at, end);
            case PPP_ETHER -> EtherTypes.network(EtherTypes.PPPOE_SESSION, bytes, at, end);
            case CISCO_HDLC -> ciscoHdlc(bytes, at, end);
            case IEEE802_11 -> WirelessLan.behindMac(bytes, at, end);
            case IEEE802_11_RADIOTAP -> WirelessLan.behindRadiotap(bytes, at, end);
            case IEEE802_11_PRISM -> WirelessLan.behindPrism(bytes, at, end);
            case NFLOG -> nflog(bytes, at, end);
            case PKTAP, PKTAP_AS_USER2 -> pktap(bytes, at, end);
            default -> UNKNOWN;
        };
    }

    /**
     * The version in the IP header itself is beyond doubt. BSD loopback, for one, has an address family before it that
     * each system numbers differently and writes in its own byte order.
     */
    static long ifIp(byte[] bytes, int at, int end) {
        if (end - at < 1) {
            return NOT_IP;
        }
        int version = Bytes.u8(bytes, at) >> 4;
        return version == 4 || version == 6 ? at : NOT_IP;
    }

    /** Linux cooked: what the protocol field means depends on the kind of device; netlink messages have no EtherType. */
    private static long cooked(byte[] bytes, int protocol, int deviceType, int from, int end) {
        return Bytes.u16(bytes, deviceType) == ARPHRD_NETLINK
                ? NOT_IP
                : EtherTypes.network(Bytes.u16(bytes, protocol), bytes, from, end);
    }

    /** RFC 1661, with address and control before it (RFC 1662) or without; or Cisco's, with an EtherType. */
    private static long ppp(byte[] bytes, int at, int end) {
        if (end - at < 2) {
            return NOT_IP;
        }
        int first = Bytes.u8(bytes, at);
        if (first == 0x0f || first == 0x8f) {
            return ciscoHdlc(bytes, at, end);
        }
        boolean isFramed = first == 0xff && bytes[at + 1] == 3;
        return EtherTypes.network(EtherTypes.PPP, bytes, isFramed ? at + 2 : at, end);
    }

    /** Cisco HDLC (RFC 1547 section 4.3.1): address, control, EtherType. */
    private static long ciscoHdlc(byte[] bytes, int at, int end) {
        return end - at < 4 ? NOT_IP : EtherTypes.network(Bytes.u16(bytes, at + 2), bytes, at + 4, end);
    }

    /**
     * Packets that netfilter logged: attributes of length and type, one of which is the packet. Both are in the byte
     * order of the host that captured, which the type tells: it is below 256 and never 0 (nfnetlink_log.h).
     */
    private static long nflog(byte[] bytes, int from, int end) {
        int at = from + NFLOG_HEADER;
        while (end - at >= NFLOG_ATTRIBUTE) {
            boolean littleEndian = bytes[at + 3] == 0;
            int length = Bytes.u16(bytes, at, littleEndian);
            if (length < NFLOG_ATTRIBUTE) {
                return NOT_IP;
            }
            if (Bytes.u16(bytes, at + 2, littleEndian) == NFLOG_PAYLOAD) {
                return ifIp(bytes, at + NFLOG_ATTRIBUTE, end);
            }
            at += length + 3 & ~3;
        }
        return NOT_IP;
    }

    /**
     * What {@code tcpdump -i pktap} of macOS writes: a little-endian header with the link type of the packet behind it
     * (bsd/net/pktap.h of XNU). Apple's own files have it under a number that anybody may use for anything.
     */
    private static long pktap(byte[] bytes, int at, int end) {
        if (end - at < PKTAP_HEADER) {
            return UNKNOWN;
        }
        int header = Bytes.i32(bytes, at, true);
        int linkType = Bytes.i32(bytes, at + 8, true);
        boolean isPktap = header >= PKTAP_HEADER && Bytes.i32(bytes, at + 4, true) == PKTAP_PACKET;
        if (!isPktap || linkType == PKTAP || linkType == PKTAP_AS_USER2) {
            return UNKNOWN;
        }
        return header < end - at ? network(linkType, bytes, at + header, end) : NOT_IP;
    }
}
