package dev.hangup.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Builds a pcap file for tests. */
public final class PcapBytes {
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final ByteOrder order;
    private final boolean nanos;

    private PcapBytes(ByteOrder order, boolean nanos, int linkType) {
        this.order = order;
        this.nanos = nanos;
        file.writeBytes(ByteBuffer.allocate(24)
                .order(order)
                .putInt(nanos ? 0xa1b23c4d : 0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(262_144)
                .putInt(linkType)
                .array());
    }

    /** A file as tcpdump writes it today: little-endian, microseconds, Ethernet. */
    public static PcapBytes pcap() {
        return pcap(ByteOrder.LITTLE_ENDIAN, false, Frames.ETHERNET);
    }

    public static PcapBytes pcap(ByteOrder order, boolean nanos, int linkType) {
        return new PcapBytes(order, nanos, linkType);
    }

    public PcapBytes packet(long timeNanos, byte[] bytes) {
        return packet(timeNanos, bytes, bytes.length);
    }

    /** A packet of which {@code captured} was captured and that had {@code original} bytes on the wire. */
    public PcapBytes packet(long timeNanos, byte[] captured, int original) {
        long fraction = timeNanos % 1_000_000_000L / (nanos ? 1 : 1000);
        return record(timeNanos / 1_000_000_000L, fraction, captured.length, original, captured);
    }

    /** A record that may lie about everything. */
    public PcapBytes record(long seconds, long fraction, long captured, long original, byte[] bytes) {
        file.writeBytes(ByteBuffer.allocate(16 + bytes.length)
                .order(order)
                .putInt((int) seconds)
                .putInt((int) fraction)
                .putInt((int) captured)
                .putInt((int) original)
                .put(bytes)
                .array());
        return this;
    }

    public PcapBytes raw(byte... bytes) {
        file.writeBytes(bytes);
        return this;
    }

    /** The length of the file so far: where the next record begins. */
    public int size() {
        return file.size();
    }

    public byte[] build() {
        return file.toByteArray();
    }
}
