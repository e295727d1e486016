package dev.hangup.bench;

import dev.hangup.capture.Packet;
import dev.hangup.capture.PacketReader;
import dev.hangup.capture.Segment;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Follower;
import dev.hangup.evidence.Unpacked;
import java.io.IOException;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A whole capture through one stage or the first few, on one thread, under the launcher's options. The counter
 * {@code items} is what counts: packets a second, for {@code judge} connections a second.
 */
public class Stages extends UnderLauncherOptions {
    /** How many packets or connections went through. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Count {
        /** Packets; for {@code judge} connections. */
        public long items;
    }

    /** Finding the packets in the bytes. */
    @Benchmark
    public void read(Capture capture, Count count, Blackhole hole) throws IOException {
        Packet packet = new Packet();
        Unpacked unpacked = capture.unpacked();
        PacketReader reader = capture.reader(unpacked);
        while (reader.next(packet)) {
            hole.consume(packet.timeNanos);
            count.items++;
        }
    }

    /** The same, and dissecting them down to TCP. */
    @Benchmark
    public void decode(Capture capture, Count count, Blackhole hole) throws IOException {
        dissect(capture, segment -> {}, count, hole);
    }

    /** The same, and reading the HTTP headers that lie whole in a segment: all that the reading thread does. */
    @Benchmark
    public void preview(Capture capture, Count count, Blackhole hole) throws IOException {
        dissect(capture, Follower::lookAhead, count, hole);
    }

    private static void dissect(Capture capture, Consumer<Segment> lookAhead, Count count, Blackhole hole)
            throws IOException {
        capture.forEachSegment(lookAhead, segment -> {
            hole.consume(segment.sequence);
            count.items++;
        });
    }

    /** Following the connections of segments that are there already: look-up, sequence space, messages, populations. */
    @Benchmark
    public void follow(Capture capture, Count count, Blackhole hole) {
        Follower follower = new Follower(false, hole::consume);
        capture.segments().forEach(follower::accept);
        follower.end();
        count.items += capture.segments().size();
    }

    /** Judging the connections that concern the judge. */
    @Benchmark
    public void judge(Trouble trouble, Count count, Blackhole hole) {
        for (Connection connection : trouble.found.connections()) {
            hole.consume(trouble.found.judge().judge(connection));
        }
        count.items += trouble.found.connections().size();
    }

    /** What was found in the capture. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Trouble {
        Capture.Trouble found;

        /** Follows the capture. */
        @Setup
        public void follow(Capture capture) {
            found = capture.trouble();
        }
    }
}
