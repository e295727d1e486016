package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hangup.Endpoint;
import dev.hangup.Note;
import dev.hangup.config.ConfigText;
import dev.hangup.config.HopEnd;
import dev.hangup.diagnosis.chain.Chain;
import dev.hangup.diagnosis.chain.ChainInference;
import dev.hangup.diagnosis.chain.MeasuredChain;
import dev.hangup.diagnosis.chain.Rules;
import dev.hangup.diagnosis.chain.Severity;
import dev.hangup.measurement.Measurements;
import dev.hangup.measurement.Probed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What lint writes for people, programs, code hosts and {@code patch}. */
class LintReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The chain of a public incident: nginx in front of Node, with half a second of keep-alive. */
    private static final String NGINX = """
            events {}
            http {
                upstream nodejs {
                    least_conn;
                    server 127.0.0.1:8000 fail_timeout=1s max_fails=3;
                    keepalive 16;
                }
                server {
                    listen 127.0.0.1:8081;
                    location / {
                        proxy_connect_timeout 10s;
                        proxy_next_upstream error timeout non_idempotent;
                        proxy_pass http://nodejs;
                    }
                }
            }
            """;

    private static final String NODE =
            "const s = require('http').createServer();\ns.listen(8000).keepAliveTimeout = 500;";

    private static final String HAPROXY = """
            defaults
                mode http
                timeout client 30s
                timeout server 30s
                timeout connect 800
                retry-on all-retryable-errors
            frontend www
                bind 127.0.0.1:8082
                default_backend app
            backend app
                server one 192.0.2.1:8000
            """;

    @TempDir
    private Path folder;

    private static LintReport lint(Map<String, String> texts) {
        return lint(texts, new Measurements());
    }

    private static LintReport lint(Map<String, String> texts, Measurements measurements) {
        List<HopEnd> ends = new ArrayList<>();
        texts.forEach((name, text) -> ends.addAll(ConfigText.ends(name, text)));
        Chain chain = MeasuredChain.of(ChainInference.of(ends), measurements);
        List<Note> notes = List.of(new Note("other", -1, "is no configuration or measurement that is known"));
        return new LintReport(List.copyOf(texts.keySet()), measurements.all(), chain, Rules.check(chain), texts, notes);
    }

    private static LintReport everything() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("nginx.conf", NGINX);
        texts.put("the server.js", NODE);
        texts.put("haproxy.cfg", HAPROXY);
        return lint(texts);
    }

    /** A server that is configured, and one that is only measured. */
    private static LintReport measured() {
        Measurements measurements = new Measurements();
        for (int port : new int[] {8000, 8001}) {
            Endpoint endpoint = Endpoint.ofLiteral("127.0.0.1", port);
            measurements.add(
                    "probe.json",
                    List.of(Probed.at(endpoint, "http://localhost:" + port + "/")
                            .closes(Duration.ofSeconds(3))
                            .measurement()));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("nginx.conf", NGINX);
        texts.put("other.conf", NGINX.replace("8000", "8001"));
        texts.put("server.js", NODE.replace("500;", "75000;"));
        return lint(texts, measurements);
    }

    private static String text(BiConsumer<LintReport, PrintStream> writer, LintReport report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream printer = new PrintStream(out, false, StandardCharsets.UTF_8)) {
            writer.accept(report, printer);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String patch(LintReport report) {
        return text((what, out) -> new LintText(out, false, 100).patch(what), report);
    }

    @Test
    void textHasBothNumbersTheirPlacesAndTheLinesToWrite() {
        String text = text((what, out) -> new LintText(out, false, 160).write(what), everything());

        assertThat(text)
                .startsWith("3 configurations, ")
                .contains("keepalive 16 (nginx.conf:6)", "keepAliveTimeout 500 (the server.js:2)", "60 s by default")
                .contains("+s.listen(8000).keepAliveTimeout = 65000;");
    }

    static Stream<LintReport> reports() {
        return Stream.of(everything(), measured());
    }

    @Test
    void whatWasMeasuredIsSaidBesideWhatIsConfigured() {
        JsonNode json = JSON.readTree(text(LintJson::write, measured()));

        assertThat(json.get("measurements")).hasSize(2);
        assertThat(json.get("weaknesses").findValuesAsString("rule"))
                .contains("measured-differs", "idle-timeout-order");
        assertThat(json.get("weaknesses").findValues("measured")).hasSizeGreaterThan(2);
    }

    @ParameterizedTest
    @MethodSource("reports")
    void jsonIsAsItsSchemaSaysAndHasNoOtherField(LintReport report) {
        JsonNode schema = JSON.readTree(Schemas.text(Schemas.LINT)
                .replace("\"properties\":", "\"additionalProperties\": false, \"properties\":"));
        JsonNode json = JSON.readTree(text(LintJson::write, report));

        assertThat(json.get("weaknesses")).hasSizeGreaterThan(2);
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(json))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("reports")
    void sarifIsAsTheStandardsSchemaSays(LintReport report) throws IOException {
        try (InputStream schema =
                Objects.requireNonNull(getClass().getResourceAsStream("/sarif/sarif-2.1.0-rtm.5.json"))) {
            JsonNode json = JSON.readTree(text(LintSarif::write, report));

            assertThat(json.at("/runs/0/results")).hasSizeGreaterThan(2);
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                            .getSchema(JSON.readTree(schema))
                            .validate(json))
                    .isEmpty();
        }
    }

    @Test
    void sarifSchemaRefusesWhatIsNoSarif() throws IOException {
        try (InputStream schema =
                Objects.requireNonNull(getClass().getResourceAsStream("/sarif/sarif-2.1.0-rtm.5.json"))) {
            JsonNode json = JSON.readTree(text(LintSarif::write, everything()).replace("\"ruleId\"", "\"rule\""));

            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                            .getSchema(JSON.readTree(schema))
                            .validate(json))
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void patchedFilesAreAcceptedByTheirProgramsAndHaveNothingLeft(boolean onOneLine) throws Exception {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("nginx.conf", onOneLine ? NGINX.replaceAll("\\s*\n\\s*", " ") : NGINX);
        texts.put("server.js", NODE);
        texts.put("haproxy.cfg", HAPROXY);
        for (Map.Entry<String, String> file : texts.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        assumeInstalled("patch");
        Files.writeString(folder.resolve("lint.diff"), patch(lint(texts)));

        run("patch", "-p0", "--fuzz=0", "-i", "lint.diff");

        texts.replaceAll((name, old) -> read(name));
        assertThat(lint(texts).weaknesses())
                .filteredOn(weakness -> weakness.severity() != Severity.NOTE)
                .isEmpty();
        if (isInstalled("nginx")) {
            run(
                    "nginx",
                    "-t",
                    "-p",
                    folder.toString(),
                    "-c",
                    folder.resolve("nginx.conf").toString(),
                    "-g",
                    "pid nginx.pid;");
        }
        if (isInstalled("haproxy")) {
            run("haproxy", "-c", "-f", "haproxy.cfg");
        }
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    private static void assumeInstalled(String program) {
        assumeTrue(isInstalled(program), program + " is not installed");
    }

    private static boolean isInstalled(String program) {
        boolean found = List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin").stream()
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, program)));
        if (!found) {
            System.out.println(program + " is not installed: what it says of patched files is not asked");
        }
        return found;
    }
}
