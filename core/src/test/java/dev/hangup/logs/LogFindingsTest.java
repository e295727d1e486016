package dev.hangup.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Analysis;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.LogVerdict;
import dev.hangup.diagnosis.RequestChain;
import dev.hangup.evidence.Ledger;
import dev.hangup.log.LogEvent;
import dev.hangup.log.Reuse;
import dev.hangup.log.Symptom;
import dev.hangup.report.LogFindings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of the failures that logs tell of. */
class LogFindingsTest {
    private static final String ERROR_LINE =
            "2026/11/20 20:07:%02d [error] 1331#1331: *%d recv() failed (104: Connection"
                    + " reset by peer) while reading response header from upstream, client: 10.0.0.9, server: , request: \"%s"
                    + " /pay HTTP/1.1\", upstream: \"http://10.0.0.1:8000/pay\", host: \"shop\"";

    private static final String ACCESS_LINE =
            "10.0.0.9 - - [20/Nov/2026:20:07:%02d +0000] \"POST /pay HTTP/1.1\" %d 157 \"-\" \"curl/8\"";

    @Test
    void failureThatTwoLogsOfNginxTellOfCountsOnceInTheWordsThatSayMore() {
        LogFindings findings = LogsOf.logs(
                List.of("access.log", "error.log"),
                List.of(
                        String.format(Locale.ROOT, ACCESS_LINE, 37, 502) + "\n"
                                + String.format(Locale.ROOT, ACCESS_LINE, 38, 200) + "\n",
                        String.format(Locale.ROOT, ERROR_LINE, 37, 7, "POST") + "\n"));

        assertThat(findings.failures()).isEqualTo(1);
        assertThat(findings.incidents().get(0).failure().count(Symptom.RST)).isEqualTo(1);
    }

    @Test
    void failureThatTwoLogsOfApacheTellOfCountsOnceThoughOneHasTheTimeOfTheRequest() {
        LogFindings findings = LogsOf.logs(
                List.of("access.log", "error.log"),
                List.of(
                        String.format(Locale.ROOT, ACCESS_LINE, 7, 502)
                                // By another client, of whom the error log does not tell.
                                + "\n"
                                + String.format(Locale.ROOT, ACCESS_LINE, 8, 502)
                                        .replace("10.0.0.9", "10.0.0.8")
                                + "\n",
                        """
                        [Fri Nov 20 20:08:07.110083 2026] [proxy_http:error] [pid 1:tid 2] (70007)The timeout specified has expired: [client 10.0.0.9:44242] AH01102: error reading status line from remote server 10.1.0.1:8080
                        [Fri Nov 20 20:08:07.110121 2026] [proxy:error] [pid 1:tid 2] [client 10.0.0.9:44242] AH00898: Error reading from remote server returned by /pay
                        """));

        assertThat(findings.failures()).isEqualTo(2);
        assertThat(findings.incidents())
                .extracting(verdict -> verdict.failure().shape())
                .containsExactlyInAnyOrder(LogShape.SILENCE, LogShape.GATEWAY_ERROR);
    }

    private static final String HAPROXY_LINE =
            "Nov 20 20:08:02 lb haproxy[42]: 10.0.0.9:48612 [20/Nov/2026:20:08:01.118] fe b_shop/s1"
                    + " 0/0/0/-1/2 502 209 - - SH-- 1/1/0/0/0 0/0 \"POST /pay HTTP/1.1\"\n";

    @Test
    void serverThatALogNamesIsAtTheAddressThatTheConfigurationGivesIt() {
        String config = "backend b_shop\n  mode http\n  server s1 10.0.0.5:8000 check\n";
        LogFindings beside = LogsOf.logs(List.of("haproxy.cfg", "haproxy.log"), List.of(config, HAPROXY_LINE));
        LogFindings alone = LogsOf.logs(List.of("haproxy.log"), List.of(HAPROXY_LINE));

        assertThat(beside.incidents().get(0).failure().peer()).isEqualTo("10.0.0.5:8000");
        assertThat(beside.incidents().get(0).failure().peerName()).isEqualTo("b_shop/s1");
        assertThat(alone.incidents().get(0).failure().peer()).isEqualTo("b_shop/s1");
    }

