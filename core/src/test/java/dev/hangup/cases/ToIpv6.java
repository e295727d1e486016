package dev.hangup.cases;

import java.nio.ByteBuffer;

/** Rewrites IPv4 to IPv6: the same segments with the same hop limits, and without an identification. */
final class ToIpv6 {
    private static final int IPV6_HEADER = 40;
    private static final int TCP = 6;
    private static final long DOCUMENTATION_PREFIX = 0x2001_0db8_0000_0000L;

    private ToIpv6() {}

    /** Whether there is IPv4 in {@code capture}, and nothing in the way: ICMP errors quote what they are about. */
    static boolean isPossible(CaptureFile capture) {
        boolean hasIpv4 = false;
        for (CapturedPacket packet : capture.packets()) {
            Headers headers = Headers.of(capture.linkType(), packet.bytes());
            if (headers.isIcmp()) {
                return false;
            }
            hasIpv4 |= headers.isTcp() && Headers.isIpv4(packet.bytes(), headers.ip());
        }
        return hasIpv4;
    }

    static CaptureFile rewrite(CaptureFile capture) {
        return capture.map(packet -> {
            Headers headers = Headers.of(capture.linkType(), packet.bytes());
            boolean isIpv4 = headers.isTcp() && Headers.isIpv4(packet.bytes(), headers.ip());
            return isIpv4 ? packet.with(rewrite(packet.bytes(), headers)) : packet;
        });
    }

    private static byte[] rewrite(byte[] bytes, Headers headers) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        int ip = headers.ip();
        int payloadLength = Headers.u16(bytes, ip + 2) - Headers.ipHeader(bytes, ip);
        ByteBuffer to = ByteBuffer.allocate(ip + IPV6_HEADER + bytes.length - headers.tcp());
        to.put(bytes, 0, ip).putShort(headers.etherType(), (short) Headers.IPV6);
        to.putInt(6 << 28).putShort((short) payloadLength).put((byte) TCP).put(bytes[ip + 8]);
        to.putLong(DOCUMENTATION_PREFIX).putLong(from.getInt(ip + 12) & 0xffff_ffffL);
        to.putLong(DOCUMENTATION_PREFIX).putLong(from.getInt(ip + 16) & 0xffff_ffffL);
        to.put(bytes, headers.tcp(), bytes.length - headers.tcp());
        return to.array();
    }
}
