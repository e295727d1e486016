package dev.hangup.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.hangup.Analysis;
import dev.hangup.capture.CaptureFormat;
import dev.hangup.capture.SampleCaptures;
import dev.hangup.report.Report;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed captures are read as if they were not, and damage to the compression costs what is behind it only. */
class CompressedCaptureTest {
    private static final String SAMPLE = "port-reused-in-time-wait";

    /** Compressed by the JDK and by the library's other half. */
    enum Packer {
        GZIP {
            @Override
            byte[] pack(byte[] bytes) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                    gzip.write(bytes);
                } catch (IOException why) {
                    throw new UncheckedIOException(why);
                }
                return out.toByteArray();
            }
        },
        ZSTD {
            @Override
            byte[] pack(byte[] bytes) {
                return Zstd.compress(bytes);
            }
        };

        abstract byte[] pack(byte[] bytes);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static void assertSame(Report report, Report expected) {
        assertThat(report.notes()).isEmpty();
        assertThat(report.captures().get(0)).isEqualTo(expected.captures().get(0));
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatIsReadFromInside(Packer packer) {
        for (CaptureFormat format : CaptureFormat.values()) {
            byte[] capture = format.rewrite(SampleCaptures.bytes(SAMPLE));

            assertSame(Explained.bytes("x", packer.pack(capture)), Explained.bytes("x", capture));
        }
    }

    /** As {@code cat a.gz b.gz} and pigz make them. */
    @ParameterizedTest
    @EnumSource
    void severalMembersAreOneCapture(Packer packer) {
        byte[] capture = SampleCaptures.bytes(SAMPLE);
        byte[] packed = joined(
                packer.pack(Arrays.copyOf(capture, 1000)),
                packer.pack(Arrays.copyOfRange(capture, 1000, 1001)),
                packer.pack(Arrays.copyOfRange(capture, 1001, capture.length)));

        assertSame(Explained.bytes("x", packed), Explained.bytes("x", capture));
    }

    /** A pipe has nothing available between two writes, which is no end. */
    @ParameterizedTest
    @EnumSource
    void streamThatComesByteForByteIsReadToItsEnd(Packer packer) {
        byte[] capture = SampleCaptures.bytes(SAMPLE);
        InputStream slow = new ByteArrayInputStream(packer.pack(capture)) {
            @Override
            public synchronized int read(byte[] into, int at, int most) {
                return super.read(into, at, Math.min(1, most));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };

        assertSame(Explained.stream("x", slow), Explained.bytes("x", capture));
    }

    @Test
    void whatCameBeforeTheDamageIsExplained() {
        byte[] capture = incompressible();
        for (Packer packer : Packer.values()) {
            byte[] packed = packer.pack(capture);
            Report report = Explained.bytes("x.gz", Arrays.copyOf(packed, packed.length / 2));

            assertThat(Explained.packets(report)).isBetween(1L, Explained.packets(Explained.bytes("x", capture)) - 1);
            assertThat(Explained.lines(report)).hasSize(1);
            assertThat(Explained.lines(report).get(0))
                    .startsWith("x.gz: byte ")
                    .contains("data ends in the middle")
                    .contains("(counted in what " + (packer == Packer.GZIP ? "gzip" : "zstd") + " unpacks to)");
        }
    }

    /** A capture of so much noise that it takes several blocks of any compression. */
    private static byte[] incompressible() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] sample = SampleCaptures.bytes(SAMPLE);
        out.write(sample, 0, 24);
        byte[] noise = new byte[1000];
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            random.nextBytes(noise);
            byte[] header = Arrays.copyOfRange(sample, 24, 40);
            for (int length : new int[] {8, 12}) {
                header[length] = (byte) noise.length;
                header[length + 1] = (byte) (noise.length >> 8);
            }
            out.writeBytes(header);
            out.writeBytes(noise);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoCaptureInsideIsToldAsThat(Packer packer) {
        String name = packer == Packer.GZIP ? "gzip" : "zstd";

        assertThat(Explained.lines(
                        Explained.bytes("log.gz", packer.pack("hello, world".getBytes(StandardCharsets.US_ASCII)))))
                .containsExactly(
                        "log.gz: is compressed with " + name
                                + ", and what is inside is text, but no log, configuration, measurement or kernel's word that is known");
        assertThat(Explained.lines(Explained.bytes("e.gz", packer.pack(new byte[0]))))
                .containsExactly("e.gz: is compressed with " + name + ", and what is inside is empty");
    }

    @Test
    void nothingButAHeaderIsTold() {
        assertThat(Explained.lines(Explained.bytes("x.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0})))
                .containsExactly("x.gz: byte 0: cannot be read: the gzip data ends in the middle");
        assertThat(Explained.lines(Explained.bytes("x.zst", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd})))
                .containsExactly("x.zst: byte 0: cannot be read: the zstd data ends in the middle");
    }

    @Property(tries = 300)
    void damageToTheCompressionNeverStopsTheProgram(
            @ForAll Packer packer, @ForAll @IntRange(max = 1 << 20) int place, @ForAll byte[] noise) {
        byte[] packed = packer.pack(SampleCaptures.bytes(SAMPLE));
        int at = place % packed.length;
        System.arraycopy(noise, 0, packed, at, Math.min(noise.length, packed.length - at));

        Report report = Explained.bytes("x", packed);

        assertThat(report.captures()).hasSizeLessThanOrEqualTo(1);
        assertThat(report.captures().size() + report.notes().size()).isPositive();
    }

    @Test
    void payloadIsFoundInsideToo() throws IOException {
        byte[] capture = SampleCaptures.bytes(SAMPLE);
        Set<Long> frames = Set.of(4L, 6L);

        assertThat(PayloadExcerpts.of(new ByteArrayInputStream(Packer.ZSTD.pack(capture)), frames))
                .isNotEmpty()
                .isEqualTo(PayloadExcerpts.of(new ByteArrayInputStream(capture), frames));
    }

    /** The bar shows how much of the file is done, not of what it unpacks to. */
    @Test
    void progressCountsTheBytesOfTheFile() {
        byte[] packed = Packer.GZIP.pack(SampleCaptures.bytes(SAMPLE));
        AtomicLong last = new AtomicLong();
        Ledger ledger = new Ledger();

        new Analysis(false, null, ledger, verdict -> {}).add("x", new ByteArrayInputStream(packed), true, last::set);

        assertThat(last.get()).isEqualTo(packed.length);
    }
}
