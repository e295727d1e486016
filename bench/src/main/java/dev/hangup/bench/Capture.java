package dev.hangup.bench;

import dev.hangup.capture.PacketReader;
import dev.hangup.capture.Segment;
import dev.hangup.capture.SegmentBatch;
import dev.hangup.capture.SegmentStream;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Follower;
import dev.hangup.diagnosis.Judge;
import dev.hangup.diagnosis.Surroundings;
import dev.hangup.evidence.Unpacked;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A capture in memory, and what each stage makes of it: the input of the next one. */
@State(Scope.Benchmark)
public class Capture {
    /** The capture file; bench/README.md says how to make one. */
    @Param("small.pcap")
    public String file = "";

    byte[] bytes = new byte[0];
    List<Segment> segments = List.of();

    /** Reads the file, and its segments. */
    @Setup
    public void read() throws IOException {
        bytes = Files.readAllBytes(Path.of(file));
        List<Segment> read = new ArrayList<>();
        forEachSegment(segment -> {}, segment -> read.add(copy(segment)));
        segments = read;
    }

    /** The segments. */
    public List<Segment> segments() {
        return segments;
    }

    PacketReader reader(Unpacked unpacked) throws IOException {
        PacketReader reader = unpacked.open((offset, what) -> {
            throw new IllegalStateException(file + ", byte " + offset + ": " + what);
        });
        if (reader == null) {
            throw new IllegalArgumentException(file + " is no capture");
        }
        return reader;
    }

    Unpacked unpacked() throws IOException {
        return new Unpacked(new ByteArrayInputStream(bytes));
    }

    /** Reads and dissects on this thread, and does what is done before a connection is known. */
    final void forEachSegment(Consumer<Segment> lookAhead, Consumer<Segment> action) throws IOException {
        Unpacked unpacked = unpacked();
        try (SegmentStream stream = new SegmentStream(unpacked.source(), reader(unpacked), false, lookAhead)) {
            for (SegmentBatch batch = stream.next(); batch != null; batch = stream.next()) {
                for (int i = 0; i < batch.size(); i++) {
                    action.accept(batch.get(i));
                }
            }
        }
    }

    /** The connections that concern the judge, and the judge. */
    Trouble trouble() {
        List<Connection> connections = new ArrayList<>();
        Follower follower = new Follower(false, connections::add);
        segments.forEach(follower::accept);
        follower.end();
        connections.sort(Comparator.comparingLong(Connection::firstFrame));
        return new Trouble(
                connections,
                new Judge(file, new Surroundings(follower.vantage(), follower.populations(), connections)));
    }

    /** Connections to be judged, and who does it. */
    record Trouble(List<Connection> connections, Judge judge) {}

    private static Segment copy(Segment from) {
        Segment to = new Segment();
        try {
            for (Field field : Segment.class.getFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.set(to, field.get(from));
                }
            }
        } catch (IllegalAccessException notPublic) {
            throw new IllegalStateException(notPublic);
        }
        // The window is reused; of a payload the beginning is enough for what is read in it.
        to.bytes = Arrays.copyOfRange(from.bytes, from.payloadOffset, from.payloadOffset + from.payloadCaptured);
        to.payloadOffset = 0;
        Follower.lookAhead(to);
        return to;
    }
}
