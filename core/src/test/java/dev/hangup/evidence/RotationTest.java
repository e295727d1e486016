package dev.hangup.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Analysis;
import dev.hangup.capture.CaptureFormat;
import dev.hangup.capture.SampleCaptures;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.report.CaptureSummary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One capture in several files says the same as in one. */
class RotationTest {
    @ParameterizedTest
    @CsvSource({
        // tcpdump -C, tcpdump -C -W, tcpdump -G, dumpcap -b
        "trace.pcap, trace.pcap1, true",
        "trace.pcap09, trace.pcap10, true",
        "a/cap-2026-11-21_09:00.pcap, a/cap-2026-11-21_10:00.pcap, true",
        "ring_00001_20261121090000.pcapng, ring_00002_20261121090500.pcapng, true",
        "client.pcap, server.pcap, false",
        "a/trace.pcap, b/trace.pcap1, false",
        "host1/trace.pcap, host2/trace.pcap, false"
    })
    void filesOfOneCaptureHaveNamesThatDifferInDigits(String name, String other, boolean siblings) {
        assertThat(Rotation.areSiblings(name, other)).isEqualTo(siblings);
    }

    /** A span of 10 s, or 600 s; the last packet came at 0. */
    @ParameterizedTest
    @CsvSource({
        "10, 0, true, true",
        "10, 59, true, true",
        "10, 61, true, false",
        "600, 599, true, true",
        "600, 601, true, false",
        "10, -2, true, false",
        "0, 0, true, true",
        "600, 0, false, true",
        "600, 1, false, true",
        "600, 2, false, false"
    })
    void pauseThatIsLongForTheFilesIsNoContinuation(long span, long pause, boolean goesOn, boolean continued) {
        long second = 1_000_000_000L;

        assertThat(Rotation.isContinued(span * second, 0, pause * second, goesOn))
                .isEqualTo(continued);
    }

    /** Those of several processors. */
    @Test
    void packetsThatAreNotQuiteInOrderDoNotMatter() {
        assertThat(Rotation.isContinued(10_000_000_000L, 0, -500_000_000L, false))
                .isTrue();
        assertThat(Rotation.isContinued(1_000_000_000L, 0, -500_000_000L, false))
                .isFalse();
    }

    @Provide
    Arbitrary<String> samples() {
        return Arbitraries.of(SampleCaptures.NAMES);
    }

    @Property(tries = 150)
    void cutAtAnyPacketsTheVerdictsAreThoseOfTheWhole(
            @ForAll("samples") String sample, @ForAll @IntRange(min = 2, max = 6) int files, @ForAll long seed)
            throws IOException {
        byte[] whole = SampleCaptures.bytes(sample);
        List<byte[]> parts = cut(whole, files, new Random(seed));

        List<Verdict> expected = verdicts(List.of(whole));
        List<Verdict> found = verdicts(parts);

        assertThat(said(found)).isEqualTo(said(expected));
    }

    private static List<String> said(List<Verdict> verdicts) {
        return verdicts.stream()
                .map(verdict -> verdict.connection().client().endpoint() + " " + verdict.cause() + " "
                        + verdict.confidence() + " " + verdict.closedBy() + " " + verdict.frames() + " "
                        + verdict.connection().firstFrame())
                .toList();
    }

    private static List<Verdict> verdicts(List<byte[]> files) {
        List<Verdict> verdicts = new ArrayList<>();
        Ledger ledger = new Ledger();
        Analysis analysis = new Analysis(true, null, ledger, verdicts::add);
        for (int i = 0; i < files.size(); i++) {
            analysis.add("trace.pcap" + i, new ByteArrayInputStream(files.get(i)), true, read -> {});
        }
        assertThat(analysis.report().captures()).hasSize(1);
        assertThat(ledger.notes()).isEmpty();
        return verdicts;
    }

    /** Little-endian pcap files that each begin with the header of {@code whole}; none is without a packet. */
    private static List<byte[]> cut(byte[] whole, int files, Random random) {
        List<Integer> records = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 24; at < whole.length; at += 16 + bytes.getInt(at + 8)) {
            records.add(at);
        }
        List<Integer> inner = new ArrayList<>(records.subList(1, records.size()));
        Collections.shuffle(inner, random);
        List<Integer> bounds = new ArrayList<>(inner.subList(0, Math.min(files - 1, inner.size())));
        bounds.add(24);
        bounds.add(whole.length);
        Collections.sort(bounds);
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i + 1 < bounds.size(); i++) {
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            part.write(whole, 0, 24);
            part.write(whole, bounds.get(i), bounds.get(i + 1) - bounds.get(i));
            parts.add(part.toByteArray());
        }
        return parts;
    }

    @Test
    void filesAreReadInTheOrderOfTheirPackets(@TempDir Path folder) throws IOException {
        List<byte[]> parts = cut(SampleCaptures.bytes("port-reused-in-time-wait"), 3, new Random(1));
        Path newest = folder.resolve("trace.pcap0");
        Path oldest = folder.resolve("trace.pcap1");
        Path middle = folder.resolve("trace.pcap2");
        Files.write(newest, parts.get(2));
        Files.write(oldest, CaptureFormat.PCAP_BIG_NANOS.rewrite(parts.get(0)));
        Files.write(middle, parts.get(1));
        List<CaptureSummary> captures =
                Explained.names(List.of(folder.toString())).captures();

        assertThat(captures).hasSize(1);
        assertThat(captures.get(0).parts())
                .extracting(CaptureSummary.Part::name)
                .containsExactly(oldest.toString(), middle.toString(), newest.toString());
        assertThat(captures.get(0).parts().get(0).firstFrame()).isEqualTo(1);
        assertThat(captures.get(0).parts().get(1).firstFrame())
                .isEqualTo(1 + Explained.packets(Explained.bytes("one", parts.get(0))));
    }

    /** Two places at one time, and two times at one place, are two captures each. */
    @Test
    void filesThatOverlapOrLieFarApartStayCapturesOfTheirOwn() {
        byte[] capture = SampleCaptures.bytes("port-reused-in-time-wait");
        byte[] later = capture.clone();
        ByteBuffer bytes = ByteBuffer.wrap(later).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 24; at < later.length; at += 16 + bytes.getInt(at + 8)) {
            bytes.putInt(at, bytes.getInt(at) + 3600);
        }
        Analysis analysis = new Analysis(true, null, new Ledger(), verdict -> {});
        for (byte[] file : Arrays.asList(capture, capture, later)) {
            analysis.add("host1.pcap", new ByteArrayInputStream(file), true, read -> {});
        }

        assertThat(analysis.report().captures()).hasSize(3);
    }
}
