package dev.hangup.evidence;

import static dev.hangup.capture.IpBytes.ipv4;
import static dev.hangup.capture.TcpBytes.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.TcpFlags;
import dev.hangup.capture.CaptureFormat;
import dev.hangup.capture.FailingStream;
import dev.hangup.capture.Frames;
import dev.hangup.capture.PcapBytes;
import dev.hangup.capture.SampleCaptures;
import dev.hangup.report.CaptureSummary;
import dev.hangup.report.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with one input costs one clear line, and everything else is still explained. */
@Timeout(60)
class BadInputTest {
    private static final String NAME = "nginx-fin-crosses-request";
    private static final byte[] GOOD = SampleCaptures.bytes(NAME);
    private static final CaptureSummary GOOD_SUMMARY =
            Explained.bytes("good.pcap", GOOD).captures().get(0);
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    @TempDir
    private Path folder;

    /** Where the record of a frame begins, frames counted from 1; one past the last is the end. */
    private static int recordOf(int frame) {
        ByteBuffer file = ByteBuffer.wrap(GOOD).order(ByteOrder.LITTLE_ENDIAN);
        int at = FILE_HEADER;
        for (int i = 1; i < frame; i++) {
            at += RECORD_HEADER + file.getInt(at + 8);
        }
        return at;
    }

