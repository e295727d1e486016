package dev.hangup.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hangup.capture.Dissector;
import dev.hangup.capture.Packet;
import dev.hangup.capture.Segment;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Follower;
import java.util.ArrayList;
import java.util.List;

/** Any packets of any link type: they are dissected and followed, and what is said of them is in bounds. */
class PacketFuzzTest {
    private static final int LONGEST = 400;

    @FuzzTest(maxDuration = "10s")
    void anyPacketsAreFollowed(byte[] input) {
        List<Connection> connections = new ArrayList<>();
        Follower follower = new Follower(true, connections::add);
        Dissector dissector = new Dissector();
        Packet packet = new Packet();
        Segment segment = new Segment();
        packet.bytes = input;
        int at = 0;
        while (at + 3 < input.length) {
            // One byte each for the link type, the time that passes, and the length.
            packet.linkType = input[at] & 0xff;
            packet.timeNanos += (input[at + 1] & 0xffL) << (input[at + 1] & 31);
            packet.offset = at + 3;
            packet.capturedLength = Math.min(Math.min(input[at + 2] & 0xff, LONGEST), input.length - packet.offset);
            packet.originalLength = packet.capturedLength + (input[at + 1] & 1) * LONGEST;
            packet.frame++;
            at = packet.offset + packet.capturedLength;
            dissector.dissect(packet, segment);
            if (segment.kind == Segment.Kind.TCP) {
                int end = segment.payloadOffset + segment.payloadCaptured;
                if (segment.payloadOffset < packet.offset || end > at || segment.payloadLength < 0) {
                    throw new AssertionError("payload from " + segment.payloadOffset + " to " + end);
                }
            }
            follower.accept(segment);
        }
        follower.end();
        for (Connection connection : connections) {
            if (connection.exchanges().answered() > connection.exchanges().requests()
                    || connection.watchedUntilNanos() < connection.startNanos()) {
                throw new AssertionError("connection of frame " + connection.firstFrame());
            }
        }
    }
}
