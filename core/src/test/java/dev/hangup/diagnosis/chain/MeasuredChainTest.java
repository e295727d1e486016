package dev.hangup.diagnosis.chain;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.config.ConfigText;
import dev.hangup.config.HopEnd;
import dev.hangup.config.StatedText;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Measurements;
import dev.hangup.measurement.Probed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was measured of a server counts for the hops to it. */
class MeasuredChainTest {
    private static final Endpoint APP = Endpoint.ofLiteral("10.0.0.1", 8000);

    /** A client that keeps idle connections for 60 s, nginx's default. */
    private static final String NGINX = """
            upstream app { server %s; keepalive 16; }
            server {
              listen 80;
              location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://app; }
            }
            """;

    private static Measurements measured(Probed... probed) {
        Measurements measurements = new Measurements();
        for (Probed one : probed) {
            measurements.add("probe.json", List.of(one.measurement()));
        }
        return measurements;
    }

    private static List<Weakness> lint(Measurements measurements, String... texts) {
        List<HopEnd> ends = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            ends.addAll(ConfigText.ends("file" + (i + 1), texts[i]));
        }
        return Rules.check(MeasuredChain.of(ChainInference.of(ends), measurements));
    }

    private static List<Weakness> of(String rule, Measurements measurements, String... texts) {
        return lint(measurements, texts).stream()
                .filter(weakness -> weakness.rule().equals(rule))
                .toList();
    }

    private static String node(int keepAliveMillis) {
        return "const s = require('http').createServer();\ns.keepAliveTimeout = " + keepAliveMillis
                + ";\ns.listen(8000);\n";
    }

    @Test
    void clientsConfigurationAndAMeasurementAreEnoughToFindTheRace() {
        assertThat(of(
                        "idle-timeout-order",
                        measured(Probed.at(APP).closes(ofMillis(5003), ofMillis(5006))),
                        String.format(NGINX, "10.0.0.1:8000")))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.severity()).isEqualTo(Severity.ERROR);
                    assertThat(found.message())
                            .contains("endpoint 10.0.0.1:8000", "measured 5.003-5.006 s (n = 2) (probe.json)", "60 s");
                    Remedy best = found.remedies().get(0);
                    // 5.003 s less the round trip of 20 ms and 1 s, in the whole seconds that every software takes.
                    assertThat(best.text()).contains("3.983 s at most", "5.003 s that were measured");
                    assertThat(best.lines()).containsExactly("keepalive_timeout 3s;");
                    assertThat(found.places().get(0).file()).isEqualTo("file1");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "app.test:8000, http://app.test:8000/, true",
        "APP.test:8000, http://app.test:8000/, true",
        "app.test:8000, http://10.0.0.1:8000/, false",
        "app.test:8000, http://other.test:8000/, false",
        "10.0.0.2:8000, http://10.0.0.1:8000/, false",
        "10.0.0.1:8001, http://10.0.0.1:8000/, false"
    })
    void endIsTheMeasuredOneByItsAddressOrByTheNameItWasMeasuredBy(String upstream, String target, boolean isFound) {
        assertThat(of(
                        "idle-timeout-order",
                        measured(Probed.at(APP, target).closes(ofSeconds(5))),
                        String.format(NGINX, upstream)))
                .hasSize(isFound ? 1 : 0);
    }

    @Test
    void serverThatWasMeasuredToWaitLongerThanItsClientIsFine() {
        String client = String.format(NGINX, "10.0.0.1:8000");

        assertThat(of("idle-timeout-order", measured(Probed.at(APP).closes(ofSeconds(65))), client))
                .isEmpty();
        assertThat(of("idle-timeout-order", measured(Probed.at(APP).staysOpenFor(ofSeconds(100))), client))
                .isEmpty();
    }

    @Test
    void measuredTimeoutReplacesTheConfiguredOneAndBothAreSaid() {
        assertThat(of(
                        "idle-timeout-order",
                        measured(Probed.at(APP).closes(ofSeconds(5), ofMillis(5010))),
                        String.format(NGINX, "10.0.0.1:8000"),
                        node(75_000)))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.message())
                            .contains("configured keepAliveTimeout 75000 (file2:2), measured 5.000-5.010 s (n = 2)");
                    // To configure once more what is not in force would change nothing.
                    assertThat(found.remedies())
                            .singleElement()
                            .satisfies(remedy -> assertThat(remedy.edits())
                                    .allMatch(edit -> edit.place().file().equals("file1")));
                });
    }

    @Test
    void configuredRaceIsNoneWhereTheServerWasMeasuredToWaitLonger() {
        String client = String.format(NGINX, "10.0.0.1:8000");

        assertThat(of("idle-timeout-order", measured(), client, node(5000))).hasSize(1);
        assertThat(of("idle-timeout-order", measured(Probed.at(APP).closes(ofSeconds(75))), client, node(5000)))
                .isEmpty();
    }

    @Test
    void configuredTimeoutThatAConnectionOutlivedIsNotRaced() {
        String client = String.format(NGINX, "10.0.0.1:8000");
        Measurements patient = measured(Probed.at(APP).staysOpenFor(ofSeconds(100)));

        assertThat(lint(patient, client, node(5000)))
                .extracting(Weakness::rule)
                .contains("measured-differs")
                .doesNotContain("idle-timeout-order");
    }

    @ParameterizedTest
    @CsvSource({
        "5000, 6001, false",
        "5000, 6990, false",
        "5000, 7100, true",
        "75000, 66100, false",
        "75000, 5003, true",
        "0, 5000, true",
        "5000, 3100, false",
        "5000, 2900, true"
    })
    void measuredTimeoutThatIsNotTheConfiguredOneIsFound(int configuredMillis, int measuredMillis, boolean differs) {
        assertThat(of(
                        "measured-differs",
                        measured(Probed.at(APP).closes(ofMillis(measuredMillis))),
                        node(configuredMillis)))
                .hasSize(differs ? 1 : 0)
                .allSatisfy(found -> {
                    assertThat(found.severity()).isEqualTo(Severity.WARNING);
                    assertThat(found.message()).contains("(file1:2)", "10.0.0.1:8000 (probe.json)");
                });
    }

    @Test
    void connectionThatOutlivedTheConfiguredTimeoutIsFoundToo() {
        assertThat(of("measured-differs", measured(Probed.at(APP).staysOpenFor(ofSeconds(100))), node(5000)))
                .singleElement()
                .satisfies(found -> assertThat(found.message()).contains("100 s without an end"));
        assertThat(of("measured-differs", measured(Probed.at(APP).staysOpenFor(ofSeconds(100))), node(95_000)))
                .isEmpty();
    }

    @Test
    void defaultThatIsNotTheMeasuredOneIsNoContradiction() {
        assertThat(of(
                        "measured-differs",
                        measured(Probed.at(APP).closes(ofSeconds(60))),
                        "require('http').createServer().listen(8000).headersTimeout = 60000;\n"))
                .isEmpty();
    }

    @Test
    void limitOfRequestsIsComparedAsACount() {
        String server = "server { listen 8000; keepalive_requests %d; }";

        assertThat(of("measured-differs", measured(Probed.at(APP).closesAfter(50)), String.format(server, 1000)))
                .hasSize(1);
        assertThat(of("measured-differs", measured(Probed.at(APP).closesAfter(50)), String.format(server, 50)))
                .isEmpty();
    }

    /** Which of two virtual hosts answered, nobody knows. */
    @Test
    void measurementOfAnAddressWhereSeveralAreConfiguredIsHeldAgainstNone() {
        assertThat(
                        of(
                                "measured-differs",
                                measured(Probed.at(APP).closes(ofSeconds(5))),
                                "server { listen 8000; keepalive_timeout 75s; } server { listen 8000; keepalive_timeout 60s; }"))
                .isEmpty();
    }

    /** Who listens everywhere may be what was measured, but not if its clients are known to reach it elsewhere. */
    @Test
    void serverThatIsReachedAtAnotherAddressIsNotTheMeasuredOne() {
        Measurements elsewhere =
                measured(Probed.at(Endpoint.ofLiteral("192.0.2.9", 8000)).closes(ofSeconds(5)));

        assertThat(of("measured-differs", elsewhere, node(75_000))).hasSize(1);
        assertThat(lint(elsewhere, String.format(NGINX, "127.0.0.1:8000"), node(75_000)))
                .extracting(Weakness::rule)
                .doesNotContain("measured-differs", "idle-timeout-order");
    }

    @Test
    void whatWasMeasuredLastCounts() {
        Measurements measurements = measured(Probed.at(APP).closes(ofSeconds(75)));
        measurements.add(
                "later.json", List.of(Probed.at(APP).closes(ofSeconds(5)).measurement()));

        assertThat(of("idle-timeout-order", measurements, String.format(NGINX, "10.0.0.1:8000")))
                .singleElement()
                .satisfies(found -> assertThat(found.message()).contains("later.json"));
    }

    @Test
    void pathThatWasFoundToForgetIsAMiddleboxBetween() {
        Probed silent = Probed.at(APP).answersUntil(ofSeconds(30), Reaction.SILENCE, ofSeconds(33));

        assertThat(of("middlebox-idle", measured(silent), String.format(NGINX, "10.0.0.1:8000")))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.message())
                            .contains("path to 10.0.0.1:8000", "more than 30 s", "silence after 33.000 s (n = 2)");
                    assertThat(found.remedies().get(0).lines()).containsExactly("keepalive_timeout 28s;");
                });
        assertThat(of(
                        "middlebox-idle",
                        measured(Probed.at(APP)
                                .answersUntil(ofSeconds(30), Reaction.RESET, ofSeconds(33))
                                .resetsFrom(1, 3)),
                        String.format(NGINX, "10.0.0.1:8000"),
                        node(65_000)))
                .hasSize(1);
    }

    @Test
    void pathThatForgetsLaterThanTheClientOrAnEndThatResetsItselfIsNone() {
        String client = String.format(NGINX, "10.0.0.1:8000");

        assertThat(of(
                        "middlebox-idle",
                        measured(Probed.at(APP).answersUntil(ofSeconds(300), Reaction.SILENCE, ofSeconds(330))),
                        client))
                .isEmpty();
        assertThat(of(
                        "middlebox-idle",
                        measured(Probed.at(APP)
                                .answersUntil(ofSeconds(30), Reaction.RESET, ofSeconds(33))
                                .resetsFrom(3, 3)),
                        client))
                .isEmpty();
    }

    @Test
    void endThatAChainStatesBehindTheMeasuredAddressIsTheMeasuredOne() {
        List<HopEnd> ends = new ArrayList<>(ConfigText.ends("nginx.conf", String.format(NGINX, "10.0.0.1:8000")));
        ends.addAll(ConfigText.ends(
                "server.js", "const s = require('http').createServer();\ns.keepAliveTimeout = 75000;\ns.listen(p);\n"));
        Chain stated = StatedChain.of(
                StatedText.chain("chain:\n- {file: nginx.conf, scope: upstream app}\n- file: server.js\n"), ends);

        assertThat(Rules.check(MeasuredChain.of(stated, measured(Probed.at(APP).closes(ofSeconds(5))))))
                .extracting(Weakness::rule)
                .contains("measured-differs", "idle-timeout-order");
    }
}