    /** Which of two load balancers wrote the log, nobody knows. */
    @Test
    void serverThatTwoConfigurationsPutElsewhereStaysAName() {
        String config = "backend b_shop\n  mode http\n  server s1 10.0.0.%d:8000\n";
        LogFindings beside = LogsOf.logs(
                List.of("one.cfg", "other.cfg", "haproxy.log"),
                List.of(String.format(Locale.ROOT, config, 5), String.format(Locale.ROOT, config, 6), HAPROXY_LINE));

        assertThat(beside.incidents().get(0).failure().peer()).isEqualTo("b_shop/s1");
    }

    @Test
    void burstWithRefusalsAfterwardsIsNoRace() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            lines.add(String.format(Locale.ROOT, ERROR_LINE, 10, i, "GET"));
        }
        for (int i = 0; i < 3; i++) {
            lines.add(String.format(Locale.ROOT, ERROR_LINE, 12 + i, 20 + i, "GET")
                    .replace(
                            "recv() failed (104: Connection reset by peer) while reading response header from upstream",
                            "connect() failed (111: Connection refused) while connecting to upstream"));
        }

        LogFindings findings = LogsOf.log(lines.toArray(String[]::new));

        LogVerdict cut = ofShape(findings, LogShape.CUT_BEFORE_ANSWER);
        assertThat(cut.cause()).isEqualTo("server-crash");
        assertThat(ofShape(findings, LogShape.REFUSED).cause()).isEqualTo("connection-refused");
    }

    @Test
    void failuresSpreadOverTimeAreMoreLikelyTheRace() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            lines.add(String.format(Locale.ROOT, ERROR_LINE, i * 7, i, "POST"));
        }

        LogVerdict verdict =
                LogsOf.log(lines.toArray(String[]::new)).incidents().get(0);

        assertThat(verdict.cause()).isEqualTo("keepalive-race");
        assertThat(verdict.confidence()).isBetween(0.5, 0.8);
    }

    /** Of such reports most end without an answer. */
    @Test
    void loneResetOfWhichNothingElseIsKnownIsOpen() {
        LogVerdict lone = LogsOf.log("2026-11-20T20:08:01Z ERROR java.net.SocketException: Connection reset")
                .incidents()
                .get(0);
        LogVerdict reused = LogsOf.log(
                        "2026-11-20T20:08:01Z ERROR {\"code\":\"ECONNRESET\",\"reusedSocket\":true} read ECONNRESET")
                .incidents()
                .get(0);

        assertThat(lone.cause()).isEqualTo("unknown");
        assertThat(lone.candidates().get(0).cause()).isEqualTo("keepalive-race");
        assertThat(lone.settle()).isNotEmpty();
        assertThat(reused.failure().count(Reuse.REUSED)).isEqualTo(1);
        assertThat(reused.cause()).isEqualTo("keepalive-race");
    }

    @Test
    void logsAloneAreNeverSurerThanFourInFive() {
        LogVerdict verdict = LogsOf.log(String.format(Locale.ROOT, ERROR_LINE, 1, 1, "GET")
                        .replace(
                                "recv() failed (104: Connection reset by peer) while reading response header from upstream",
                                "connect() failed (111: Connection refused) while connecting to upstream"))
                .incidents()
                .get(0);

        assertThat(verdict.cause()).isEqualTo("connection-refused");
        assertThat(verdict.confidence()).isEqualTo(0.8);
    }

    @Test
    void sameRequestInThreeServicesShowsWhoFailedFirst() {
        LogFindings findings = LogsOf.logs(
                List.of("shop.log", "orders.log", "payments.log"),
                List.of(
                        service("shop", "orders", "12:00:00.310", "java.net.SocketTimeoutException: Read timed out"),
                        service("orders", "payments", "12:00:00.205", "java.net.SocketException: Connection reset"),
                        service("payments", "bank", "12:00:00.200", "java.net.ConnectException: Connection refused")));

        Map<RequestChain, Integer> chains = findings.chains();
        assertThat(chains).hasSize(1);
        RequestChain chain = chains.keySet().iterator().next();
        assertThat(chain.isByTime()).isFalse();
        assertThat(chain.hops()).extracting(LogEvent::writer).containsExactly("shop", "orders", "payments");
        assertThat(chain.origin()).extracting(LogEvent::symptom).isEqualTo(Symptom.REFUSED);
        assertThat(ofShape(findings, LogShape.CUT_BEFORE_ANSWER).failure().failedFirstAt())
                .containsOnlyKeys("payments");
        assertThat(ofShape(findings, LogShape.REFUSED).failure().failedFirstAt())
                .isEmpty();
    }

    @Test
    void clockThatIsBehindShowsWhereEffectsComeBeforeCauses() {
        LogFindings agree = LogsOf.logs(
                List.of("orders.log", "payments.log"),
                List.of(
                        service("orders", "payments", "12:00:00.205", "java.net.SocketException: Connection reset"),
                        service("payments", "bank", "12:00:00.200", "java.net.ConnectException: Connection refused")));
        LogFindings disagree = LogsOf.logs(
                List.of("orders.log", "payments.log"),
                List.of(
                        service("orders", "payments", "12:00:00.200", "java.net.SocketException: Connection reset"),
                        service("payments", "bank", "12:00:01.700", "java.net.ConnectException: Connection refused")));

        assertThat(agree.clockGaps()).isEmpty();
        assertThat(disagree.clockGaps()).singleElement().satisfies(gap -> {
            assertThat(gap.inFront()).isEqualTo("orders");
            assertThat(gap.behind()).isEqualTo("payments");
            assertThat(gap.nanos() / 1_000_000).isBetween(1_490L, 1_500L);
        });
    }

    @Test
    void formatOfTheConfigurationBesideItIsThatOfTheAccessLog() {
        String configuration = """
                events {}
                http {
                    log_format mine '$upstream_status|$upstream_addr|$status|$request|'
                                    '$time_iso8601';
                    server { listen 80; location / { proxy_pass http://10.0.0.1:8000; } }
                }
                """;
        String line = "502|10.0.0.1:8000|502|POST /pay HTTP/1.1|2026-11-20T20:07:37+00:00\n";

        LogFindings findings = LogsOf.logs(List.of("nginx.conf", "access.log"), List.of(configuration, line));

        assertThat(findings.failures()).isEqualTo(1);
        assertThat(findings.incidents().get(0).failure().peer()).isEqualTo("10.0.0.1:8000");
    }

    @Test
    void configurationIsReadOnceAndSoIsWhatItIncludes() {
        Ledger ledger = new Ledger();
        Analysis analysis = new Analysis(false, null, ledger, verdict -> {});
        byte[] text =
                "http { include /elsewhere/other.conf; server { listen 80; } }\n".getBytes(StandardCharsets.UTF_8);

        analysis.add("nginx.conf", new ByteArrayInputStream(text), true, read -> {});

        assertThat(analysis.report().configs().files()).containsExactly("nginx.conf");
        assertThat(ledger.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.what()).contains("/elsewhere/other.conf"));
    }

    @Test
    void whoMerelySpeaksOfFailuresHasNone() {
        LogFindings findings = LogsOf.log(
                "2026-11-20 20:07:01,120 INFO  [main] Retries are made on connection refused",
                "2026-11-20 20:07:02,120 DEBUG no connection refused errors for 60s",
                "2026-11-20 20:07:03,120 INFO  GET /docs/errors/ECONNRESET 200",
                "{\"time\":\"2026-11-20T20:07:04Z\",\"level\":\"info\",\"msg\":\"test broken pipe passed\"}",
                "2026-11-20 20:07:05,120 ERROR Connection refused",
                "2026-11-20 20:07:06,120 INFO  retrying after java.net.ConnectException: Connect to 10.0.0.1:8000 failed:"
                        + " Connection refused");

        assertThat(findings.failures()).isEqualTo(2);
    }

    private static String service(String service, String peer, String time, String message) {
        return "{\"timestamp\":\"2024-02-29T" + time + "Z\",\"level\":\"ERROR\",\"message\":\"" + message
                + "\",\"service\":\"" + service + "\",\"peer\":\"" + peer + "\",\"traceId\":\"4bf92f3577b34da6\"}\n";
    }

    private static LogVerdict ofShape(LogFindings findings, LogShape shape) {
        return findings.incidents().stream()
                .filter(verdict -> verdict.failure().is(shape))
                .findFirst()
                .orElseThrow();
    }
}