    private static byte[] goodWith(int at, int... bytes) {
        byte[] copy = GOOD.clone();
        for (int i = 0; i < bytes.length; i++) {
            copy[at + i] = (byte) bytes[i];
        }
        return copy;
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static void assertCountsLikeTheGoodOne(Report report) {
        assertThat(report.captures()).hasSize(1);
        CaptureSummary capture = report.captures().get(0);
        assertThat(capture.packets()).isEqualTo(GOOD_SUMMARY.packets());
        assertThat(capture.segments()).isEqualTo(GOOD_SUMMARY.segments());
        assertThat(capture.connections()).isEqualTo(GOOD_SUMMARY.connections());
        assertThat(capture.resets()).isEqualTo(GOOD_SUMMARY.resets());
    }

    @Test
    void emptyFile() {
        assertThat(Explained.lines(Explained.bytes("x.pcap", new byte[0]))).containsExactly("x.pcap: is empty");
    }

    @Test
    void fileTooShortForAnything() {
        assertThat(Explained.lines(Explained.bytes("x.pcap", Arrays.copyOf(GOOD, 3))))
                .containsExactly("x.pcap: is too short to be a capture");
    }

    @Test
    void textFile() {
        byte[] text = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        assertThat(Explained.lines(Explained.bytes("access.log", text)))
                .containsExactly(
                        "access.log: is text, but no log, configuration, measurement or kernel's word that is known");
    }

    @Test
    void binaryFileOfNoKnownFormat() {
        assertThat(Explained.lines(Explained.bytes("x", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0})))
                .containsExactly("x: is no capture: its first bytes are those of no format that is known");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 10, 23})
    void truncatedFileHeader(int length) {
        Report report = Explained.bytes("x.pcap", Arrays.copyOf(GOOD, length));

        assertThat(Explained.lines(report))
                .containsExactly("x.pcap: byte 0: file header of a pcap is cut off: " + length + " of 24 bytes");
        assertThat(report.captures()).isEmpty();
    }

    @Test
    void truncatedLastPacket() {
        int last = recordOf((int) GOOD_SUMMARY.packets());

        Report report = Explained.bytes("x.pcap", Arrays.copyOf(GOOD, GOOD.length - 10));

        int whole = GOOD.length - last - RECORD_HEADER;
        assertThat(Explained.lines(report))
                .containsExactly("x.pcap: byte " + last + ": last packet is cut off: " + (whole - 10) + " of " + whole
                        + " bytes");
        assertThat(Explained.packets(report)).isEqualTo(GOOD_SUMMARY.packets() - 1);
    }

    @Test
    void recordLengthOfFourGigabytes() {
        int at = recordOf(5);

        Report report = Explained.bytes("x.pcap", goodWith(at + 8, 0xff, 0xff, 0xff, 0xff));

        assertThat(Explained.lines(report))
                .containsExactly("x.pcap: byte " + at + ": record of packet 5 claims 4294967295 captured bytes, "
                        + "but the next record begins after 66");
        assertCountsLikeTheGoodOne(report);
    }

    @Test
    void absurdTimeStamp() {
        int at = recordOf(5);

        Report report = Explained.bytes("x.pcap", goodWith(at, 0xff, 0xff, 0xff, 0xff));

        assertThat(Explained.lines(report)).hasSize(1).first().asString().startsWith("x.pcap: byte " + at + ": time");
        assertCountsLikeTheGoodOne(report);
        assertThat(report.captures().get(0).firstNanos()).isEqualTo(GOOD_SUMMARY.firstNanos());
        assertThat(report.captures().get(0).lastNanos()).isEqualTo(GOOD_SUMMARY.lastNanos());
    }

    @Test
    void absurdTimeStampOfTheFirstPacket() {
        Report report = Explained.bytes("x.pcap", goodWith(FILE_HEADER, 0, 0, 0, 0));

        assertThat(Explained.lines(report)).hasSize(1).first().asString().startsWith("x.pcap: byte 24: time");
        assertCountsLikeTheGoodOne(report);
        long firstNanos = report.captures().get(0).firstNanos();
        assertThat(firstNanos).isBetween(GOOD_SUMMARY.firstNanos(), GOOD_SUMMARY.firstNanos() + 1_000_000_000L);
    }

    @Test
    void damagedBlock() {
        byte[] file = CaptureFormat.PCAPNG_BIG.rewrite(GOOD);
        ByteBuffer blocks = ByteBuffer.wrap(file);
        int at = 0;
        for (int i = 0; i < 6; i++) {
            at += blocks.getInt(at + 4);
        }
        blocks.putInt(at + 4, -4);

        Report report = Explained.bytes("x.pcapng", file);

        assertThat(Explained.lines(report))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("x.pcapng: byte " + at + ": block claims 4294967292 bytes, but the next block begins");
        assertCountsLikeTheGoodOne(report);
    }

    @Test
    void linkTypeThatIsNotRead() {
        byte[] file = goodWith(20, 147, 0, 0, 0);

        Report report = Explained.bytes("x.pcap", file);

        assertThat(Explained.lines(report))
                .containsExactly(
                        "x.pcap: " + GOOD_SUMMARY.packets() + " packets of link type 147, which is not read yet");
        assertThat(Explained.packets(report)).isEqualTo(GOOD_SUMMARY.packets());
    }

    @Test
    void packetsCapturedTooShort() {
        byte[] frame = Frames.ethernet(ipv4("10.1.1.2", "10.1.2.2")
                .carrying(tcp(1, 2).flags(TcpFlags.SYN))
                .build());
        byte[] file = PcapBytes.pcap().packet(1, Arrays.copyOf(frame, 40), 54).build();

        assertThat(Explained.lines(Explained.bytes("x.pcap", file)))
                .containsExactly("x.pcap: 1 packet captured too short for their TCP header: "
                        + "capture with a snapshot length of 96 or more, with tunnels 200");
    }

    @Test
    void streamThatEndsEarly() throws IOException {
        try (PipedInputStream in = new PipedInputStream(1 << 16)) {
            try (OutputStream out = new PipedOutputStream(in)) {
                out.write(GOOD, 0, GOOD.length - 10);
            }

            Report report = Explained.stream("-", in);

            assertThat(Explained.lines(report)).hasSize(1).first().asString().startsWith("-: byte ");
            assertThat(Explained.packets(report)).isEqualTo(GOOD_SUMMARY.packets() - 1);
        }
    }

    @Test
    void streamThatFailsInTheMiddle() {
        int before = recordOf(11);
        InputStream in = new SequenceInputStream(
                new ByteArrayInputStream(GOOD, 0, before + 7), new FailingStream("Connection reset"));

        Report report = Explained.stream("x.pcap", in);

        assertThat(Explained.lines(report))
                .containsExactly("x.pcap: byte " + before + ": cannot be read: Connection reset");
        assertThat(Explained.packets(report)).isEqualTo(10);
    }

    /** Reads of the memory of a process fail at address zero, for root as well. */
    @Test
    void unreadableFile() {
        Path memory = Path.of("/proc/self/mem");
        assumeTrue(Files.exists(memory), "no /proc/self/mem, which is a file that cannot be read");

        Report report = Explained.names(List.of(memory.toString()));

        assertThat(Explained.lines(report))
                .containsExactly("/proc/self/mem: byte 0: cannot be read: Input/output error");
    }

    @Test
    void fileWithoutPermission() throws IOException {
        Path file = write("secret.pcap", GOOD);
        assumeTrue(file.toFile().setReadable(false) && !Files.isReadable(file), "root may read everything");

        Report report = Explained.names(
                List.of(file.toString(), write("good.pcap", GOOD).toString()));

        assertThat(Explained.lines(report)).containsExactly(file + ": cannot be read: permission denied");
        assertCountsLikeTheGoodOne(report);
    }

    @Test
    void pipeByNameIsReadLikeAStream() throws Exception {
        Path pipe = makePipe();
        Thread writer = new Thread(() -> {
            try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write(GOOD);
            } catch (IOException readerWentAway) {
                // Then the assertions below say so.
            }
        });
        writer.start();

        Report report = Explained.names(List.of(pipe.toString()));

        writer.join();
        assertThat(Explained.lines(report)).isEmpty();
        assertCountsLikeTheGoodOne(report);
    }

    @Test
    void pipeByNameThatNobodyWritesIntoIsEmpty() throws Exception {
        Path pipe = makePipe();
        Process writer = new ProcessBuilder("sh", "-c", ": > \"$0\"", pipe.toString()).start();

        Report report = Explained.names(List.of(pipe.toString()));

        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Explained.lines(report)).containsExactly(pipe + ": is empty");
    }

    private Path makePipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        boolean made;
        try {
            made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
        } catch (IOException noSuchProgram) {
            made = false;
        }
        assumeTrue(made, "no mkfifo");
        return pipe;
    }

    @Test
    void everyBadFileOfAFolderCostsItsLineAndTheGoodOneIsExplained() throws IOException {
        write("a-cut.pcap", Arrays.copyOf(GOOD, 10));
        write("b-good.pcap", GOOD);
        write("c-half.pcap", Arrays.copyOf(GOOD, 30));
        write("d-notes.txt", "just text".getBytes(StandardCharsets.US_ASCII));
        write("e-empty", new byte[0]);

        Report report = Explained.names(List.of(folder.toString()));

        assertThat(Explained.lines(report))
                .containsExactly(
                        folder + "/a-cut.pcap: byte 0: file header of a pcap is cut off: 10 of 24 bytes",
                        folder + "/c-half.pcap: byte 24: last record header is cut off: 6 of 16 bytes");
        assertThat(report.ignoredFiles())
                .as("files below a folder that are no captures")
                .isEqualTo(2);
        assertThat(report.captures()).hasSize(2);
        assertThat(Explained.packets(report)).isEqualTo(GOOD_SUMMARY.packets());
    }
}
