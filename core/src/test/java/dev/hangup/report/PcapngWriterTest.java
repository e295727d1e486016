package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.capture.ByteSource;
import dev.hangup.capture.Packet;
import dev.hangup.capture.PcapngReader;
import dev.hangup.cases.Tshark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngWriterTest {
    private static final int ETHERNET = 1;
    private static final int RAW = 101;

    @Property(tries = 200)
    void whatIsWrittenIsRead(
            @ForAll @Size(min = 1, max = 70) byte[] bytes,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000_000L) long nanos,
            @ForAll String comment)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngWriter writer = new PcapngWriter(out)) {
            writer.write(ETHERNET, nanos, bytes, 0, bytes.length, bytes.length + 5, comment);
            writer.write(RAW, nanos, bytes, 1, bytes.length - 1, bytes.length - 1, "");
        }
        PcapngReader reader =
                new PcapngReader(new ByteSource(new ByteArrayInputStream(out.toByteArray())), (offset, what) -> {
                    throw new AssertionError(what);
                });
        Packet packet = new Packet();

        assertThat(reader.next(packet)).isTrue();
        assertThat(packet.linkType).isEqualTo(ETHERNET);
        assertThat(packet.timeNanos).isEqualTo(nanos);
        assertThat(packet.originalLength).isEqualTo(bytes.length + 5);
        assertThat(captured(packet)).isEqualTo(bytes);
        assertThat(reader.next(packet)).isTrue();
        assertThat(packet.linkType).isEqualTo(RAW);
        assertThat(captured(packet)).isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length));
        assertThat(reader.next(packet)).isFalse();
    }

    private static byte[] captured(Packet packet) {
        return Arrays.copyOfRange(packet.bytes, packet.offset, packet.offset + packet.capturedLength);
    }

    @Test
    void commentsAreThoseThatWiresharkShows(@TempDir Path folder) throws IOException {
        assumeTrue(Tshark.isInstalled(), "tshark is not installed: apt-get install tshark");
        Path file = folder.resolve("a.pcapng");
        try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file))) {
            writer.write(ETHERNET, 1_500_000_000L, new byte[60], 0, 60, 60, "");
            writer.write(ETHERNET, 2_000_000_001L, new byte[61], 0, 61, 1500, "hangup: first \u00fc");
            writer.write(RAW, 3_000_000_000L, new byte[20], 0, 20, 20, "second");
        }

        assertThat(Tshark.fields(file, "frame.number", "frame.time_epoch", "frame.len", "frame.comment"))
                .isEqualTo(List.of(
                        "1|1.500000000|60|", "2|2.000000001|1500|hangup: first \u00fc", "3|3.000000000|20|second"));
    }
}
