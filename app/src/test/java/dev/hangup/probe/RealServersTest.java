package dev.hangup.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.lab.ForgetfulBox;
import dev.hangup.lab.Host;
import dev.hangup.lab.Lab;
import dev.hangup.lab.Network;
import dev.hangup.lab.Rootless;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Tools;
import dev.hangup.lab.program.Apache;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.Nftables;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import dev.hangup.measurement.MeasurementReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The program against real servers in namespaces of the lab, with a tcpdump beside it whose times are the truth; skipped, with
 * the reason, where they cannot be had.
 */
class RealServersTest {
    private static final int PORT = 8080;
    /** How late this machine may see what tcpdump saw; its two processors are shared with the servers. */
    private static final double LAG_SECONDS = 0.25;

    @TempDir
    private Path folder = Path.of(".");

    @BeforeEach
    void needsRootAndTools() {
        assumeTrue(Rootless.isRoot(), "needs root");
        List<String> missing = Tools.missing(List.of(
                "ip", "ss", "nstat", "tcpdump", "python3", "ethtool", "nft", "nginx", "haproxy", "apache2", "node",
                "caddy"));
        assumeTrue(missing.isEmpty(), "needs " + missing);
    }

    /** Starts a server in a network, and names what is to be probed. */
    private interface Staging {
        String stage(Stage stage, Network network);
    }

    /** A run of the lab whose client is {@code hangup probe}. */
    private record Probing(
            String variant, Duration roundTrip, Staging staging, List<String> options, List<String> printed)
            implements Scenario {
        @Override
        public String name() {
            return "probe-test";
        }

        @Override
        public String about() {
            return "An endpoint is measured.";
        }

        @Override
        public List<String> variants() {
            return List.of(variant);
        }

        @Override
        public List<String> tools(String tool) {
            return List.of();
        }

        @Override
        public void stage(Stage stage) {
            Network network = stage.routed(roundTrip);
            String url = staging.stage(stage, network);
            stage.nobodyIsHurt();
            stage.capture();
            List<String> command = new ArrayList<>(List.of(
                    "sh",
                    "-c",
                    "exec \"$@\" 2>/dev/null",
                    "sh",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.hangup.cli.Main",
                    "probe",
                    "--format",
                    "json"));
            command.addAll(options);
            command.add(url);
            printed.add(network.client().run(command.toArray(new String[0])));
        }
    }

    /** A place in the report: a path of names and indices, such as {@code idle/0/closes}. */
    private record Json(Object value) {
        Json at(String path) {
            Object found = value;
            for (String step : path.split("/")) {
                found = found instanceof List<?> list
                        ? Objects.requireNonNull(list.get(Integer.parseInt(step)), path)
                        : Objects.requireNonNull(((Map<?, ?>) found).get(step), path);
            }
            return new Json(found);
        }

        List<Json> all() {
            return ((List<?>) value).stream().map(Json::new).toList();
        }

        List<Object> each(String path) {
            return all().stream().map(one -> one.at(path).value()).toList();
        }

        double seconds() {
            return ((Number) value).doubleValue();
        }
    }

    private Json probe(String variant, Duration roundTrip, Staging staging, String... options) {
        List<String> printed = new ArrayList<>();
        try (Lab lab = Lab.open()) {
            lab.run(new Probing(variant, roundTrip, staging, List.of(options), printed), variant, folder);
        }
        assertThat(MeasurementReader.read(printed.get(0), (what, line) -> {
                    throw new AssertionError(what);
                }))
                .as("what is printed is evidence")
                .hasSize(1);
        // JSON is YAML.
        Object report = new Load(LoadSettings.builder().build()).loadFromString(printed.get(0));
        return new Json(report).at("instances/0");
    }

    private static Staging at(Function<Stage, Function<Network, Service>> start, String scheme) {
        return (stage, network) ->
                scheme + "://" + start.apply(stage).apply(network).authority() + "/";
    }

    private static Staging server(String variant) {
        String name = variant.split("-")[0];
        return switch (name) {
            case "nginx" ->
                variant.contains("tls")
                        ? at(
                                stage -> net -> Nginx.startTls(stage, net.server(), PORT, "keepalive_timeout 2s;"),
                                "https")
                        : at(stage -> net -> Nginx.start(stage, net.server(), PORT, "keepalive_timeout 2s;"), "http");
            case "haproxy" ->
                variant.contains("tls")
                        ? at(
                                stage -> net -> Haproxy.startTls(
                                        stage, net.server(), PORT, "TLSv1.3", "timeout http-keep-alive 2s"),
                                "https")
                        : at(
                                stage -> net -> Haproxy.start(stage, net.server(), PORT, "timeout http-keep-alive 2s"),
                                "http");
            case "caddy" -> at(stage -> net -> caddy(stage, net.server()), "http");
            case "apache" -> at(stage -> net -> Apache.start(stage, net.server(), PORT, "KeepAliveTimeout 2"), "http");
            default -> at(stage -> net -> Node.start(stage, net.server(), PORT, "keepAliveTimeout=1000"), "http");
        };
    }

    private static Service caddy(Stage stage, Host host) {
        Path configuration = stage.write("caddy.json", """
                {"admin": {"disabled": true, "config": {"persist": false}},
                 "apps": {"http": {"servers": {"lab": {
                   "listen": [":%d"], "idle_timeout": "2s", "automatic_https": {"disable": true},
                   "routes": [{"handle": [{"handler": "static_response", "body": "ok"}]}]}}}}}
                """.formatted(PORT));
        Process process = host.start("caddy", List.of("caddy", "run", "--config", configuration.toString()));
        return Service.listening(host, process, stage.addressOf(host), PORT);
    }

