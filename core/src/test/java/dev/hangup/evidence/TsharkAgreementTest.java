package dev.hangup.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.capture.ByteSource;
import dev.hangup.capture.Dissector;
import dev.hangup.capture.Packet;
import dev.hangup.capture.PacketReader;
import dev.hangup.capture.Segment;
import dev.hangup.cases.Tshark;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Follower;
import dev.hangup.report.CaptureSummary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts like tshark, an implementation that shares nothing with this one: packets, segments, connections, RSTs. */
class TsharkAgreementTest {
    private static final Path CORE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();

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
        if (!Tshark.isInstalled()) {
            System.out.println("Skipped: no tshark on the PATH to compare with");
        }
        assumeTrue(Tshark.isInstalled(), "no tshark on the PATH to compare with");

        Tshark theirs = Tshark.of(capture);
        Tshark ours = counted(capture);
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

    private static Tshark counted(Path capture) throws IOException {
        TreeMap<Long, Integer> resets = new TreeMap<>();
        Follower follower = new Follower(true, connection -> resets.put(connection.firstFrame(), resets(connection)));
        Dissector dissector = new Dissector();
        Packet packet = new Packet();
        Segment segment = new Segment();
        long packets = 0;
        try (InputStream in = Files.newInputStream(capture)) {
            ByteSource source = new ByteSource(in);
            PacketReader reader = Objects.requireNonNull(
                    Content.of(source).open(source, TsharkAgreementTest::fail), "no file header");
            while (reader.next(packet)) {
                packets++;
                dissector.dissect(packet, segment);
                follower.accept(segment);
            }
        }
        follower.end();
        return new Tshark(packets, follower.packets(), resets);
    }

    private static int resets(Connection connection) {
        return connection.client().resets() + connection.server().resets();
    }

    private static void fail(long offset, String what) {
        throw new AssertionError("byte " + offset + ": " + what);
    }
}
