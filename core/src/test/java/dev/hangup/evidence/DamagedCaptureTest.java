package dev.hangup.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.hangup.Note;
import dev.hangup.capture.CaptureFormat;
import dev.hangup.capture.SampleCaptures;
import dev.hangup.report.Report;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Real captures, cut and damaged at random places: the analysis ends, tells every damage with an offset inside the file,
 * and counts the packets before it.
 */
class DamagedCaptureTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** A capture and where its records or blocks begin; the last boundary is its end. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sample(String name, byte[] bytes, List<Integer> boundaries, int headers) {
        int packetsBefore(int offset) {
            int records = 0;
            while (records + 1 < boundaries.size() && boundaries.get(records + 1) <= offset) {
                records++;
            }
            return Math.max(0, records - headers);
        }

        int packets() {
            return boundaries.size() - 1 - headers;
        }

        int place(int random) {
            return random % bytes.length;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Provide
    Arbitrary<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (String name : SampleCaptures.NAMES) {
            byte[] original = SampleCaptures.bytes(name);
            samples.add(pcap(name, original, ByteOrder.LITTLE_ENDIAN));
            samples.add(
                    pcap(name + ", big-endian", CaptureFormat.PCAP_BIG_NANOS.rewrite(original), ByteOrder.BIG_ENDIAN));
            samples.add(
                    pcapng(name + ", pcapng", CaptureFormat.PCAPNG_LITTLE.rewrite(original), ByteOrder.LITTLE_ENDIAN));
            samples.add(pcapng(
                    name + ", big-endian pcapng", CaptureFormat.PCAPNG_BIG.rewrite(original), ByteOrder.BIG_ENDIAN));
        }
        return Arbitraries.of(samples);
    }

