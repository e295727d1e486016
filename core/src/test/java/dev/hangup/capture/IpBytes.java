package dev.hangup.capture;

import dev.hangup.Endpoint;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Builds the bytes of an IPv4 or IPv6 packet for tests around what it carries. */
public final class IpBytes {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV6 = 58;

    private final boolean v6;
    private final String source;
    private final String destination;
    private int protocol = TCP;
    private byte[] carried = {};
    private int timeToLive = 64;
    private int identification;
    private int fragmentField;
    private int statedLength = -1;
    private byte[] options = {};
    private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();
    private int firstHeader = -1;
    private int lastExtensionAt = -1;

    private IpBytes(boolean v6, String source, String destination) {
        this.v6 = v6;
        this.source = source;
        this.destination = destination;
    }

    public static IpBytes ipv4(String source, String destination) {
        return new IpBytes(false, source, destination);
    }

    public static IpBytes ipv6(String source, String destination) {
        return new IpBytes(true, source, destination);
    }

    public IpBytes carrying(TcpBytes tcp) {
        return carrying(TCP, tcp.build());
    }

    public IpBytes carrying(int protocolNumber, byte[] bytes) {
        protocol = protocolNumber;
        carried = bytes;
        return this;
    }

    /** IPv4 time to live or IPv6 hop limit. */
    public IpBytes timeToLive(int hops) {
        timeToLive = hops;
        return this;
    }

    public IpBytes identification(int number) {
        identification = number;
        return this;
    }

    /** IPv4 only: {@code offset} in bytes. For IPv6 a fragment header is an extension. */
    public IpBytes fragment(int offset, boolean more) {
        fragmentField = offset / 8 | (more ? 0x2000 : 0);
        return this;
    }

    /** IPv4 only; a multiple of four bytes. */
    public IpBytes options(byte[] bytes) {
        options = bytes;
        return this;
    }

    /** The length field, where it is to be another than it is: total length for IPv4, payload length for IPv6. */
    public IpBytes statedLength(int length) {
        statedLength = length;
        return this;
    }

    /** IPv6 only: an extension header; {@code afterNextHeader} are its bytes but for the first. */
    public IpBytes extension(int type, byte[] afterNextHeader) {
        if (lastExtensionAt < 0) {
            firstHeader = type;
        }
        byte[] sofar = extensions.toByteArray();
        extensions.reset();
        if (lastExtensionAt >= 0) {
            sofar[lastExtensionAt] = (byte) type;
        }
        lastExtensionAt = sofar.length;
        extensions.writeBytes(sofar);
        extensions.write(0);
        extensions.writeBytes(afterNextHeader);
        return this;
    }

    public byte[] build() {
        return v6 ? buildIpv6() : buildIpv4();
    }

    private byte[] buildIpv4() {
        int header = 20 + options.length;
        int total = statedLength < 0 ? header + carried.length : statedLength;
        return ByteBuffer.allocate(header + carried.length)
                .put((byte) (0x40 | header / 4))
                .put((byte) 0)
                .putShort((short) total)
                .putShort((short) identification)
                .putShort((short) fragmentField)
                .put((byte) timeToLive)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt((int) Endpoint.ofLiteral(source, 0).low())
                .putInt((int) Endpoint.ofLiteral(destination, 0).low())
                .put(options)
                .put(carried)
                .array();
    }

    private byte[] buildIpv6() {
        byte[] between = extensions.toByteArray();
        if (lastExtensionAt >= 0) {
            between[lastExtensionAt] = (byte) protocol;
        }
        Endpoint from = Endpoint.ofLiteral(source, 0);
        Endpoint to = Endpoint.ofLiteral(destination, 0);
        int length = statedLength < 0 ? between.length + carried.length : statedLength;
        return ByteBuffer.allocate(40 + between.length + carried.length)
                .putInt(0x6000_0000)
                .putShort((short) length)
                .put((byte) (lastExtensionAt < 0 ? protocol : firstHeader))
                .put((byte) timeToLive)
                .putLong(from.high())
                .putLong(from.low())
                .putLong(to.high())
                .putLong(to.low())
                .put(between)
                .put(carried)
                .array();
    }
}
