package dev.hangup.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.log.LogReader;
import dev.hangup.log.Reuse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What lines add up to. */
class LogEvidenceTest {
    private final LogEvidence logs = new LogEvidence(new Configured());

    private void read(String file, String text) {
        LogReader reader = new LogReader(file, logs::add, (what, line) -> {});
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        reader.accept(bytes, 0, bytes.length);
        reader.finish();
    }

    private static String failed(int minute, int second, String how, String peer) {
        return String.format(
                Locale.ROOT,
                "2026/11/20 20:%02d:%02d [error] 7#7: *1 %s upstream, client: 10.0.0.9, server: , request:"
                        + " \"POST /pay HTTP/1.1\", upstream: \"http://%s:8000/pay\", host: \"shop\"\n",
                minute,
                second,
                how,
                peer);
    }

    private static String cut(int minute, int second, String peer) {
        return failed(
                minute,
                second,
                "recv() failed (104: Connection reset by peer) while reading response header from",
                peer);
    }

    private static String refused(int minute, int second) {
        return failed(minute, second, "connect() failed (111: Connection refused) while connecting to", "10.0.0.1");
    }

    @Test
    void sameRequestInTheErrorLogsOfTwoInstancesFailedTwice() {
        read("one/error.log", cut(7, 1, "10.0.0.1"));
        read("two/error.log", cut(7, 1, "10.0.0.1"));

        assertThat(logs.cases()).singleElement().extracting(LogCase::count).isEqualTo(2);
    }

    @Test
    void failureInErrorLogAndAccessLogCountsOnce() {
        read("error.log", cut(7, 1, "10.0.0.1"));
        read("access.log", "10.0.0.9 - - [20/Nov/2026:20:07:01 +0000] \"POST /pay HTTP/1.1\" 502 157 \"-\" \"curl\"\n");

        assertThat(logs.cases()).singleElement().satisfies(failure -> {
            assertThat(failure.count()).isEqualTo(1);
            assertThat(failure.peer()).isEqualTo("10.0.0.1:8000");
        });
    }

    @Test
    void statusAloneDoesNotSayThatTheUpstreamHungUp() {
        read("access.log", """
                10.0.0.9 - - [20/Nov/2026:20:07:01 +0000] "POST /pay HTTP/1.1" 504 157 "-" "curl"
                10.0.0.9 - - [20/Nov/2026:20:07:02 +0000] "POST /pay HTTP/1.1" 502 157 "-" "curl"
                """);

        LogVerdict verdict = LogJudge.judge(logs).get(0);

        assertThat(verdict.failure().shape()).isEqualTo(LogShape.GATEWAY_ERROR);
        assertThat(verdict.cause()).isEqualTo(Verdict.UNKNOWN);
        assertThat(verdict.settle()).singleElement().asString().contains("error log");
    }

    @Test
    void peersBeyondTheBoundAreNotTakenForOneOfThem() {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < LogEvidence.MOST_CASES + 10; i++) {
            log.append(cut(7, 1, "10.1." + i / 250 + "." + (i % 250 + 1)));
        }
        read("error.log", log.toString());

        assertThat(logs.cases().get(0)).satisfies(rest -> {
            assertThat(rest.count()).isEqualTo(10);
            assertThat(rest.peer()).isEmpty();
            assertThat(rest.peerName()).isEmpty();
        });
    }

    @Test
    void refusalsCountOnlyNearAFailure() {
        read("error.log", cut(1, 0, "10.0.0.1") + refused(20, 0) + cut(40, 0, "10.0.0.1"));
        assertThat(cuts().refusedAround()).isZero();

        read("error.log", refused(40, 29));
        assertThat(cuts().refusedAround()).isEqualTo(1);
    }

    private LogCase cuts() {
        return logs.cases().stream()
                .filter(failure -> failure.is(LogShape.CUT_BEFORE_ANSWER))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void clientsAreNotToldApartByTheirPorts() {
        read("app.log", """
                2026-11-20T20:07:01Z ERROR write tcp 10.0.0.1:8080->10.0.0.9:50122: write: broken pipe
                2026-11-20T20:07:02Z ERROR write tcp 10.0.0.1:8080->10.0.0.9:50124: write: broken pipe
                """);

        assertThat(logs.cases()).singleElement().satisfies(failure -> {
            assertThat(failure.shape()).isEqualTo(LogShape.CLIENT_LEFT);
            assertThat(failure.count()).isEqualTo(2);
        });
    }

    @Test
    void oneThatSaysItsConnectionWasReusedDoesNotSpeakForTheOthers() {
        read(
                "app.log",
                "2026-11-20T20:07:01Z WARN This connection has been closed. failed to validate connection\n"
                        + "2026-11-20T20:08:01Z ERROR Connection reset\n".repeat(9));

        LogVerdict verdict = LogJudge.judge(logs).get(0);

        assertThat(verdict.failure().count()).isEqualTo(10);
        assertThat(verdict.failure().count(Reuse.REUSED)).isEqualTo(1);
        assertThat(verdict.candidates())
                .flatExtracting(Candidate::clues)
                .extracting(Clue::text)
                .noneMatch(text -> text.contains("used before"));
    }
}
