package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Traefik's own log, as its sources and public reports show it: it was not run here. */
class TraefikLogTest {
    private static String second(String status, String error) {
        return "time=\"2026-11-20T14:13:53Z\" level=debug msg=\"'" + status + "' caused by: " + error + "\"\n";
    }

    private static String third(String status, String error) {
        return "2026-11-20T14:13:53Z DBG github.com/traefik/traefik/v3/pkg/proxy/httputil/proxy.go:121 > " + status
                + " error=" + (error.indexOf(' ') < 0 ? error : '"' + error + '"') + "\n";
    }

    private static String secondJson(String status, String error) {
        return "{\"level\":\"debug\",\"msg\":\"'" + status + "' caused by: " + error
                + "\",\"time\":\"2026-11-20T14:13:53Z\"}\n";
    }

    private static String thirdJson(String status, String error) {
        return "{\"level\":\"debug\",\"error\":\"" + error + "\",\"time\":\"2026-11-20T14:13:53Z\",\"caller\":"
                + "\"github.com/traefik/traefik/v3/pkg/proxy/httputil/proxy.go:121\",\"message\":\"" + status + "\"}\n";
    }

    @ParameterizedTest
    @CsvSource({
        "502 Bad Gateway, 'dial tcp 10.0.0.1:80: connect: connection refused', REFUSED, SERVER, 10.0.0.1:80",
        "502 Bad Gateway, 'dial tcp 10.0.0.1:80: connect: no route to host', UNREACHABLE, SERVER, 10.0.0.1:80",
        "504 Gateway Timeout, 'dial tcp 10.0.0.1:80: i/o timeout', CONNECT_TIMEOUT, SERVER, 10.0.0.1:80",
        "502 Bad Gateway, 'read tcp 10.0.0.9:41234->10.0.0.1:80: read: connection reset by peer', RST, SERVER, 10.0.0.1:80",
        "502 Bad Gateway, EOF, FIN, SERVER, null",
        "499 Client Closed Request, context canceled, UNDECIDABLE, CLIENT, null",
        "502 Bad Gateway, 'readfrom tcp 10.0.0.9:41234->10.0.0.1:80: client disconnected', UNDECIDABLE, CLIENT, null",
        "500 Internal Server Error, 'tls: failed to verify certificate: x509: certificate has expired', PROTOCOL, SERVER, null",
        "502 Bad Gateway, 'EOF of a kind that nobody knows', UNDECIDABLE, SERVER, null"
    })
    void failureIsToldInAllFourWritings(String status, String error, Symptom symptom, Peer peer, String remote) {
        String log =
                second(status, error) + third(status, error) + secondJson(status, error) + thirdJson(status, error);
        Logs logs = Logs.read(log);

        assertThat(logs.events()).hasSize(4).allSatisfy(event -> {
            assertThat(event.source()).isEqualTo(LogSource.TRAEFIK);
            assertThat(event.symptom()).isEqualTo(symptom);
            assertThat(event.peer()).isEqualTo(peer);
            assertThat(String.valueOf(event.remote())).isEqualTo(remote);
            assertThat(event.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
            assertThat(Objects.requireNonNull(event.time()).instant()).isEqualTo(Instant.parse("2026-11-20T14:13:53Z"));
        });
        assertThat(logs.summary().entries()).containsOnlyKeys("Traefik log");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time=\"2026-11-20T14:13:53Z\" level=info msg=\"Traefik version 2.10.4 built on 2023-07-24T16:29:02Z\"",
                "2026-11-20T14:13:53Z DBG github.com/traefik/traefik/v3/pkg/proxy/httputil/proxy.go:121 > 200 OK error=\"\"",
                "2026-11-20T14:13:53Z INF Traefik version 3.0.0 built on 2024-04-29T14:25:59Z version=3.0.0",
                "time=\"2026-11-20T14:13:53Z\" level=debug msg=\"'500 Internal Server Error' caused by: no EOF but a bug\"",
                "2026-11-20T14:13:53Z DBG some/other/proxy.go:1 > 502 Bad Gateway error=EOF",
                "time=\"2026-11-20T14:13:53Z\" level=debug msg=\"' caused by: EOF\"",
                "{\"level\":\"debug\",\"message\":\"502 Bad Gateway\",\"error\":\"EOF\",\"caller\":\"main.go:1\","
                        + "\"note\":\"github.com/traefik/traefik/\"}"
            })
    void otherLinesAreNoFailureOfTraefik(String line) {
        assertThat(Logs.read(line + "\n").events()).noneMatch(event -> event.source() == LogSource.TRAEFIK);
    }

    @Test
    void halfALineIsNone() {
        String whole = third("502 Bad Gateway", "dial tcp 10.0.0.1:80: connect: connection refused")
                .strip();
        for (int length = 0; length < whole.length(); length++) {
            Logs.read(whole.substring(0, length));
        }
        assertThat(Logs.event(whole).status()).isEqualTo(502);
    }
}
