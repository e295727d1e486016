package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hangup.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OtherProxiesTest {
    private static final String ALB =
            "https 2026-11-20T20:08:14.186641Z app/shop/50dc 203.0.113.7:51234 %s %s %s 366 208 "
                    + "\"GET https://shop.example:443/cart?id=1 HTTP/2.0\" \"curl/8\" ECDHE TLSv1.2 arn:x \"Root=1-5833\" "
                    + "\"shop.example\" \"arn:y\" 0 %s \"forward\" \"-\" \"-\" \"%s\" \"-\" \"-\" \"-\" TID_1";

    @Test
    void haproxyBehindSyslogIsRead() {
        LogEvent event =
                Logs.event("Nov 20 20:08:02 lb haproxy[42]: 10.0.0.9:48612 [20/Nov/2026:20:08:01.118] fe b_shop/s1 "
                        + "0/0/0/-1/1002 502 217 - - SH-- 1/1/0/0/1 0/0 {shop.example} \"POST /pay?card=1 HTTP/1.1\"");

        assertThat(event.source()).isEqualTo(LogSource.HAPROXY);
        assertThat(event.symptom()).isEqualTo(Symptom.UNDECIDABLE);
        assertThat(event.client()).isEqualTo(Endpoint.ofLiteral("10.0.0.9", 48612));
        assertThat(event.peerName()).isEqualTo("b_shop/s1");
        assertThat(event.path()).isEqualTo("/pay");
        assertThat(event.status()).isEqualTo(502);
        assertThat(Objects.requireNonNull(event.time()).instant()).isEqualTo(Instant.parse("2026-11-20T20:08:02.120Z"));
    }

    @Test
    void haproxysTcpLogIsRead() {
        LogEvent event =
                Logs.event("10.0.0.9:48612 [20/Nov/2026:20:08:01.118] fe b_db/db1 0/-1/5007 0 sC 1/1/0/0/3 0/0");

        assertThat(event.symptom()).isEqualTo(Symptom.CONNECT_TIMEOUT);
        assertThat(event.duration()).isEqualTo(Duration.ofMillis(5007));
        assertThat(Logs.read("10.0.0.9:48612 [20/Nov/2026:20:08:01.118] fe b_db/db1 0/1/5007 212 -- 1/1/0/0/0 0/0")
                        .events())
                .isEmpty();
    }

    @Test
    void apachesCompanionIsNoSecondFailure() {
        Logs logs = Logs.read("""
                [Fri Nov 20 20:09:42.110083 2026] [proxy_http:error] [pid 1:tid 2] (20014)Internal error (specific information not available): [client 10.0.0.9:44242] AH01102: error reading status line from remote server 10.1.0.1:8080
                [Fri Nov 20 20:09:42.110121 2026] [proxy:error] [pid 1:tid 2] [client 10.0.0.9:44242] AH00898: Error reading from remote server returned by /fin
                """);

        assertThat(logs.events()).hasSize(1);
        LogEvent event = logs.events().get(0);
        assertThat(event.symptom()).isEqualTo(Symptom.FIN);
        assertThat(event.code()).isEqualTo("AH01102");
        assertThat(event.remote()).isEqualTo(Endpoint.ofLiteral("10.1.0.1", 8080));
        assertThat(event.said())
                .isEqualTo(
                        "(20014)Internal error (specific information not available) AH01102: error reading status line "
                                + "from remote server 10.1.0.1:8080");
    }

    @Test
    void apachesThreadsTellOfOneFailureEachThoughTheyWriteAtTheSameTimeAndNameTheClientLate() {
        Logs logs = Logs.read("""
                [Sat Nov 21 22:17:22.651683 2026] [proxy:error] [pid 9:tid 71] (111)Connection refused: AH00957: http: attempt to connect to 10.1.0.1:8307 (10.1.0.1:8307) failed
                [Sat Nov 21 22:17:22.651690 2026] [proxy:error] [pid 9:tid 72] (111)Connection refused: AH00957: http: attempt to connect to 10.1.0.1:8307 (10.1.0.1:8307) failed
                [Sat Nov 21 22:17:22.651719 2026] [proxy_http:error] [pid 9:tid 71] [client 10.0.0.9:53788] AH01114: HTTP: failed to make connection to backend: 10.1.0.1
                [Sat Nov 21 22:17:22.651720 2026] [proxy_http:error] [pid 9:tid 72] [client 10.0.0.9:53790] AH01114: HTTP: failed to make connection to backend: 10.1.0.1
                [Sat Nov 21 22:17:23.651719 2026] [proxy_http:error] [pid 9:tid 71] [client 10.0.0.9:53800] AH01114: HTTP: failed to make connection to backend: 10.1.0.1
                """);

        assertThat(logs.events())
                .extracting(LogEvent::code, LogEvent::symptom)
                .containsExactly(
                        tuple("AH00957", Symptom.REFUSED),
                        tuple("AH00957", Symptom.REFUSED),
                        tuple("AH01114", Symptom.UNDECIDABLE));
    }

    @Test
    void causesOfAlbs502AreToldApartByTheTimes() {
        String now = "2026-11-20T20:08:14.000000Z";
        LogEvent race = Logs.event(ALB.formatted("10.1.0.1:80", "0.000 0.001 -1", "502 -", now, "10.1.0.1:80"));
        assertThat(race.symptom()).isEqualTo(Symptom.UNDECIDABLE);
        assertThat(race.phase()).isEqualTo(Phase.AWAITING_RESPONSE);
        assertThat(race.path()).isEqualTo("/cart");
        assertThat(race.transaction()).isEqualTo("Root=1-5833");
        assertThat(race.client()).isEqualTo(Endpoint.ofLiteral("203.0.113.7", 51234));

        LogEvent connecting = Logs.event(ALB.formatted("10.1.0.1:80", "-1 -1 -1", "502 -", now, "10.1.0.1:80"));
        assertThat(connecting.phase()).isEqualTo(Phase.CONNECT);
        LogEvent malformed = Logs.event(ALB.formatted("10.1.0.1:80", "0.000 0.001 -1", "502 200", now, "10.1.0.1:80"));
        assertThat(malformed.symptom()).isEqualTo(Symptom.PROTOCOL);
        LogEvent nobody = Logs.event(ALB.formatted("-", "-1 -1 -1", "502 -", now, "-"));
        assertThat(nobody.symptom()).isEqualTo(Symptom.LOCAL_ABORT);
        assertThat(Logs.read(ALB.formatted("10.1.0.1:80", "0.000 0.001 0.000", "502 502", now, "10.1.0.1:80"))
                        .events())
                .as("the target's own answer")
                .isEmpty();
    }

    @Test
    void albs504IsSilenceOrAConnectTimeout() {
        LogEvent silent = Logs.event(
                ALB.formatted("10.1.0.1:80", "0.001 60.000 -1", "504 -", "2026-11-20T20:07:14.000000Z", "10.1.0.1:80"));
        assertThat(silent.symptom()).isEqualTo(Symptom.SILENCE);
        LogEvent connecting = Logs.event(
                ALB.formatted("10.1.0.1:80", "-1 -1 -1", "504 -", "2026-11-20T20:08:04.180000Z", "10.1.0.1:80"));
        assertThat(connecting.symptom()).isEqualTo(Symptom.CONNECT_TIMEOUT);
    }

    @Test
    void classicLoadBalancerIsRead() {
        LogEvent event =
                Logs.event("2026-11-20T20:08:14.186641Z shop-lb 203.0.113.7:51234 10.1.0.1:80 -1 -1 -1 504 0 0 0 "
                        + "\"GET http://shop.example:80/ HTTP/1.1\" \"curl/8\" - -");

        assertThat(event.source()).isEqualTo(LogSource.CLASSIC_ELB);
        assertThat(event.symptom()).isEqualTo(Symptom.UNDECIDABLE);
    }

    @Test
    void caddysErrorsAreGos() {
        LogEvent event = Logs.event(
                "{\"level\":\"error\",\"ts\":1795205196.25,\"logger\":\"http.log.error\",\"msg\":\"read tcp "
                        + "10.0.0.9:40000->10.1.0.1:8080: read: connection reset by peer\",\"request\":{\"remote_ip\":\"203.0.113.7\","
                        + "\"remote_port\":\"51234\",\"method\":\"POST\",\"uri\":\"/pay?card=1\"},\"duration\":0.003,\"status\":502}");

        assertThat(event.symptom()).isEqualTo(Symptom.RST);
        assertThat(event.local()).isEqualTo(Endpoint.ofLiteral("10.0.0.9", 40000));
        assertThat(event.remote()).isEqualTo(Endpoint.ofLiteral("10.1.0.1", 8080));
        assertThat(event.client()).isEqualTo(Endpoint.ofLiteral("203.0.113.7", 51234));
        assertThat(event.path()).isEqualTo("/pay");
        assertThat(event.duration()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void traefikSaysThatButNotWhy() {
        LogEvent event =
                Logs.event("{\"ClientAddr\":\"203.0.113.7:51234\",\"DownstreamStatus\":502,\"Duration\":1500000,"
                        + "\"OriginStatus\":0,\"RequestMethod\":\"GET\",\"RequestPath\":\"/a?b\",\"ServiceName\":\"web@docker\","
                        + "\"ServiceAddr\":\"10.1.0.1:80\",\"StartUTC\":\"2026-11-20T20:08:14Z\",\"level\":\"info\"}");

        assertThat(event.source()).isEqualTo(LogSource.TRAEFIK);
        assertThat(event.symptom()).isEqualTo(Symptom.UNDECIDABLE);
        assertThat(event.peerName()).isEqualTo("10.1.0.1:80");
        assertThat(Logs.event("203.0.113.7 - - [20/Nov/2026:20:08:14 +0000] \"GET / HTTP/1.1\" 502 11 \"-\" \"-\" 7 "
                                + "\"web@docker\" \"http://10.1.0.1:80\" 1ms")
                        .source())
                .isEqualTo(LogSource.TRAEFIK);
    }
}
