package dev.hangup.capture;

import static dev.hangup.capture.IpBytes.ipv4;
import static dev.hangup.capture.PcapBytes.pcap;
import static dev.hangup.capture.TcpBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hangup.TcpFlags;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapReaderTest {
    private static final long NOON = 1_795_176_000_123_456_789L;
    private static final long NOON_SECOND = NOON / 1_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;
    private static final long FOUR_GIGABYTES = 0xffff_ffffL;

    /** A packet of 54 bytes and its own length of payload, so that packets can be told apart. */
    private static byte[] packet(int number) {
        return Frames.ethernet(ipv4("10.1.1.2", "10.1.2.2")
                .carrying(tcp(40000, 80).flags(TcpFlags.ACK).sequence(number).payload("x".repeat(number)))
                .build());
    }

    private static PcapBytes packets(int count) {
        PcapBytes file = pcap();
        for (int i = 1; i <= count; i++) {
            file.packet(NOON + i * SECOND, packet(i));
        }
        return file;
    }

    private static List<Integer> numbers(Reading reading) {
        return reading.segments().stream().map(Reading.Dissected::sequence).toList();
    }

    @ParameterizedTest
    @CsvSource({"BIG_ENDIAN,true", "BIG_ENDIAN,false", "LITTLE_ENDIAN,true", "LITTLE_ENDIAN,false"})
    void bothByteOrdersAndResolutionsAreRead(String order, boolean nanos) {
        ByteOrder byteOrder = order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        byte[] file = pcap(byteOrder, nanos, Frames.ETHERNET)
                .packet(NOON, packet(5))
                .packet(NOON + 1_001, Arrays.copyOf(packet(6), 54), 1500)
                .build();

        Reading reading = Reading.of(file);

        long cut = nanos ? 1 : 1000;
        assertThat(reading.times()).containsExactly(NOON / cut * cut, (NOON + 1_001) / cut * cut);
        assertThat(reading.packets().get(0).bytes()).isEqualTo(packet(5));
        assertThat(reading.packets().get(0).linkType()).isEqualTo(Frames.ETHERNET);
        assertThat(reading.packets().get(1).bytes()).hasSize(54);
        assertThat(reading.packets().get(1).originalLength()).isEqualTo(1500);
        assertThat(reading.packets()).extracting(Reading.CapturedPacket::frame).containsExactly(1L, 2L);
        assertThat(reading.damages()).isEmpty();
    }

    @Test
    void upperBitsOfTheLinkTypeAreNoPartOfIt() {
        byte[] file = pcap(ByteOrder.LITTLE_ENDIAN, false, 0x1400_0000 | Frames.ETHERNET)
                .packet(NOON, packet(1))
                .build();

        assertThat(Reading.of(file).segments().get(0).kind()).isEqualTo(Segment.Kind.TCP);
    }

    @Test
    void timesPast2038AreRead() {
        Reading reading =
                Reading.of(pcap().packet(4_000_000_000L * SECOND, packet(1)).build());

        assertThat(reading.times()).containsExactly(4_000_000_000L * SECOND);
    }

    @Test
    void fileWithoutPacketsHasNoneAndNoDamage() {
        Reading reading = Reading.of(pcap().build());

        assertThat(reading.packets()).isEmpty();
        assertThat(reading.damages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 23})
    void cutFileHeaderIsTold(int length) {
        Reading reading = Reading.of(Arrays.copyOf(packets(1).build(), length));

        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(0, "file header of a pcap is cut off: " + length + " of 24 bytes"));
    }

    @Test
    void cutRecordHeaderIsTold() {
        PcapBytes file = packets(2);
        int end = file.size();

        Reading reading = Reading.of(Arrays.copyOf(file.packet(NOON, packet(3)).build(), end + 7));

        assertThat(numbers(reading)).containsExactly(1, 2);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(end, "last record header is cut off: 7 of 16 bytes"));
    }

    @Test
    void cutLastPacketIsToldAndLeftOut() {
        PcapBytes file = packets(2);
        int end = file.size();

        Reading reading = Reading.of(Arrays.copyOf(file.packet(NOON, packet(3)).build(), end + 16 + 50));

        assertThat(numbers(reading)).containsExactly(1, 2);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(end, "last packet is cut off: 50 of 57 bytes"));
    }

    @Test
    void recordOfFourGigabytesLosesNothingWhenOnlyItsLengthIsDamaged() {
        PcapBytes file = packets(2);
        int bad = file.size();
        file.record(NOON_SECOND + 3, 0, FOUR_GIGABYTES, 57, packet(3)).packet(NOON + 4 * SECOND, packet(4));

        Reading reading = Reading.of(file.packet(NOON + 5 * SECOND, packet(5)).build());

        assertThat(numbers(reading)).containsExactly(1, 2, 3, 4, 5);
        assertThat(reading.packets().get(2).bytes()).isEqualTo(packet(3));
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(
                        bad,
                        "record of packet 3 claims 4294967295 captured bytes, but the next record begins after 57"));
    }

    @Test
    void lengthThatReachesBehindTheEndOfTheFileSwallowsNoRecords() {
        PcapBytes file = packets(2);
        int bad = file.size();
        file.record(NOON_SECOND + 3, 0, 200_000, 57, packet(3)).packet(NOON + 4 * SECOND, packet(4));

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(1, 2, 3, 4);
        assertThat(reading.damages()).extracting(Reading.Damage::offset).containsExactly((long) bad);
    }

    @Test
    void lengthThatReachesIntoTheNextRecordsSwallowsNone() {
        PcapBytes file = packets(2);
        int bad = file.size();
        file.record(NOON_SECOND + 3, 0, 100, 57, packet(3));
        for (int i = 4; i < 10; i++) {
            file.packet(NOON + i * SECOND, packet(i));
        }

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(
                        bad, "record of packet 3 claims 100 captured bytes, but the next record begins after 57"));
    }

    @Test
    void headerOfNonsenseIsSkippedWithItsPacket() {
        PcapBytes file = packets(2);
        int bad = file.size();
        file.record(FOUR_GIGABYTES, FOUR_GIGABYTES, FOUR_GIGABYTES, FOUR_GIGABYTES, packet(3));
        file.packet(NOON + 4 * SECOND, packet(4)).packet(NOON + 5 * SECOND, packet(5));

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(1, 2, 4, 5);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(
                        bad,
                        "record of packet 3 claims 4294967295 captured bytes; "
                                + "skipped 73 bytes to the next record that makes sense"));
    }

    @Test
    void damageInTheVeryFirstRecordIsOvercome() {
        PcapBytes file = pcap().record(0, FOUR_GIGABYTES, FOUR_GIGABYTES, 0, packet(1));
        for (int i = 2; i < 8; i++) {
            file.packet(NOON + i * SECOND, packet(i));
        }

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(2, 3, 4, 5, 6, 7);
        assertThat(reading.damages()).extracting(Reading.Damage::offset).containsExactly(24L);
    }

    @Test
    void recordsBehindDamageAreFoundThoughTheyAreDaysLater() {
        PcapBytes file = packets(2);
        file.record(FOUR_GIGABYTES, FOUR_GIGABYTES, FOUR_GIGABYTES, FOUR_GIGABYTES, packet(3));
        for (int i = 4; i < 10; i++) {
            file.packet(NOON + 5 * DAY + i * SECOND, packet(i));
        }

        assertThat(numbers(Reading.of(file.build()))).containsExactly(1, 2, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void holeOfZerosIsOneDamageAndNoPackets() {
        PcapBytes file = packets(2);
        int bad = file.size();
        file.raw(new byte[600_000]).packet(NOON + 4 * SECOND, packet(4)).packet(NOON + 5 * SECOND, packet(5));

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(1, 2, 4, 5);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(
                        bad,
                        "record of packet 3 is all zeros; skipped 600000 bytes to the next record that makes sense"));
    }

    @Test
    void garbageAtTheEndIsTold() {
        PcapBytes file = packets(2);
        int bad = file.size();
        byte[] garbage = new byte[1000];
        Arrays.fill(garbage, (byte) 0xa5);

        Reading reading = Reading.of(file.raw(garbage).build());

        assertThat(numbers(reading)).containsExactly(1, 2);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(
                        bad,
                        "record of packet 3 claims 2779096485 captured bytes; no record that makes sense follows"));
    }

    @Test
    void missingBytesCostNoMoreThanTheirPacket() {
        byte[] file = packets(9).build();
        int third = packets(2).size();
        byte[] without = new byte[file.length - 10];
        System.arraycopy(file, 0, without, 0, third + 40);
        System.arraycopy(file, third + 50, without, third + 40, file.length - third - 50);

        Reading reading = Reading.of(without);

        assertThat(numbers(reading)).startsWith(1, 2).endsWith(4, 5, 6, 7, 8, 9);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(
                        third, "record of packet 3 claims 57 captured bytes, but the next record begins after 47"));
    }

    @Test
    void fractionOfMoreThanASecondIsToldAndThePacketKept() {
        PcapBytes file = packets(2);
        int bad = file.size();
        file.record(NOON_SECOND + 3, 3_000_000_000L, 57, 57, packet(3)).packet(NOON + 4 * SECOND, packet(4));

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(1, 2, 3, 4);
        assertThat(reading.times()).isSorted();
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(
                        bad, "time stamp has a fraction of 3000000000, which is more than a second"));
    }

    @Test
    void lengthOnTheWireThatCannotBeIsTakenFromWhatWasCaptured() {
        PcapBytes file = packets(1);
        int bad = file.size();
        file.record(NOON_SECOND + 2, 0, 56, FOUR_GIGABYTES, packet(2)).packet(NOON + 3 * SECOND, packet(3));

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(1, 2, 3);
        assertThat(reading.packets().get(1).originalLength()).isEqualTo(56);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(bad, "record of packet 2 claims 4294967295 bytes on the wire"));
    }

    @Test
    void packetsOfTheLargestSnapshotLengthAreRead() {
        byte[] large = Arrays.copyOf(packet(1), 262_144);
        PcapBytes file = pcap();
        for (int i = 0; i < 5; i++) {
            file.packet(NOON + i, large);
        }

        Reading reading = Reading.of(file.build());

        assertThat(reading.packets())
                .hasSize(5)
                .allSatisfy(packet -> assertThat(packet.bytes()).isEqualTo(large));
        assertThat(reading.damages()).isEmpty();
    }

    @Test
    void streamThatGivesOneByteAtATimeIsReadAlike() {
        byte[] file = packets(20).build();
        InputStream trickle = new ByteArrayInputStream(file) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(1, length));
            }
        };

        assertThat(Reading.of(trickle).segments())
                .isEqualTo(Reading.of(file).segments())
                .hasSize(20);
    }

    @Test
    void streamThatFailsThrowsWhatItThrew() {
        InputStream broken = new SequenceInputStream(
                new ByteArrayInputStream(packets(2).build()), new FailingStream("Input/output error"));

        assertThatThrownBy(() -> Reading.of(broken))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Input/output error");
    }
}
