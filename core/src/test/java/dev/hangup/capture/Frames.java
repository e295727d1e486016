package dev.hangup.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Puts link-layer headers before IP packets for tests. */
public final class Frames {
    static final int NULL = 0;
    static final int ETHERNET = 1;
    static final int PPP = 9;
    static final int RAW_BSD = 12;
    static final int RAW_OPENBSD = 14;
    static final int PPP_HDLC = 50;
    static final int PPP_ETHER = 51;
    static final int RAW = 101;
    static final int CISCO_HDLC = 104;
    static final int IEEE802_11 = 105;
    static final int LOOP = 108;
    static final int LINUX_COOKED = 113;
    static final int PRISM = 119;
    static final int RADIOTAP = 127;
    static final int PKTAP_AS_USER2 = 149;
    static final int IPV4 = 228;
    static final int IPV6 = 229;
    static final int NFLOG = 239;
    static final int PKTAP = 258;
    static final int LINUX_COOKED_V2 = 276;

    static final int VLAN = 0x8100;
    static final int QINQ = 0x88a8;
    static final int QINQ_OLD = 0x9100;
    static final int MPLS = 0x8847;
    static final int MPLS_UPSTREAM = 0x8848;
    static final int PPPOE_SESSION = 0x8864;

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

    /** An Ethernet frame of any EtherType, or of a length. */
    static byte[] ethernet(int etherType, byte[] payload) {
        return joined(MAC_ADDRESSES, u16(etherType), payload);
    }

    /** LLC and SNAP before what {@code etherType} says. */
    static byte[] snap(int etherType, byte[] payload) {
        return joined(TcpBytes.bytes(0xaa, 0xaa, 3, 0, 0, 0), u16(etherType), payload);
    }

    /** Labels, the last one marked as the bottom of the stack. */
    static byte[] mpls(byte[] payload, int... labels) {
        ByteBuffer stack = ByteBuffer.allocate(4 * labels.length + payload.length);
        for (int i = 0; i < labels.length; i++) {
            stack.putInt(labels[i] << 12 | (i == labels.length - 1 ? 0x100 : 0) | 64);
        }
        return stack.put(payload).array();
    }

    /** The protocol number of PPP before an IP packet. */
    static byte[] ppp(byte[] ip) {
        return joined(u16(isIpv6(ip) ? 0x0057 : 0x0021), ip);
    }

    static byte[] pppoe(byte[] ppp) {
        return joined(TcpBytes.bytes(0x11, 0), u16(7), u16(ppp.length), ppp);
    }

    static byte[] ciscoHdlc(byte[] ip) {
        return joined(TcpBytes.bytes(0x0f, 0), u16(etherType(ip)), ip);
    }

    /** A frame of IEEE 802.11 with this frame control field, {@code more} between its first three addresses and LLC. */
    static byte[] wireless(int type, int flags, byte[] more, byte[] ip) {
        byte[] duration = {44, 0};
        byte[] thirdAddress = Arrays.copyOf(MAC_ADDRESSES, 6);
        byte[] sequence = {0x30, 0x12};
        return joined(
                TcpBytes.bytes(type, flags),
                duration,
                MAC_ADDRESSES,
                thirdAddress,
                sequence,
                more,
                snap(etherType(ip), ip));
    }

    /** Time, flags and a rate before a frame of IEEE 802.11, {@code words} words of fields present. */
    static byte[] radiotap(int flags, int words, byte[] frame) {
        int timeAt = 8 + (4 * (words - 1) + 7 & ~7);
        ByteBuffer header =
                ByteBuffer.allocate(timeAt + 10).order(ByteOrder.LITTLE_ENDIAN).putShort((short) 0);
        header.putShort((short) header.capacity());
        for (int word = 1; word <= words; word++) {
            header.putInt((word == 1 ? 7 : 0) | (word < words ? 1 << 31 : 0));
        }
        header.putLong(timeAt, 0x1122_3344_5566_7788L)
                .put(timeAt + 8, (byte) flags)
                .put(timeAt + 9, (byte) 12);
        return joined(header.array(), frame);
    }

    static byte[] prism(byte[] frame) {
        ByteBuffer header = ByteBuffer.allocate(144).order(ByteOrder.LITTLE_ENDIAN);
        return joined(header.putInt(0x44).putInt(144).array(), frame);
    }

    static byte[] avs(byte[] frame) {
        return joined(ByteBuffer.allocate(64).putInt(0x8021_1001).putInt(64).array(), frame);
    }

    static byte[] pktap(int linkType, byte[] packet) {
        ByteBuffer header = ByteBuffer.allocate(108).order(ByteOrder.LITTLE_ENDIAN);
        return joined(header.putInt(108).putInt(1).putInt(linkType).array(), packet);
    }

    /** A logged packet as netfilter tells of it: a prefix of 3 bytes, which is padded, the user, the packet. */
    static byte[] nflog(byte[] ip, ByteOrder order) {
        ByteBuffer message = ByteBuffer.allocate(4 + 8 + 8 + 4 + ip.length).order(order);
        message.put((byte) (isIpv6(ip) ? 10 : 2)).put((byte) 0).putShort((short) 0);
        message.putShort((short) 7).putShort((short) 10).put(TcpBytes.bytes('i', 'n', 0, 0));
        message.putShort((short) 8).putShort((short) 11).putInt(0);
        return message.putShort((short) (4 + ip.length))
                .putShort((short) 9)
                .put(ip)
                .array();
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    static byte[] u16(int number) {
        return TcpBytes.bytes(number >> 8, number);
    }

    static byte[] padded(byte[] frame, int length, int filler) {
        byte[] padded = new byte[length];
        Arrays.fill(padded, (byte) filler);
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

    static int etherType(byte[] ip) {
        return isIpv6(ip) ? 0x86dd : 0x0800;
    }

    private static boolean isIpv6(byte[] ip) {
        return ip.length > 0 && ip[0] >> 4 == 6;
    }
}
