package dev.hangup.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds the bytes of a TCP segment for tests; what is not said is zero or empty. */
public final class TcpBytes {
    private final int sourcePort;
    private final int destinationPort;
    private int sequence;
    private int acknowledgment;
    private int flags;
    private int window;
    private int checksum;
    private int dataOffset = -1;
    private byte[] options = {};
    private byte[] payload = {};

    private TcpBytes(int sourcePort, int destinationPort) {
        this.sourcePort = sourcePort;
        this.destinationPort = destinationPort;
    }

    public static TcpBytes tcp(int sourcePort, int destinationPort) {
        return new TcpBytes(sourcePort, destinationPort);
    }

    public TcpBytes flags(int bits) {
        flags = bits;
        return this;
    }

    public TcpBytes sequence(int number) {
        sequence = number;
        return this;
    }

    public TcpBytes acknowledgment(int number) {
        acknowledgment = number;
        return this;
    }

    public TcpBytes window(int size) {
        window = size;
        return this;
    }

    public TcpBytes checksum(int sum) {
        checksum = sum;
        return this;
    }

    /** Options, their length a multiple of four. */
    public TcpBytes options(int... bytes) {
        options = bytes(bytes);
        return this;
    }

    public TcpBytes payload(String text) {
        return payload(text.getBytes(StandardCharsets.US_ASCII));
    }

    public TcpBytes payload(byte[] bytes) {
        payload = bytes;
        return this;
    }

    /** The header length in 32-bit words, where it is to be another than it is. */
    public TcpBytes dataOffset(int words) {
        dataOffset = words;
        return this;
    }

    public byte[] build() {
        int words = dataOffset < 0 ? 5 + options.length / 4 : dataOffset;
        return ByteBuffer.allocate(20 + options.length + payload.length)
                .putShort((short) sourcePort)
                .putShort((short) destinationPort)
                .putInt(sequence)
                .putInt(acknowledgment)
                .put((byte) (words << 4))
                .put((byte) flags)
                .putShort((short) window)
                .putShort((short) checksum)
                .putShort((short) 0)
                .put(options)
                .put(payload)
                .array();
    }

    /** Bytes from numbers of 0 to 255. */
    public static byte[] bytes(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }
}
