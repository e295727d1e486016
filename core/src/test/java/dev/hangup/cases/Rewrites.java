package dev.hangup.cases;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Rewrites a capture in what no verdict may rest on. Checksums are left as they were: nobody reads them. */
final class Rewrites {
    private static final int ADDRESS_MASK = 0x1b2d3f41;
    private static final int MAC_MASK = 0x2a;
    private static final int TCP_SACK = 5;
    private static final int FLAG_ACK = 0x10;
    private static final int FLAGS_RST_SYN = 0x06;
    private static final int FLAGS_FIN_PSH = 0x09;
    private static final int VERY_SHORT = 12;

    private Rewrites() {}

    /** Maps all addresses and ports one to one. Ports keep their order, from which the client is told without a SYN. */
    static CaptureFile otherAddressesAndPorts(CaptureFile capture) {
        return capture.map(packet -> packet.edited(bytes -> {
            Headers headers = Headers.of(capture.linkType(), bytes);
            mapAddresses(bytes, headers.ip());
            mapAddresses(bytes, headers.quotedIp());
            mapPorts(bytes, headers.tcp());
            mapPorts(bytes, headers.quotedTcp());
        }));
    }

    private static void mapAddresses(byte[] bytes, int ip) {
        if (ip < 0) {
            return;
        }
        boolean isIpv4 = Headers.isIpv4(bytes, ip);
        int from = ip + (isIpv4 ? 12 : 8);
        int to = from + (isIpv4 ? 8 : 32);
        for (int at = from; at < to; at += 4) {
            map(bytes, at, word -> word ^ ADDRESS_MASK);
        }
    }

    private static void mapPorts(byte[] bytes, int tcp) {
        if (tcp < 0) {
            return;
        }
        for (int at = tcp; at < tcp + 4; at += 2) {
            int port = Headers.u16(bytes, at);
            ByteBuffer.wrap(bytes).putShort(at, (short) (port < 30_000 ? port + 1_234 : port + 2_345));
        }
    }

    /** Other addresses of the network cards. */
    static CaptureFile otherMacs(CaptureFile capture) {
        int from = capture.linkType() == Headers.ETHERNET ? 0 : capture.linkType() == Headers.LINUX_COOKED ? 6 : 12;
        int to = capture.linkType() == Headers.ETHERNET ? 12 : from + 6;
        return capture.map(packet -> packet.edited(bytes -> {
            for (int at = from; at < to; at++) {
                bytes[at] ^= MAC_MASK;
            }
        }));
    }

    /** Some years, hours and milliseconds later. */
    static CaptureFile otherStartTime(CaptureFile capture) {
        long later = Duration.ofDays(7 * 365).plusHours(5).plusMillis(777).toNanos();
        return capture.map(packet -> packet.at(packet.timeNanos() + later));
    }

    /**
     * Other initial sequence numbers, for each client port and direction its own. Connections of one client port to
     * several addresses stay in step, as those of a NAT do that relate to each other.
     */
    static CaptureFile otherSequenceNumbers(CaptureFile capture) {
        return capture.map(packet -> packet.edited(bytes -> {
            Headers headers = Headers.of(capture.linkType(), bytes);
            if (headers.isTcp()) {
                shiftSequenceNumbers(bytes, headers.tcp());
            } else if (headers.quotedTcp() >= 0) {
                int own = shift(bytes, headers.quotedTcp(), true);
                map(bytes, headers.quotedTcp() + 4, sequence -> sequence + own);
            }
        }));
    }

    private static void shiftSequenceNumbers(byte[] bytes, int tcp) {
        int own = shift(bytes, tcp, true);
        int peers = shift(bytes, tcp, false);
        map(bytes, tcp + 4, sequence -> sequence + own);
        if ((bytes[tcp + 13] & FLAG_ACK) == 0) {
            return;
        }
        map(bytes, tcp + 8, acknowledgment -> acknowledgment + peers);
        int end = Math.min(bytes.length, tcp + ((bytes[tcp + 12] >> 2) & 0x3c));
        for (int option = tcp + 20; option + 1 < end && bytes[option] != 0; ) {
            int length = bytes[option] == 1 ? 1 : Math.max(2, bytes[option + 1]);
            for (int edge = option + 2;
                    bytes[option] == TCP_SACK && edge + 4 <= Math.min(end, option + length);
                    edge += 4) {
                map(bytes, edge, sequence -> sequence + peers);
            }
            option += length;
        }
    }

