package dev.hangup.capture;

import static dev.hangup.capture.IpBytes.ipv4;
import static dev.hangup.capture.IpBytes.ipv6;
import static dev.hangup.capture.TcpBytes.bytes;
import static dev.hangup.capture.TcpBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TunnelsTest {
    private static final TcpBytes HELLO =
            tcp(40000, 80).flags(TcpFlags.ACK).sequence(0xfedc_ba98).payload("hello");
    private static final byte[] IPV4 = ipv4("10.1.1.2", "10.1.2.2")
            .timeToLive(61)
            .identification(54321)
            .carrying(HELLO)
            .build();
    private static final byte[] IPV6 =
            ipv6("2001:db8::1", "2001:db8::2").timeToLive(61).carrying(HELLO).build();

    static Stream<Wrapping> tunnels() {
        return Stream.of(IPV4, IPV6).flatMap(ip -> Wrapping.tunnels(ip).stream());
    }

    private static Segment read(byte[] ip) {
        return Reading.segment(Frames.RAW, ip);
    }

    private static byte[] outer(int protocol, byte[] carried) {
        return Wrapping.outer(false, protocol, carried);
    }

    private static Endpoint from(Segment segment) {
        return new Endpoint(segment.tunnelSourceHigh, segment.tunnelSourceLow, 0);
    }

    private static Endpoint to(Segment segment) {
        return new Endpoint(segment.tunnelDestinationHigh, segment.tunnelDestinationLow, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tunnels")
    void segmentInsideIsReadAndTheTunnelNamed(Wrapping wrapping) {
        Segment segment = Reading.segment(wrapping.linkType(), wrapping.packet());
        boolean overIpv6 = wrapping.name().endsWith("IPv6");

        assertThat(segment.kind).isEqualTo(Kind.TCP);
        assertThat(Reading.source(segment).address()).isIn("10.1.1.2", "2001:db8::1");
        assertThat(Reading.destination(segment).port()).isEqualTo(80);
        assertThat(segment.sequence).isEqualTo(0xfedc_ba98);
        assertThat(segment.ttl).isEqualTo(61);
        assertThat(segment.ipId).isIn(54321, -1);
        assertThat(segment.payloadLength).isEqualTo(5);
        assertThat(Reading.payload(segment)).isEqualTo("hello");
        assertThat(segment.tunnel).isEqualTo(wrapping.tunnel());
        assertThat(from(segment).address()).isEqualTo(overIpv6 ? Wrapping.FROM_V6 : Wrapping.FROM);
        assertThat(to(segment).address()).isEqualTo(overIpv6 ? Wrapping.TO_V6 : Wrapping.TO);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tunnels")
    void packetCutAnywhereIsReadOrLeftAlone(Wrapping wrapping) {
        int whole = wrapping.packet().length;
        for (int length = 0; length < whole; length++) {
            byte[] cut = Arrays.copyOf(wrapping.packet(), length);
            Segment segment = Reading.segment(wrapping.linkType(), cut, whole);

            boolean hasTcpHeader = length >= whole - "hello".length();
            assertThat(segment.kind).isEqualTo(hasTcpHeader ? Kind.TCP : Kind.OTHER);
            if (hasTcpHeader) {
                assertThat(segment.payloadLength).isEqualTo(5);
                assertThat(segment.payloadCaptured).isEqualTo(length - (whole - 5));
            }
        }
    }

    @Test
    void packetInNoTunnelHasNone() {
        Segment segment = new Segment();
        Dissector dissector = new Dissector();
        Packet packet = new Packet();
        packet.linkType = Frames.RAW;
        for (byte[] ip : List.of(outer(TunnelBytes.IP_IN_IP, IPV4), IPV4)) {
            packet.bytes = ip;
            packet.capturedLength = ip.length;
            packet.originalLength = ip.length;
            dissector.dissect(packet, segment);
        }

        assertThat(segment.kind).isEqualTo(Kind.TCP);
        assertThat(segment.tunnel).isNull();
    }

    @Test
    void innermostOfSeveralTunnelsIsNamed() {
        byte[] gre = ipv6("fd00::7", "fd00::8")
                .carrying(TunnelBytes.GRE, TunnelBytes.gre(0, 0x0800, IPV4))
                .build();
        byte[] vxlan = outer(IpBytes.UDP, TunnelBytes.vxlan(Frames.ethernet(gre)));
        Segment segment = read(outer(TunnelBytes.IP_IN_IP, vxlan));

        assertThat(Reading.payload(segment)).isEqualTo("hello");
        assertThat(segment.tunnel).isEqualTo(Tunnel.GRE);
        assertThat(from(segment).address()).isEqualTo("fd00::7");
        assertThat(to(segment).address()).isEqualTo("fd00::8");
    }

    @Test
    void tunnelsAreFollowedEightDeepAndNoDeeper() {
        byte[] packet = IPV4;
        for (int depth = 1; depth <= 12; depth++) {
            packet = outer(TunnelBytes.IP_IN_IP, packet);
            assertThat(read(packet).kind).as("depth %d", depth).isEqualTo(depth <= 8 ? Kind.TCP : Kind.OTHER);
        }
    }

    /** As deep as a packet can be: neither the stack nor the patience of anybody is endless. */
    @Test
    void framesInOneAnotherWithoutEndComeToAnEnd() {
        byte[] labels = Frames.mpls(new byte[0], new int[60_000]);
        byte[] pseudowires = new byte[262_144];
        byte[] one = Frames.ethernet(Frames.MPLS, Frames.mpls(new byte[4], 16));
        for (int at = 0; at + one.length < pseudowires.length; at += one.length) {
            System.arraycopy(one, 0, pseudowires, at, one.length);
        }
        byte[] tags = new byte[262_144];
        Arrays.fill(tags, (byte) 0x81);
        for (int at = 1; at < tags.length; at += 2) {
            tags[at] = 0;
        }

        for (byte[] packet : List.of(Frames.ethernet(Frames.MPLS, labels), pseudowires, tags)) {
            assertThat(Reading.segment(Frames.ETHERNET, packet).kind).isEqualTo(Kind.OTHER);
        }
    }

    @Test
    void icmpErrorInsideATunnelIsRead() {
        byte[] quoted = Arrays.copyOf(IPV4, 28);
        byte[] error = ipv4("10.9.9.1", "10.1.1.2")
                .carrying(IpBytes.ICMP, Frames.joined(bytes(3, 1, 0, 0, 0, 0, 0, 0), quoted))
                .build();

        Segment segment = read(outer(IpBytes.UDP, TunnelBytes.vxlan(Frames.ethernet(error))));

        assertThat(segment.kind).isEqualTo(Kind.ICMP_ERROR);
        assertThat(segment.reporterLow)
                .isEqualTo(Endpoint.ofLiteral("10.9.9.1", 0).low());
        assertThat(Reading.source(segment)).isEqualTo(Endpoint.ofLiteral("10.1.1.2", 40000));
    }

    /** As {@code ip6tnl} of Linux sends it: with a limit for tunnels in one another (RFC 2473 section 4.1.1). */
    @Test
    void optionsBeforeAPacketInsideIpv6AreSteppedOver() {
        byte[] packet = ipv6(Wrapping.FROM_V6, Wrapping.TO_V6)
                .extension(60, bytes(0, 4, 1, 4, 1, 1, 0))
                .carrying(TunnelBytes.IPV6_IN_IP, IPV6)
                .build();

        assertThat(read(packet).kind).isEqualTo(Kind.TCP);
        assertThat(read(packet).tunnel).isEqualTo(Tunnel.IPV6_IN_IP);
    }

    /** Mirrors of a cloud cut packets short before they put them into their tunnel. */
    @Test
    void packetCutBeforeItEnteredTheTunnelKeepsItsLength() {
        byte[] large = ipv4("10.1.1.2", "10.1.2.2")
                .carrying(tcp(40000, 80).payload("x".repeat(1000)))
                .build();
        byte[] mirrored = outer(IpBytes.UDP, TunnelBytes.vxlan(Frames.ethernet(Arrays.copyOf(large, 60))));

        assertThat(read(mirrored).payloadLength).isEqualTo(1000);
        assertThat(read(mirrored).payloadCaptured).isEqualTo(20);
    }

    /** Where the datagram between the ends of the tunnel is fragmented, its first fragment holds the headers. */
    @Test
    void firstFragmentOfATunnelIsLookedIntoAndLaterOnesAreNot() {
        byte[] large = ipv4("10.1.1.2", "10.1.2.2")
                .carrying(tcp(40000, 80).payload("x".repeat(1000)))
                .build();
        byte[] datagram = TunnelBytes.vxlan(Frames.ethernet(large));
        IpBytes fragment = ipv4(Wrapping.FROM, Wrapping.TO);
        byte[] first = fragment.fragment(0, true)
                .carrying(IpBytes.UDP, Arrays.copyOf(datagram, 256))
                .build();
        byte[] later =
                fragment.fragment(256, false).carrying(IpBytes.UDP, datagram).build();

        assertThat(read(first).kind).isEqualTo(Kind.TCP);
        assertThat(read(first).payloadLength).isEqualTo(1000);
        assertThat(read(first).payloadCaptured).isEqualTo(256 - 8 - 8 - 14 - 40);
        assertThat(read(later).kind).isEqualTo(Kind.OTHER);
    }

    @Test
    void laterFragmentInsideATunnelIsToldApart() {
        byte[] inside = ipv4("10.1.1.2", "10.1.2.2")
                .fragment(800, false)
                .carrying(HELLO)
                .build();

        assertThat(read(outer(TunnelBytes.IP_IN_IP, inside)).kind).isEqualTo(Kind.LATER_FRAGMENT);
    }

    /** With segmentation offload the length inside is not filled in yet. */
    @Test
    void lengthOfZeroInsideMeansTheLengthOnTheWire() {
        byte[] large = ipv4("10.1.1.2", "10.1.2.2")
                .statedLength(0)
                .carrying(tcp(40000, 80).payload("x".repeat(40_000)))
                .build();
        byte[] packet = outer(IpBytes.UDP, TunnelBytes.vxlan(Frames.ethernet(large)));

        assertThat(Reading.segment(Frames.RAW, Arrays.copyOf(packet, 200), packet.length).payloadLength)
                .isEqualTo(40_000);
    }

    @ParameterizedTest(name = "UDP port {0}")
    @ValueSource(ints = {53, 443, 4788, 4790, 6080, 2123, 0})
    void otherPortsAreNoTunnels(int port) {
        byte[] datagram = TunnelBytes.vxlan(Frames.ethernet(IPV4));
        datagram[2] = (byte) (port >> 8);
        datagram[3] = (byte) port;

        assertThat(read(outer(IpBytes.UDP, datagram)).kind).isEqualTo(Kind.OTHER);
    }

    @Test
    void sourcePortOfATunnelMakesNoTunnel() {
        byte[] datagram = TunnelBytes.vxlan(Frames.ethernet(IPV4));
        System.arraycopy(datagram, 2, datagram, 0, 2);
        datagram[3] = 53;

        assertThat(read(outer(IpBytes.UDP, datagram)).kind).isEqualTo(Kind.OTHER);
    }

    @ParameterizedTest(name = "flags {0}")
    @ValueSource(ints = {0x00, 0x80, 0x04, 0x0c})
    void vxlanNeedsItsFlag(int flags) {
        byte[] datagram = TunnelBytes.vxlan(Frames.ethernet(IPV4));
        datagram[8] = (byte) flags;

        assertThat(read(outer(IpBytes.UDP, datagram)).kind).isEqualTo(Kind.OTHER);
    }

    /** Cisco and Linux put a group policy into reserved bits. */
    @Test
    void vxlanWithAGroupPolicyIsRead() {
        byte[] datagram = TunnelBytes.vxlan(Frames.ethernet(IPV4));
        datagram[8] = (byte) 0x88;
        datagram[11] = 5;

        assertThat(read(outer(IpBytes.UDP, datagram)).kind).isEqualTo(Kind.TCP);
    }

    @Test
    void otherVersionsAndControlMessagesAreLeftAlone() {
        byte[] geneveVersion1 = TunnelBytes.geneve(0, TunnelBytes.ETHERNET, Frames.ethernet(IPV4));
        geneveVersion1[8] |= 0x40;
        byte[] geneveControl = TunnelBytes.geneve(0, TunnelBytes.ETHERNET, Frames.ethernet(IPV4));
        geneveControl[9] |= (byte) 0x80;
        byte[] gtpEcho = TunnelBytes.gtp(0, new byte[0], IPV4);
        gtpEcho[9] = 1;
        byte[] gtpVersion2 = TunnelBytes.gtp(0, new byte[0], IPV4);
        gtpVersion2[8] = 0x48;
        byte[] gtpWithoutEnd = TunnelBytes.gtp(4, bytes(0, 0, 0, 0x85, 0, 0, 0, 0x85), IPV4);

        for (byte[] datagram : List.of(geneveVersion1, geneveControl, gtpEcho, gtpVersion2, gtpWithoutEnd)) {
            assertThat(read(outer(IpBytes.UDP, datagram)).kind).isEqualTo(Kind.OTHER);
        }
    }

    @ParameterizedTest(name = "flags {0}")
    @ValueSource(ints = {0x0001, 0x3001, 0x3081, 0x4000, 0x0007})
    void greOfPptpAndWithRoutingIsLeftAlone(int flags) {
        assertThat(read(outer(TunnelBytes.GRE, TunnelBytes.gre(flags, 0x0800, IPV4))).kind)
                .isEqualTo(Kind.OTHER);
        assertThat(read(outer(TunnelBytes.GRE, TunnelBytes.gre(flags, 0x880b, Frames.ppp(IPV4)))).kind)
                .isEqualTo(Kind.OTHER);
    }

    @Test
    void tunnelsOfOtherThingsAreLeftAlone() {
        byte[] arp = Frames.ethernet(0x0806, new byte[28]);

        assertThat(read(outer(IpBytes.UDP, TunnelBytes.vxlan(arp))).kind).isEqualTo(Kind.OTHER);
        assertThat(read(outer(TunnelBytes.GRE, TunnelBytes.gre(0, 0x00fe, new byte[40]))).kind)
                .isEqualTo(Kind.OTHER);
        assertThat(read(outer(TunnelBytes.IP_IN_IP, new byte[40])).kind).isEqualTo(Kind.OTHER);
    }
}
