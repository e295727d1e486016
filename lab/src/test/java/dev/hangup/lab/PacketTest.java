package dev.hangup.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What rules on a wire see, and what they forge. */
class PacketTest {
    private static final int RST_ACK = 0x14;
    private static final int HOPS = 47;
    private static final int IP_ID = 0x1092;

    /** 10.80.1.2:40000 > 10.80.2.2:8080, sequence 1000, acknowledgment 2000, PSH+ACK, 5 bytes. */
    private static final byte[] IPV4 = HexFormat.of()
            .parseHex("4500002d00004000400600000a5001020a500202" + "9c401f90000003e8000007d0501801f600000000"
                    + "68656c6c6f");

    /** The same between fd80:0:1::2 and fd80:0:2::2. */
    private static final byte[] IPV6 = HexFormat.of()
            .parseHex("6000000000190640" + "fd800000000100000000000000000002" + "fd800000000200000000000000000002"
                    + "9c401f90000003e8000007d0501801f600000000" + "68656c6c6f");

    @Test
    void tellsPortsFlagsAndLengths() {
        for (byte[] bytes : new byte[][] {IPV4, IPV6}) {
            Packet packet = new Packet(bytes);
            assertThat(packet.isTcp()).isTrue();
            assertThat(packet.sourcePort()).isEqualTo(40000);
            assertThat(packet.destinationPort()).isEqualTo(8080);
            assertThat(packet.payloadLength()).isEqualTo(5);
            assertThat(packet.isSyn() || packet.isFin() || packet.isRst()).isFalse();
        }
    }

    @Test
    void whatIsNoTcpHasNeitherPortsNorFlags() {
        for (byte[] bytes : new byte[][] {{}, {0x45}, new byte[60]}) {
            Packet packet = new Packet(bytes);
            assertThat(packet.isTcp()).isFalse();
            assertThat(packet.payloadLength()).isZero();
            assertThat(packet.isSyn() || packet.isFin() || packet.isRst()).isFalse();
        }
    }

    @Test
    void aForgedAnswerSeemsToComeFromTheReceiver() {
        Packet forged = new Packet(new Packet(IPV4).forgedAnswer(HOPS, IP_ID));

        assertThat(forged.isRst()).isTrue();
        assertThat(forged.sourcePort()).isEqualTo(8080);
        assertThat(forged.destinationPort()).isEqualTo(40000);
    }

    @Test
    void forgedPacketsFitTheSequenceSpaceAndHaveTheirChecksums() {
        ByteBuffer answer = ByteBuffer.wrap(new Packet(IPV4).forgedAnswer(HOPS, IP_ID));
        assertThat(answer.getInt(12)).as("source").isEqualTo(0x0a500202);
        assertThat(answer.getInt(16)).as("destination").isEqualTo(0x0a500102);
        assertThat(answer.get(8)).as("TTL").isEqualTo((byte) HOPS);
        assertThat(answer.getShort(4)).as("identification").isEqualTo((short) IP_ID);
        assertThat(answer.getInt(24)).as("sequence").isEqualTo(2000);
        assertThat(answer.getInt(28)).as("acknowledgment").isEqualTo(1005);
        assertThat(answer.get(33)).as("flags").isEqualTo((byte) RST_ACK);
        assertThat(sum(answer, 0, 20, 0)).as("IPv4 checksum").isEqualTo(0xffff);
        assertThat(sum(answer, 20, 40, 6 + 20 + sumOf(answer, 12, 20)))
                .as("TCP checksum")
                .isEqualTo(0xffff);

        ByteBuffer sequel = ByteBuffer.wrap(new Packet(IPV6).forgedSequel(HOPS, 0));
        assertThat(sequel.get(7)).as("hop limit").isEqualTo((byte) HOPS);
        assertThat(sequel.getInt(44)).as("sequence").isEqualTo(1005);
        assertThat(sequel.getInt(48)).as("acknowledgment").isEqualTo(2000);
        assertThat(sum(sequel, 40, 60, 6 + 20 + sumOf(sequel, 8, 40)))
                .as("TCP checksum")
                .isEqualTo(0xffff);
    }

    /** The one's complement sum (RFC 1071), which is all ones over bytes with their checksum. */
    private static int sum(ByteBuffer bytes, int from, int to, int start) {
        int sum = start + sumOf(bytes, from, to);
        return (sum & 0xffff) + (sum >>> 16);
    }

    private static int sumOf(ByteBuffer bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i += 2) {
            sum += bytes.getShort(i) & 0xffff;
        }
        return sum;
    }
}
