package dev.hangup.capture;

import static dev.hangup.capture.Frames.ETHERNET;
import static dev.hangup.capture.Frames.QINQ;
import static dev.hangup.capture.Frames.QINQ_OLD;
import static dev.hangup.capture.Frames.VLAN;
import static dev.hangup.capture.IpBytes.ipv4;
import static dev.hangup.capture.IpBytes.ipv6;
import static dev.hangup.capture.TcpBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.TcpFlags;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkLayerTest {
    private static final TcpBytes HELLO = tcp(40000, 80).flags(TcpFlags.ACK).payload("hello");
    private static final byte[] IPV4 =
            ipv4("10.1.1.2", "10.1.2.2").carrying(HELLO).build();
    private static final byte[] IPV6 =
            ipv6("2001:db8::1", "2001:db8::2").carrying(HELLO).build();

    static Stream<Arguments> links() {
        return Stream.of(IPV4, IPV6)
                .flatMap(ip -> Stream.of(
                        Arguments.of("Ethernet", ETHERNET, Frames.ethernet(ip)),
                        Arguments.of("VLAN", ETHERNET, Frames.ethernet(ip, VLAN)),
                        Arguments.of("QinQ", ETHERNET, Frames.ethernet(ip, QINQ, VLAN)),
                        Arguments.of("old QinQ", ETHERNET, Frames.ethernet(ip, QINQ_OLD, VLAN)),
                        Arguments.of("three tags", ETHERNET, Frames.ethernet(ip, QINQ, VLAN, VLAN)),
                        Arguments.of("Linux cooked", Frames.LINUX_COOKED, Frames.linuxCooked(ip)),
                        Arguments.of("Linux cooked v2", Frames.LINUX_COOKED_V2, Frames.linuxCookedV2(ip)),
                        Arguments.of("raw", Frames.RAW, ip),
                        Arguments.of("raw of BSD", Frames.RAW_BSD, ip),
                        Arguments.of("raw of OpenBSD", Frames.RAW_OPENBSD, ip)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("links")
    void segmentIsFoundBehindTheLinkLayer(String name, int linkType, byte[] packet) {
        Segment segment = Reading.segment(linkType, packet);

        assertThat(segment.kind).isEqualTo(Segment.Kind.TCP);
        assertThat(segment.payloadLength).isEqualTo(5);
        assertThat(Reading.payload(segment)).isEqualTo("hello");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("links")
    void packetCutAnywhereIsReadOrLeftAlone(String name, int linkType, byte[] packet) {
        int whole = packet.length;
        for (int length = 0; length < whole; length++) {
            Segment segment = Reading.segment(linkType, Arrays.copyOf(packet, length), whole);

            boolean hasTcpHeader = length >= whole - "hello".length();
            assertThat(segment.kind).isEqualTo(hasTcpHeader ? Segment.Kind.TCP : Segment.Kind.OTHER);
            if (hasTcpHeader) {
                assertThat(segment.payloadLength).isEqualTo(5);
                assertThat(segment.payloadCaptured).isEqualTo(length - (whole - 5));
            }
        }
    }

    @Test
    void rawIpOfOneVersionIsRead() {
        assertThat(Reading.segment(Frames.IPV4, IPV4).kind).isEqualTo(Segment.Kind.TCP);
        assertThat(Reading.segment(Frames.IPV6, IPV6).kind).isEqualTo(Segment.Kind.TCP);
    }

    static Stream<Arguments> families() {
        return Stream.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)
                .flatMap(order -> Stream.of(
                        Arguments.of(2, order, IPV4),
                        Arguments.of(10, order, IPV6),
                        Arguments.of(24, order, IPV6),
                        Arguments.of(28, order, IPV6),
                        Arguments.of(30, order, IPV6)));
    }

    /** The family stands in the byte order of the host that captured, and each system numbers IPv6 differently. */
    @ParameterizedTest(name = "family {0}, {1}")
    @MethodSource("families")
    void bsdLoopbackIsReadInBothByteOrders(int family, ByteOrder order, byte[] ip) {
        byte[] packet = Frames.bsdLoopback(ip, family, order);

        for (int linkType : List.of(Frames.NULL, Frames.LOOP)) {
            Segment segment = Reading.segment(linkType, packet);
            assertThat(segment.kind).isEqualTo(Segment.Kind.TCP);
            assertThat(Reading.payload(segment)).isEqualTo("hello");
        }
    }

    @Test
    void addressesOfBothVersionsAreRead() {
        Segment four = Reading.segment(Frames.RAW, IPV4);
        assertThat(Reading.source(four)).isEqualTo(Endpoint.ofLiteral("10.1.1.2", 40000));
        assertThat(Reading.destination(four)).isEqualTo(Endpoint.ofLiteral("10.1.2.2", 80));

        Segment six = Reading.segment(Frames.RAW, IPV6);
        assertThat(Reading.source(six)).isEqualTo(Endpoint.ofLiteral("2001:db8::1", 40000));
        assertThat(Reading.destination(six)).isEqualTo(Endpoint.ofLiteral("2001:db8::2", 80));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5, 7, 8, 13, 15})
    void rawPacketsOfOtherVersionsAreNoIp(int version) {
        byte[] packet = IPV4.clone();
        packet[0] = (byte) (version << 4 | 5);

        assertThat(Reading.segment(Frames.RAW, packet).kind).isEqualTo(Segment.Kind.OTHER);
        assertThat(Reading.segment(Frames.NULL, Frames.bsdLoopback(packet, 2, ByteOrder.BIG_ENDIAN)).kind)
                .isEqualTo(Segment.Kind.OTHER);
    }

    @Test
    void otherEtherTypesAreLeftAloneEvenIfTheyLookLikeIp() {
        byte[] arp = Frames.ethernet(IPV4);
        arp[13] = 6;

        assertThat(Reading.segment(ETHERNET, arp).kind).isEqualTo(Segment.Kind.OTHER);
    }

    @Test
    void unknownLinkTypesAreCounted() {
        Reading reading = Reading.of(PcapBytes.pcap(ByteOrder.BIG_ENDIAN, true, 195)
                .packet(1, IPV4)
                .packet(2, IPV4)
                .build());

        assertThat(reading.packets()).hasSize(2);
        assertThat(reading.dissector().unknownLinkPackets()).isEqualTo(2);
        assertThat(reading.dissector().unknownLinkType()).isEqualTo(195);
    }
}
