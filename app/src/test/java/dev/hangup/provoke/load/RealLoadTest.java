package dev.hangup.provoke.load;

import static dev.hangup.staged.Staging.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.lab.Host;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import dev.hangup.staged.Json;
import dev.hangup.staged.Program;
import dev.hangup.staged.Staging;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads of real servers in namespaces of the lab; skipped, with the reason, where they cannot be had. */
@Execution(ExecutionMode.CONCURRENT)
class RealLoadTest {
    private static final int PORT = 8080;
    /** One request at a time, each 0.1 s long, and a queue of Python's choice: listen(2) with 5. */
    private static final String ONE_AT_A_TIME = """
            import http.server, time
            class Slow(http.server.BaseHTTPRequestHandler):
                def do_HEAD(self):
                    time.sleep(0.1)
                    self.send_response(200)
                    self.end_headers()
            http.server.HTTPServer(("", %d), Slow).serve_forever()
            """.formatted(PORT);

    @TempDir
    private Path folder = Path.of(".");

    @BeforeEach
    void needsTheLab() {
        Program.assumeLab("nginx", "node");
    }

    private Json load(String variant, Staging staging, String... options) {
        return load(variant, Duration.ZERO, 7, staging, options);
    }

    private Json load(String variant, Duration roundTrip, long seed, Staging staging, String... options) {
        List<String> arguments = new ArrayList<>(List.of("provoke", "--load", "--seed", Long.toString(seed)));
        arguments.addAll(List.of(options));
        return Json.of(Program.run(arguments, variant, roundTrip, staging, folder));
    }

    private static Service oneAtATime(Stage stage, Host host) {
        Process process = host.start("python", List.of("python3", "-c", ONE_AT_A_TIME));
        return Service.listening(host, process, stage.addressOf(host), PORT);
    }

    private static long count(Json outcomes, String... names) {
        Map<?, ?> counts = (Map<?, ?>) outcomes.value();
        long sum = 0;
        for (String name : names) {
            sum += counts.get(name) instanceof Number number ? number.longValue() : 0;
        }
        return sum;
    }

    @Test
    void fullAcceptQueueStandsBesideTheTimeoutsOfTheLaterStep() {
        Json load = load(
                "loopback",
                at(stage -> net -> oneAtATime(stage, net.server()), "http"),
                "--rates",
                "3,40",
                "--step",
                "5",
                "--patience",
                "2");
        Json calm = load.at("steps/0");
        Json late = load.at("steps/1");

        assertThat(count(calm.at("outcomes"), "answered")).isPositive();
        assertThat(count(late.at("outcomes"), "connect-timeout", "answer-timeout", "refused"))
                .isGreaterThan(count(calm.at("outcomes"), "connect-timeout", "answer-timeout", "refused"));
        assertThat(late.at("server/accept_queue/limit").value()).isEqualTo(5);
        assertThat(late.at("server/accept_queue/most").number()).isGreaterThan(5);
        assertThat(late.at("server/listen_overflows").number()).isPositive();
        assertThat(late.at("server/descriptors/most").number()).isPositive();
        assertThat(load.at("findings").all())
                .anySatisfy(finding -> assertThat((String) finding.value()).contains("accept queue was full"));
    }

    @Test
    void lackOfDescriptorsIsSeen() {
        Staging scarce = (stage, network) -> {
            Service web = Node.start(stage, network.server(), PORT);
            web.limitDescriptors(8);
            return "http://" + web.authority() + "/slow";
        };

        Json load = load("loopback", scarce, "--rates", "1,60", "--step", "5", "--patience", "3");
        Json late = load.at("steps/1");

        assertThat(count(late.at("outcomes"), "reset", "closed", "connect-timeout", "answer-timeout"))
                .isPositive();
        assertThat(late.at("server/descriptors/most").number())
                .isGreaterThanOrEqualTo(late.at("server/descriptors/limit").number());
    }

    /** An idle timeout of one second, and connections that idle for about as long. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "http-ipv6", "https"})
    void idleConnectionsAreClosedAfterTheServersTimeout(String variant) {
        Json load = load(
                variant,
                variant.equals("https")
                        ? at(
                                stage -> net -> Nginx.startTls(stage, net.server(), PORT, "keepalive_timeout 1s;"),
                                "https")
                        : at(stage -> net -> Nginx.start(stage, net.server(), PORT, "keepalive_timeout 1s;"), "http"),
                "--rates",
                "1",
                "--step",
                "20");

        assertThat(load.at("server_unseen").value()).isEqualTo("it is on another machine");
        assertThat(count(load.at("steps/0/outcomes"), "answered")).isPositive();
        List<Json> closing = load.at("gaps").all().stream()
                .filter(gap -> gap.at("closed_idle").number() > 0)
                .toList();
        assertThat(closing).isNotEmpty().allSatisfy(gap -> {
            assertThat(gap.at("to_seconds").number()).isGreaterThanOrEqualTo(1);
            assertThat(gap.at("from_seconds").number()).isLessThanOrEqualTo(1);
        });
    }

    /**
     * A close is on its way for half a round trip, and so is a request: of 0.2 s, that is long enough for several arrivals of
     * this seed, 1.05 to 1.15 s after the one before.
     */
    @Test
    void requestsMeetTheCloseOnALongPath() {
        Json load = load(
                "nginx",
                Duration.ofMillis(200),
                117,
                at(stage -> net -> Nginx.start(stage, net.server(), PORT, "keepalive_timeout 1s;"), "http"),
                "--rates",
                "1",
                "--step",
                "20");

        List<Json> lossy = load.at("gaps").all().stream()
                .filter(gap -> count(gap.at("outcomes"), "closed", "reset") > 0)
                .toList();
        assertThat(lossy).isNotEmpty().allSatisfy(gap -> {
            assertThat(gap.at("from_seconds").number()).isBetween(0.6, 1.0);
        });
        assertThat(count(load.at("new_connections/outcomes"), "closed", "reset"))
                .isZero();
        assertThat(load.at("findings/1").value().toString()).contains("lost", "new ones none", "aims at it");
    }

    @Test
    void clientThatDoesNotLookLosesWhatItSendsAfterTheClose() {
        Json load = load(
                "nginx",
                at(stage -> net -> Nginx.start(stage, net.server(), PORT, "keepalive_timeout 1s;"), "http"),
                "--blind",
                "--rates",
                "1",
                "--step",
                "20");

        List<Json> late = load.at("gaps").all().stream()
                .filter(gap -> gap.at("from_seconds").number() >= 1.6)
                .toList();
        assertThat(late)
                .isNotEmpty()
                .allSatisfy(gap -> assertThat(count(gap.at("outcomes"), "closed", "reset"))
                        .isEqualTo(((Number) gap.at("requests").value()).longValue()));
    }
}
