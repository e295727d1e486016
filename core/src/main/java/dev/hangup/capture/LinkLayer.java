package dev.hangup.capture;

/** Finds the IP header behind a link-layer header. Numbers are those of the tcpdump LINKTYPE registry. */
final class LinkLayer {
    /** The link type is not one of those read. */
    static final long UNKNOWN = -1;
    /** The packet is not IP, or too short. */
    static final long NOT_IP = -2;

    private static final int NULL = 0;
    private static final int ETHERNET = 1;
    private static final int RAW_BSD = 12;
    private static final int RAW_OPENBSD = 14;
    private static final int RAW = 101;
    private static final int LOOP = 108;
    private static final int LINUX_COOKED = 113;
    private static final int IPV4 = 228;
    private static final int IPV6 = 229;
    private static final int LINUX_COOKED_V2 = 276;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;

    private LinkLayer() {}

    /** The offset of the IP header, or a negative constant of this class. */
    static long network(int linkType, byte[] bytes, int at, int end) {
        return switch (linkType) {
            case ETHERNET -> end - at < 14 ? NOT_IP : behindEtherType(Bytes.u16(bytes, at + 12), bytes, at + 14, end);
            case LINUX_COOKED ->
                end - at < 16 ? NOT_IP : behindEtherType(Bytes.u16(bytes, at + 14), bytes, at + 16, end);
            case LINUX_COOKED_V2 -> end - at < 20 ? NOT_IP : behindEtherType(Bytes.u16(bytes, at), bytes, at + 20, end);
            case NULL, LOOP -> end - at < 5 ? NOT_IP : ifIp(bytes, at + 4);
            case RAW, RAW_BSD, RAW_OPENBSD, IPV4, IPV6 -> end - at < 1 ? NOT_IP : ifIp(bytes, at);
            default -> UNKNOWN;
        };
    }

    /** Steps over VLAN tags, one or several (IEEE 802.1Q and 802.1ad). */
    private static long behindEtherType(int etherType, byte[] bytes, int from, int end) {
        int type = etherType;
        int at = from;
        while (type == 0x8100 || type == 0x88a8 || type == 0x9100) {
            if (end - at < 4) {
                return NOT_IP;
            }
            type = Bytes.u16(bytes, at + 2);
            at += 4;
        }
        return at < end && (type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6) ? at : NOT_IP;
    }

    /**
     * BSD loopback numbers its address families differently on each system and writes them in the byte order of the
     * capturing host; the version in the IP header itself is beyond doubt.
     */
    private static long ifIp(byte[] bytes, int at) {
        int version = Bytes.u8(bytes, at) >> 4;
        return version == 4 || version == 6 ? at : NOT_IP;
    }
}
