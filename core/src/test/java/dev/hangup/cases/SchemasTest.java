package dev.hangup.cases;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hangup.Analysis;
import dev.hangup.Endpoint;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.Ledger;
import dev.hangup.measurement.Probed;
import dev.hangup.report.JsonLines;
import dev.hangup.report.JsonReport;
import dev.hangup.report.MeasurementJson;
import dev.hangup.report.Report;
import dev.hangup.report.Schemas;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Everything that is written for programs is as the schemas say, and has no field that they do not know. */
class SchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode schema(String name) {
        return closed(JSON.readTree(Schemas.text(name)));
    }

    /** Users are promised that fields may be added; here none may be that is not described. */
    private static JsonNode closed(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.has("properties")) {
                object.put("additionalProperties", false);
            }
            object.forEach(SchemasTest::closed);
        } else if (schema.isArray()) {
            schema.forEach(SchemasTest::closed);
        }
        return schema;
    }

    private static Schema line() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema(Schemas.LINE));
    }

    private static Schema report() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema(Schemas.REPORT));
    }

    private static Analysis explained(CaseFolder folder, Consumer<Verdict> sink) throws IOException {
        Analysis analysis = new Analysis(true, null, new Ledger(), sink);
        analysis.join(capture -> new ByteArrayInputStream(folder.bytes(capture)));
        for (String capture : folder.captures()) {
            analysis.add(capture, new ByteArrayInputStream(folder.bytes(capture)), true, bytes -> {});
        }
        byte[] cut = {(byte) 0xd4, (byte) 0xc3, (byte) 0xb2, (byte) 0xa1, 2, 0, 4, 0};
        analysis.add("cut.pcap", new ByteArrayInputStream(cut), true, bytes -> {});
        return analysis;
    }

    @Test
    void linesOfAllCasesAreValid() throws IOException {
        Schema schema = line();
        for (CaseFolder folder : CaseFolder.all()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (JsonLines lines = new JsonLines(out)) {
                explained(folder, lines).report();
            }
            for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
                assertThat(schema.validate(JSON.readTree(line)))
                        .as(folder.name() + ": " + line)
                        .isEmpty();
            }
        }
    }

    @Test
    void reportsOfAllCasesAreValid() throws IOException {
        Schema schema = report();
        for (CaseFolder folder : CaseFolder.all()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (JsonReport report = new JsonReport(out)) {
                report.end(explained(folder, report).report());
            }
            assertThat(schema.validate(JSON.readTree(out.toByteArray())))
                    .as(folder.name())
                    .isEmpty();
        }
    }

    @Test
    void chainsOfRequestsAreValidAndSayHowTheyWereFollowed() throws IOException {
        String front =
                "{\"time\":\"2026-11-20T20:07:10.310+00:00\",\"request\":\"POST /pay HTTP/1.1\",\"status\":\"502\","
                        + "\"request_time\":\"0.300\",\"upstream_addr\":\"10.0.0.9:8080\",\"upstream_status\":\"502\"}\n";
        String behind = "{\"timestamp\":\"2026-11-20T20:07:10.205Z\",\"level\":\"ERROR\",\"service\":\"payments\","
                + "\"instance\":\"10.0.0.9\",\"peer\":\"bank\",\"message\":\"Connection refused\"}\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonReport report = new JsonReport(out)) {
            Analysis analysis = new Analysis(true, null, new Ledger(), report);
            analysis.add("front.log", new ByteArrayInputStream(front.getBytes(StandardCharsets.UTF_8)), true, at -> {});
            analysis.add(
                    "behind.log", new ByteArrayInputStream(behind.getBytes(StandardCharsets.UTF_8)), true, at -> {});
            report.end(analysis.report());
        }

        JsonNode json = JSON.readTree(out.toByteArray());
        assertThat(report().validate(json)).isEmpty();
        JsonNode chain = json.get("chains").get(0);
        assertThat(chain.get("followed_by").asString()).isEqualTo("address-and-time");
        assertThat(chain.get("hops")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "001", "002", "003"})
    void logsAndConfigurationsAreValid(String incident) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream linesOut = new ByteArrayOutputStream();
        Path folder = Path.of(System.getProperty("basedir", ".")).resolve("src/test/resources/incidents");
        try (JsonReport report = new JsonReport(out);
                JsonLines lines = new JsonLines(linesOut);
                Stream<Path> files = Files.list(folder.resolve(incident))) {
            Analysis analysis = new Analysis(true, null, new Ledger(), report);
            for (Path file : files.sorted().toList()) {
                analysis.add(file.toString(), new ByteArrayInputStream(Files.readAllBytes(file)), true, bytes -> {});
            }
            Report explained = analysis.report();
            report.end(explained);
            lines.end(explained);
        }

        assertThat(report().validate(JSON.readTree(out.toByteArray()))).isEmpty();
        List<String> lines = linesOut.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line().validate(JSON.readTree(line))).isEmpty());
    }

    @Test
    void measurementsBesideOtherEvidenceAreValid() throws IOException {
        ByteArrayOutputStream probe = new ByteArrayOutputStream();
        Probed probed = Probed.at(Endpoint.ofLiteral("10.0.0.1", 80)).closes(Duration.ofSeconds(5));
        MeasurementJson.write(probe, probed.staysOpenFor(Duration.ofSeconds(9)).measurement());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonReport report = new JsonReport(out)) {
            Analysis analysis = new Analysis(true, null, new Ledger(), report);
            analysis.add("probe.json", new ByteArrayInputStream(probe.toByteArray()), true, bytes -> {});
            report.end(analysis.report());
        }

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"idle_timeout\":{", "\"open\":{");
        assertThat(report().validate(JSON.readTree(out.toByteArray()))).isEmpty();
    }

    /** Exactly what is printed is enough for a validator: no reference leads to a file or to the network. */
    @Test
    void printedSchemaStandsAlone() throws IOException {
        CaseFolder folder = CaseFolder.all().get(0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonReport report = new JsonReport(out)) {
            report.end(explained(folder, report).report());
        }
        Schema printed = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Schemas.text(Schemas.REPORT));

        assertThat(printed.validate(JSON.readTree(out.toByteArray()))).isEmpty();
        ObjectNode broken = (ObjectNode) JSON.readTree(out.toByteArray());
        broken.putArray("connections").addObject();
        assertThat(printed.validate(broken)).as("what is referred to has a say").isNotEmpty();
    }

    @Test
    void whatIsNotAsDescribedIsInvalid() {
        assertThat(line().validate(JSON.readTree("{\"schema\": 1}"))).isNotEmpty();
        assertThat(report().validate(JSON.readTree("{\"schema\": 2}"))).isNotEmpty();
        assertThat(List.of(Schemas.LINE, Schemas.REPORT))
                .allSatisfy(name -> assertThat(Schemas.text(name)).contains("\"description\""));
    }
}