    private static Sample pcap(String name, byte[] bytes, ByteOrder order) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(order);
        List<Integer> boundaries = new ArrayList<>();
        int at = 24;
        boundaries.add(0);
        while (at < bytes.length) {
            boundaries.add(at);
            at += 16 + file.getInt(at + 8);
        }
        boundaries.add(bytes.length);
        return new Sample(name, bytes, boundaries, 1);
    }

    private static Sample pcapng(String name, byte[] bytes, ByteOrder order) {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(order);
        List<Integer> boundaries = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += file.getInt(at + 4)) {
            boundaries.add(at);
        }
        boundaries.add(bytes.length);
        return new Sample(name, bytes, boundaries, 2);
    }

    @Property(tries = 600)
    void cutCaptureIsToldAndReadUpToTheCut(
            @ForAll("samples") Sample sample, @ForAll @IntRange(max = 1 << 20) int random) {
        int at = sample.place(random);

        Report report = explain(Arrays.copyOf(sample.bytes(), at));

        assertThat(Explained.packets(report)).isEqualTo(sample.packetsBefore(at));
        if (at == 0 || !sample.boundaries().contains(at)) {
            assertToldInside(report, at);
        } else {
            assertThat(report.notes()).isEmpty();
        }
    }

    @Property(tries = 400)
    void ruinedRecordHeaderIsToldAndCostsOnePacket(
            @ForAll("samples") Sample sample, @ForAll @IntRange(max = 1 << 20) int random, @ForAll boolean ones) {
        int at = sample.boundaries().get(sample.headers() + random % sample.packets());
        byte[] bytes = sample.bytes().clone();
        Arrays.fill(bytes, at, at + 16, (byte) (ones ? -1 : 0));

        Report report = explain(bytes);

        assertToldInside(report, bytes.length);
        assertThat(report.notes()).extracting(Note::offset).contains((long) at);
        assertThat(Explained.packets(report)).isGreaterThanOrEqualTo(sample.packetsBefore(at));
        if (sample.packets() > 4) {
            assertThat(Explained.packets(report)).isGreaterThanOrEqualTo(sample.packets() - 2L);
        }
    }

    @Property(tries = 600)
    void missingBytesAreToldAndCostLittle(
            @ForAll("samples") Sample sample,
            @ForAll @IntRange(max = 1 << 20) int random,
            @ForAll @IntRange(min = 1, max = 15) int length) {
        int at = Math.max(24, sample.place(random));
        int end = Math.min(sample.bytes().length, at + length);

        Report report = explain(spliced(sample.bytes(), at, end, new byte[0]));

        assertThat(Explained.packets(report)).isGreaterThanOrEqualTo(sample.packetsBefore(at));
        assertCostsLittle(report, sample, at);
        if (end > at) {
            assertToldInside(report, sample.bytes().length);
        }
    }

    @Property(tries = 600)
    void noiseBetweenTheBytesIsToldAndCostsLittle(
            @ForAll("samples") Sample sample,
            @ForAll @IntRange(max = 1 << 20) int random,
            @ForAll @Size(min = 1, max = 400) byte[] noise) {
        int at = Math.max(28, sample.place(random));

        Report report = explain(spliced(sample.bytes(), at, at, noise));

        assertThat(Explained.packets(report)).isGreaterThanOrEqualTo(sample.packetsBefore(at));
        assertCostsLittle(report, sample, at);
        assertToldInside(report, sample.bytes().length + noise.length);
    }

    /** The length that the noise makes leads to the beginning of a later block, or near the end of the file. */
    @Example
    void lengthThatLeadsToALaterBlockIsNotBelieved() {
        byte[] bytes = CaptureFormat.PCAPNG_BIG.rewrite(SampleCaptures.bytes("port-reused-in-time-wait"));
        Sample sample = pcapng("", bytes, ByteOrder.BIG_ENDIAN);
        int at = sample.boundaries().get(8) + 6;
        for (byte[] noise : List.of(
                new byte[] {1, (byte) 0xcc, 0, 0, 0, 0, 0, 0},
                new byte[] {0x0c, (byte) 0xca, -30, -42, 9, -43, -16, -13, -11, 34, 1, -39, -119, -29, -68, -7, 31})) {
            Report report = explain(spliced(bytes, at, at, noise));

            assertCostsLittle(report, sample, at);
            assertToldInside(report, bytes.length + noise.length);
        }
    }

    /** Payload that changed shows nowhere, so that not every such damage can be told. */
    @Property(tries = 600)
    void bytesThatChangedNeverStopTheAnalysis(
            @ForAll("samples") Sample sample,
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 1 << 20) Integer> places,
            @ForAll @Size(min = 1, max = 20) byte[] noise) {
        byte[] bytes = sample.bytes().clone();
        int first = bytes.length;
        for (int random : places) {
            int at = sample.place(random);
            System.arraycopy(noise, 0, bytes, at, Math.min(noise.length, bytes.length - at));
            first = Math.min(first, at);
        }

        Report report = explain(bytes);

        if (first >= sample.boundaries().get(sample.headers())) {
            assertThat(Explained.packets(report)).isGreaterThanOrEqualTo(sample.packetsBefore(first));
        }
        assertAllInside(report, bytes.length);
    }

    private static Report explain(byte[] bytes) {
        return assertTimeoutPreemptively(LONG, () -> Explained.bytes("damaged.pcap", bytes));
    }

    /** Behind the headers of the file, damage in one place costs two packets at most. */
    private static void assertCostsLittle(Report report, Sample sample, int at) {
        if (at >= sample.boundaries().get(sample.headers()) && sample.packets() > 4) {
            assertThat(Explained.packets(report)).isGreaterThanOrEqualTo(sample.packets() - 2L);
        }
    }

    private static void assertToldInside(Report report, int length) {
        assertThat(report.notes()).isNotEmpty();
        assertAllInside(report, length);
    }

    private static void assertAllInside(Report report, int length) {
        assertThat(report.notes()).allSatisfy(note -> {
            assertThat(note.file()).isEqualTo("damaged.pcap");
            assertThat(note.offset()).isBetween(-1L, Math.max(0, length - 1L));
            assertThat(note.what()).isNotBlank();
        });
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(between);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }
}
