package dev.hangup.capture;

import dev.hangup.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the readers and the dissector make of the bytes of a capture, kept as values that tests can compare. */
public final class Reading {
    private final List<CapturedPacket> packets = new ArrayList<>();
    private final List<Damage> damages = new ArrayList<>();
    private final Dissector dissector = new Dissector();

    /** One packet as a reader delivered it, and what the dissector told of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record CapturedPacket(
            long timeNanos,
            int linkType,
            byte[] bytes,
            int originalLength,
            long frame,
            long fileOffset,
            Dissected is) {}

    /** Everything that a segment tells, but for its place in the file. */
    record Dissected(
            Segment.Kind kind,
            Endpoint source,
            Endpoint destination,
            int sequence,
            int acknowledgment,
            int flags,
            int window,
            int payloadLength,
            String payload,
            int checksum,
            int timeToLive,
            int identification) {}

    /** Something that could not be read. */
    public record Damage(long offset, String what) {}

    private Reading() {}

    public static Reading of(byte[] file) {
        return of(new ByteArrayInputStream(file));
    }

    static Reading of(InputStream in) {
        Reading reading = new Reading();
        try {
            reading.read(new ByteSource(in));
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
        return reading;
    }

    private void read(ByteSource source) throws IOException {
        DamageListener listener = (offset, what) -> damages.add(new Damage(offset, what));
        if (!source.require(4)) {
            throw new IllegalArgumentException("not even four bytes");
        }
        PacketReader reader = PcapngReader.recognises(source.buffer(), source.position())
                ? new PcapngReader(source, listener)
                : PcapReader.open(source, listener);
        if (reader == null) {
            return;
        }
        Packet packet = new Packet();
        Segment segment = new Segment();
        while (reader.next(packet)) {
            dissector.dissect(packet, segment);
            packets.add(new CapturedPacket(
                    packet.timeNanos,
                    packet.linkType,
                    Arrays.copyOfRange(packet.bytes, packet.offset, packet.offset + packet.capturedLength),
                    packet.originalLength,
                    packet.frame,
                    packet.fileOffset,
                    dissected(segment)));
        }
    }

    /** Dissects one packet, captured whole. */
    static Segment segment(int linkType, byte[] bytes) {
        return segment(linkType, bytes, bytes.length);
    }

    /** Dissects one packet that had {@code original} bytes on the wire. */
    static Segment segment(int linkType, byte[] captured, int original) {
        Packet packet = new Packet();
        packet.bytes = captured;
        packet.capturedLength = captured.length;
        packet.originalLength = original;
        packet.linkType = linkType;
        Segment segment = new Segment();
        new Dissector().dissect(packet, segment);
        return segment;
    }

    static Dissected dissected(Segment segment) {
        if (segment.kind != Segment.Kind.TCP) {
            Endpoint nobody = new Endpoint(0, 0, 0);
            return new Dissected(segment.kind, nobody, nobody, 0, 0, 0, 0, 0, "", 0, 0, 0);
        }
        return new Dissected(
                segment.kind,
                source(segment),
                destination(segment),
                segment.sequence,
                segment.acknowledgment,
                segment.flags,
                segment.window,
                segment.payloadLength,
                payload(segment),
                segment.checksum,
                segment.ttl,
                segment.ipId);
    }

    static Endpoint source(Segment segment) {
        return new Endpoint(segment.sourceHigh, segment.sourceLow, segment.sourcePort);
    }

    static Endpoint destination(Segment segment) {
        return new Endpoint(segment.destinationHigh, segment.destinationLow, segment.destinationPort);
    }

    /** The captured payload, a char per byte. */
    static String payload(Segment segment) {
        return new String(
                segment.bytes,
                segment.payloadOffset,
                segment.payloadCaptured,
                java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    List<CapturedPacket> packets() {
        return packets;
    }

    List<Dissected> segments() {
        return packets.stream().map(CapturedPacket::is).toList();
    }

    List<Long> times() {
        return packets.stream().map(CapturedPacket::timeNanos).toList();
    }

    public List<Damage> damages() {
        return damages;
    }

    Dissector dissector() {
        return dissector;
    }
}
