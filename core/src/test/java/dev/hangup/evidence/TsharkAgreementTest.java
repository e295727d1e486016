package dev.hangup.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.capture.ByteSource;
import dev.hangup.capture.Dissector;
import dev.hangup.capture.Packet;
import dev.hangup.capture.PacketReader;
import dev.hangup.capture.PcapReader;
import dev.hangup.capture.PcapngReader;
import dev.hangup.capture.Segment;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Follower;
import dev.hangup.report.CaptureSummary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts like tshark, an implementation that shares nothing with this one: packets, segments, connections, RSTs. */
class TsharkAgreementTest {
    private static final Path CORE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
    private static final boolean HAS_TSHARK = Stream.of(
                    System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "tshark")));

    /**
     * What was counted in one capture.
     *
     * @param resets RSTs of each connection, by the number of its first frame
     */
    record Counts(long packets, long segments, Map<Long, Integer> resets) {}

    static List<Path> captures() throws IOException {
        List<Path> captures = new ArrayList<>();
        for (String folder : List.of("src/test/resources/captures", "../samples", "../cases")) {
            Path path = CORE.resolve(folder).normalize();
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.walk(path)) {
                    files.filter(file -> file.getFileName().toString().contains(".pcap"))
                            .sorted()
                            .forEach(captures::add);
                }
            }
        }
        return captures;
    }

    @ParameterizedTest
    @MethodSource("captures")
    void packetsConnectionsAndResetsAreCountedLikeTshark(Path capture) throws Exception {
        if (!HAS_TSHARK) {
            System.out.println("Skipped: no tshark on the PATH to compare with");
        }
        assumeTrue(HAS_TSHARK, "no tshark on the PATH to compare with");

        Counts theirs = countedByTshark(capture);
        Counts ours = counted(capture);
        CaptureSummary summary =
                Explained.names(List.of(capture.toString())).captures().get(0);

        assertThat(ours).isEqualTo(theirs);
        assertThat(summary.packets()).isEqualTo(theirs.packets());
        assertThat(summary.segments()).isEqualTo(theirs.segments());
        assertThat(summary.connections()).isEqualTo(theirs.resets().size());
        assertThat(summary.resets())
                .isEqualTo(theirs.resets().values().stream()
                        .mapToLong(Integer::longValue)
                        .sum());
    }

    private static Counts counted(Path capture) throws IOException {
        Map<Long, Integer> resets = new TreeMap<>();
        Follower follower = new Follower(true, connection -> resets.put(connection.firstFrame(), resets(connection)));
        Dissector dissector = new Dissector();
        Packet packet = new Packet();
        Segment segment = new Segment();
        long packets = 0;
        try (InputStream in = Files.newInputStream(capture)) {
            PacketReader reader = open(new ByteSource(in));
            while (reader.next(packet)) {
                packets++;
                dissector.dissect(packet, segment);
                follower.accept(segment);
            }
        }
        follower.end();
        return new Counts(packets, follower.packets(), resets);
    }

    private static int resets(Connection connection) {
        return connection.client().resets() + connection.server().resets();
    }

    private static PacketReader open(ByteSource source) throws IOException {
        if (Content.of(source) == Content.PCAPNG) {
            return new PcapngReader(source, TsharkAgreementTest::fail);
        }
        PacketReader reader = PcapReader.open(source, TsharkAgreementTest::fail);
        if (reader == null) {
            throw new IOException("no file header");
        }
        return reader;
    }

    private static void fail(long offset, String what) {
        throw new AssertionError("byte " + offset + ": " + what);
    }

    /** An ICMP error shows the fields of the TCP header that it quotes, so such packets are left out. */
    private static Counts countedByTshark(Path capture) throws IOException, InterruptedException {
        Process tshark = new ProcessBuilder(
                        "tshark",
                        "-n",
                        "-r",
                        capture.toString(),
                        "-T",
                        "fields",
                        "-E",
                        "separator=,",
                        "-E",
                        "occurrence=f",
                        "-e",
                        "frame.number",
                        "-e",
                        "tcp.stream",
                        "-e",
                        "tcp.flags.reset",
                        "-e",
                        "icmp.type",
                        "-e",
                        "icmpv6.type")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<String, Long> firstFrames = new TreeMap<>();
        Map<Long, Integer> resets = new TreeMap<>();
        long packets = 0;
        long segments = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(tshark.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                packets++;
                String[] fields = line.split(",", -1);
                if (fields[1].isEmpty() || !fields[3].isEmpty() || !fields[4].isEmpty()) {
                    continue;
                }
                segments++;
                long firstFrame = firstFrames.computeIfAbsent(fields[1], stream -> Long.valueOf(fields[0]));
                resets.merge(firstFrame, isSet(fields[2]) ? 1 : 0, Integer::sum);
            }
        }
        assertThat(tshark.waitFor()).as("exit code of tshark").isZero();
        return new Counts(packets, segments, resets);
    }

    private static boolean isSet(String flag) {
        return flag.equals("1") || flag.equals("True");
    }
}
