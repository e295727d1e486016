package dev.hangup.probe;

import static dev.hangup.staged.Staging.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hangup.lab.ForgetfulBox;
import dev.hangup.lab.Host;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.program.Apache;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.JavaServer;
import dev.hangup.lab.program.Nftables;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import dev.hangup.measurement.MeasurementReader;
import dev.hangup.staged.Json;
import dev.hangup.staged.Program;
import dev.hangup.staged.Staging;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program against real servers in namespaces of the lab, with a tcpdump beside it whose times are the truth; skipped, with
 * the reason, where they cannot be had.
 */
@Execution(ExecutionMode.CONCURRENT)
class RealServersTest {
    private static final int PORT = 8080;
    /** How late this machine may see what tcpdump saw; its two processors are shared with the servers. */
    private static final double LAG_SECONDS = 0.25;

    @TempDir
    private Path folder = Path.of(".");

    @BeforeEach
    void needsRootAndTools() {
        Program.assumeLab("nft", "nginx", "haproxy", "apache2", "node", "caddy");
    }

    private Json probe(String variant, Duration roundTrip, Staging staging, String... options) {
        List<String> arguments = new ArrayList<>(List.of("probe"));
        arguments.addAll(List.of(options));
        String printed = Program.run(arguments, variant, roundTrip, staging, folder);
        assertThat(MeasurementReader.read(printed, (what, line) -> {
                            throw new AssertionError(what);
                        })
                        .measurements())
                .as("what is printed is evidence")
                .hasSize(1);
        return Json.of(printed).at("instances/0");
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
            case "jdk" -> at(stage -> net -> JavaServer.start(stage, net.server(), PORT), "http");
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

    /** What the client's tcpdump saw, a line a packet. */
    private List<String> onTheWire(String filter) throws IOException {
        Process tcpdump = new ProcessBuilder(
                        "tcpdump", "-r", folder.resolve("client.pcap").toString(), "-n", "-tt", filter)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(tcpdump.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .lines()
                .toList();
    }

    /** The first second or more between two payloads of a connection, whoever sent them: later ones are of retransmissions. */
    private List<Double> pausesOnTheWire() throws IOException {
        Map<String, Double> lastPayload = new HashMap<>();
        Map<String, Double> pauses = new HashMap<>();
        for (String line : onTheWire("tcp")) {
            String[] words = line.split("[ ,]+");
            String client = words[2].endsWith("." + PORT) ? words[4].replaceAll(":$", "") : words[2];
            double time = Double.parseDouble(words[0]);
            if (!line.contains("length 0")) {
                double pause = time - lastPayload.getOrDefault(client, time);
                if (pause >= 1) {
                    pauses.putIfAbsent(client, pause);
                }
                lastPayload.put(client, time);
            }
        }
        return pauses.values().stream().sorted().toList();
    }

    /** From the last payload of the server to its FIN, by its clients' ports, as the client's tcpdump saw them. */
    private List<Double> idleTimesOnTheWire() throws IOException {
        Map<String, Double> lastPayload = new HashMap<>();
        Map<String, Double> firstFin = new HashMap<>();
        for (String line : onTheWire("tcp src port " + PORT)) {
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
    @ValueSource(
            strings = {"nginx", "nginx-ipv6", "haproxy", "haproxy-ipv6", "apache", "node-ipv6", "caddy-ipv6", "jdk"})
    void idleTimeoutIsWhatTcpdumpSees(String variant) throws IOException {
        // The JDK's looks every ten seconds for what has been idle for thirty.
        String wait = variant.equals("jdk") ? "60" : "10";
        Json closes = probe(variant, Duration.ZERO, server(variant), "--only", "idle", "--wait", wait)
                .at("idle/0/closes");

        List<Double> measured = closes.all().stream()
                .map(close -> close.at("idle_seconds").number())
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
        double answered = late.at("last_answered_seconds").number();
        double lost = late.at("first_lost_seconds").number();

        assertThat(late.at("first_lost_by").value()).isEqualTo("silence");
        assertThat(lost).isGreaterThan(2.0);
        assertThat(lost - answered).isLessThan(0.1 * lost);
    }

    /** In clear this nginx speaks HTTP/2 alone; inside TLS both. */
    @ParameterizedTest
    @ValueSource(strings = {"nginx-clear", "nginx-tls-ipv6"})
    void silentExpiryOnThePathIsBracketedByHttp2(String variant) throws IOException {
        boolean tls = variant.contains("tls");
        Staging forgetting = (stage, network) -> {
            Nftables.forgetAfter(network.middle(), Duration.ofSeconds(2));
            Nftables.forward(network.middle(), "ct state invalid drop");
            Service nginx = Nginx.startHttp2(stage, network.server(), PORT, tls);
            return (tls ? "https://" : "http://") + nginx.authority() + "/";
        };

        Json instance =
                probe(variant, Duration.ZERO, forgetting, "--wait", "4", "--patience", "2", "--only", "versions,late");
        Json late = instance.at("late_http2");
        double lost = late.at("first_lost_seconds").number();

        assertThat(late.at("first_lost_by").value()).isEqualTo("silence");
        assertThat(lost).isGreaterThan(2.0);
        assertThat(lost - late.at("last_answered_seconds").number()).isLessThan(0.1 * lost);

        List<Double> measured = Stream.concat(
                        late.at("requests").all().stream(),
                        tls ? instance.at("late/requests").all().stream() : Stream.empty())
                .map(request -> request.at("gap_seconds").number())
                .sorted()
                .toList();
        List<Double> seen = pausesOnTheWire();
        assertThat(seen).hasSameSizeAs(measured);
        for (int i = 0; i < measured.size(); i++) {
            assertThat(measured.get(i)).isCloseTo(seen.get(i), within(LAG_SECONDS));
        }
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
