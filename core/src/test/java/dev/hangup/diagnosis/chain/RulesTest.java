package dev.hangup.diagnosis.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.config.ConfigText;
import dev.hangup.config.HopEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule with what it must find and what it must not. */
class RulesTest {
    private static List<Weakness> lint(String... texts) {
        List<HopEnd> ends = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            ends.addAll(ConfigText.ends("file" + (i + 1), texts[i]));
        }
        return Rules.check(ChainInference.of(ends));
    }

    private static List<Weakness> of(String rule, String... texts) {
        return lint(texts).stream()
                .filter(weakness -> weakness.rule().equals(rule))
                .toList();
    }

    private static String nginx(String upstream, String location) {
        return "upstream app {\n server app:8000;\n" + upstream + "\n}\nserver {\n listen 80;\n location / {\n"
                + location + "\n proxy_pass http://app;\n }\n}\n";
    }

    private static final String PERSISTENT = "proxy_http_version 1.1; proxy_set_header Connection \"\";";

    private static String node(int keepAliveMillis) {
        return "const s = require('http').createServer();\ns.keepAliveTimeout = " + keepAliveMillis
                + ";\ns.listen(8000);\n";
    }

    @Test
    void serverThatClosesBeforeItsClientStopsIsFoundWithBothNumbersAndPlaces() {
        Weakness found = of("idle-timeout-order", nginx("keepalive 16;", PERSISTENT), node(500))
                .get(0);

        assertThat(found.severity()).isEqualTo(Severity.ERROR);
        assertThat(found.message()).contains("500 ms", "(file2:2)", "60 s", "ngx_http_upstream_keepalive_module.c");
        assertThat(found.remedies().get(0).edits())
                .containsExactly(new Edit(
                        Objects.requireNonNull(found.limits().get(0).setting()).place(), "500", "65000", false));
    }

    @ParameterizedTest
    @CsvSource({"20s, 20000, ERROR", "20s, 20500, WARNING", "20s, 5000, ERROR"})
    void equalTimersAndThinMarginsAreFound(String client, int server, Severity severity) {
        assertThat(of(
                        "idle-timeout-order",
                        nginx("keepalive 16; keepalive_timeout " + client + ";", PERSISTENT),
                        node(server)))
                .extracting(Weakness::severity)
                .containsExactly(severity);
    }

    @ParameterizedTest
    @ValueSource(ints = {65_000, 61_000, 0})
    void serverThatWaitsLongerIsFine(int millis) {
        assertThat(of("idle-timeout-order", nginx("keepalive 16;", PERSISTENT), node(millis)))
                .isEmpty();
    }

    @Test
    void upstreamThatIsNotReusedIsFine() {
        assertThat(of(
                        "idle-timeout-order",
                        "server { listen 1; location / { proxy_pass http://app:8000; } }",
                        node(500)))
                .isEmpty();
        assertThat(of("idle-timeout-order", nginx("keepalive 0;", ""), node(500)))
                .isEmpty();
    }

    @Test
    void whatDependsOnTheVersionOfNginxIsANote() {
        assertThat(of("idle-timeout-order", nginx("", ""), node(500)))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.severity()).isEqualTo(Severity.NOTE);
                    assertThat(found.message()).contains("since nginx 1.29.7");
                });
    }

    @Test
    void whatMendsThePoolDoesNotBringTheRaceUnseen() {
        assertThat(of("idle-timeout-order", nginx("keepalive 16;", ""), node(500)))
                .extracting(Weakness::severity)
                .containsExactly(Severity.WARNING);
    }

    @Test
    void otherPortIsAnotherHop() {
        assertThat(of("idle-timeout-order", nginx("keepalive 16;", PERSISTENT).replace("8000", "9000"), node(500)))
                .isEmpty();
    }

    @Test
    void serverOutlastsTheMostPatientOfItsClients() {
        String patient = nginx("keepalive 16; keepalive_timeout 300s;", PERSISTENT);

        assertThat(of("idle-timeout-order", nginx("keepalive 16;", PERSISTENT), patient, node(500)))
                .hasSize(2)
                .allSatisfy(found -> assertThat(
                                found.remedies().get(0).edits().get(0).after())
                        .isEqualTo("305000"));
    }

    @Test
    void headerTimeoutBelowKeepaliveIsANoteWhileTheVersionIsUnknown() {
        String source = "const s = require('http').createServer();\ns.keepAliveTimeout = 65000;\n";

        assertThat(of("header-timeout-below-keepalive", source))
                .extracting(Weakness::severity)
                .containsExactly(Severity.NOTE);
        assertThat(of("header-timeout-below-keepalive", source + "s.headersTimeout = 66000;\n"))
                .isEmpty();
        assertThat(of("header-timeout-below-keepalive", source.replace("65000", "30000")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "proxy_http_version 1.1;", "proxy_set_header Connection \"\";", "proxy_set_header Host x;"})
    void keepaliveWithoutHttp11HasNoEffect(String location) {
        assertThat(of("upstream-keepalive-without-http11", nginx("keepalive 16;", location)))
                .extracting(Weakness::severity)
                .containsExactly(Severity.WARNING);
    }

    @Test
    void keepaliveWithHttp11OrNoKeepaliveIsFine() {
        assertThat(of("upstream-keepalive-without-http11", nginx("keepalive 16;", PERSISTENT)))
                .isEmpty();
        assertThat(of("upstream-keepalive-without-http11", nginx("", ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1s, WARNING", "500ms, WARNING", "2s, NOTE"})
    void connectTimeoutBelowTheCostOfALostPacketIsFound(String timeout, Severity severity) {
        assertThat(of("connect-timeout-short", nginx("", "proxy_connect_timeout " + timeout + ";")))
                .extracting(Weakness::severity)
                .containsExactly(severity);
    }

    @Test
    void connectTimeoutThatIsLongEnoughOrStaysOnTheHostIsFine() {
        assertThat(of("connect-timeout-short", nginx("", "proxy_connect_timeout 5s;")))
                .isEmpty();
        assertThat(of("connect-timeout-short", nginx("", ""))).isEmpty();
        assertThat(of(
                        "connect-timeout-short",
                        "server { location / { proxy_connect_timeout 1s; proxy_pass http://127.0.0.1:1; } }"))
                .isEmpty();
    }

    @Test
    void retriesThatSendAPostTwiceAreFound() {
        assertThat(of("retry-resends-post", nginx("", "proxy_next_upstream error non_idempotent;")))
                .singleElement()
                .satisfies(found -> assertThat(
                                found.remedies().get(0).edits().get(0).after())
                        .isEqualTo("error"));
        assertThat(of("retry-resends-post", haproxy("retry-on all-retryable-errors")))
                .hasSize(1);
    }

    @Test
    void retriesOfWhatMayBeRepeatedAreFine() {
        assertThat(of("retry-resends-post", nginx("", "proxy_next_upstream error timeout;")))
                .isEmpty();
        assertThat(of("retry-resends-post", haproxy("retry-on conn-failure"))).isEmpty();
        assertThat(of(
                        "retry-resends-post",
                        haproxy("retry-on all-retryable-errors\n http-request disable-l7-retry if METH_POST")))
                .isEmpty();
        assertThat(of("retry-resends-post", haproxy("retry-on all-retryable-errors\n retries 0")))
                .isEmpty();
    }

    @Test
    void retriesSwitchedOffAreANoteWhereConnectionsAreReused() {
        assertThat(of("no-safe-retry", nginx("keepalive 16;", PERSISTENT + " proxy_next_upstream off;")))
                .hasSize(1);
        assertThat(of("no-safe-retry", nginx("keepalive 0;", "proxy_next_upstream off;")))
                .isEmpty();
        assertThat(of("no-safe-retry", haproxy("retries 0"))).hasSize(1);
        assertThat(of("no-safe-retry", haproxy(""))).isEmpty();
    }

    private static String haproxy(String backend) {
        return "defaults\n mode http\n timeout connect 5s\nbackend app\n " + backend + "\n server a 10.0.0.1:8000\n";
    }

    /** What a public incident showed: every call of a mesh died a second after its SYN. */
    @Test
    void generatedClusterIsMendedWhereItIsGeneratedFrom() {
        String cluster =
                "[{\"name\": \"outbound|443||api.example.org\", \"connectTimeout\": \"1s\", \"loadAssignment\": {}}]";

        assertThat(of("connect-timeout-short", cluster)).singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(Severity.WARNING);
            assertThat(found.remedies().get(0).lines().get(0))
                    .endsWith("istioctl install --set meshConfig.connectTimeout=10s");
            assertThat(found.remedies().get(0).edits()).isEmpty();
        });
        assertThat(of("connect-timeout-short", cluster.replace("1s", "10s"))).isEmpty();
    }

    @Test
    void sidecarsPoolOutlastsAServerOnItsOwnHost() {
        String inbound = "[{\"name\": \"inbound|8000||\", \"connectTimeout\": \"1s\", \"type\": \"ORIGINAL_DST\"}]";

        assertThat(lint(inbound, node(5000)))
                .extracting(Weakness::rule)
                .as("an hour against five seconds; a connect that stays on the host may be short")
                .containsExactly("idle-timeout-order");
    }
}
