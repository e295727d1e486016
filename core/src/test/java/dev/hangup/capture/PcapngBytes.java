package dev.hangup.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Builds a pcapng file for tests. */
public final class PcapngBytes {
    static final int IF_TSRESOL = 9;
    static final int IF_TSOFFSET = 14;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    private PcapngBytes() {}

    /** A file that begins with a section of this byte order. */
    public static PcapngBytes pcapng(ByteOrder order) {
        return new PcapngBytes().section(order);
    }

    public PcapngBytes section(ByteOrder sectionOrder) {
        order = sectionOrder;
        return block(
                0x0a0d0d0a,
                body(16).putInt(0x1a2b3c4d).putShort((short) 1).putLong(8, -1).array());
    }

    /** An interface that counts microseconds and captures whole packets. */
    public PcapngBytes captureOn(int linkType) {
        return captureOn(linkType, 0, new byte[0]);
    }

    public PcapngBytes captureOn(int linkType, int snapLength, byte[] options) {
        return block(
                1,
                body(8 + options.length)
                        .putShort((short) linkType)
                        .putShort((short) 0)
                        .putInt(snapLength)
                        .put(options)
                        .array());
    }

    /** An option in the byte order of the section; its value is padded. */
    public byte[] option(int code, byte... value) {
        return body(4 + (value.length + 3 & ~3))
                .putShort((short) code)
                .putShort((short) value.length)
                .put(value)
                .array();
    }

    public byte[] timeOffset(long seconds) {
        return option(IF_TSOFFSET, body(8).putLong(seconds).array());
    }

    /** An enhanced packet block. */
    public PcapngBytes packet(int interfaceNumber, long timeUnits, byte[] bytes) {
        return packet(interfaceNumber, timeUnits, bytes, bytes.length);
    }

    public PcapngBytes packet(int interfaceNumber, long timeUnits, byte[] captured, int original) {
        return block(
                6,
                body(20 + padded(captured.length))
                        .putInt(interfaceNumber)
                        .putInt((int) (timeUnits >>> 32))
                        .putInt((int) timeUnits)
                        .putInt(captured.length)
                        .putInt(original)
                        .put(captured)
                        .array());
    }

    public PcapngBytes simplePacket(byte[] captured, int original) {
        return block(
                3,
                body(4 + padded(captured.length)).putInt(original).put(captured).array());
    }

    public PcapngBytes obsoletePacket(int interfaceNumber, int drops, long timeUnits, byte[] captured) {
        return block(
                2,
                body(20 + padded(captured.length))
                        .putShort((short) interfaceNumber)
                        .putShort((short) drops)
                        .putInt((int) (timeUnits >>> 32))
                        .putInt((int) timeUnits)
                        .putInt(captured.length)
                        .putInt(captured.length)
                        .put(captured)
                        .array());
    }

    /** Any block; the body's length is a multiple of four. */
    public PcapngBytes block(int type, byte[] body) {
        int length = 12 + body.length;
        return block(type, length, body, length);
    }

    /** A block whose lengths may lie. */
    public PcapngBytes block(int type, int length, byte[] body, int trailingLength) {
        file.writeBytes(body(12 + body.length)
                .putInt(type)
                .putInt(length)
                .put(body)
                .putInt(trailingLength)
                .array());
        return this;
    }

    public PcapngBytes raw(byte... bytes) {
        file.writeBytes(bytes);
        return this;
    }

    /** An empty block body in the byte order of the section. */
    public ByteBuffer body(int length) {
        return ByteBuffer.allocate(length).order(order);
    }

    /** The length of the file so far: where the next block begins. */
    public int size() {
        return file.size();
    }

    public byte[] build() {
        return file.toByteArray();
    }

    private static int padded(int length) {
        return length + 3 & ~3;
    }
}
