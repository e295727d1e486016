package dev.hangup.lab;

import dev.hangup.lab.Wire.Way;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An IP packet on a {@link Wire}, as far as rules ask: IPv4 without options or IPv6 without extension headers, and TCP. */
public final class Packet {
    private static final int TCP = 6;
    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;

    private final ByteBuffer bytes;
    private final boolean ipv6;
    private final int tcp;

    Packet(byte[] packet) {
        bytes = ByteBuffer.wrap(packet);
        ipv6 = packet.length > 0 && packet[0] >>> 4 == 6;
        int header = ipv6 ? 40 : packet.length > 0 ? (packet[0] & 0xf) * 4 : 0;
        boolean isTcp = packet.length >= header + 20 && header > 0 && packet[ipv6 ? 6 : 9] == TCP;
        tcp = isTcp ? header : -1;
    }

    /** Whether it is a TCP segment; all else asked here is false or 0 if not. */
    public boolean isTcp() {
        return tcp > 0;
    }

    /** The length of the IP packet in bytes. */
    public int length() {
        return bytes.capacity();
    }

    /** The TCP source port. */
    public int sourcePort() {
        return isTcp() ? bytes.getShort(tcp) & 0xffff : 0;
    }

    /** The TCP destination port. */
    public int destinationPort() {
        return isTcp() ? bytes.getShort(tcp + 2) & 0xffff : 0;
    }

    /** How many bytes of payload the segment has. */
    public int payloadLength() {
        return isTcp() ? length() - tcp - (bytes.get(tcp + 12) >>> 4 & 0xf) * 4 : 0;
    }

    /** The packet as it is. */
    public byte[] toBytes() {
        return bytes.array().clone();
    }

    /** The port of the client, of a packet that goes this way. */
    public int clientPort(Way way) {
        return way == Way.TO_SERVER ? sourcePort() : destinationPort();
    }

    /** The port of the server, of a packet that goes this way. */
    public int serverPort(Way way) {
        return clientPort(way.back());
    }

    /** Whether {@code word} is in the payload. */
    public boolean says(String word) {
        return isTcp() && new String(bytes.array(), tcp, length() - tcp, StandardCharsets.ISO_8859_1).contains(word);
    }

    /** Whether SYN and ACK are set. */
    public boolean isSynAck() {
        return isTcp() && (flags() & (SYN | ACK)) == (SYN | ACK);
    }

    /** Whether SYN is set and ACK is not. */
    public boolean isSyn() {
        return isTcp() && (flags() & (SYN | ACK)) == SYN;
    }

    /** Whether FIN is set. */
    public boolean isFin() {
        return isTcp() && (flags() & FIN) != 0;
    }

    /** Whether RST is set. */
    public boolean isRst() {
        return isTcp() && (flags() & RST) != 0;
    }

    private int flags() {
        return bytes.get(tcp + 13);
    }

    /**
     * A RST+ACK as the receiver of this segment would send it in answer, made up by somebody between.
     *
     * @param hops what the time to live or hop limit says
     * @param ipId the IPv4 identification; IPv6 has none
     */
    public byte[] forgedAnswer(int hops, int ipId) {
        int sequence = bytes.getInt(tcp + 8);
        int acknowledgment = bytes.getInt(tcp + 4) + payloadLength() + ((flags() & (SYN | FIN)) != 0 ? 1 : 0);
        return forged(true, sequence, acknowledgment, hops, ipId);
    }

    /** A RST+ACK that seems to come from the sender of this segment, right after it, made up by somebody between. */
    public byte[] forgedSequel(int hops, int ipId) {
        return forged(false, bytes.getInt(tcp + 4) + payloadLength(), bytes.getInt(tcp + 8), hops, ipId);
    }

    private byte[] forged(boolean back, int sequence, int acknowledgment, int hops, int ipId) {
        int header = ipv6 ? 40 : 20;
        ByteBuffer made = ByteBuffer.allocate(header + 20);
        int addressLength = ipv6 ? 16 : 4;
        int source = ipv6 ? 8 : 12;
        if (ipv6) {
            made.putInt(0, 6 << 28).putShort(4, (short) 20).put(6, (byte) TCP).put(7, (byte) hops);
        } else {
            made.putShort(0, (short) 0x4500)
                    .putShort(2, (short) 40)
                    .putShort(4, (short) ipId)
                    .put(8, (byte) hops)
                    .put(9, (byte) TCP);
        }
        made.put(source, bytes.array(), back ? source + addressLength : source, addressLength);
        made.put(source + addressLength, bytes.array(), back ? source : source + addressLength, addressLength);
        made.putShort(header, (short) (back ? destinationPort() : sourcePort()))
                .putShort(header + 2, (short) (back ? sourcePort() : destinationPort()))
                .putInt(header + 4, sequence)
                .putInt(header + 8, acknowledgment)
                .put(header + 12, (byte) 0x50)
                .put(header + 13, (byte) (RST | ACK));
        if (!ipv6) {
            made.putShort(10, checksum(made, 0, header, 0));
        }
        int pseudo = TCP + 20;
        for (int i = source; i < source + 2 * addressLength; i += 2) {
            pseudo += made.getShort(i) & 0xffff;
        }
        made.putShort(header + 16, checksum(made, header, header + 20, pseudo));
        return made.array();
    }

    /** The Internet checksum (RFC 1071) of the bytes between, with {@code start} added. */
    private static short checksum(ByteBuffer buffer, int from, int to, int start) {
        int sum = start;
        for (int i = from; i < to; i += 2) {
            sum += buffer.getShort(i) & 0xffff;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
