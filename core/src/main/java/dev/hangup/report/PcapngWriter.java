package dev.hangup.report;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes packets as pcapng (draft-ietf-opsawg-pcapng), with comments that Wireshark shows: one little-endian section, one
 * interface for each link type, times in nanoseconds.
 */
public final class PcapngWriter implements Closeable {
    private static final int SECTION_HEADER = 0x0a0d0d0a;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final short OPTION_COMMENT = 1;
    private static final short OPTION_TIME_RESOLUTION = 9;
    private static final short OPTION_APPLICATION = 4;
    private static final byte NANOSECONDS = 9;
    /** Type, length, and length again. */
    private static final int AROUND_BODY = 12;

    private static final int MOST_OPTION_BYTES = 0xffff;

    private final OutputStream out;
    private final Map<Integer, Integer> interfaces = new LinkedHashMap<>();

    /**
     * Begins to write.
     *
     * @throws IOException when {@code out} cannot be written to
     */
    public PcapngWriter(OutputStream out) throws IOException {
        this.out = out;
        byte[] application = option(OPTION_APPLICATION, "hangup".getBytes(StandardCharsets.UTF_8));
        ByteBuffer body = little(new byte[16 + application.length + 4]);
        body.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
        body.put(application).putInt(0);
        block(SECTION_HEADER, body);
    }

    /**
     * Writes a packet.
     *
     * @param linkType number of the tcpdump LINKTYPE registry
     * @param timeNanos nanoseconds since 1970
     * @param originalLength its bytes on the wire
     * @param comment what Wireshark shall say about it; empty for nothing
     * @throws IOException when the output cannot be written to
     */
    public void write(
            int linkType, long timeNanos, byte[] bytes, int at, int captured, int originalLength, String comment)
            throws IOException {
        int number = interfaceOf(linkType);
        byte[] option =
                comment.isEmpty() ? new byte[0] : option(OPTION_COMMENT, comment.getBytes(StandardCharsets.UTF_8));
        int end = option.length == 0 ? 0 : 4;
        ByteBuffer body = little(new byte[20 + padded(captured) + option.length + end]);
        body.putInt(number).putInt((int) (timeNanos >>> 32)).putInt((int) timeNanos);
        body.putInt(captured).putInt(originalLength);
        body.put(bytes, at, captured).position(20 + padded(captured));
        body.put(option);
        block(ENHANCED_PACKET, body);
    }

    private int interfaceOf(int linkType) throws IOException {
        Integer known = interfaces.get(linkType);
        if (known != null) {
            return known;
        }
        byte[] resolution = option(OPTION_TIME_RESOLUTION, new byte[] {NANOSECONDS});
        ByteBuffer body = little(new byte[8 + resolution.length + 4]);
        body.putShort((short) linkType)
                .putShort((short) 0)
                .putInt(0)
                .put(resolution)
                .putInt(0);
        block(INTERFACE_DESCRIPTION, body);
        interfaces.put(linkType, interfaces.size());
        return interfaces.size() - 1;
    }

    private void block(int type, ByteBuffer body) throws IOException {
        int length = AROUND_BODY + body.capacity();
        byte[] block = new byte[length];
        little(block).putInt(type).putInt(length).put(body.clear()).putInt(length);
        out.write(block);
    }

    private static byte[] option(short code, byte[] value) {
        int length = Math.min(value.length, MOST_OPTION_BYTES);
        byte[] option = new byte[4 + padded(length)];
        little(option).putShort(code).putShort((short) length).put(value, 0, length);
        return option;
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
