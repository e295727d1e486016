package dev.hangup.cli;

import dev.hangup.Endpoint;
import dev.hangup.capture.Dissector;
import dev.hangup.capture.Packet;
import dev.hangup.capture.PacketReader;
import dev.hangup.capture.Segment;
import dev.hangup.connection.Connection;
import dev.hangup.diagnosis.Joint;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.Unpacked;
import dev.hangup.report.CaptureSummary;
import dev.hangup.report.FrameComments;
import dev.hangup.report.PcapngWriter;
import dev.hangup.report.Report;
import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The failed connections as a capture of their own, with the verdicts as packet comments. What was judged is remembered
 * while the captures are read; they are read once more to copy its packets.
 */
final class WiresharkFile implements Consumer<Verdict> {
    /** More connections nobody looks at one by one. */
    static final int MOST = 10_000;

    private final Map<String, Map<Pair, List<Kept>>> byCapture = new HashMap<>();
    private int kept;
    private long left;

    /** The two ends of a connection, whoever sends. */
    private record Pair(Endpoint one, Endpoint other) {
        static Pair of(Endpoint one, Endpoint other) {
            return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
        }
    }

    /** A connection: its frames and what to say about them. */
    private record Kept(long firstFrame, long lastFrame, Map<Long, String> comments) {}

    @Override
    public void accept(Verdict verdict) {
        if (!verdict.isFailure()) {
            return;
        }
        if (kept == MOST) {
            left++;
            return;
        }
        kept++;
        Connection connection = verdict.connection();
        Pair pair = Pair.of(connection.client().endpoint(), connection.server().endpoint());
        keep(
                verdict.capture(),
                pair,
                new Kept(connection.firstFrame(), connection.lastFrame(), FrameComments.of(verdict)));
        Joint joint = verdict.joint();
        for (Joint.View view : joint == null ? List.<Joint.View>of() : joint.views()) {
            keep(
                    view.capture(),
                    Pair.of(view.client(), view.server()),
                    new Kept(view.firstFrame(), view.lastFrame(), Map.of()));
        }
    }

    private void keep(String capture, Pair pair, Kept connection) {
        byCapture
                .computeIfAbsent(capture, first -> new HashMap<>())
                .computeIfAbsent(pair, first -> new ArrayList<>(1))
                .add(connection);
    }

    /** How many failed connections are not in the file, as it has {@value #MOST} already. */
    long left() {
        return left;
    }

    /**
     * Writes {@code file}.
     *
     * @return how many packets there are in it
     * @throws IOException when a capture cannot be read again, or the file cannot be written
     */
    long write(Path file, Report report) throws IOException {
        long packets = 0;
        try (PcapngWriter out = new PcapngWriter(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (CaptureSummary capture : report.captures()) {
                Map<Pair, List<Kept>> pairs = byCapture.getOrDefault(capture.name(), Map.of());
                for (CaptureSummary.Part part : pairs.isEmpty() ? List.<CaptureSummary.Part>of() : capture.parts()) {
                    packets += copy(part, pairs, out);
                }
            }
        }
        return packets;
    }

    private static long copy(CaptureSummary.Part part, Map<Pair, List<Kept>> pairs, PcapngWriter out)
            throws IOException {
        long packets = 0;
        Packet packet = new Packet();
        Segment segment = new Segment();
        Dissector dissector = new Dissector();
        try (InputStream in = new FileInputStream(part.name())) {
            PacketReader reader = new Unpacked(in).openQuietly();
            while (reader != null && reader.next(packet)) {
                dissector.dissect(packet, segment);
                long frame = part.firstFrame() - 1 + packet.frame;
                Kept connection = find(pairs, segment, frame);
                if (connection != null) {
                    packets++;
                    out.write(
                            packet.linkType,
                            packet.timeNanos,
                            packet.bytes,
                            packet.offset,
                            packet.capturedLength,
                            packet.originalLength,
                            connection.comments().getOrDefault(frame, ""));
                }
            }
        }
        return packets;
    }

    private static @Nullable Kept find(Map<Pair, List<Kept>> pairs, Segment segment, long frame) {
        if (segment.kind != Segment.Kind.TCP && segment.kind != Segment.Kind.ICMP_ERROR) {
            return null;
        }
        Endpoint source = new Endpoint(segment.sourceHigh, segment.sourceLow, segment.sourcePort);
        Endpoint destination = new Endpoint(segment.destinationHigh, segment.destinationLow, segment.destinationPort);
        for (Kept connection : pairs.getOrDefault(Pair.of(source, destination), List.of())) {
            if (frame >= connection.firstFrame() && frame <= connection.lastFrame()) {
                return connection;
            }
        }
        return null;
    }
}
