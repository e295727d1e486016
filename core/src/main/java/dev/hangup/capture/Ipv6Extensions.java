package dev.hangup.capture;

/** Steps over the extension headers that can stand between the IPv6 header and TCP (RFC 8200 section 4). */
final class Ipv6Extensions {
    /** The headers go on behind what was captured. */
    static final long CUT = -1;
    /** A fragment that is not the first, of a TCP segment. */
    static final long LATER_FRAGMENT_OF_TCP = -2;
    /** A fragment that is not the first, of something else. */
    static final long LATER_FRAGMENT_OF_OTHER = -3;

    private static final int TCP = 6;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;
    private static final int MOBILITY = 135;

    private static final int IPV6_HEADER = 40;
    private static final int SMALLEST = 8;

    private Ipv6Extensions() {}

    /**
     * Walks from the IPv6 header at {@code at}, of which all 40 bytes are there, to the header behind the extensions.
     *
     * @return its {@link #protocol} and {@link #offset}, which may lie behind {@code end}; or a negative constant
     */
    static long walk(byte[] bytes, int at, int end) {
        int next = Bytes.u8(bytes, at + 6);
        int header = at + IPV6_HEADER;
        while (isExtension(next)) {
            if (end - header < SMALLEST) {
                return CUT;
            }
            if (next == FRAGMENT && (Bytes.u16(bytes, header + 2) & 0xfff8) != 0) {
                return Bytes.u8(bytes, header) == TCP ? LATER_FRAGMENT_OF_TCP : LATER_FRAGMENT_OF_OTHER;
            }
            int size = length(next, bytes, header);
            next = Bytes.u8(bytes, header);
            header += size;
        }
        return (long) next << 32 | header;
    }

    /** The number of the protocol behind the extensions. */
    static int protocol(long walked) {
        return (int) (walked >> 32);
    }

    /** Where the header of that protocol begins. */
    static int offset(long walked) {
        return (int) walked;
    }

    private static boolean isExtension(int nextHeader) {
        return nextHeader == HOP_BY_HOP
                || nextHeader == ROUTING
                || nextHeader == FRAGMENT
                || nextHeader == AUTHENTICATION
                || nextHeader == DESTINATION
                || nextHeader == MOBILITY;
    }

    private static int length(int type, byte[] bytes, int at) {
        if (type == FRAGMENT) {
            return 8;
        }
        int units = Bytes.u8(bytes, at + 1);
        return type == AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
    }
}
