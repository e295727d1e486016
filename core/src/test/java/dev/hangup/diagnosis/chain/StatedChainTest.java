package dev.hangup.diagnosis.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.config.ConfigText;
import dev.hangup.config.HopEnd;
import dev.hangup.config.StatedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains of which configurations do not say all, and the rules that only such chains can break. */
class StatedChainTest {
    private static final String NODE =
            "const s = require('http').createServer();\ns.keepAliveTimeout = 65000;\ns.listen(p);\n";

    private static List<Weakness> lint(String chain, List<HopEnd> ends) {
        return Rules.check(StatedChain.of(StatedText.chain(chain), ends));
    }

    private static List<Weakness> of(String rule, String chain) {
        return lint(chain, List.of()).stream()
                .filter(weakness -> weakness.rule().equals(rule))
                .toList();
    }

    @Test
    void loadBalancerIsPutInFrontOfAFileThatSaysNoPort() {
        String chain = "chain:\n- software: AWS ALB\n  idle: %s\n- file: server.js\n";
        List<HopEnd> node = ConfigText.ends("app/server.js", NODE);

        assertThat(lint(String.format(chain, "600s"), node))
                .filteredOn(weakness -> weakness.rule().equals("idle-timeout-order"))
                .singleElement()
                .satisfies(found -> assertThat(found.message()).contains("600 s (10 min)", "chain.yaml:3", "65 s"));
        assertThat(lint(String.format(chain, "60s"), node))
                .filteredOn(weakness -> weakness.rule().equals("idle-timeout-order"))
                .isEmpty();
    }

    @Test
    void defaultsOfWhatIsStatedCount() {
        assertThat(of("idle-timeout-order", "chain: [{software: AWS ALB}, {software: node http.Server}]"))
                .singleElement()
                .satisfies(
                        found -> assertThat(found.message()).contains("idle_timeout.timeout_seconds 60 s by default"));
    }

    @Test
    void defaultThatChangedIsANoteWhileTheVersionIsUnknown() {
        assertThat(of("idle-timeout-order", "chain: [{software: jdk HttpClient}, {software: nginx, idle: 75s}]"))
                .extracting(Weakness::severity)
                .containsExactly(Severity.NOTE);
    }

    @Test
    void clientThatGoesByTheServersHintIsANote() {
        assertThat(of("idle-timeout-order", "chain: [{software: undici, idle: 60s}, {software: node http.Server}]"))
                .extracting(Weakness::severity)
                .containsExactly(Severity.NOTE);
    }