    /** By how much the numbers of the sender are shifted, or those of its peer. */
    private static int shift(byte[] bytes, int tcp, boolean ofSender) {
        int source = Headers.u16(bytes, tcp);
        int destination = Headers.u16(bytes, tcp + 2);
        boolean ofClient = source > destination == ofSender;
        return Math.max(source, destination) * (ofClient ? 0x3779_7bb1 : 0x05eb_ca6d) + 0x7fff_0000;
    }

    /** Lowers the TTLs of all that one end and the boxes on its side send, as more routers between would. */
    static CaptureFile fartherAway(CaptureFile capture, boolean fromClient, int hops) {
        int lowest = 255;
        for (CapturedPacket packet : capture.packets()) {
            int at = ttlIfFrom(fromClient, capture.linkType(), packet.bytes());
            lowest = at < 0 ? lowest : Math.min(lowest, packet.bytes()[at] & 0xff);
        }
        int possible = Math.min(hops, lowest - 1);
        return capture.map(packet -> packet.edited(bytes -> {
            int at = ttlIfFrom(fromClient, capture.linkType(), bytes);
            if (at >= 0) {
                bytes[at] -= (byte) possible;
            }
        }));
    }

    /** With one TTL or hop limit in all TCP segments, as where no router is between. */
    static CaptureFile withTtl(CaptureFile capture, int ttl) {
        return capture.map(packet -> packet.edited(bytes -> {
            Headers headers = Headers.of(capture.linkType(), bytes);
            if (headers.isTcp()) {
                bytes[headers.ip() + (Headers.isIpv4(bytes, headers.ip()) ? 8 : 7)] = (byte) ttl;
            }
        }));
    }

    /** Where the TTL of a TCP segment lies that comes from that end; -1 for all others. */
    private static int ttlIfFrom(boolean client, int linkType, byte[] bytes) {
        Headers headers = Headers.of(linkType, bytes);
        if (!headers.isTcp() || isFromClient(bytes, headers.tcp()) != client) {
            return -1;
        }
        return headers.ip() + (Headers.isIpv4(bytes, headers.ip()) ? 8 : 7);
    }

    private static boolean isFromClient(byte[] bytes, int tcp) {
        return Headers.u16(bytes, tcp) > Headers.u16(bytes, tcp + 2);
    }

    /** Without its first packets, as if tcpdump had been started later. */
    static CaptureFile withoutFirst(CaptureFile capture, int count) {
        int from = Math.min(count, capture.packets().size());
        return new CaptureFile(
                capture.linkType(),
                capture.packets().subList(from, capture.packets().size()));
    }

    /** As if captured with {@code tcpdump -s snaplen}. */
    static CaptureFile cutTo(CaptureFile capture, int snaplen) {
        return capture.map(packet -> packet.cutTo(snaplen));
    }

    /** Every segment with two bytes of payload or more in two segments, of which the first may be very short. */
    static CaptureFile inSmallerSegments(CaptureFile capture) {
        return capture.flatMap(packet -> {
            byte[] bytes = packet.bytes();
            Headers headers = Headers.of(capture.linkType(), bytes);
            boolean isWhole = bytes.length == packet.originalLength();
            if (!isWhole || !headers.isTcp() || (bytes[headers.tcp() + 13] & FLAGS_RST_SYN) != 0) {
                return List.of(packet);
            }
            int payload = headers.tcp() + ((bytes[headers.tcp() + 12] >> 2) & 0x3c);
            int length = headers.ip() + Headers.ipLength(bytes, headers.ip()) - payload;
            if (length < 2) {
                return List.of(packet);
            }
            // The same place in the same bytes: copies and retransmissions are cut alike.
            int hash = ByteBuffer.wrap(bytes).getInt(headers.tcp() + 4) * 0x9e37_79b1 >>> 8;
            int cut = 1 + hash % ((hash & 0x1000) == 0 ? Math.min(VERY_SHORT, length - 1) : length - 1);
            return List.of(
                    packet.with(piece(bytes, headers, payload, 0, cut, ~FLAGS_FIN_PSH)),
                    packet.with(piece(bytes, headers, payload, cut, length, ~0)));
        });
    }

    /** The packet with no other payload than the bytes {@code from} to {@code to} of its own. */
    private static byte[] piece(byte[] bytes, Headers headers, int payload, int from, int to, int flags) {
        byte[] piece = Arrays.copyOf(bytes, payload + to - from);
        System.arraycopy(bytes, payload + from, piece, payload, to - from);
        Headers.setIpLength(piece, headers.ip(), piece.length - headers.ip());
        piece[headers.tcp() + 13] &= (byte) flags;
        map(piece, headers.tcp() + 4, sequence -> sequence + from);
        return piece;
    }

    private static void map(byte[] bytes, int at, IntUnaryOperator function) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.putInt(at, function.applyAsInt(buffer.getInt(at)));
    }
}
