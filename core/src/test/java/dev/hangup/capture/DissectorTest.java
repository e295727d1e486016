package dev.hangup.capture;

import static dev.hangup.capture.Frames.RAW;
import static dev.hangup.capture.IpBytes.ipv4;
import static dev.hangup.capture.IpBytes.ipv6;
import static dev.hangup.capture.TcpBytes.bytes;
import static dev.hangup.capture.TcpBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment.Kind;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DissectorTest {
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION = 60;
    private static final int MOBILITY = 135;

    private static IpBytes four() {
        return ipv4("10.1.1.2", "10.1.2.2");
    }

    private static IpBytes six() {
        return ipv6("2001:db8::1", "2001:db8::2");
    }

    private static TcpBytes segmentOf(String payload) {
        return tcp(40000, 80).flags(TcpFlags.ACK | TcpFlags.PSH).payload(payload);
    }

    private static Segment raw(IpBytes ip) {
        return Reading.segment(RAW, ip.build());
    }

    @Test
    void everyFieldOfASegmentIsRead() {
        Segment segment = raw(four().timeToLive(61)
                .identification(54321)
                .carrying(tcp(65535, 1)
                        .sequence(0xfedc_ba98)
                        .acknowledgment(0x8765_4321)
                        .flags(TcpFlags.RST | TcpFlags.ACK)
                        .window(65535)
                        .checksum(0xbeef)));

        assertThat(segment.kind).isEqualTo(Kind.TCP);
        assertThat(segment.sourcePort).isEqualTo(65535);
        assertThat(segment.destinationPort).isEqualTo(1);
        assertThat(segment.sequence).isEqualTo(0xfedc_ba98);
        assertThat(segment.acknowledgment).isEqualTo(0x8765_4321);
        assertThat(segment.flags).isEqualTo(TcpFlags.RST | TcpFlags.ACK);
        assertThat(segment.window).isEqualTo(65535);
        assertThat(segment.checksum).isEqualTo(0xbeef);
        assertThat(segment.ttl).isEqualTo(61);
        assertThat(segment.ipId).isEqualTo(54321);
        assertThat(segment.payloadLength).isZero();
    }

    @Test
    void hopLimitOfIpv6IsItsTimeToLiveAndItHasNoIdentification() {
        Segment segment = raw(six().timeToLive(255).carrying(segmentOf("hello")));

        assertThat(segment.ttl).isEqualTo(255);
        assertThat(segment.ipId).isEqualTo(-1);
    }

    @Test
    void ipv4OptionsAreSteppedOver() {
        for (int length : new int[] {4, 8, 40}) {
            Segment segment = raw(four().options(new byte[length]).carrying(segmentOf("hello")));

            assertThat(segment.kind).isEqualTo(Kind.TCP);
            assertThat(Reading.payload(segment)).isEqualTo("hello");
        }
    }

    @Test
    void ipv6ExtensionHeadersAreSteppedOver() {
        Segment segment = raw(six().extension(HOP_BY_HOP, new byte[7])
                .extension(DESTINATION, bytes(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .extension(ROUTING, new byte[7])
                .extension(AUTHENTICATION, bytes(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .extension(MOBILITY, new byte[7])
                .carrying(segmentOf("hello")));

        assertThat(segment.kind).isEqualTo(Kind.TCP);
        assertThat(segment.payloadLength).isEqualTo(5);
        assertThat(Reading.payload(segment)).isEqualTo("hello");
    }

    @Test
    void extensionHeadersCutByTheSnapshotLengthAreLeftAlone() {
        byte[] packet = six().extension(HOP_BY_HOP, bytes(31))
                .carrying(segmentOf("hello"))
                .build();

        for (int length = 40; length < packet.length; length++) {
            assertThat(Reading.segment(RAW, Arrays.copyOf(packet, length), 400).kind)
                    .isEqualTo(Kind.OTHER);
        }
    }

    @Test
    void firstFragmentIsUsedAndLaterOnesAreToldApart() {
        Segment first = raw(four().fragment(0, true).carrying(segmentOf("first half")));
        Segment middle = raw(four().fragment(32, true).carrying(segmentOf("anything")));
        Segment last = raw(four().fragment(65528, false).carrying(segmentOf("anything")));

        assertThat(first.kind).isEqualTo(Kind.TCP);
        assertThat(first.payloadLength).isEqualTo(10);
        assertThat(middle.kind).isEqualTo(Kind.LATER_FRAGMENT);
        assertThat(last.kind).isEqualTo(Kind.LATER_FRAGMENT);
    }

    @Test
    void fragmentsOfIpv6AreToldApart() {
        Segment first = raw(six().extension(HOP_BY_HOP, new byte[7])
                .extension(FRAGMENT, bytes(0, 0, 1, 0, 0, 0, 9))
                .carrying(segmentOf("first half")));
        Segment later =
                raw(six().extension(FRAGMENT, bytes(0, 0, 0x20, 0, 0, 0, 9)).carrying(segmentOf("later")));
        Segment atomic = raw(six().extension(FRAGMENT, new byte[7]).carrying(segmentOf("whole")));

        assertThat(first.kind).isEqualTo(Kind.TCP);
        assertThat(first.payloadLength).isEqualTo(10);
        assertThat(later.kind).isEqualTo(Kind.LATER_FRAGMENT);
        assertThat(atomic.kind).isEqualTo(Kind.TCP);
        assertThat(Reading.payload(atomic)).isEqualTo("whole");
    }

    @Test
    void laterFragmentsOfOtherProtocolsAreNotCounted() {
        byte[] datagram = new byte[20];

        assertThat(raw(four().fragment(32, false).carrying(IpBytes.UDP, datagram)).kind)
                .isEqualTo(Kind.OTHER);
        assertThat(raw(four().fragment(32, false).carrying(IpBytes.ICMP, datagram)).kind)
                .isEqualTo(Kind.OTHER);
        assertThat(raw(six().extension(FRAGMENT, bytes(0, 0, 8, 0, 0, 0, 9)).carrying(IpBytes.UDP, datagram)).kind)
                .isEqualTo(Kind.OTHER);
    }

    /** With segmentation offload the kernel has not filled the length in yet when the packet is captured. */
    @Test
    void lengthOfZeroMeansTheLengthOnTheWire() {
        String large = "x".repeat(60_000);
        byte[] ipv4 = four().statedLength(0).carrying(segmentOf(large)).build();
        byte[] ipv6 = six().statedLength(0).carrying(segmentOf(large)).build();

        for (byte[] ip : new byte[][] {ipv4, ipv6}) {
            byte[] frame = Frames.ethernet(ip, Frames.VLAN);
            assertThat(Reading.segment(Frames.ETHERNET, frame).payloadLength).isEqualTo(60_000);
            Segment cut = Reading.segment(Frames.ETHERNET, Arrays.copyOf(frame, 96), frame.length);
            assertThat(cut.payloadLength).isEqualTo(60_000);
        }
    }

    @Test
    void segmentsOfMoreThan64KiBAreRead() {
        byte[] ip = six().statedLength(0)
                .extension(HOP_BY_HOP, bytes(0, 0xc2, 4, 0, 1, 0x86, 0xa0))
                .carrying(segmentOf("x".repeat(100_000)))
                .build();

        assertThat(Reading.segment(RAW, ip).payloadLength).isEqualTo(100_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {96, 54})
    void lengthsComeFromTheIpHeaderWhateverWasCaptured(int snapLength) {
        byte[] frame =
                Frames.ethernet(four().carrying(segmentOf("y".repeat(1000))).build());

        Segment segment = Reading.segment(Frames.ETHERNET, Arrays.copyOf(frame, snapLength), frame.length);

        assertThat(segment.kind).isEqualTo(Kind.TCP);
        assertThat(segment.payloadLength).isEqualTo(1000);
        assertThat(segment.payloadCaptured).isEqualTo(snapLength - 54);
        assertThat(Reading.payload(segment)).isEqualTo("y".repeat(snapLength - 54));
    }

    /** The option may come behind others, twice, or be cut, or have a length that lies. */
    @ParameterizedTest
    @CsvSource({
        "2 4 5 180 1 3 3 7, 1460",
        "1 1 4 2 2 4 5 160, 1440",
        "3 3 7 2 4 255 255 0, 65535",
        "0 0 0 0 2 4 5 180, 0",
        "8 0 0 0 2 4 5 180, 0",
        "2 3 5 180 1 1 1 1, 0",
        "8 200 0 0 2 4 5 180, 0",
        "1 1 1 1 1 1 2 4, 0"
    })
    void maximumSegmentSizeOfASynIsRead(String options, int expected) {
        int[] bytes = Stream.of(options.split(" ")).mapToInt(Integer::parseInt).toArray();
        byte[] frame = Frames.ethernet(
                four().carrying(tcp(1, 2).flags(TcpFlags.SYN).options(bytes)).build());

        assertThat(Reading.segment(Frames.ETHERNET, frame, frame.length).maximumSegmentSize)
                .isEqualTo(expected);
    }

    @Test
    void synWhoseOptionsWereCutIsStillASyn() {
        byte[] frame =
                Frames.ethernet(four().carrying(tcp(1, 2).flags(TcpFlags.SYN).options(2, 4, 5, 0xb4, 1, 3, 3, 7))
                        .build());

        for (int length = 54; length < frame.length; length++) {
            Segment segment = Reading.segment(Frames.ETHERNET, Arrays.copyOf(frame, length), frame.length);

            assertThat(segment.kind).isEqualTo(Kind.TCP);
            assertThat(segment.payloadCaptured).isZero();
            assertThat(segment.payloadOffset).isLessThanOrEqualTo(length);
        }
    }

    @Test
    void paddingOfAShortFrameIsNoPayload() {
        for (String payload : new String[] {"", "hi"}) {
            byte[] frame = Frames.ethernet(four().carrying(segmentOf(payload)).build());

            Segment segment = Reading.segment(Frames.ETHERNET, Frames.padded(frame, 64, 'P'));

            assertThat(segment.kind).isEqualTo(Kind.TCP);
            assertThat(segment.payloadLength).isEqualTo(payload.length());
            assertThat(Reading.payload(segment)).isEqualTo(payload);
        }
    }

    @Test
    void paddingIsNoPartOfTheTcpHeader() {
        byte[] frame =
                Frames.ethernet(four().statedLength(30).carrying(segmentOf("")).build());

        assertThat(Reading.segment(Frames.ETHERNET, Frames.padded(frame, 64, 'P')).kind)
                .isEqualTo(Kind.OTHER);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 15})
    void dataOffsetThatLiesMakesNoSegment(int words) {
        assertThat(raw(four().carrying(segmentOf("0123456789").dataOffset(words))).kind)
                .isEqualTo(Kind.OTHER);
        assertThat(raw(six().carrying(segmentOf("0123456789").dataOffset(words))).kind)
                .isEqualTo(Kind.OTHER);
    }

    @Test
    void headerLengthsOfIpThatLieMakeNoSegment() {
        byte[] packet = four().carrying(segmentOf("hello")).build();
        for (int words = 0; words < 16; words++) {
            packet[0] = (byte) (0x40 | words);
            if (words != 5) {
                assertThat(Reading.segment(RAW, packet).kind)
                        .as("%d words", words)
                        .isEqualTo(Kind.OTHER);
            }
        }
        assertThat(raw(four().statedLength(19).carrying(segmentOf("hello"))).kind)
                .isEqualTo(Kind.OTHER);
    }

    @Test
    void packetsCapturedTooShortAreCountedAndOthersAreNot() {
        byte[] segment = four().carrying(segmentOf("hello")).build();
        byte[] datagram = four().carrying(IpBytes.UDP, new byte[8]).build();
        Dissector dissector = new Dissector();
        Segment into = new Segment();
        for (byte[] whole : new byte[][] {segment, datagram}) {
            for (int length = 20; length < Math.min(whole.length, 40); length++) {
                dissector.dissect(packet(Arrays.copyOf(whole, length)), into);
            }
        }

        assertThat(dissector.shortPackets()).isEqualTo(20);
    }

    private static Packet packet(byte[] bytes) {
        Packet packet = new Packet();
        packet.bytes = bytes;
        packet.capturedLength = bytes.length;
        packet.originalLength = bytes.length;
        packet.linkType = RAW;
        return packet;
    }
}
