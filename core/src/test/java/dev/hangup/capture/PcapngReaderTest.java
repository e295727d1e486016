package dev.hangup.capture;

import static dev.hangup.capture.IpBytes.ipv4;
import static dev.hangup.capture.PcapngBytes.IF_TSRESOL;
import static dev.hangup.capture.PcapngBytes.pcapng;
import static dev.hangup.capture.TcpBytes.bytes;
import static dev.hangup.capture.TcpBytes.tcp;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.TcpFlags;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngReaderTest {
    private static final long NOON_MICROS = 1_795_176_000_123_456L;
    private static final int FOUR_GIGABYTES = -4;

    static List<ByteOrder> orders() {
        return List.of(BIG_ENDIAN, LITTLE_ENDIAN);
    }

    private static byte[] ip(int number) {
        return ipv4("10.1.1.2", "10.1.2.2")
                .carrying(tcp(40000, 80).flags(TcpFlags.ACK).sequence(number).payload("x".repeat(number)))
                .build();
    }

    private static byte[] packet(int number) {
        return Frames.ethernet(ip(number));
    }

    private static PcapngBytes packets(ByteOrder order, int count) {
        PcapngBytes file = pcapng(order).captureOn(Frames.ETHERNET);
        for (int i = 1; i <= count; i++) {
            file.packet(0, NOON_MICROS + i, packet(i));
        }
        return file;
    }

    private static List<Integer> numbers(Reading reading) {
        return reading.segments().stream().map(Reading.Dissected::sequence).toList();
    }

    private static List<Long> offsets(Reading reading) {
        return reading.damages().stream().map(Reading.Damage::offset).toList();
    }

    private static List<String> whats(Reading reading) {
        return reading.damages().stream().map(Reading.Damage::what).toList();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void enhancedPacketBlocksOfBothByteOrdersAreRead(ByteOrder order) {
        Reading reading = Reading.of(pcapng(order)
                .captureOn(Frames.ETHERNET)
                .packet(0, NOON_MICROS, packet(1))
                .packet(0, NOON_MICROS + 1, Arrays.copyOf(packet(2), 54), 1500)
                .build());

        assertThat(reading.times()).containsExactly(NOON_MICROS * 1000, NOON_MICROS * 1000 + 1000);
        assertThat(reading.packets().get(0).bytes()).isEqualTo(packet(1));
        assertThat(reading.packets().get(1).bytes()).hasSize(54);
        assertThat(reading.packets().get(1).originalLength()).isEqualTo(1500);
        assertThat(reading.packets()).extracting(Reading.CapturedPacket::frame).containsExactly(1L, 2L);
        assertThat(reading.damages()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void obsoletePacketBlocksAreRead(ByteOrder order) {
        Reading reading = Reading.of(pcapng(order)
                .captureOn(Frames.RAW)
                .captureOn(Frames.ETHERNET)
                .obsoletePacket(1, 0xffff, NOON_MICROS, packet(3))
                .build());

        assertThat(numbers(reading)).containsExactly(3);
        assertThat(reading.times()).containsExactly(NOON_MICROS * 1000);
        assertThat(reading.damages()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void simplePacketBlocksBelongToTheFirstInterfaceAndItsSnapshotLength(ByteOrder order) {
        Reading reading = Reading.of(pcapng(order)
                .captureOn(Frames.ETHERNET, 61, new byte[0])
                .captureOn(Frames.RAW)
                .simplePacket(packet(4), 58)
                .simplePacket(Arrays.copyOf(packet(10), 61), 64)
                .build());

        assertThat(numbers(reading)).containsExactly(4, 10);
        assertThat(reading.packets().get(0).bytes()).isEqualTo(packet(4));
        assertThat(reading.packets().get(1).bytes()).as("without its padding").hasSize(61);
        assertThat(reading.packets().get(1).originalLength()).isEqualTo(64);
        assertThat(reading.segments().get(1).payloadLength()).isEqualTo(10);
        assertThat(whats(reading)).containsExactly("packets in simple packet blocks have no time of their own");
    }

    @Test
    void simplePacketBlockTakesTheTimeOfThePacketBefore() {
        Reading reading =
                Reading.of(packets(BIG_ENDIAN, 2).simplePacket(packet(3), 57).build());

        assertThat(reading.times()).endsWith((NOON_MICROS + 2) * 1000, (NOON_MICROS + 2) * 1000);
    }

    @Test
    void sectionsMaySwitchTheByteOrderAndBringTheirOwnInterfaces() {
        PcapngBytes file = pcapng(LITTLE_ENDIAN)
                .captureOn(Frames.ETHERNET)
                .captureOn(Frames.ETHERNET)
                .packet(1, NOON_MICROS, packet(1));
        file.section(BIG_ENDIAN)
                .captureOn(Frames.RAW, 0, file.option(IF_TSRESOL, (byte) 9))
                .packet(0, NOON_MICROS * 1000 + 7, ip(2));
        file.section(LITTLE_ENDIAN)
                .captureOn(Frames.LINUX_COOKED)
                .packet(0, NOON_MICROS + 2, Frames.linuxCooked(ip(3)));

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(1, 2, 3);
        assertThat(reading.times())
                .containsExactly(NOON_MICROS * 1000, NOON_MICROS * 1000 + 7, (NOON_MICROS + 2) * 1000);
        assertThat(reading.damages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // if_tsresol, units in 1,795,176,000.123456789 s, nanoseconds that such a clock can tell
        "0, 1795176000, 1795176000000000000",
        "3, 1795176000123, 1795176000123000000",
        "6, 1795176000123456, 1795176000123456000",
        "9, 1795176000123456789, 1795176000123456789",
        // 2^-10, 2^-20 and 2^-32 s: NTP's fraction, as hardware writes it
        "138, 1838260224126, 1795176000123046875",
        "148, 1882378469505453, 1795176000123456001",
        "160, 7710222211094338871, 1795176000123456788",
    })
    void everyResolutionKeepsItsPrecision(int resolution, long units, long nanos) {
        PcapngBytes file = pcapng(LITTLE_ENDIAN);
        file.captureOn(Frames.ETHERNET, 0, file.option(IF_TSRESOL, (byte) resolution));

        Reading reading = Reading.of(file.packet(0, units, packet(1)).build());

        assertThat(reading.times()).containsExactly(nanos);
        assertThat(reading.damages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // As unsigned 64-bit numbers; finer units do not reach the dates of today.
        "12, 5123456789012, 5123456789",
        "19, -8570200862721898496, 987654321",
        "191, 4611686018427387904, 500000000",
    })
    void resolutionsFinerThanNanosecondsAreCutToThem(int resolution, long units, long nanos) {
        PcapngBytes file = pcapng(BIG_ENDIAN);
        file.captureOn(Frames.ETHERNET, 0, file.option(IF_TSRESOL, (byte) resolution));

        assertThat(Reading.of(file.packet(0, units, packet(1)).build()).times()).containsExactly(nanos);
    }

    @Test
    void resolutionThatNoClockHasIsToldAndTakenAsMicroseconds() {
        PcapngBytes file = pcapng(BIG_ENDIAN).captureOn(Frames.RAW);
        int bad = file.size();
        file.captureOn(Frames.ETHERNET, 0, file.option(IF_TSRESOL, (byte) 20));

        Reading reading = Reading.of(file.packet(1, NOON_MICROS, packet(1)).build());

        assertThat(reading.times()).containsExactly(NOON_MICROS * 1000);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(
                        bad, "interface 1 has a time resolution of 20, which cannot be; taken as microseconds"));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void everyInterfaceHasItsOwnResolutionAndOffset(ByteOrder order) {
        PcapngBytes file = pcapng(order);
        byte[] nanos = file.option(IF_TSRESOL, (byte) 9);
        byte[] offset = file.timeOffset(1_795_176_000L);
        byte[] comment = file.option(1, bytes('h', 'e', 'l', 'l', 'o'));
        file.captureOn(Frames.ETHERNET)
                .captureOn(Frames.RAW, 0, concatenated(comment, nanos, offset, file.option(0)))
                .captureOn(Frames.LINUX_COOKED_V2, 0, file.timeOffset(-3600));

        Reading reading = Reading.of(file.packet(0, NOON_MICROS, packet(1))
                .packet(1, 123_456_789, ip(2))
                .packet(2, NOON_MICROS + 3_600_000_000L, Frames.linuxCookedV2(ip(3)))
                .build());

        assertThat(numbers(reading)).containsExactly(1, 2, 3);
        assertThat(reading.times()).containsExactly(NOON_MICROS * 1000, NOON_MICROS * 1000 + 789, NOON_MICROS * 1000);
        assertThat(reading.damages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1_000_000_000_000L, 1_000_000_000_000L, Long.MAX_VALUE})
    void absurdOffsetIsCutToADateThatCanBeCountedWith(long offset) {
        PcapngBytes file = pcapng(BIG_ENDIAN);
        file.captureOn(Frames.ETHERNET, 0, file.timeOffset(offset));

        Reading reading = Reading.of(file.packet(0, NOON_MICROS, packet(1)).build());

        assertThat(Math.abs(reading.times().get(0))).isGreaterThan(4_000_000_000_000_000_000L);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void otherBlocksAreSkippedByTheirLength(ByteOrder order) {
        PcapngBytes file = pcapng(order).captureOn(Frames.ETHERNET);
        file.block(4, new byte[20])
                .packet(0, NOON_MICROS, packet(1))
                .block(5, new byte[8])
                .block(0x0bad, new byte[700_000])
                .block(0x4000_0bad, new byte[0])
                .packet(0, NOON_MICROS, packet(2))
                .block(-1, new byte[4]);

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(1, 2);
        assertThat(reading.damages()).isEmpty();
    }

    @Test
    void lengthThatIsNoMultipleOfFourIsPadded() {
        PcapngBytes file = packets(LITTLE_ENDIAN, 1);
        file.block(0x0bad, 17, new byte[8], 17).packet(0, NOON_MICROS, packet(2));

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(1, 2);
        assertThat(reading.damages()).isEmpty();
    }

    @Test
    void packetOfAnInterfaceThatNothingDescribesIsTold() {
        PcapngBytes file = packets(BIG_ENDIAN, 1);
        int bad = file.size();

        Reading reading = Reading.of(file.packet(1, NOON_MICROS, packet(2))
                .packet(-1, NOON_MICROS, packet(3))
                .packet(0, NOON_MICROS, packet(4))
                .build());

        assertThat(numbers(reading)).containsExactly(1, 4);
        assertThat(whats(reading))
                .containsExactly(
                        "packet block names interface 1, which nothing describes",
                        "packet block names interface 4294967295, which nothing describes");
        assertThat(offsets(reading)).startsWith((long) bad);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void blockOfFourGigabytesIsReadByItsTrailingLength(ByteOrder order) {
        PcapngBytes file = packets(order, 2);
        int bad = file.size();
        byte[] third = packets(order, 0).packet(0, NOON_MICROS, packet(3)).build();
        byte[] body = Arrays.copyOfRange(third, third.length - 92 + 8, third.length - 4);
        file.block(6, FOUR_GIGABYTES, body, 92).packet(0, NOON_MICROS, packet(4));

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(1, 2, 3, 4);
        assertThat(reading.damages())
                .containsExactly(
                        new Reading.Damage(bad, "block claims 4294967292 bytes, but the next block begins after 92"));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void unknownBlockOfFourGigabytesSwallowsNothing(ByteOrder order) {
        PcapngBytes file = packets(order, 2);
        int bad = file.size();
        file.block(0x0bad, FOUR_GIGABYTES, new byte[40], FOUR_GIGABYTES).packet(0, NOON_MICROS, packet(3));

        Reading reading = Reading.of(file.build());

        assertThat(numbers(reading)).containsExactly(1, 2, 3);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(
                        bad, "block claims 4294967292 bytes; skipped 52 bytes to the next block that makes sense"));
    }

    @Test
    void damagedTrailingLengthCostsNothing() {
        PcapngBytes file = packets(LITTLE_ENDIAN, 2);
        int bad = file.size();
        byte[] whole = file.packet(0, NOON_MICROS, packet(3))
                .packet(0, NOON_MICROS, packet(4))
                .build();
        whole[bad + 88] = 93;

        Reading reading = Reading.of(whole);

        assertThat(numbers(reading)).containsExactly(1, 2, 3, 4);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(bad, "the two lengths of a block disagree: 92 and 93"));
    }

    @Test
    void bytesThatAreMissingCostNoMoreThanTheirBlock() {
        byte[] file = packets(LITTLE_ENDIAN, 6).build();
        int third = packets(LITTLE_ENDIAN, 2).size();
        byte[] without = new byte[file.length - 5];
        System.arraycopy(file, 0, without, 0, third + 40);
        System.arraycopy(file, third + 45, without, third + 40, file.length - third - 45);

        Reading reading = Reading.of(without);

        assertThat(numbers(reading)).containsExactly(1, 2, 4, 5, 6);
        assertThat(offsets(reading)).containsExactly((long) third);
    }

    @Test
    void damageIsOvercomeAtASectionOfTheOtherByteOrder() {
        PcapngBytes file = packets(LITTLE_ENDIAN, 1).raw(new byte[77]);

        Reading reading = Reading.of(file.section(BIG_ENDIAN)
                .captureOn(Frames.RAW)
                .packet(0, NOON_MICROS, ip(2))
                .build());

        assertThat(numbers(reading)).containsExactly(1, 2);
        assertThat(reading.damages()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void sectionHeaderWithADamagedMagicIsReadByItsLengths(ByteOrder order) {
        byte[] file = packets(order, 2).build();
        file[9] = 0;

        Reading reading = Reading.of(file);

        assertThat(numbers(reading)).containsExactly(1, 2);
        assertThat(reading.damages()).containsExactly(new Reading.Damage(0, "section header has no byte-order magic"));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void sectionHeaderWithADamagedLengthIsOvercome(ByteOrder order) {
        byte[] file = packets(order, 2).build();
        Arrays.fill(file, 4, 8, (byte) 0xff);

        Reading reading = Reading.of(file);

        assertThat(numbers(reading)).containsExactly(1, 2);
        assertThat(offsets(reading)).containsExactly(0L);
    }

    @Test
    void interfaceWithDamagedLengthsKeepsItsNumber() {
        PcapngBytes file = pcapng(LITTLE_ENDIAN);
        int bad = file.size();
        file.captureOn(Frames.RAW).captureOn(Frames.ETHERNET).packet(0, NOON_MICROS, ip(1));
        byte[] whole = file.packet(1, NOON_MICROS, packet(2)).build();
        Arrays.fill(whole, bad + 4, bad + 8, (byte) 0xff);
        Arrays.fill(whole, bad + 16, bad + 20, (byte) 0xff);

        Reading reading = Reading.of(whole);

        assertThat(numbers(reading)).containsExactly(1, 2);
        assertThat(offsets(reading)).containsExactly((long) bad);
    }

    @Test
    void packetBlockThatClaimsMoreThanItHoldsGivesWhatItHolds() {
        PcapngBytes file = packets(LITTLE_ENDIAN, 1);
        int bad = file.size();
        byte[] whole = file.packet(0, NOON_MICROS, packet(2))
                .packet(0, NOON_MICROS, packet(3))
                .build();
        Arrays.fill(whole, bad + 20, bad + 28, (byte) 0xff);

        Reading reading = Reading.of(whole);

        assertThat(numbers(reading)).containsExactly(1, 2, 3);
        assertThat(reading.packets().get(1).originalLength()).isEqualTo(56);
        assertThat(whats(reading))
                .containsExactly(
                        "packet block of 88 bytes claims 4294967295 captured bytes",
                        "packet block claims 4294967295 bytes on the wire");
    }

    @Test
    void blocksTooShortForTheirKindAreTold() {
        PcapngBytes file = packets(BIG_ENDIAN, 1);
        file.block(6, new byte[16]).block(3, new byte[0]).block(1, new byte[4]);

        Reading reading = Reading.of(file.packet(0, NOON_MICROS, packet(2)).build());

        assertThat(numbers(reading)).containsExactly(1, 2);
        assertThat(whats(reading))
                .containsExactly(
                        "packet block has only 28 bytes",
                        "packet block has only 12 bytes",
                        "interface description has only 16 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 11, 12, 40, 91})
    void cutLastBlockIsToldAndLeftOut(int left) {
        PcapngBytes file = packets(BIG_ENDIAN, 2);
        int end = file.size();
        byte[] whole = file.packet(0, NOON_MICROS, packet(3)).build();

        Reading reading = Reading.of(Arrays.copyOf(whole, end + left));

        assertThat(numbers(reading)).containsExactly(1, 2);
        assertThat(reading.damages())
                .containsExactly(new Reading.Damage(
                        end, "last block is cut off: " + left + " of " + (left < 12 ? 12 : 92) + " bytes"));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12, 27})
    void cutSectionHeaderIsTold(int length) {
        Reading reading = Reading.of(Arrays.copyOf(packets(BIG_ENDIAN, 1).build(), length));

        assertThat(reading.packets()).isEmpty();
        assertThat(offsets(reading)).containsOnly(0L);
        assertThat(whats(reading)).last().asString().startsWith("last block is cut off: " + length);
    }

    @Test
    void cutUnknownBlockIsTold() {
        PcapngBytes file = packets(BIG_ENDIAN, 1);
        int end = file.size();
        file.block(0x0bad, 1000, new byte[40], 0);

        assertThat(Reading.of(file.build()).damages())
                .containsExactly(new Reading.Damage(end, "last block is cut off: 52 of 1000 bytes"));
    }

    /** Every one of these claims has to be looked at; moving the window for each would take hours. */
    @Test
    @Timeout(30)
    void blocksThatAllClaimMegabytesAreGoneThroughInTime() {
        PcapngBytes file = packets(LITTLE_ENDIAN, 1);
        ByteBuffer claims = ByteBuffer.allocate(24 << 20).order(LITTLE_ENDIAN);
        while (claims.hasRemaining()) {
            claims.putInt(6).putInt(16 << 20);
        }

        Reading reading = Reading.of(file.raw(claims.array()).build());

        assertThat(numbers(reading)).containsExactly(1);
        assertThat(reading.damages()).isNotEmpty();
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
