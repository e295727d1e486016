package dev.hangup.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.UnaryOperator;

/** Rewrites the packets of a capture on BSD loopback, such as the third sample: little-endian, microseconds. */
final class LoopbackCapture {
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int LINK_HEADER = 4;
    private static final int IPV4_HEADER = 20;
    private static final int FAMILY_IPV6 = 24;

    private LoopbackCapture() {}

    /** The same conversation with a server on another port. */
    static byte[] withServerPort(byte[] capture, int from, int to) {
        return rewrite(capture, packet -> {
            ByteBuffer bytes = ByteBuffer.wrap(packet.clone());
            for (int at = LINK_HEADER + IPV4_HEADER; at < LINK_HEADER + IPV4_HEADER + 4; at += 2) {
                if (Short.toUnsignedInt(bytes.getShort(at)) == from) {
                    bytes.putShort(at, (short) to);
                }
            }
            return bytes.array();
        });
    }

    /** The same conversation between fd00::1 and fd00::2, whoever has the lower port being fd00::2. */
    static byte[] overIpv6(byte[] capture) {
        return rewrite(capture, packet -> {
            int segmentLength = packet.length - LINK_HEADER - IPV4_HEADER;
            ByteBuffer segment = ByteBuffer.wrap(packet, LINK_HEADER + IPV4_HEADER, segmentLength);
            int position = segment.position();
            boolean fromClient = Short.toUnsignedInt(segment.getShort(position))
                    > Short.toUnsignedInt(segment.getShort(position + 2));
            return ByteBuffer.allocate(LINK_HEADER + 40 + segmentLength)
                    .put(new byte[] {FAMILY_IPV6, 0, 0, 0})
                    .putInt(6 << 28)
                    .putShort((short) segmentLength)
                    .put((byte) 6)
                    .put((byte) 64)
                    .putLong(0xfd00L << 48)
                    .putLong(fromClient ? 1 : 2)
                    .putLong(0xfd00L << 48)
                    .putLong(fromClient ? 2 : 1)
                    .put(segment)
                    .array();
        });
    }

    private static byte[] rewrite(byte[] capture, UnaryOperator<byte[]> change) {
        ByteBuffer in = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(capture, 0, FILE_HEADER);
        int at = FILE_HEADER;
        while (at < capture.length) {
            byte[] packet = new byte[in.getInt(at + 8)];
            in.get(at + RECORD_HEADER, packet);
            byte[] changed = change.apply(packet);
            out.writeBytes(ByteBuffer.allocate(RECORD_HEADER)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(in.getInt(at))
                    .putInt(in.getInt(at + 4))
                    .putInt(changed.length)
                    .putInt(changed.length)
                    .array());
            out.writeBytes(changed);
            at += RECORD_HEADER + packet.length;
        }
        return out.toByteArray();
    }
}