    @ParameterizedTest
    @CsvSource({"'', WARNING", "tcp_keepalive: 7200s, ERROR", "tcp_keepalive: never, ERROR"})
    void boxThatForgetsWhatIsStillUsedIsFound(String probes, Severity severity) {
        String chain = "chain:\n- software: envoy\n  " + probes
                + "\n- middlebox: AWS NAT gateway\n- software: nginx\n  idle: 3700s\n";

        assertThat(of("middlebox-idle", chain)).extracting(Weakness::severity).containsExactly(severity);
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle: 300s", "tcp_keepalive: 60s"})
    void boxThatIsRemindedOrNeverWaitedForIsFine(String setting) {
        String chain = "chain:\n- software: envoy\n  " + setting
                + "\n- middlebox: AWS NAT gateway\n- software: nginx\n  idle: 3700s\n";

        assertThat(of("middlebox-idle", chain)).isEmpty();
    }

    @Test
    void roundTripTimeWidensTheMargin() {
        String hops = "chain: [{software: envoy, idle: 60s}, {software: nginx, idle: 61.5s}]\n";

        assertThat(of("idle-timeout-order", hops)).isEmpty();
        assertThat(of("idle-timeout-order", "rtt: 800ms\n" + hops)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"1.29.7, 1", "1.31.0, 1", "1.25.3, 0", "1.13.6, 1"})
    void versionsAreMatchedAgainstWhatIsKnownOfThem(String version, int known) {
        assertThat(of("known-version", "chain: [{software: nginx, version: " + version + "}]"))
                .hasSize(known);
    }

    @Test
    void headerTimeoutIsAWarningOnANodeThatCountsItWrongly() {
        List<HopEnd> node = ConfigText.ends("server.js", NODE);

        assertThat(lint("chain: [{file: server.js, version: 12.18.0}]", node))
                .filteredOn(weakness -> weakness.rule().equals("header-timeout-below-keepalive"))
                .extracting(Weakness::severity)
                .containsExactly(Severity.WARNING);
        assertThat(lint("chain: [{file: server.js, version: 20.11.0}]", node))
                .filteredOn(weakness -> weakness.rule().equals("header-timeout-below-keepalive"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read: never",
                "idle: never",
                "lifetime: 50s, dns_ttl: 30s",
                "retries: 3, back_off: 0s",
            })
    void habitsThatHurtAClientAreFound(String settings) {
        assertThat(of("client-pool", "chain: [{software: some client, " + settings + "}]"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read: 10s",
                "idle: 30s",
                "lifetime: 50s, dns_ttl: 60s",
                "lifetime: 50s",
                "retries: 3, back_off: 25ms",
                "retries: 1, back_off: 0s",
                "retries: 3",
            })
    void goodHabitsAreFine(String settings) {
        assertThat(of("client-pool", "chain: [{software: some client, " + settings + "}]"))
                .isEmpty();
    }

    @Test
    void fewerRequestsThanTheClientMeansToSendAreANote() {
        assertThat(of(
                        "max-requests-order",
                        "chain: [{software: a, max_requests: 1000}, {software: b, max_requests: 100}]"))
                .hasSize(1);
        assertThat(of(
                        "max-requests-order",
                        "chain: [{software: a, max_requests: 100}, {software: b, max_requests: 1000}]"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'pool_size: 16, concurrency: 200', 1",
        "'max_connections: 100, concurrency: 200', 1",
        "'pool_size: 16, max_connections: 100, concurrency: 200', 2",
        "'pool_size: 200, max_connections: 400, concurrency: 200', 0",
        "'pool_size: 16', 0",
        "'concurrency: 200', 0",
        "'pool_size: never, concurrency: 200', 0",
        "'pool_size: 0, concurrency: 200', 0"
    })
    void poolIsComparedWithTheLoadWhereBothAreStated(String settings, int weaknesses) {
        assertThat(of("pool-below-load", "chain: [{software: some client, " + settings + "}]"))
                .hasSize(weaknesses)
                .allSatisfy(found -> {
                    assertThat(found.message()).contains("200 requests at a time (chain.yaml:1)");
                    assertThat(found.remedies().get(0).edits().get(0).after()).isEqualTo("200");
                });
    }

    @Test
    void loadOfAFileIsStatedBesideIt() {
        List<HopEnd> nginx = ConfigText.ends(
                "nginx.conf",
                "upstream app { server app:8000; keepalive 16; } server { location / { proxy_http_version 1.1;"
                        + " proxy_set_header Connection \"\"; proxy_pass http://app; } }");

        assertThat(lint("chain: [{file: nginx.conf, scope: upstream app, concurrency: 200}]", nginx))
                .filteredOn(weakness -> weakness.rule().equals("pool-below-load"))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.severity()).isEqualTo(Severity.NOTE);
                    assertThat(found.message()).contains("keepalive 16 (nginx.conf:1)", "workers");
                    assertThat(found.remedies().get(0).edits().get(0).after()).isEqualTo("200");
                });
        assertThat(lint("chain: [{file: nginx.conf, scope: upstream app, concurrency: 16}]", nginx))
                .filteredOn(weakness -> weakness.rule().equals("pool-below-load"))
                .isEmpty();
    }

    @Test
    void chainThatNamesWhatWasNotReadSaysSo() {
        assertThat(StatedChain.of(StatedText.chain("chain: [{file: other.conf}, {software: unheard of}]"), List.of())
                        .remarks())
                .hasSize(2);
    }

    @Test
    void everyRuleHasANameAndASummaryOfItsOwn() {
        assertThat(Rules.all())
                .extracting(Rule::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9-]+"));
        assertThat(Rules.all())
                .extracting(Rule::summary)
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
    }

    @Test
    void everyRuleHasItsRowInTheReference() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "reference", "lint-rules.md"));

        assertThat(Rules.all()).allSatisfy(rule -> assertThat(page).contains("| `" + rule.name() + "` |"));
    }
}
