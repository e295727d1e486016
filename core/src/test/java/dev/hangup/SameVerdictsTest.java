package dev.hangup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.capture.ByteSource;
import dev.hangup.capture.PacketReader;
import dev.hangup.capture.PcapReader;
import dev.hangup.capture.Segment;
import dev.hangup.capture.SegmentBatch;
import dev.hangup.capture.SegmentStream;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Follower;
import dev.hangup.diagnosis.Judge;
import dev.hangup.diagnosis.Surroundings;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.JsonLines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of whatever runs the analysis: the same verdicts, byte for byte, on one thread and on two, from a file and
 * from a pipe, and from a file in order that was cut into chunks, each read by itself.
 */
class SameVerdictsTest {
    private static final Path CASES =
            Path.of(System.getProperty("basedir", ".")).resolve("../cases").normalize();

    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    static List<Path> captures() throws IOException {
        try (Stream<Path> paths = Files.walk(CASES)) {
            return paths.filter(path -> path.getFileName().toString().matches("(client|server|any)\\.pcap"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("captures")
    void threadsPipesAndChunksChangeNothing(Path capture) throws IOException {
        byte[] file = Files.readAllBytes(capture);
        String expected = explained(new ByteArrayInputStream(file));
        assertThat(expected).isNotEmpty();

        assertThat(explained(new Trickle(file))).as("from a pipe").isEqualTo(expected);
        for (boolean threaded : new boolean[] {false, true}) {
            assertThat(run(List.of(whole(file)), threaded))
                    .as(threaded ? "two threads" : "one thread")
                    .isEqualTo(expected);
        }
        // Chunks end in the middle of headers and of packets; some hold no beginning of a record at all.
        for (int length : new int[] {file.length / 2 + 1, file.length / 7 + 1, 4099, 250}) {
            assertThat(run(chunks(file, length), false))
                    .as("chunks of " + length)
                    .isEqualTo(expected);
        }
    }

    /** Two neighbours of every ten have changed places. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("captures")
    void threadsAndPipesChangeNothingWhereTheCaptureIsOutOfOrder(Path capture) throws IOException {
        byte[] file = disordered(Files.readAllBytes(capture));
        String expected = explained(new ByteArrayInputStream(file));

        assertThat(explained(new Trickle(file))).as("from a pipe").isEqualTo(expected);
        for (boolean threaded : new boolean[] {false, true}) {
            assertThat(run(List.of(whole(file)), threaded)).isEqualTo(expected);
        }
    }

    private static byte[] disordered(byte[] file) {
        List<byte[]> records = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int at = FILE_HEADER;
        while (at < file.length) {
            int end = at + RECORD_HEADER + bytes.getInt(at + 8);
            records.add(Arrays.copyOfRange(file, at, end));
            at = end;
        }
        for (int i = 9; i < records.size(); i += 10) {
            Collections.swap(records, i, i - 1);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, FILE_HEADER);
        records.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static String explained(InputStream in) throws IOException {
        List<Verdict> verdicts = new ArrayList<>();
        Analysis analysis = new Analysis(true, null, new Ledger(), verdicts::add);
        analysis.add("file", in, true, bytes -> {});
        analysis.report();
        return lines(verdicts);
    }

    /** A part of a capture: where it is read from, and by what. */
    private record Part(ByteSource source, PacketReader reader) {}

    private static Part whole(byte[] file) throws IOException {
        ByteSource source = new ByteSource(new ByteArrayInputStream(file));
        PacketReader reader = PcapReader.open(source, SameVerdictsTest::fail);
        assertThat(reader).isNotNull();
        return new Part(source, reader);
    }

    private static List<Part> chunks(byte[] file, int length) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (int begin = FILE_HEADER; begin < file.length; begin += length) {
            ByteSource chunk = new ByteSource(new ByteArrayInputStream(file, begin, file.length - begin));
            PacketReader reader = PcapReader.openChunk(
                    new ByteSource(new ByteArrayInputStream(file)), chunk, length, SameVerdictsTest::fail);
            if (reader != null) {
                parts.add(new Part(chunk, reader));
            }
        }
        return parts;
    }

    private static void fail(long offset, String what) {
        throw new AssertionError("byte " + offset + ": " + what);
    }

    /** What a runner has to do: the segments of every part, in order, to one follower; then the judge. */
    private static String run(List<Part> parts, boolean threaded) throws IOException {
        List<Connection> connections = new ArrayList<>();
        Follower follower = new Follower(true, connections::add);
        long frames = 0;
        for (Part part : parts) {
            long last = 0;
            try (SegmentStream stream = new SegmentStream(part.source, part.reader, threaded)) {
                for (SegmentBatch batch = stream.next(); batch != null; batch = stream.next()) {
                    for (int i = 0; i < batch.size(); i++) {
                        Segment segment = batch.get(i);
                        last = segment.frame;
                        segment.frame += frames;
                        follower.accept(segment);
                    }
                }
            }
            frames += last;
        }
        follower.end();
        Judge judge = new Judge("file", new Surroundings(follower.vantage(), follower.populations(), connections));
        connections.sort(Comparator.comparingLong(Connection::firstFrame));
        return lines(connections.stream().map(judge::judge).toList());
    }

    private static String lines(List<Verdict> verdicts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonLines lines = new JsonLines(out)) {
            verdicts.forEach(lines);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A pipe whose writer is slow: a few bytes at a time. */
    private static final class Trickle extends FilterInputStream {
        private int most;

        Trickle(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read(byte[] into, int at, int count) throws IOException {
            most = most % 97 + 1;
            return super.read(into, at, Math.min(count, most));
        }

        @Override
        public int available() {
            return 0;
        }
    }
}
