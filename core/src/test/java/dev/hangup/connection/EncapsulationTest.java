package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.capture.ByteSource;
import dev.hangup.capture.PacketReader;
import dev.hangup.capture.PcapReader;
import dev.hangup.capture.Segment;
import dev.hangup.capture.SegmentBatch;
import dev.hangup.capture.SegmentStream;
import dev.hangup.capture.Tunnel;
import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A connection in a tunnel is followed as any other, and the tunnel is known. */
class EncapsulationTest {
    private static final Path BASE = Path.of(System.getProperty("basedir", "."));
    private static final Endpoint HERE = Endpoint.ofLiteral("192.168.0.1", 0);
    private static final Endpoint THERE = Endpoint.ofLiteral("192.168.0.2", 0);
    private static final Encapsulation VXLAN = new Encapsulation(Tunnel.VXLAN, HERE, THERE);

    private static Script exchange() {
        Script script = Script.atClient();
        script.talk().handshake().exchange(Http.get("/"), Http.ok("hello")).closeByServer();
        return script;
    }

    /** {@code segment} on its way between the two hosts. */
    private static Segment inside(Segment segment) {
        boolean toServer = segment.destinationPort == Script.SERVER.port();
        segment.tunnel = Tunnel.VXLAN;
        segment.tunnelSourceLow = (toServer ? HERE : THERE).low();
        segment.tunnelDestinationLow = (toServer ? THERE : HERE).low();
        return segment;
    }

    private static Connection only(List<Segment> segments) {
        List<Connection> connections = Followed.of(segments).connections();
        assertThat(connections).hasSize(1);
        return connections.get(0);
    }

    @Test
    void tunnelOfAConnectionIsKnownWithItsEnds() {
        List<Segment> segments = exchange().segments();
        segments.forEach(EncapsulationTest::inside);

        assertThat(only(segments).encapsulation()).isEqualTo(VXLAN);
        assertThat(VXLAN).hasToString("VXLAN 192.168.0.1 -> 192.168.0.2");
    }

    @Test
    void connectionOutsideOfTunnelsHasNone() {
        assertThat(only(exchange().segments()).encapsulation()).isNull();
    }

    /** Its first packet comes from the server, and only a request tells which end that is. */
    @Test
    void endsAreThoseOfClientAndServerWhoeverSpeaksFirst() {
        Endpoint client = new Endpoint(0, Endpoint.ofLiteral("10.0.0.7", 0).low(), 70);
        Script script = Script.atClient();
        Talk talk = script.talk(client, Script.SERVER).handshake();
        talk.exchange(Http.get("/"), Http.ok("hello"));
        List<Segment> all = script.segments();
        for (int missed = 1; missed < all.size() - 1; missed++) {
            List<Segment> segments = script.segments().subList(missed, all.size());
            segments.forEach(EncapsulationTest::inside);
            Connection connection = only(segments);

            boolean isRight = connection.client().endpoint().equals(client);
            assertThat(connection.encapsulation()).isEqualTo(isRight ? VXLAN : VXLAN.reversed());
        }
    }

    /**
     * As {@code tcpdump -i any} of a container host sees them: on the interface of the container, a hop farther on the
     * bridge, and in the tunnel on the network card.
     */
    @Test
    void packetsSeenInsideAndOutsideOfATunnelAreOnePacketWithCopies() {
        Script script = exchange();
        List<Segment> segments = new ArrayList<>();
        List<Segment> first = script.segments();
        List<Segment> second = script.segments();
        List<Segment> third = script.segments();
        for (int i = 0; i < first.size(); i++) {
            second.get(i).timeNanos += 9_000;
            second.get(i).ttl--;
            third.get(i).timeNanos += 50_000;
            third.get(i).ttl--;
            segments.addAll(List.of(first.get(i), second.get(i), inside(third.get(i))));
        }
        Connection connection = only(segments);

        assertThat(connection.packets()).isEqualTo(3L * first.size());
        assertThat(connection.syns()).isEqualTo(1);
        assertThat(connection.synAcks()).isEqualTo(1);
        assertThat(connection.client().retransmissions()).isZero();
        assertThat(connection.server().retransmissions()).isZero();
        assertThat(connection.exchanges().requests()).isEqualTo(1);
        assertThat(connection.exchanges().answered()).isEqualTo(1);
        assertThat(connection.encapsulation()).isNull();
    }

    /** What was asleep wakes up in a tunnel that its next packet tells. */
    @Test
    void tunnelIsKnownAgainAfterALongSilence() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(Duration.ofMinutes(5));
        script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(Duration.ofMinutes(5));
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();
        List<Segment> segments = script.segments();
        segments.forEach(EncapsulationTest::inside);
        List<Connection> sink = new ArrayList<>();
        Follower follower = new Follower(false, sink::add);
        segments.forEach(follower::accept);
        follower.end();

        assertThat(sink).hasSize(1);
        assertThat(sink.get(0).encapsulation()).isEqualTo(VXLAN);
    }

    private static List<Connection> read(Path capture) throws IOException {
        List<Connection> connections = new ArrayList<>();
        Follower follower = new Follower(true, connections::add);
        try (InputStream in = Files.newInputStream(capture)) {
            ByteSource source = new ByteSource(in);
            PacketReader reader = Objects.requireNonNull(PcapReader.open(source, (offset, what) -> {}));
            try (SegmentStream stream = new SegmentStream(source, reader, false)) {
                for (SegmentBatch batch = stream.next(); batch != null; batch = stream.next()) {
                    for (int i = 0; i < batch.size(); i++) {
                        follower.accept(batch.get(i));
                    }
                }
            }
        }
        follower.end();
        connections.sort(Comparator.comparingLong(Connection::firstFrame));
        return connections;
    }

    /** On the host of a pod: as large as the host sends them on one interface, cut to size in the tunnel on another. */
    @Test
    void realPacketsCutOtherwiseInsideTheTunnelAreNoRetransmissions() throws IOException {
        List<Connection> connections = read(BASE.resolve("../cases/keepalive-race-vxlan/any.pcap"));

        assertThat(connections).hasSize(6);
        assertThat(connections).allSatisfy(connection -> {
            assertThat(connection.client().retransmissions()).isZero();
            assertThat(connection.server().retransmissions()).isZero();
            assertThat(connection.client().holeBytes()).isZero();
            assertThat(connection.server().holeBytes()).isZero();
        });
    }

    @Test
    void realTunnelsOfSeveralKindsAreKnown() throws IOException {
        List<Connection> connections = read(BASE.resolve("src/test/resources/captures/five-tunnels.pcap"));

        assertThat(connections)
                .extracting(connection -> connection.encapsulation() + ", "
                        + connection.exchanges().answered() + " answered")
                .containsExactly(
                        "IP-in-IP 192.168.77.1 -> 192.168.77.2, 1 answered",
                        "GRE 192.168.77.1 -> 192.168.77.2, 1 answered",
                        "Geneve 192.168.77.1 -> 192.168.77.2, 1 answered",
                        "IPv6-in-IP 192.168.77.1 -> 192.168.77.2, 1 answered",
                        "GTP-U 192.168.77.1 -> 192.168.77.2, 1 answered",
                        "GRE 192.168.77.1 -> 192.168.77.2, 0 answered");
    }
}
