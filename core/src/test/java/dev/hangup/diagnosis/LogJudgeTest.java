package dev.hangup.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hangup.config.Configs;
import dev.hangup.config.Source;
import dev.hangup.log.LogReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where only logs tell of failures, the bits are the judge too. */
class LogJudgeTest {
    private static final double EXACTLY = 1e-9;

    private static final String NGINX = """
            upstream app { server 10.0.0.1:8000; keepalive 16; }
            server {
                listen 80;
                location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://app; }
            }
            """;

    private static LogEvidence raceSpreadOverTime(boolean isConfigured) {
        Configured configured = new Configured();
        if (isConfigured) {
            configured.add(Configs.read(new Source("nginx.conf", NGINX, (what, line) -> {}))
                    .ends());
            String node = "require('http').createServer(app).listen(8000).keepAliveTimeout = 5000;";
            configured.add(Configs.read(new Source("server.js", node, (what, line) -> {}))
                    .ends());
        }
        LogEvidence logs = new LogEvidence(configured);
        LogReader reader = new LogReader("error.log", logs::add, (what, line) -> {});
        for (int i = 0; i < 8; i++) {
            byte[] line = String.format(
                            Locale.ROOT,
                            "2026/11/20 20:07:%02d [error] 7#7: *%d recv() failed (104: Connection reset by peer) while"
                                    + " reading response header from upstream, client: 10.0.0.9, server: , request:"
                                    + " \"POST /pay HTTP/1.1\", upstream: \"http://10.0.0.1:8000/pay\", host: \"shop\"%n",
                            i * 7,
                            i)
                    .getBytes(StandardCharsets.UTF_8);
            reader.accept(line, 0, line.length);
        }
        reader.finish();
        return logs;
    }

    @ParameterizedTest
    @EnumSource(names = {"LOG", "CONFIG", "RATE", "MECHANISM"})
    void withoutOneKindOfClueEachCauseLosesExactlyItsBits(ClueKind kind) {
        LogVerdict full = LogJudge.judge(raceSpreadOverTime(true)).get(0);
        LogVerdict reduced =
                LogJudge.judge(raceSpreadOverTime(true), EnumSet.of(kind)).get(0);

        Candidate race = full.candidates().get(0);
        double carried = race.clues().stream()
                .filter(clue -> clue.kind() == kind)
                .mapToDouble(Clue::bits)
                .sum();
        assertThat(race.cause()).isEqualTo("keepalive-race");
        assertThat(carried).as("the kind counts here").isPositive();
        assertThat(reduced.candidates())
                .filteredOn(candidate -> candidate.cause().equals("keepalive-race"))
                .singleElement()
                .satisfies(candidate -> assertThat(candidate.bits()).isCloseTo(race.bits() - carried, within(EXACTLY)));
    }

    @Test
    void weaknessOfTheHopSpeaksForTheRaceAndBringsItsRemedy() {
        LogVerdict without = LogJudge.judge(raceSpreadOverTime(false)).get(0);
        LogVerdict with = LogJudge.judge(raceSpreadOverTime(true)).get(0);

        assertThat(with.candidates().get(0).bits())
                .isGreaterThan(without.candidates().get(0).bits());
        assertThat(with.remedies().get(0)).contains("keepAliveTimeout").contains("server.js:1");
        assertThat(List.of(with.confidence(), without.confidence()))
                .allSatisfy(confidence -> assertThat(confidence).isLessThanOrEqualTo(LogJudge.CEILING));
    }

    private static List<LogVerdict> verdicts(String line) {
        LogEvidence logs = new LogEvidence(new Configured());
        LogReader reader = new LogReader("error.log", logs::add, (what, number) -> {});
        for (int i = 0; i < 4; i++) {
            byte[] bytes = String.format(Locale.ROOT, line + "%n", i * 9).getBytes(StandardCharsets.UTF_8);
            reader.accept(bytes, 0, bytes.length);
        }
        reader.finish();
        return LogJudge.judge(logs);
    }

    @Test
    void whoHasNoLocalPortLeftSaysSo() {
        assertThat(verdicts("2026/11/20 20:07:%02d [crit] 7#7: *9 connect() to 10.0.0.1:8000 failed (99: Cannot"
                        + " assign requested address) while connecting to upstream, client: 10.0.0.9, server: , request:"
                        + " \"GET / HTTP/1.1\", upstream: \"http://10.0.0.1:8000/\", host: \"shop\""))
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict.cause()).isEqualTo("port-exhaustion");
                    assertThat(verdict.culprit()).isEqualTo(Party.PROXY);
                    assertThat(verdict.confidence()).isBetween(0.6, 0.8);
                    assertThat(verdict.remedies()).isNotEmpty();
                });
    }

    /** Without any IPv6 address of its own a host fails with the same words. */
    @Test
    void aShortageForIpv6MayBeAMissingAddress() {
        assertThat(
                        verdicts(
                                "2026-11-20T20:07:%02dZ ERROR dial tcp [2001:db8::1]:80: connect: cannot assign requested address"))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.confidence()).isLessThan(0.76));
    }

    @Test
    void anAddressToListenOnThatTheHostDoesNotHaveIsNoShortageOfPorts() {
        assertThat(verdicts(
                        "2026-11-20T20:07:%02dZ ERROR listen tcp 10.0.0.7:80: bind: cannot assign requested address"))
                .isEmpty();
    }
}
