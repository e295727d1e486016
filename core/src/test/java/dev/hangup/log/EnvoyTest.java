package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EnvoyTest {
    private static final String ISTIO =
            "[2026-11-20T20:08:14.100Z] \"POST /pay?card=1 HTTP/1.1\" 503 %s %s - \"%s\" 91 95 5 - "
                    + "\"-\" \"curl/8\" \"6c9b\" \"pay.shop\" \"10.1.0.1:8080\" outbound|80||pay.shop 10.1.0.9:51234 10.96.0.1:80 "
                    + "10.1.0.9:40000 - default";

    private static final String CONNECTING = """
            [Envoy (Epoch 0)] [2020-05-29 22:04:05.066][27][debug][pool] [external/envoy/source/common/tcp/conn_pool.cc:83] creating a new connection
            [Envoy (Epoch 0)] [2020-05-29 22:04:05.066][27][debug][pool] [external/envoy/source/common/tcp/conn_pool.cc:364] [C332] connecting
            [Envoy (Epoch 0)] [2020-05-29 22:04:05.066][27][debug][connection] [external/envoy/source/common/network/connection_impl.cc:698] [C332] connecting to 52.xx.xx.xx:443
            [Envoy (Epoch 0)] [2020-05-29 22:04:05.067][27][debug][connection] [external/envoy/source/common/network/connection_impl.cc:707] [C332] connection in progress
            [Envoy (Epoch 0)] [2020-05-29 22:04:06.066][27][debug][pool] [external/envoy/source/common/tcp/conn_pool.cc:403] [C332] connect timeout
            [Envoy (Epoch 0)] [2020-05-29 22:04:06.067][27][debug][filter] [external/envoy/source/common/tcp_proxy/tcp_proxy.cc:484] [C331] connect timeout
            """;

    @Test
    void linesOfOneConnectionAreOneStory() {
        LogEvent event = Logs.event(CONNECTING);

        assertThat(event.symptom()).isEqualTo(Symptom.CONNECT_TIMEOUT);
        assertThat(event.phase()).isEqualTo(Phase.CONNECT);
        assertThat(event.peerName()).isEqualTo("52.xx.xx.xx:443");
        assertThat(event.remote()).isNull();
        assertThat(event.duration()).isEqualTo(Duration.ofSeconds(1));
        assertThat(event.line()).isEqualTo(5);
    }

    @Test
    void flagsOfAnAbortedConnectionDoNotTellWhy() {
        LogEvent event =
                Logs.event("[2020-05-29T22:04:05.066Z] \"- - \" 0 UF,URX \"\" \"\" 0 0 1000 - \"\" \"\" \"\" \"-\" "
                        + "\"52.xx.xx.xx:443\" outbound|443||api.example - 52.xx.xx.xx:443 172.17.0.13:45202 - -");

        assertThat(event.symptom()).isEqualTo(Symptom.UNDECIDABLE);
        assertThat(event.phase()).isEqualTo(Phase.CONNECT);
        assertThat(event.code()).isEqualTo("UF,URX");
        assertThat(event.duration()).isEqualTo(Duration.ofSeconds(1));
        assertThat(event.peerName()).isEqualTo("52.xx.xx.xx:443");
        assertThat(event.client()).isEqualTo(Endpoint.ofLiteral("172.17.0.13", 45202));
        assertThat(Objects.requireNonNull(event.time()).instant()).isEqualTo(Instant.parse("2020-05-29T22:04:06.066Z"));
    }

    @Test
    void finAndRstAreTheSameTermination() {
        LogEvent event = Logs.event(
                ISTIO.formatted("UC", "upstream_reset_before_response_started{connection_termination}", "-"));

        assertThat(event.symptom()).isEqualTo(Symptom.UNDECIDABLE);
        assertThat(event.phase()).isEqualTo(Phase.AWAITING_RESPONSE);
        assertThat(event.local()).isEqualTo(Endpoint.ofLiteral("10.1.0.9", 51234));
        assertThat(event.remote()).isEqualTo(Endpoint.ofLiteral("10.1.0.1", 8080));
        assertThat(event.path()).isEqualTo("/pay");
        assertThat(event.transaction()).isEqualTo("6c9b");
        assertThat(event.status()).isEqualTo(503);
    }

    @Test
    void reasonMayBeWrittenInThreeWays() {
        for (String details : new String[] {
            "upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_111}",
            "upstream_reset_before_response_started{remote_connection_failure,delayed_connect_error:_111}",
            "upstream_reset_before_response_started{remote connection failure}",
        }) {
            assertThat(Logs.event(ISTIO.formatted("UF,URX", details, "delayed_connect_error:_111"))
                            .symptom())
                    .isEqualTo(Symptom.REFUSED);
        }
        assertThat(Logs.event(ISTIO.formatted("URX,UF", "x{connection_timeout}", "-"))
                        .symptom())
                .isEqualTo(Symptom.CONNECT_TIMEOUT);
        assertThat(Logs.event(ISTIO.formatted(
                                "UF", "x{remote_connection_failure}", "TLS_error:|268435703:SSL_routines"))
                        .symptom())
                .isEqualTo(Symptom.PROTOCOL);
    }

    @Test
    void defaultFormatAndJsonAreKnown() {
        assertThat(Logs.event(
                                "[2026-11-20T20:08:14.100Z] \"GET /a HTTP/1.1\" 504 UT 0 24 15000 - \"-\" \"curl/8\" \"6c9b\" "
                                        + "\"pay.shop\" \"10.1.0.1:8080\"")
                        .symptom())
                .isEqualTo(Symptom.SILENCE);
        LogEvent json = Logs.event(
                "{\"start_time\":\"2026-11-20T20:08:14.100Z\",\"response_code\":503,\"response_flags\":\"UC\","
                        + "\"duration\":0,\"upstream_host\":\"10.1.0.1:8080\",\"method\":\"GET\",\"path\":\"/a?b\","
                        + "\"response_code_details\":\"upstream_reset_before_response_started{connection_termination}\"}");
        assertThat(json.source()).isEqualTo(LogSource.ENVOY);
        assertThat(json.path()).isEqualTo("/a");
    }

    @Test
    void healthyRequestIsNoEvent() {
        assertThat(Logs.read(ISTIO.formatted("-", "via_upstream", "-").replace(" 503 ", " 200 "))
                        .events())
                .isEmpty();
    }

    @Test
    void reusedConnectionThatEndsIsTheStreamsEnd() {
        LogEvent event = Logs.event("""
                [2026-11-20 20:08:10.000][27][debug][connection] [source/common/network/connection_impl.cc:98] [C5] connecting to 10.1.0.1:8080
                [2026-11-20 20:08:14.000][27][debug][pool] [source/common/conn_pool/conn_pool_base.cc:98] [C5] using existing fully connected connection
                [2026-11-20 20:08:14.001][27][debug][connection] [source/common/network/connection_impl.cc:98] [C5] remote close
                [2026-11-20 20:08:14.001][27][debug][router] [source/common/router/router.cc:98] [C4][S77] upstream reset: reset reason: connection termination, transport failure reason:
                """);

        assertThat(event.symptom()).isEqualTo(Symptom.UNDECIDABLE);
        assertThat(event.reuse()).isEqualTo(Reuse.REUSED);
        assertThat(event.remote()).isEqualTo(Endpoint.ofLiteral("10.1.0.1", 8080));
    }
}
