package dev.hangup.capture;

import static dev.hangup.capture.Frames.ETHERNET;
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
                .flatMap(ip -> Wrapping.links(ip).stream())
                .map(wrapping -> Arguments.of(wrapping.name(), wrapping.linkType(), wrapping.packet()));
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
                        Arguments.of(23, order, IPV6),
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

    @ParameterizedTest(name = "EtherType {0}")
    @ValueSource(ints = {0x0806, 0x8863, 0x88cc, 0x88e5, 0x0600, 1501, 0, 0x9200})
    void whatIsBehindThemIsLeftAlone(int etherType) {
        byte[] frame = Frames.ethernet(etherType, Frames.snap(0x0800, IPV4));

        assertThat(Reading.segment(ETHERNET, frame).kind).isEqualTo(Segment.Kind.OTHER);
    }

    @Test
    void llcOfOtherProtocolsIsLeftAlone() {
        for (int i = 0; i < 5; i++) {
            byte[] llc = Frames.snap(0x0800, IPV4);
            llc[i] ^= 1;
            assertThat(Reading.segment(ETHERNET, Frames.ethernet(llc.length, llc)).kind)
                    .isEqualTo(Segment.Kind.OTHER);
        }
    }

    @Test
    void pppoeDiscoveryAndOtherVersionsAreLeftAlone() {
        for (int first : new int[] {0x12, 0x21, 0}) {
            byte[] session = Frames.pppoe(Frames.ppp(IPV4));
            session[0] = (byte) first;
            assertThat(Reading.segment(Frames.PPP_ETHER, session).kind).isEqualTo(Segment.Kind.OTHER);
        }
        byte[] discovery = Frames.pppoe(Frames.ppp(IPV4));
        discovery[1] = 9;
        assertThat(Reading.segment(Frames.PPP_ETHER, discovery).kind).isEqualTo(Segment.Kind.OTHER);
    }

    @ParameterizedTest(name = "PPP protocol {0}")
    @ValueSource(ints = {0xc021, 0x8021, 0x00fd, 0x002d})
    void otherProtocolsOfPppAreLeftAlone(int protocol) {
        byte[] frame = Frames.joined(Frames.u16(protocol), IPV4);

        assertThat(Reading.segment(Frames.PPP, frame).kind).isEqualTo(Segment.Kind.OTHER);
    }

    /** Management, control, null and protected frames, later fragments, other versions. */
    @ParameterizedTest(name = "frame control {0}")
    @ValueSource(ints = {0x0000, 0x8000, 0xd400, 0x4800, 0xc800, 0x0841, 0x8842, 0x0901, 0x0a01})
    void wirelessFramesWithoutReadableDataAreLeftAlone(int control) {
        byte[] frame = Frames.wireless(control >> 8, control & 0xff, new byte[2], IPV4);

        assertThat(Reading.segment(Frames.IEEE802_11, frame).kind).isEqualTo(Segment.Kind.OTHER);
    }

    @Test
    void laterFragmentsAndAggregatesOverTheAirAreLeftAlone() {
        byte[] fragment = Frames.wireless(0x08, 1, new byte[0], IPV4);
        fragment[22] |= 1;
        byte[] aggregate = Frames.wireless(0x88, 1, TcpBytes.bytes(0x80, 0), IPV4);

        assertThat(Reading.segment(Frames.IEEE802_11, fragment).kind).isEqualTo(Segment.Kind.OTHER);
        assertThat(Reading.segment(Frames.IEEE802_11, aggregate).kind).isEqualTo(Segment.Kind.OTHER);
    }

    /** Anybody may use the number for anything. */
    @Test
    void userLinkTypeIsUnknownUnlessItHoldsWhatMacOsWrites() {
        byte[] pktap = Frames.pktap(ETHERNET, Frames.ethernet(IPV4));
        byte[] inItself = Frames.pktap(Frames.PKTAP, pktap);
        Dissector dissector = new Dissector();

        for (byte[] other : new byte[][] {IPV4, Frames.ethernet(IPV4), new byte[200], inItself}) {
            Packet packet = new Packet();
            packet.bytes = other;
            packet.capturedLength = other.length;
            packet.originalLength = other.length;
            packet.linkType = Frames.PKTAP_AS_USER2;
            dissector.dissect(packet, new Segment());
        }

        assertThat(dissector.unknownLinkPackets()).isEqualTo(4);
        assertThat(dissector.unknownLinkType()).isEqualTo(Frames.PKTAP_AS_USER2);
    }

    /** Where an EtherType would stand, a frame with LLC has the number 4 (linux/if_ether.h). */
    @Test
    void llcOnAllInterfacesIsRead() {
        byte[] v1 = Frames.linuxCooked(Frames.snap(0x0800, IPV4));
        v1[14] = 0;
        v1[15] = 4;
        byte[] v2 = Frames.linuxCookedV2(Frames.snap(0x0800, IPV4));
        v2[0] = 0;
        v2[1] = 4;

        assertThat(Reading.segment(Frames.LINUX_COOKED, v1).kind).isEqualTo(Segment.Kind.TCP);
        assertThat(Reading.segment(Frames.LINUX_COOKED_V2, v2).kind).isEqualTo(Segment.Kind.TCP);
    }

    /** Where an EtherType would stand, a message of netlink has the number of its family. */
    @Test
    void netlinkMessagesOnAllInterfacesAreLeftAlone() {
        byte[] v1 = Frames.linuxCooked(IPV4);
        v1[2] = 3;
        v1[3] = 0x38;
        byte[] v2 = Frames.linuxCookedV2(IPV4);
        v2[8] = 3;
        v2[9] = 0x38;

        assertThat(Reading.segment(Frames.LINUX_COOKED, v1).kind).isEqualTo(Segment.Kind.OTHER);
        assertThat(Reading.segment(Frames.LINUX_COOKED_V2, v2).kind).isEqualTo(Segment.Kind.OTHER);
    }

    @Test
    void attributesThatLieMakeNoSegment() {
        byte[] message = Frames.nflog(IPV4, ByteOrder.LITTLE_ENDIAN);
        for (int length = 0; length < 4; length++) {
            message[4] = (byte) length;
            assertThat(Reading.segment(Frames.NFLOG, message).kind).isEqualTo(Segment.Kind.OTHER);
        }
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
