package dev.hangup.capture;

/** The IPv6 extension headers that can stand between the IPv6 header and TCP (RFC 8200 section 4). */
final class Ipv6Extensions {
    static final int FRAGMENT = 44;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;
    private static final int MOBILITY = 135;

    private Ipv6Extensions() {}

    static boolean isExtension(int nextHeader) {
        return nextHeader == HOP_BY_HOP
                || nextHeader == ROUTING
                || nextHeader == FRAGMENT
                || nextHeader == AUTHENTICATION
                || nextHeader == DESTINATION
                || nextHeader == MOBILITY;
    }

    static int length(int type, byte[] bytes, int at) {
        if (type == FRAGMENT) {
            return 8;
        }
        int units = Bytes.u8(bytes, at + 1);
        return type == AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
    }
}