    /** From the last payload of the server to its FIN, by its clients' ports, as the client's tcpdump saw them. */
    private List<Double> idleTimesOnTheWire() throws IOException {
        Process tcpdump = new ProcessBuilder(
                        "tcpdump", "-r", folder.resolve("client.pcap").toString(), "-n", "-tt", "tcp src port " + PORT)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<String, Double> lastPayload = new HashMap<>();
        Map<String, Double> firstFin = new HashMap<>();
        List<String> lines = new String(tcpdump.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .lines()
                .toList();
        for (String line : lines) {
            String[] words = line.split("[ ,]+");
            String client = words[4];
            double time = Double.parseDouble(words[0]);
            boolean fin = line.contains("Flags [F");
            if (!line.contains("length 0") && !fin && !firstFin.containsKey(client)) {
                lastPayload.put(client, time);
            }
            if (fin) {
                firstFin.putIfAbsent(client, time);
            }
        }
        return firstFin.entrySet().stream()
                .filter(fin -> lastPayload.containsKey(fin.getKey()))
                .map(fin -> fin.getValue() - lastPayload.getOrDefault(fin.getKey(), 0.0))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "nginx-ipv6", "haproxy", "haproxy-ipv6", "apache", "node-ipv6", "caddy-ipv6"})
    void idleTimeoutIsWhatTcpdumpSees(String variant) throws IOException {
        Json closes = probe(variant, Duration.ZERO, server(variant), "--only", "idle", "--wait", "10")
                .at("idle/0/closes");

        List<Double> measured = closes.all().stream()
                .map(close -> close.at("idle_seconds").seconds())
                .sorted()
                .toList();
        List<Double> seen = idleTimesOnTheWire();
        assertThat(measured).hasSize(3);
        assertThat(seen).hasSize(3);
        for (int i = 0; i < measured.size(); i++) {
            assertThat(measured.get(i)).isCloseTo(seen.get(i), within(LAG_SECONDS));
        }
        assertThat(closes.each("manner")).containsOnly(List.of("fin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx-tls", "haproxy-tls-ipv6"})
    void tlsIsEndedByCloseNotifyAndFin(String variant) {
        Json instance = probe(variant, Duration.ZERO, server(variant), "--wait", "10", "--only", "idle,versions");

        assertThat(instance.at("idle/0/closes").each("manner")).hasSize(3).containsOnly(List.of("close-notify", "fin"));
        assertThat(instance.at("tls/trusted").value()).isEqualTo(false);
        assertThat((String) instance.at("tls/distrust").value()).contains("no authority");
    }

    @Test
    void http2IsEndedByGoaway() {
        Json instance = probe(
                "nginx",
                Duration.ZERO,
                at(stage -> net -> Nginx.startHttp2(stage, net.server(), PORT, true, "keepalive_timeout 2s;"), "https"),
                "--wait",
                "10",
                "--only",
                "idle,versions");

        assertThat(instance.at("idle").each("protocol")).containsExactly("HTTP/1.1", "HTTP/2");
        assertThat(instance.at("idle/1/closes/0/manner/0").value()).isEqualTo("goaway");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx-silence", "nginx-silence-ipv6"})
    void silentExpiryOnThePathIsBracketed(String variant) {
        Staging forgetting = (stage, network) -> {
            Nftables.forgetAfter(network.middle(), Duration.ofSeconds(2));
            Nftables.forward(network.middle(), "ct state invalid drop");
            return "http://" + Nginx.start(stage, network.server(), PORT).authority() + "/";
        };

        Json late = probe(variant, Duration.ZERO, forgetting, "--wait", "4", "--patience", "2", "--only", "late")
                .at("late");
        double answered = late.at("last_answered_seconds").seconds();
        double lost = late.at("first_lost_seconds").seconds();

        assertThat(late.at("first_lost_by").value()).isEqualTo("silence");
        assertThat(lost).isGreaterThan(2.0);
        assertThat(lost - answered).isLessThan(0.1 * lost);
    }

    @ParameterizedTest
    @ValueSource(strings = {"box", "box-ipv6"})
    void resetByABoxOnThePathIsFoundNearerThanTheEndpoint(String variant) {
        Staging box = (stage, network) -> {
            network.wire()
                    .setRule(ForgetfulBox.of(network.wire(), Duration.ofSeconds(2), ForgetfulBox.Manner.RESETS_LATE));
            return "http://" + Nginx.start(stage, network.server(), PORT).authority() + "/";
        };

        Json instance =
                probe(variant, Duration.ofMillis(20), box, "--wait", "4", "--patience", "2", "--only", "late,path");

        assertThat(instance.at("late/first_lost_by").value()).isEqualTo("reset");
        assertThat(instance.at("reset_origin/reset_hops").value()).isEqualTo(1);
        assertThat(instance.at("reset_origin/endpoint_hops").value()).isEqualTo(2);
    }

    @Test
    void resetByTheEndpointIsAsFarAwayAsItsAnswers() {
        Staging forgetting = (stage, network) -> {
            Nftables.forgetAfter(network.server(), Duration.ofSeconds(2));
            Nftables.receive(network.server(), "ct state invalid reject with tcp reset");
            return "http://" + Nginx.start(stage, network.server(), PORT).authority() + "/";
        };

        Json instance =
                probe("endpoint", Duration.ZERO, forgetting, "--wait", "4", "--patience", "2", "--only", "late,path");

        assertThat(instance.at("reset_origin/reset_hops").value()).isEqualTo(2);
        assertThat(instance.at("reset_origin/endpoint_hops").value()).isEqualTo(2);
    }
}
