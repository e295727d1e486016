package dev.hangup.capture;

import static dev.hangup.capture.IpBytes.ipv4;
import static dev.hangup.capture.TcpBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever the bytes are, nothing throws, nothing is read outside of the packet, and damage lies inside the file. */
class AnyBytesTest {
    private static final byte[] INSIDE = ipv4("10.1.1.2", "10.1.2.2")
            .carrying(tcp(40000, 80).payload("hello"))
            .build();
    private static final byte[] SEED = SampleCaptures.bytes("tls-client-rejects-certificate");

    @Property(tries = 3000)
    void dissectorReadsAnyPacket(
            @ForAll("linkTypes") int linkType, @ForAll("packets") byte[] bytes, @ForAll boolean atTheEnd) {
        int before = atTheEnd ? 100 : 3;
        Packet packet = new Packet();
        packet.bytes = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, packet.bytes, before, bytes.length);
        packet.offset = before;
        packet.capturedLength = bytes.length;
        packet.originalLength = bytes.length;
        packet.linkType = linkType;
        Segment segment = new Segment();

        new Dissector().dissect(packet, segment);

        if (segment.kind == Segment.Kind.TCP) {
            assertThat(segment.payloadLength).isBetween(0, 1 << 17);
            assertThat(segment.payloadCaptured).isBetween(0, segment.payloadLength);
            assertThat(segment.payloadOffset).isBetween(before, packet.bytes.length);
            assertThat(segment.payloadOffset + segment.payloadCaptured).isLessThanOrEqualTo(packet.bytes.length);
        }
    }

    @Property(tries = 5000)
    void dissectorReadsAnyTunnel(@ForAll("wrappings") Wrapping wrapping, @ForAll @IntRange(max = 300) int captured) {
        byte[] bytes = wrapping.packet();

        dissectorReadsAnyPacket(wrapping.linkType(), bytes, false);
        dissectorReadsAnyPacket(wrapping.linkType(), Arrays.copyOf(bytes, Math.min(captured, bytes.length)), true);
    }

    @Property(tries = 1000)
    void pcapReaderReadsAnyRecords(@ForAll("contents") byte[] contents, @ForAll boolean big, @ForAll boolean nanos) {
        byte[] file = PcapBytes.pcap(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, nanos, Frames.ETHERNET)
                .raw(contents)
                .build();

        assertIsRead(file);
    }

    @Property(tries = 1000)
    void pcapngReaderReadsAnyBlocks(@ForAll("contents") byte[] contents, @ForAll boolean big) {
        byte[] file = PcapngBytes.pcapng(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .captureOn(Frames.ETHERNET)
                .raw(contents)
                .build();

        assertIsRead(file);
    }

    @Property(tries = 500)
    void pcapngReaderReadsAnySectionHeader(@ForAll("contents") byte[] contents) {
        byte[] file = new byte[4 + contents.length];
        System.arraycopy(new byte[] {0x0a, 0x0d, 0x0d, 0x0a}, 0, file, 0, 4);
        System.arraycopy(contents, 0, file, 4, contents.length);

        assertIsRead(file);
    }

    private static void assertIsRead(byte[] file) {
        Reading reading = Reading.of(file);

        assertThat(reading.damages()).allSatisfy(damage -> {
            assertThat(damage.offset()).isBetween(0L, file.length - 1L);
            assertThat(damage.what()).isNotBlank().doesNotEndWith(".");
        });
        assertThat(reading.packets())
                .extracting(Reading.CapturedPacket::fileOffset)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(reading.packets())
                .allSatisfy(
                        packet -> assertThat(packet.originalLength()).isBetween(packet.bytes().length, Packet.LONGEST));
    }

    @Provide
    Arbitrary<Integer> linkTypes() {
        List<Integer> read =
                Wrapping.links(INSIDE).stream().map(Wrapping::linkType).toList();
        List<Integer> others = List.of(Frames.NULL, Frames.LOOP, Frames.IPV4, Frames.IPV6, -1, 147);
        return Arbitraries.of(
                Stream.concat(read.stream(), others.stream()).distinct().toList());
    }

    /** Noise, and real packets with noise in a few places, which get further. */
    @Provide
    Arbitrary<byte[]> packets() {
        List<byte[]> real = Arrays.stream(CaptureFormat.values())
                .flatMap(format -> Reading.of(format.rewrite(SEED)).packets().stream())
                .map(Reading.CapturedPacket::bytes)
                .toList();
        return Arbitraries.oneOf(noise(150), spoilt(Arbitraries.of(real)));
    }

    /** Every link layer and every tunnel, with noise in a few places, and tunnels in tunnels. */
    @Provide
    Arbitrary<Wrapping> wrappings() {
        List<Wrapping> all = Stream.of(
                        Wrapping.links(INSIDE).stream(),
                        Wrapping.tunnels(INSIDE).stream(),
                        Wrapping.tunnels(INSIDE).stream().flatMap(AnyBytesTest::insideEverything))
                .flatMap(wrappings -> wrappings)
                .toList();
        return Arbitraries.of(all)
                .flatMap(wrapping -> spoilt(Arbitraries.just(wrapping.packet()))
                        .map(bytes -> new Wrapping(wrapping.name(), wrapping.linkType(), bytes, null)));
    }

    private static Stream<Wrapping> insideEverything(Wrapping wrapping) {
        byte[] ip = Arrays.copyOfRange(wrapping.packet(), 14, wrapping.packet().length);
        return Stream.concat(Wrapping.links(ip).stream(), Wrapping.tunnels(ip).stream());
    }

    /** Noise, and the records and blocks of real captures with noise in a few places. */
    @Provide
    Arbitrary<byte[]> contents() {
        byte[] pcap = Arrays.copyOfRange(SEED, 24, SEED.length);
        byte[] pcapng = CaptureFormat.PCAPNG_LITTLE.rewrite(SEED);
        byte[] bigEndian = CaptureFormat.PCAPNG_BIG.rewrite(SEED);
        return Arbitraries.oneOf(noise(2000), spoilt(Arbitraries.of(pcap, pcapng, bigEndian)));
    }

    private static Arbitrary<byte[]> noise(int atMost) {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(atMost);
    }

    private static Arbitrary<byte[]> spoilt(Arbitrary<byte[]> real) {
        Arbitrary<int[]> places =
                Arbitraries.integers().between(0, 1 << 16).array(int[].class).ofMaxSize(6);
        Arbitrary<byte[]> values = Arbitraries.oneOf(Arbitraries.of((byte) 0, (byte) -1), Arbitraries.bytes())
                .array(byte[].class)
                .ofSize(6);
        return Combinators.combine(real, places, values).as((bytes, at, value) -> {
            byte[] copy = bytes.clone();
            for (int i = 0; i < at.length; i++) {
                copy[at[i] % copy.length] = value[i];
            }
            return copy;
        });
    }
}
