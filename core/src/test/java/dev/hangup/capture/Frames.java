package dev.hangup.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Puts link-layer headers before IP packets for tests. */
public final class Frames {
    static final int NULL = 0;
    static final int ETHERNET = 1;
    static final int RAW_BSD = 12;
    static final int RAW_OPENBSD = 14;
    static final int RAW = 101;
    static final int LOOP = 108;
    static final int LINUX_COOKED = 113;
    static final int IPV4 = 228;
    static final int IPV6 = 229;
    static final int LINUX_COOKED_V2 = 276;

    static final int VLAN = 0x8100;
    static final int QINQ = 0x88a8;
    static final int QINQ_OLD = 0x9100;

    /** As hardware has them: no zeros that damaged bytes would make small numbers of. */
    private static final byte[] MAC_ADDRESSES =
            TcpBytes.bytes(0x54, 0xe1, 0xad, 0x9c, 0x43, 0xf7, 0x3c, 0x7c, 0x3f, 0xd8, 0x91, 0xba);

    private Frames() {}

    /** An Ethernet frame, its EtherType told by the version of the IP packet, with a tag of each of {@code tags}. */
    public static byte[] ethernet(byte[] ip, int... tags) {
        ByteBuffer frame = ByteBuffer.allocate(14 + 4 * tags.length + ip.length).put(MAC_ADDRESSES);
        for (int tag : tags) {
            frame.putShort((short) tag).putShort((short) 7);
        }
        return frame.putShort((short) etherType(ip)).put(ip).array();
    }

    static byte[] padded(byte[] frame, int length, int filler) {
        byte[] padded = new byte[length];
        java.util.Arrays.fill(padded, (byte) filler);
        System.arraycopy(frame, 0, padded, 0, frame.length);
        return padded;
    }

    static byte[] linuxCooked(byte[] ip) {
        return ByteBuffer.allocate(16 + ip.length)
                .putShort((short) 4)
                .putShort((short) 1)
                .putShort((short) 6)
                .putLong(0x0200_0000_0001_0000L)
                .putShort((short) etherType(ip))
                .put(ip)
                .array();
    }

    static byte[] linuxCookedV2(byte[] ip) {
        return ByteBuffer.allocate(20 + ip.length)
                .putShort((short) etherType(ip))
                .putShort((short) 0)
                .putInt(3)
                .putShort((short) 1)
                .put((byte) 4)
                .put((byte) 6)
                .putLong(0x0200_0000_0001_0000L)
                .put(ip)
                .array();
    }

    static byte[] bsdLoopback(byte[] ip, int family, ByteOrder order) {
        return ByteBuffer.allocate(4 + ip.length)
                .order(order)
                .putInt(family)
                .put(ip)
                .array();
    }

    private static int etherType(byte[] ip) {
        return ip.length > 0 && ip[0] >> 4 == 6 ? 0x86dd : 0x0800;
    }
}
