package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.cli.Launched.Ended;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a process of its own: arguments in, output, complaints and exit code out. */
class ProgramTest {
    private static final Path SAMPLES = Path.of("..", "samples");
    private static final Path BOTH_ENDS = Path.of("..", "cases", "half-open-once");

    @TempDir
    private Path folder;

    private Ended hangup(String... arguments) {
        return new Launched(folder).hangup(arguments);
    }

    private static String samples() {
        return SAMPLES.toString();
    }

    @Test
    void comparisonsEndAsTheyAreTold() {
        String races = Path.of("..", "cases", "keepalive-race-gunicorn").toString();
        String none = Path.of("..", "cases", "keepalive-race_not").toString();

        assertThat(hangup("compare", races, none).code()).isZero();
        assertThat(hangup("compare", none, races).code()).isEqualTo(1);
        assertThat(hangup("compare", "--fail-on", "never", none, races).code()).isZero();
        assertThat(hangup("compare", "--fail-on", "not-better", none, none).code())
                .isEqualTo(1);
        Ended nothing = hangup("compare", races, "nowhere");
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("nowhere: there is no such file or folder", "nothing on both sides");
    }

    /** Starts the program on a pipe, writes {@code bytes} into that, and presses Ctrl-C while more is waited for. */
    private Ended interrupted(byte[] bytes, Path pipe, String... arguments) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Launched launched = new Launched(folder);
        Process process = launched.start(arguments);
        // Opening it waits until it is read.
        try (OutputStream live = Files.newOutputStream(pipe)) {
            live.write(bytes);
            live.flush();
            return launched.interrupt(process);
        }
    }

    /** What follows the capture that was interrupted is not read, and what is known is told. */
    @Test
    void interruptionEndsTheComparisonWithWhatIsKnown() throws Exception {
        Path before = folder.resolve("before");
        byte[] capture = Files.readAllBytes(SAMPLES.resolve("3-keepalive-race-fin-cross.pcap"));

        Ended ended = interrupted(capture, before, "compare", before.toString(), samples());

        assertThat(ended.code()).isEqualTo(130);
        assertThat(ended.err())
                .doesNotContain("Exception", "before the report")
                .contains(": interrupted before it and ", " other inputs were read");
        assertThat(ended.out()).contains("before  " + before);
    }

    @Test
    void interruptionBeforeAnythingCameEndsIt() throws Exception {
        Path pipe = folder.resolve("pipe");

        Ended ended = interrupted(new byte[0], pipe, "explain", pipe.toString());

        assertThat(ended.code()).isEqualTo(130);
        assertThat(ended.err()).doesNotContain("Exception", "before the report");
    }

    @Test
    void samplesAreExplained() {
        Ended ended = hangup("explain", samples());

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .startsWith("3 captures, ")
                .contains("keepalive-race (rst-no-fin)", "keepalive-race (fin-cross)")
                .doesNotContain("\u001b[");
    }

    @Test
    void standardInputIsExplainedAndIncidentsMakeTheExitCodeOnRequest() {
        Ended ended = hangup("explain", "--exit-code", "--format", "jsonl", "-");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out().lines()).hasSize(1).first().asString().contains("\"capture\":\"-\"", "\"fin-cross\"");
    }

    @Test
    void capturesOfBothEndsGiveOneVerdictInWhateverOrder() {
        String client = BOTH_ENDS.resolve("client.pcap").toString();
        String server = BOTH_ENDS.resolve("server.pcap").toString();

        Ended ended = hangup("explain", "--format", "jsonl", client, server);

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("\"capture\":null", "\"captures\":[\"" + client + "\",\"" + server + "\"]");
        assertThat(hangup("explain", "--format", "jsonl", server, client)).isEqualTo(ended);
        assertThat(hangup("explain", server, client).out())
                .isEqualTo(hangup("explain", client, server).out())
                .contains("and in", "clocks");
    }

    @Test
    void captureOfAProxysHostTellsBothHopsAsOneStory() {
        Path capture = Path.of("..", "cases", "lb-idle-timeout-both-hops", "any.pcap");

        assertThat(hangup("explain", "--format", "jsonl", capture.toString())
                        .out()
                        .lines())
                .hasSize(22)
                .allSatisfy(line -> assertThat(line).contains("\"cause\":\"lb-idle-timeout\"", "\"other_hop\":{"));
    }

    @Test
    void whatIsCopiedForWiresharkIsOfBothEnds() throws IOException {
        Path copy = folder.resolve("both.pcapng");

        Ended ended = hangup("explain", "--wireshark", copy.toString(), BOTH_ENDS.toString());
        Ended client = hangup(
                "explain",
                "--wireshark",
                folder.resolve("one.pcapng").toString(),
                BOTH_ENDS.resolve("client.pcap").toString());

        assertThat(packets(ended)).isGreaterThan(packets(client));
    }

    private static int packets(Ended ended) {
        return Integer.parseInt(ended.err().replaceFirst("(?s).*?([0-9]+) packets.*", "$1"));
    }

    @Test
    void onlyConnectionsThatEndedInTheSpanAreTold() {
        String all = hangup("explain", "--format", "jsonl", "--all", samples()).out();
        String day = hangup(
                        "explain",
                        "--format",
                        "jsonl",
                        "--all",
                        "--since",
                        "1970-01-01",
                        "--until",
                        "2000-01-01",
                        samples())
                .out();

        assertThat(all.lines()).hasSize(3);
        assertThat(day).isEmpty();
    }

    @Test
    void spanIsGivenInAnyZoneAndAsSeconds() {
        Ended all = hangup("explain", "--format", "jsonl", "-");
        String start = all.out().replaceFirst("(?s).*\"start\":([0-9]+).*", "$1");
        long second = Long.parseLong(start);
        String local =
                Instant.ofEpochSecond(second).atOffset(ZoneOffset.ofHours(2)).toString();
        String plain =
                Instant.ofEpochSecond(second).toString().replace("T", " ").replace("Z", "");

        for (String since : List.of(start, local, plain)) {
            assertThat(hangup("explain", "--format", "jsonl", "--since", since, "-")
                            .out())
                    .isEqualTo(all.out());
            assertThat(hangup("explain", "--format", "jsonl", "--until", since, "-")
                            .out())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-13-01", "12:00", ""})
    void timeThatIsNoneIsToldWithExamples(String time) {
        Ended ended = hangup("explain", "--since", time, "-");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--since").contains("seconds since 1970");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void fewerIncidentsAreToldInFullOnRequest() {
        assertThat(hangup("explain", "--top", "1", samples()).out())
                .contains("--- 1 of 2 ---")
                .doesNotContain("--- 2 of 2 ---");
        assertThat(hangup("explain", "--top", "-1", samples()).code()).isEqualTo(2);
    }

    @Test
    void whatIsMissingIsToldAndEndsWithTwo() {
        Ended ended = hangup("explain", folder.resolve("none.pcap").toString());

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("none.pcap: there is no such file or folder")
                .contains("nothing could be explained");
    }

    @Test
    void payloadIsShownOnRequestOnly() {
        assertThat(hangup("explain", samples()).out()).doesNotContain("HTTP/1.1");
        assertThat(hangup("explain", "--show-payload", samples()).out())
                .contains("as asked for with --show-payload", "HTTP/1.1\\r\\n");
    }

    @Test
    void failedConnectionsAreCopiedWithTheirVerdicts() throws IOException {
        Path copy = folder.resolve("failed.pcapng");
        Ended ended = hangup("explain", "--wireshark", copy.toString(), samples());
        Ended again = hangup("explain", "--format", "jsonl", copy.toString());

        assertThat(ended.code()).isZero();
        assertThat(ended.err()).contains("failed.pcapng: 25 packets of failed connections");
        assertThat(again.out().lines()).hasSize(2);
        assertThat(again.out()).contains("\"rst-no-fin\"", "\"fin-cross\"");
        assertThat(new String(Files.readAllBytes(copy), StandardCharsets.ISO_8859_1))
                .contains("hangup: keepalive-race (fin-cross), 98 % sure")
                .contains("next move: server");
    }

    @Test
    void captureIsNeitherOverwrittenNorCopiedFromAPipe() throws IOException {
        Path capture = folder.resolve("a.pcap");
        Files.copy(SAMPLES.resolve("3-keepalive-race-fin-cross.pcap"), capture);
        byte[] before = Files.readAllBytes(capture);

        assertThat(hangup("explain", "--wireshark", capture.toString(), capture.toString())
                        .err())
                .contains("is one of the captures to read");
        assertThat(hangup("explain", "--wireshark", folder.resolve("b.pcapng").toString(), "-")
                        .code())
                .isEqualTo(2);
        assertThat(Files.readAllBytes(capture)).isEqualTo(before);
        assertThat(hangup(
                                "explain",
                                "--wireshark",
                                folder.resolve("no/b.pcapng").toString(),
                                capture.toString())
                        .err())
                .contains("b.pcapng: not written to its end: ");
    }

    @Test
    void copyThatCannotBeWrittenEndsWithTwoAfterTheReport() {
        Ended ended = hangup(
                "explain",
                "--wireshark",
                folder.resolve("nowhere").resolve("x.pcapng").toString(),
                samples());

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).startsWith("3 captures, ").contains("keepalive-race");
        assertThat(ended.err()).contains("not written");
    }

    @Test
    void filterThatFitsNothingIsNamedAndLeavesOutWhatOtherServersDo() {
        Ended all = hangup("explain", "--all", samples());
        Ended ended = hangup("explain", "--all", "--port", "9", "--since", "2001-01-01", samples());

        assertThat(ended.code()).isZero();
        assertThat(all.out()).contains("Idle timeouts measured");
        assertThat(ended.out())
                .contains("No connection fits --port 9 --since 2001-01-01, of 3 connections in it.")
                .doesNotContain("There was no TCP connection", "Idle timeouts measured");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999", "0", "-1", "65536"})
    void portThatIsNoneIsRefused(String port) {
        Ended ended = hangup("explain", "--port=" + port, "-");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("hangup: --port: " + port + " is none: give 1 to 65535", "explain --help");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void csvOfACaptureSaysThatLogsAlonePutAnythingIntoIt() {
        Ended ended = hangup("explain", "--format", "csv", samples());

        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines()).hasSize(1);
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .contains("csv counts what logs tell of", "2 failed connections", "--format jsonl");
    }

    @Test
    void versionTellsWhatItRunsOn() {
        assertThat(hangup("--version").out()).startsWith("hangup ").contains("Java " + Runtime.version(), "processors");
    }

    @Test
    void shellCompletesOptions() throws Exception {
        Path script = folder.resolve("completion.bash");
        Files.writeString(script, hangup("completion").out());
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source '" + script + "'; COMP_WORDS=(hangup explain --fo); COMP_CWORD=2; _complete_hangup;"
                                + " echo \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("--format");
    }

    @Test
    void schemasArePrinted() {
        assertThat(hangup("schema").out()).startsWith("{").contains("\"culprit_confidence\"");
        assertThat(hangup("schema", "json").out()).contains("\"$id\": \"urn:hangup:jsonl\"");
        assertThat(hangup("schema", "probe").out()).contains("\"first_lost_by\"");
        assertThat(hangup("schema", "provoke").out()).contains("\"least_share\"", "\"$id\": \"urn:hangup:probe\"");
        assertThat(hangup("schema", "xml").code()).isEqualTo(2);
    }

    @Test
    void causesAreExplainedInWords() {
        assertThat(hangup("causes").out()).contains("keepalive-race", "mtu-blackhole");
        assertThat(hangup("causes", "half-open").out()).contains("## What to change");
        assertThat(hangup("causes", "no-such").code()).isEqualTo(2);
    }

    @Test
    void theLabIsListed() {
        assertThat(hangup("lab", "list").out()).contains("keepalive-race-fin-cross\n", "variants: nginx, ");
    }

    @Test
    void everyScenarioThatIsNamedHasToExist() {
        Ended ended = hangup("lab", "run", "connection-refused", "no-such");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("no-such").doesNotContain("connection-refused");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void verdictsAreScoredAgainstTheTruthOfCases() {
        Path once = SAMPLES.resolveSibling("cases").resolve("connection-refused-once");
        Ended ended = hangup("lab", "score", once.toString());

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).containsPattern("connection-refused +1\\.000");
        assertThat(hangup("lab", "score", samples()).code()).as("no case.yaml").isEqualTo(2);
    }

    private String written(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void timeoutsInTheWrongOrderEndLintWithOne() throws IOException {
        String nginx = written("nginx.conf", """
                upstream app { server app:8000; keepalive 16; }
                server {
                    listen 80;
                    location / {
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_pass http://app;
                    }
                }
                """);
        String node = written(
                "server.js", "const s = require('http').createServer();\ns.listen(8000).keepAliveTimeout = 500;\n");

        Ended ended = hangup("lint", nginx, node);

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .startsWith("2 configurations, 1 hop: 1 error, 0 warnings, 0 notes")
                .contains("idle-timeout-order", "+s.listen(8000).keepAliveTimeout = 65000;");
        assertThat(hangup("lint", "--fail-on", "never", nginx, node).code()).isZero();
        assertThat(hangup("lint", nginx).code()).isZero();
        assertThat(hangup("lint", "--format", "sarif", nginx, node).out()).contains("\"version\":\"2.1.0\"");
    }

    @Test
    void measurementAndAClientsConfigurationAreEnoughForLint() throws IOException {
        String nginx = written("nginx.conf", """
                upstream app { server 10.0.9.2:8080; keepalive 16; }
                server { location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://app; } }
                """);
        String probe = written(
                "probe.json",
                "{\"schema\":1,\"target\":\"http://10.0.9.2:8080/\",\"start\":1795307773.1,\"took_seconds\":3.3,\"connections\":1,"
                        + "\"requests\":1,\"instances\":[{\"endpoint\":\"10.0.9.2:8080\",\"idle\":[{\"protocol\":\"HTTP/1.1\","
                        + "\"closes\":[{\"idle_seconds\":3.0,\"manner\":[\"fin\"]}]}]}]}");

        Ended ended = hangup("lint", nginx, probe);

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out())
                .startsWith("1 configuration, 1 measured endpoint, 1 hop: 1 error")
                .contains("measured 3.000 s (n = 1)");
        assertThat(hangup("lint", probe).code()).isEqualTo(2);
        assertThat(hangup("explain", probe).err()).contains("beside captures or logs");
    }

    @Test
    void lintWithoutAConfigurationEndsWithTwo() throws IOException {
        Ended ended = hangup("lint", written("notes.txt", "nothing of the kind\n"));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("is no configuration or measurement that is known", "no configuration could be read");
    }

    @Test
    void chainStatesWhatNoConfigurationSays() throws IOException {
        String node = written("server.js", "const s = require('http').createServer();\ns.keepAliveTimeout = 5000;\n");
        String chain = written("chain.yaml", "chain:\n- software: AWS ALB\n- file: server.js\n");

        assertThat(hangup("lint", "--chain", chain, node).out())
                .contains("AWS ALB -> node http.Server", "idle-timeout-order");
        assertThat(hangup("lint", "--chain", node, node).code()).isEqualTo(2);
    }
}
