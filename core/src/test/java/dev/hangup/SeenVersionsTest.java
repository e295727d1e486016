package dev.hangup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.config.HopEnd;
import dev.hangup.diagnosis.chain.Weakness;
import dev.hangup.evidence.Input;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The version of an nginx, as a capture of it, its log and the tag of its image tell it. */
class SeenVersionsTest {
    private static final String CAPTURE = Path.of(System.getProperty("basedir", "."))
            .resolve("../cases/connection-refused-no-listener/client.pcap")
            .normalize()
            .toString();

    private static final String STARTED = "2026/11/22 04:03:30 [notice] 1#1: nginx/%s\n";

    @TempDir
    private Path folder = Path.of(".");

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static Report explain(String... names) throws IOException {
        Ledger ledger = new Ledger();
        Analysis analysis = new Analysis(false, null, ledger, verdict -> {});
        for (Input input : Inputs.expand(List.of(names), ledger)) {
            try (InputStream in = input.open()) {
                analysis.add(input.name(), in, input.named(), bytes -> {});
            }
        }
        return analysis.report();
    }

    private static String version(Report report) {
        return report.configs().chain().ends().stream()
                .map(HopEnd::version)
                .map(version -> version == null
                        ? "none"
                        : version.version() + " (" + Path.of(version.file()).getFileName() + ")")
                .findFirst()
                .orElse("no end");
    }

    @ParameterizedTest
    @CsvSource({"8094, 1.22.1 (client.pcap)", "1, none"})
    void serverHeaderOfACaptureIsOfTheConfigurationThatListensThere(int port, String version) throws IOException {
        Report report = explain(file("nginx.conf", "server { listen " + port + "; }"), CAPTURE);

        assertThat(version(report)).isEqualTo(version);
        assertThat(report.configs().chain().remarks()).isEmpty();
    }

    @Test
    void logTellsIt() throws IOException {
        Report report =
                explain(file("nginx.conf", "server { listen 1; }"), file("error.log", STARTED.formatted("1.29.7")));

        assertThat(version(report)).isEqualTo("1.29.7 (error.log)");
        assertThat(report.configs().weaknesses()).extracting(Weakness::rule).containsExactly("known-version");
    }

    @Test
    void logAndImageThatDifferTellNothing() throws IOException {
        Report report = explain(
                file("nginx.conf", "server { listen 1; }"),
                file("error.log", STARTED.formatted("1.29.7")),
                file("compose.yml", "services:\n  web:\n    image: nginx:1.25.3\n"));

        assertThat(version(report)).isEqualTo("none");
        assertThat(report.configs().weaknesses()).isEmpty();
        assertThat(report.configs().chain().remarks())
                .singleElement()
                .asString()
                .contains("1.25.3", "1.29.7");
    }
}
