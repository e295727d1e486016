package dev.hangup.capture;

import static dev.hangup.capture.Frames.joined;
import static dev.hangup.capture.Frames.u16;
import static dev.hangup.capture.TcpBytes.bytes;

/** Builds what the packets of a tunnel carry, for tests. */
public final class TunnelBytes {
    static final int IP_IN_IP = 4;
    static final int IPV6_IN_IP = 41;
    static final int GRE = 47;

    static final int GTP_U_PORT = 2152;
    static final int VXLAN_PORT = 4789;
    static final int GENEVE_PORT = 6081;
    static final int OLD_VXLAN_PORT = 8472;

    static final int ETHERNET = 0x6558;
    static final int GRE_CHECKSUM = 0x8000;
    static final int GRE_KEY = 0x2000;
    static final int GRE_SEQUENCE = 0x1000;

    private TunnelBytes() {}

    public static byte[] udp(int destinationPort, byte[] payload) {
        return joined(u16(51_234), u16(destinationPort), u16(8 + payload.length), u16(0), payload);
    }

    /** With the flags that say which fields there are. */
    static byte[] gre(int flags, int type, byte[] payload) {
        int fields = Integer.bitCount(flags & (GRE_CHECKSUM | GRE_KEY | GRE_SEQUENCE));
        return joined(u16(flags), u16(type), new byte[4 * fields], payload);
    }

    static byte[] erspan2(byte[] frame) {
        byte[] header = bytes(0x10, 7, 0, 9, 0, 0, 0, 3);
        return gre(GRE_SEQUENCE, 0x88be, joined(header, frame));
    }

    /** {@code more}: with the platform's own header. */
    static byte[] erspan3(boolean more, byte[] frame) {
        byte[] header = bytes(0x20, 7, 0, 9, 1, 2, 3, 4, 0, 0, 0, more ? 1 : 0);
        return gre(GRE_SEQUENCE, 0x22eb, joined(header, new byte[more ? 8 : 0], frame));
    }

    public static byte[] vxlan(byte[] frame) {
        return udp(VXLAN_PORT, joined(bytes(8, 0, 0, 0, 0, 0, 42, 0), frame));
    }

    /** With {@code words} words of options. */
    static byte[] geneve(int words, int type, byte[] payload) {
        return udp(GENEVE_PORT, joined(bytes(words, 0), u16(type), bytes(0, 0, 42, 0), new byte[4 * words], payload));
    }

    /** A packet of a user, with these flags and whatever they say that there is. */
    static byte[] gtp(int flags, byte[] more, byte[] ip) {
        return udp(
                GTP_U_PORT,
                joined(bytes(0x30 | flags, 255), u16(more.length + ip.length), bytes(0, 0, 0, 42), more, ip));
    }
}
