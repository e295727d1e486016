package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hangup.Analysis;
import dev.hangup.Endpoint;
import dev.hangup.comparison.Comparison;
import dev.hangup.comparison.Comparison.Outcome;
import dev.hangup.comparison.Tally;
import dev.hangup.evidence.Input;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.measurement.Probed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two sets of real evidence compared, as it is told. */
class ComparisonReportTest {
    private static final Path CASES = Path.of("..", "cases");

    @TempDir
    private Path folder = Path.of(".");

    private Path before = folder;
    private Path after = folder;

    /** Races against a server that closes after 2 s, and a server whose connections end well; with their configurations. */
    @BeforeEach
    void lay() throws IOException {
        before = Files.createDirectory(folder.resolve("before"));
        after = Files.createDirectory(folder.resolve("after"));
        copy("keepalive-race-gunicorn", before);
        copy("keepalive-race_not", after);
        String nginx = "http { server { listen 8080; keepalive_timeout %s; return 200; } }\n";
        Files.writeString(before.resolve("nginx.conf"), nginx.formatted("2s"));
        Files.writeString(after.resolve("nginx.conf"), nginx.formatted("1s"));
    }

    private static void copy(String name, Path to) throws IOException {
        try (var files = Files.walk(CASES.resolve(name))) {
            for (Path file :
                    files.filter(one -> one.toString().contains(".pcap")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static Tally tally(Path folder) throws IOException {
        Ledger ledger = new Ledger();
        Analysis analysis = new Analysis(false, null, ledger, verdict -> {});
        for (Input input : Inputs.expand(List.of(folder.toString()), ledger)) {
            try (InputStream in = input.open()) {
                analysis.add(input.name(), in, input.named(), bytes -> {});
            }
        }
        return Tallies.of(folder.getFileName().toString(), analysis.report());
    }

    private Comparison comparison() throws IOException {
        return Comparison.of(tally(before), tally(after));
    }

    private static String text(Comparison comparison) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ComparisonText(new PrintStream(out, false, StandardCharsets.UTF_8), false, 100).write(comparison);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void peopleReadRatesBoundsAndWhatWasChanged() throws IOException {
        assertThat(text(comparison()))
                .contains(
                        "Better: ",
                        "keepalive-race (captures)  fell",
                        "6 of 16 reuses: 38 % (15 to 65 %)",
                        "0 of 30 reuses: below 9.6 %",
                        "nginx server: keepalive_timeout 2s (",
                        "is in effect:")
                .doesNotContain("NOT in effect", "\u001b[");
    }

    @Test
    void theOtherWayRoundItIsWorse() throws IOException {
        assertThat(Comparison.of(tally(after), tally(before)).outcome()).isEqualTo(Outcome.WORSE);
    }

    /** A server of which two captures of one time tell is not counted twice. */
    @Test
    void capturesOfBothEndsCountOnce() throws IOException {
        Path both = Files.createDirectory(folder.resolve("both"));
        copy("half-open-once", both);
        Path client = Files.createDirectory(folder.resolve("client"));
        try (var files = Files.list(both)) {
            List<Path> captures = files.sorted().toList();
            assertThat(captures).hasSizeGreaterThan(1);
            Files.copy(captures.get(0), client.resolve(captures.get(0).getFileName()));
        }

        assertThat(tally(both).captured().exposed())
                .isEqualTo(tally(client).captured().exposed());
    }

    @Test
    void whatProbeMeasuredDifferentlyIsTold() throws IOException {
        Endpoint server = Endpoint.ofLiteral("10.0.0.2", 8080);
        probed(before, Probed.at(server).closes(Duration.ofSeconds(5)).closesAfter(100));
        probed(after, Probed.at(server).closes(Duration.ofSeconds(65)).closesAfter(1000));

        assertThat(text(comparison()))
                .contains(
                        "10.0.0.2:8080: 5.000 s (n = 1, probe) -> 65.000 s (n = 1, probe)",
                        "10.0.0.2:8080: requests on a connection: 100 -> 1000")
                .doesNotContain("end of idle connections");
    }

    private static void probed(Path folder, Probed probed) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve("probe.json"))) {
            MeasurementJson.write(out, probed.measurement());
        }
    }

    @Test
    void programsGetWhatTheSchemaSays() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ComparisonJson.write(out, comparison());
        JsonMapper json = new JsonMapper();
        JsonNode written = json.readTree(out.toString(StandardCharsets.UTF_8));
        JsonNode schema = json.readTree(Schemas.text(Schemas.COMPARISON));

        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(written))
                .isEmpty();
        assertThat(written.propertyNames()).isSubsetOf(schema.at("/properties").propertyNames());
        assertThat(written.at("/before").propertyNames())
                .isSubsetOf(schema.at("/$defs/side/properties").propertyNames());
        assertThat(written.at("/changes/0").propertyNames())
                .isSubsetOf(schema.at("/properties/changes/items/properties").propertyNames());
        assertThat(written.at("/outcome").asString()).isEqualTo("better");
        assertThat(written.at("/applied/0/in_effect").asBoolean()).isTrue();
    }
}
