package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NginxTest {
    private static final String ERROR =
            "2017/11/12 06:11:15 [error] 7#7: *2904 %s, client: 172.18.0.1, server: localhost, "
                    + "request: \"GET /_healthcheck?token=secret HTTP/1.1\", upstream: \"http://172.18.0.2:8000/_healthcheck\", "
                    + "host: \"localhost\"";

    private static final String DETAILED = "{\"timestamp\": \"$time_iso8601\",\"remote_addr\": \"$remote_addr\","
            + "\"upstream_addr\": \"$upstream_addr\",\"connection\": \"$connection\",\"request_time\": \"$request_time\","
            + "\"upstream_response_time\": \"$upstream_response_time\",\"status\": \"$status\","
            + "\"upstream_status\": \"$upstream_status\",\"request\": \"$request\"}";

    @Test
    void errorSaysWhoDidWhatWhen() {
        LogEvent event = Logs.event(ERROR.formatted(
                "recv() failed (104: Connection reset by peer) while reading response header from upstream"));

        assertThat(event.symptom()).isEqualTo(Symptom.RST);
        assertThat(event.phase()).isEqualTo(Phase.AWAITING_RESPONSE);
        assertThat(event.peer()).isEqualTo(Peer.SERVER);
        assertThat(event.source()).isEqualTo(LogSource.NGINX);
        assertThat(Objects.requireNonNull(event.time()).instant()).isEqualTo(Instant.parse("2017-11-12T06:11:15Z"));
        assertThat(event.client()).isEqualTo(Endpoint.ofLiteral("172.18.0.1", 0));
        assertThat(event.remote()).isEqualTo(Endpoint.ofLiteral("172.18.0.2", 8000));
        assertThat(event.peerName()).isEqualTo("172.18.0.2:8000");
        assertThat(event.method()).isEqualTo("GET");
        assertThat(event.path()).isEqualTo("/_healthcheck");
        assertThat(event.said())
                .isEqualTo("recv() failed (104: Connection reset by peer) while reading response header from upstream");
    }

    @Test
    void severalRecordsInOneLineAreSeveralEvents() {
        String fin = "upstream prematurely closed connection while reading response header from upstream";
        String rst = "recv() failed (104: Connection reset by peer) while reading response header from upstream";

        assertThat(Logs.read(ERROR.formatted(rst) + " " + ERROR.formatted(fin) + " " + ERROR.formatted(rst))
                        .events())
                .extracting(LogEvent::symptom)
                .containsExactly(Symptom.RST, Symptom.FIN, Symptom.RST);
    }

    @Test
    void recordInsideARequestIsNone() {
        String forged = ERROR.formatted("upstream prematurely closed connection while reading upstream")
                .replace("/_healthcheck?token=secret", "/2017/11/12 06:11:15 [error] 7#7: *1 x() failed (104: x)");

        assertThat(Logs.read(forged).events()).extracting(LogEvent::symptom).containsExactly(Symptom.FIN);
    }

    @Test
    void eachKindOfEndHasItsOwnWords() {
        assertThat(symptom("upstream timed out (110: Connection timed out) while connecting to upstream"))
                .isEqualTo(Symptom.CONNECT_TIMEOUT);
        assertThat(symptom(
                        "upstream timed out (110: Connection timed out) while reading response header from upstream"))
                .isEqualTo(Symptom.SILENCE);
        assertThat(symptom("connect() failed (113: No route to host) while connecting to upstream"))
                .isEqualTo(Symptom.UNREACHABLE);
        assertThat(
                        symptom(
                                "connect() to 10.0.0.1:80 failed (99: Cannot assign requested address) while connecting to upstream"))
                .isEqualTo(Symptom.LOCAL_ABORT);
        assertThat(symptom("connect() failed (104: Connection reset by peer) while connecting to upstream"))
                .isEqualTo(Symptom.RST);
        assertThat(symptom("no live upstreams while connecting to upstream")).isEqualTo(Symptom.LOCAL_ABORT);
        assertThat(symptom("peer closed connection in SSL handshake while SSL handshaking to upstream"))
                .isEqualTo(Symptom.FIN);
        assertThat(symptom("peer closed connection in SSL handshake (104: Connection reset by peer) while SSL "
                        + "handshaking to upstream"))
                .isEqualTo(Symptom.RST);
        assertThat(symptom(
                        "SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL "
                                + "handshaking to upstream"))
                .isEqualTo(Symptom.PROTOCOL);
    }

    private static Symptom symptom(String message) {
        return Logs.event(ERROR.formatted(message)).symptom();
    }

    @Test
    void clientsThatLeaveAreNoFaultOfTheUpstream() {
        LogEvent event =
                Logs.event(ERROR.formatted("epoll_wait() reported that client prematurely closed connection, so "
                        + "upstream connection is closed too while reading response header from upstream"));

        assertThat(event.peer()).isEqualTo(Peer.CLIENT);
        assertThat(event.remote()).isNull();
    }

    @Test
    void headerThatWasInvalidIsNotRepeated() {
        LogEvent event =
                Logs.event(ERROR.formatted("upstream sent invalid header: \"X-Secret: hunter2\\x0d...\" while reading "
                        + "response header from upstream"));

        assertThat(event.symptom()).isEqualTo(Symptom.PROTOCOL);
        assertThat(event.toString()).doesNotContain("hunter2", "token");
    }

    @Test
    void retryThatWentWellIsStillAFailure() {
        LogEvent event = Logs.event("10.0.0.9 - [2026-11-20T20:08:18+00:00] \"GET /a?b HTTP/1.1\" 200 bs=2 rt=0.005 "
                + "ua=\"10.0.0.1:80, 10.0.0.2:80\" us=\"502, 200\" uct=\"0.002, 0.001\" uht=\"-, 0.003\" urt=\"0.003, 0.003\" "
                + "conn=41/2");

        assertThat(event.symptom()).isEqualTo(Symptom.UNDECIDABLE);
        assertThat(event.phase()).isEqualTo(Phase.AWAITING_RESPONSE);
        assertThat(event.remote()).isEqualTo(Endpoint.ofLiteral("10.0.0.1", 80));
        assertThat(event.status()).isEqualTo(200);
        assertThat(event.upstreamStatuses()).containsExactly("502", "200");
        assertThat(event.duration()).isEqualTo(Duration.ofMillis(3));
        assertThat(event.reuse()).isEqualTo(Reuse.FRESH);
        assertThat(event.path()).isEqualTo("/a");
    }

    @Test
    void upstreamsOwn502IsNoFailureOfItsConnection() {
        assertThat(Logs.read(
                                "10.0.0.9 - [2026-11-20T20:08:18+00:00] \"GET /a HTTP/1.1\" 502 bs=2 rt=0.005 ua=\"10.0.0.1:80\" "
                                        + "us=\"502\" uct=\"0.002\" uht=\"0.004\" urt=\"0.005\" conn=41/2")
                        .events())
                .isEmpty();
    }

    @Test
    void refusalIsNotToldFromAFailedTlsHandshake() {
        String line = "10.0.0.9 - [2026-11-20T20:08:18+00:00] \"GET /a HTTP/1.1\" 502 bs=2 rt=0.005 ua=\"10.0.0.1:%d\" "
                + "us=\"502\" uct=\"-\" uht=\"-\" urt=\"0.005\" conn=41/2";

        assertThat(Logs.event(line.formatted(8080)).symptom()).isEqualTo(Symptom.REFUSED);
        assertThat(Logs.event(line.formatted(8443)).symptom()).isEqualTo(Symptom.UNDECIDABLE);
    }

    @Test
    void combinedFormatTellsNoMoreThanTheStatus() {
        LogEvent event = Logs.event("10.0.0.9 - bob [20/Nov/2026:20:08:14 +0100] \"POST /pay?card=1 HTTP/1.1\" 502 157 "
                + "\"https://shop.example/?session=1\" \"curl/8\"");

        assertThat(event.symptom()).isEqualTo(Symptom.UNDECIDABLE);
        assertThat(event.status()).isEqualTo(502);
        assertThat(Objects.requireNonNull(event.time()).instant()).isEqualTo(Instant.parse("2026-11-20T19:08:14Z"));
        assertThat(event.toString()).doesNotContain("card", "session", "curl");
    }

    @Test
    void bytesThatLookLikeAStatusAreNoFailure() {
        assertThat(Logs.read(
                                "10.0.0.9 - - [20/Nov/2026:20:08:14 +0100] \"GET /reset HTTP/1.1\" 200 502 \"-\" \"timeout\"")
                        .events())
                .isEmpty();
    }

    @Test
    void ingressNginxIsKnown() {
        Logs logs =
                Logs.read("10.0.0.9 - - [20/Nov/2026:20:08:14 +0000] \"GET /a HTTP/1.1\" 502 150 \"-\" \"x\" 300 0.004 "
                        + "[shop-web-80] [] 10.1.0.1:8080, 10.1.0.2:8080 0, 0 0.002, 0.002 502, 502 0123456789abcdef");

        assertThat(logs.events()).hasSize(2);
        LogEvent second = logs.events().get(1);
        assertThat(second.peerName()).isEqualTo("10.1.0.2:8080");
        assertThat(second.upstreamStatuses()).containsExactly("502", "502");
        assertThat(second.transaction()).isEqualTo("0123456789abcdef");
    }

    @Test
    void jsonIsReadByItsNamesAndByItsFormat() {
        String line =
                "{\"timestamp\": \"2017-11-12T06:11:15+00:00\",\"remote_addr\": \"172.18.0.1\",\"upstream_addr\": "
                        + "\"172.18.0.2:8000\",\"connection\": \"2904\",\"request_time\": \"0.001\",\"upstream_response_time\": "
                        + "\"0.001\",\"status\": \"502\",\"upstream_status\": \"502\",\"request\": \"GET /x HTTP/1.1\"}";

        assertThat(Logs.event(line)).isEqualTo(Logs.event(line, DETAILED));
        assertThat(Logs.event(line).peerName()).isEqualTo("172.18.0.2:8000");
    }

    @Test
    void wordsOfAnApplicationAreNoAccessLog() {
        assertThat(Logs.read("INFO 2026-11-20T20:08:14Z worker 502 reset")
                        .summary()
                        .entries())
                .doesNotContainKey("access log");
        assertThat(Logs.read(
                                "{\"level\":\"error\",\"message\":\"read ECONNRESET\",\"status\":502,\"remote_addr\":\"10.0.0.1\"}")
                        .summary()
                        .entries())
                .doesNotContainKey("access log");
    }

    @Test
    void givenFormatIsRead() {
        LogEvent event = Logs.event(
                "1795205196.250|504|10.0.0.1:80 : 10.0.0.2:80|200 : 504|0.001 : -|2.000|GET /a HTTP/1.1",
                "$msec|$status|$upstream_addr|$upstream_status|$upstream_connect_time|${request_time}|$request");

        assertThat(event.symptom()).isEqualTo(Symptom.CONNECT_TIMEOUT);
        assertThat(event.remote()).isEqualTo(Endpoint.ofLiteral("10.0.0.2", 80));
        assertThat(Objects.requireNonNull(event.time()).instant()).isEqualTo(Instant.parse("2026-11-20T20:06:36.250Z"));
    }

    @Test
    void lineOfAContainerIsUnwrapped() {
        String line = ERROR.formatted("no live upstreams while connecting to upstream");

        assertThat(Logs.event("2026-11-20T20:08:18.123456789Z stderr F " + line).symptom())
                .isEqualTo(Symptom.LOCAL_ABORT);
        assertThat(Logs.event("{\"log\":\"" + line.replace("\"", "\\\"")
                                + "\\n\",\"stream\":\"stderr\",\"time\":\"x\"}")
                        .path())
                .isEqualTo("/_healthcheck");
        assertThat(Logs.event("\ufeff\u001b[31m" + line + "\u001b[0m\r\n").path())
                .isEqualTo("/_healthcheck");
    }
}
