package dev.hangup.evidence;

import dev.hangup.capture.Dissector;
import dev.hangup.capture.Packet;
import dev.hangup.capture.PacketReader;
import dev.hangup.capture.Segment;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads a capture once more for the payload of some frames. Only for users who ask to see payload. */
public final class PayloadExcerpts {
    private static final int LONGEST = 256;

    private PayloadExcerpts() {}

    /**
     * The beginning of the payload of those of {@code frames} that have any, in printable ASCII with the rest escaped.
     *
     * @throws IOException when the capture cannot be read
     */
    public static Map<Long, String> of(InputStream in, Set<Long> frames) throws IOException {
        Map<Long, String> excerpts = new TreeMap<>();
        PacketReader reader = new Unpacked(in).openQuietly();
        Packet packet = new Packet();
        Segment segment = new Segment();
        Dissector dissector = new Dissector();
        while (reader != null && excerpts.size() < frames.size() && reader.next(packet)) {
            if (frames.contains(packet.frame)) {
                dissector.dissect(packet, segment);
                excerpts.put(packet.frame, segment.kind == Segment.Kind.TCP ? printable(segment) : "");
            }
        }
        excerpts.values().removeIf(String::isEmpty);
        return excerpts;
    }

    private static String printable(Segment segment) {
        StringBuilder text = new StringBuilder();
        int length = Math.min(segment.payloadCaptured, LONGEST);
        for (int i = 0; i < length; i++) {
            byte octet = segment.bytes[segment.payloadOffset + i];
            switch (octet) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (octet >= ' ' && octet < 0x7f) {
                        text.append((char) octet);
                    } else {
                        text.append(String.format("\\x%02x", octet & 0xff));
                    }
                }
            }
        }
        return length < segment.payloadLength ? text + "..." : text.toString();
    }
}
