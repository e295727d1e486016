package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Analysis;
import dev.hangup.evidence.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A tunnel around a connection is named in every output: two pods, captured on the host of one of them. */
class EncapsulationReportTest {
    private static final Path CASE =
            Path.of(System.getProperty("basedir", ".")).resolve("../cases/keepalive-race-vxlan");

    private static String text(String capture) throws IOException {
        return text(capture, false);
    }

    private static String text(String capture, boolean all) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
                InputStream in = Files.newInputStream(CASE.resolve(capture))) {
            TextReport report = new TextReport(out, false, 120, all, 10);
            Analysis analysis = new Analysis(all, connection -> true, new Ledger(), report);
            analysis.add(capture, in, true, offset -> {});
            report.write(analysis.report());
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String lines(String capture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonLines report = new JsonLines(bytes);
                InputStream in = Files.newInputStream(CASE.resolve(capture))) {
            Analysis analysis = new Analysis(false, connection -> true, new Ledger(), report);
            analysis.add(capture, in, true, offset -> {});
            analysis.report();
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tunnelStandsBesideTheParties() throws IOException {
        assertThat(text("mid.pcap"))
                .contains(
                        "10.244.0.1 -> 10.244.0.2:8080  (HTTP/1, nginx), inside VXLAN 192.168.77.1 -> 192.168.77.2\n");
    }

    @Test
    void healthyConnectionsHaveItInANote() throws IOException {
        assertThat(text("mid.pcap", true))
                .containsPattern("10\\.244\\.0\\.1:59886 +10\\.244\\.0\\.2:8080 .* \\(1\\)\n")
                .containsOnlyOnce("  (1) inside VXLAN 192.168.77.1 -> 192.168.77.2\n");
    }

    @Test
    void connectionOutsideOfTunnelsHasNone() throws IOException {
        assertThat(text("server.pcap")).doesNotContain("inside");
        assertThat(lines("server.pcap")).contains("\"server\":").doesNotContain("encapsulation");
    }

    @Test
    void programsGetItAsAnObject() throws IOException {
        assertThat(lines("mid.pcap").lines())
                .hasSize(3)
                .allMatch(line -> line.contains(
                        "\"encapsulation\":{\"tunnel\":\"vxlan\",\"from\":\"192.168.77.1\",\"to\":\"192.168.77.2\"}"));
    }
}
