package dev.hangup.capture;

import static dev.hangup.capture.Frames.RAW;
import static dev.hangup.capture.IpBytes.ipv4;
import static dev.hangup.capture.IpBytes.ipv6;
import static dev.hangup.capture.TcpBytes.bytes;
import static dev.hangup.capture.TcpBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment.Kind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpErrorsTest {
    private static final TcpBytes SYN = tcp(40000, 80).flags(TcpFlags.SYN).sequence(0x0102_0304);

    private static byte[] quoting(int type, int code, byte[] quoted) {
        byte[] message = new byte[8 + quoted.length];
        message[0] = (byte) type;
        message[1] = (byte) code;
        System.arraycopy(quoted, 0, message, 8, quoted.length);
        return message;
    }

    private static byte[] four(int type, int code, byte[] quoted) {
        return ipv4("10.9.9.1", "10.1.1.2")
                .carrying(IpBytes.ICMP, quoting(type, code, quoted))
                .build();
    }

    private static byte[] six(int type, int code, byte[] quoted) {
        return ipv6("2001:db8::99", "2001:db8::1")
                .carrying(IpBytes.ICMPV6, quoting(type, code, quoted))
                .build();
    }

    private static IpBytes synOverIpv4() {
        return ipv4("10.1.1.2", "10.1.2.2").carrying(SYN);
    }

    private static IpBytes synOverIpv6() {
        return ipv6("2001:db8::1", "2001:db8::2").carrying(SYN);
    }

    @ParameterizedTest
    @CsvSource({"3,1", "3,3", "3,4", "3,13", "11,0", "12,0"})
    void errorsOverIpv4AreRead(int type, int code) {
        Segment error = Reading.segment(RAW, four(type, code, synOverIpv4().build()));

        assertThat(error.kind).isEqualTo(Kind.ICMP_ERROR);
        assertThat(error.icmpV6).isFalse();
        assertThat(error.icmpType).isEqualTo(type);
        assertThat(error.icmpCode).isEqualTo(code);
        assertThat(new Endpoint(error.reporterHigh, error.reporterLow, 0)).isEqualTo(Endpoint.ofLiteral("10.9.9.1", 0));
        assertThat(Reading.source(error)).isEqualTo(Endpoint.ofLiteral("10.1.1.2", 40000));
        assertThat(Reading.destination(error)).isEqualTo(Endpoint.ofLiteral("10.1.2.2", 80));
        assertThat(error.sequence).isEqualTo(0x0102_0304);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,4", "2,0", "3,0", "4,1"})
    void errorsOverIpv6AreRead(int type, int code) {
        Segment error = Reading.segment(RAW, six(type, code, synOverIpv6().build()));

        assertThat(error.kind).isEqualTo(Kind.ICMP_ERROR);
        assertThat(error.icmpV6).isTrue();
        assertThat(error.icmpType).isEqualTo(type);
        assertThat(error.icmpCode).isEqualTo(code);
        assertThat(new Endpoint(error.reporterHigh, error.reporterLow, 0))
                .isEqualTo(Endpoint.ofLiteral("2001:db8::99", 0));
        assertThat(Reading.source(error)).isEqualTo(Endpoint.ofLiteral("2001:db8::1", 40000));
        assertThat(Reading.destination(error)).isEqualTo(Endpoint.ofLiteral("2001:db8::2", 80));
        assertThat(error.sequence).isEqualTo(0x0102_0304);
    }

    @Test
    void eightQuotedBytesOfTcpAreEnoughAndSevenAreNot() {
        byte[] four = four(3, 1, Arrays.copyOf(synOverIpv4().build(), 28));
        byte[] six = six(1, 0, Arrays.copyOf(synOverIpv6().build(), 48));

        for (byte[] enough : new byte[][] {four, six}) {
            assertThat(Reading.segment(RAW, enough).kind).isEqualTo(Kind.ICMP_ERROR);
            for (int length = 20; length < enough.length; length++) {
                assertThat(Reading.segment(RAW, Arrays.copyOf(enough, length), enough.length).kind)
                        .isEqualTo(Kind.OTHER);
            }
        }
    }

    @Test
    void optionsAndExtensionsOfTheQuotedPacketAreSteppedOver() {
        byte[] four = four(3, 1, synOverIpv4().options(new byte[40]).build());
        byte[] six = six(1, 0, synOverIpv6().extension(60, new byte[7]).build());

        for (byte[] packet : new byte[][] {four, six}) {
            Segment error = Reading.segment(RAW, packet);
            assertThat(error.kind).isEqualTo(Kind.ICMP_ERROR);
            assertThat(error.sourcePort).isEqualTo(40000);
            assertThat(error.sequence).isEqualTo(0x0102_0304);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "5,1", "8,0", "13,0"})
    void otherMessagesAreNoErrors(int type, int code) {
        assertThat(Reading.segment(RAW, four(type, code, synOverIpv4().build())).kind)
                .isEqualTo(Kind.OTHER);
    }

    @Test
    void echoesAndNeighbourDiscoveryAreNoErrors() {
        for (int type : new int[] {0, 128, 129, 135, 136}) {
            assertThat(Reading.segment(RAW, six(type, 0, synOverIpv6().build())).kind)
                    .isEqualTo(Kind.OTHER);
        }
    }

    @Test
    void errorsAboutOtherProtocolsAreLeftAlone() {
        byte[] datagram = new byte[20];
        byte[] four = four(3, 3, synOverIpv4().carrying(IpBytes.UDP, datagram).build());
        byte[] six = six(1, 4, synOverIpv6().carrying(IpBytes.UDP, datagram).build());

        assertThat(Reading.segment(RAW, four).kind).isEqualTo(Kind.OTHER);
        assertThat(Reading.segment(RAW, six).kind).isEqualTo(Kind.OTHER);
    }

    /** The bytes behind the IP header of a later fragment are payload, not ports. */
    @Test
    void quotedLaterFragmentsAreLeftAlone() {
        byte[] four = four(11, 1, synOverIpv4().fragment(1480, false).build());
        byte[] six = six(
                3, 1, synOverIpv6().extension(44, bytes(0, 8, 0, 0, 0, 0, 9)).build());

        assertThat(Reading.segment(RAW, four).kind).isEqualTo(Kind.OTHER);
        assertThat(Reading.segment(RAW, six).kind).isEqualTo(Kind.OTHER);
    }

    @Test
    void quotedHeadersThatLieAreLeftAlone() {
        byte[] quoted = synOverIpv4().build();
        for (int first : new int[] {0x40, 0x44, 0x4f, 0x55, 0x65}) {
            quoted[0] = (byte) first;
            assertThat(Reading.segment(RAW, four(3, 1, quoted)).kind).isEqualTo(Kind.OTHER);
        }
    }

    @Test
    void quotedPacketIsOfTheVersionThatCarriesTheError() {
        assertThat(Reading.segment(RAW, four(3, 1, synOverIpv6().build())).kind).isEqualTo(Kind.OTHER);
        assertThat(Reading.segment(
                                RAW,
                                six(
                                        1,
                                        0,
                                        synOverIpv4().carrying(6, new byte[60]).build()))
                        .kind)
                .isEqualTo(Kind.OTHER);
    }
}
