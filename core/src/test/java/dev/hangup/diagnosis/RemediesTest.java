package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every number in a remedy was measured here or names its source; without either it is left out. */
class RemediesTest {
    private static final Pattern SPAN = Pattern.compile("\\d[\\d.]* (us|ms|s|min|h)\\b");
    private static final Pattern SOURCE = Pattern.compile("RFC \\d+|source: |Linux|kernel \\d");

    /** All spans of time that the evidence shows, and those that a rule derives from them, as the report writes them. */
    private static Set<String> evident(Followed followed, Connection connection, Verdict verdict) {
        Case failure = new Case(connection, followed.surroundings(), Objects.requireNonNull(verdict.mechanism()));
        Set<String> evident = new TreeSet<>();
        List<Long> spans = new ArrayList<>(List.of(
                failure.gapNanos(),
                failure.waitNanos(),
                failure.roundTripNanos(),
                failure.idleAtCloseNanos(),
                failure.endNanos() - failure.exchanges().requestNanos(),
                failure.endNanos() - failure.exchanges().lastRequestNanos(),
                failure.endNanos() - connection.handshakeNanos(),
                connection.synAckNanos() - connection.startNanos(),
                connection.client().firstProbeNanos() - connection.server().lastNanos()));
        IdleTimeout measured = failure.idleTimeout();
        if (measured.isKnown()) {
            spans.add(measured.nanos());
            spans.add(Math.max(
                    measured.nanos() / 2, measured.nanos() - 1_000_000_000L - Math.max(0, failure.roundTripNanos())));
        }
        for (long span : spans) {
            evident.add(Quantity.duration(span));
            evident.add(Quantity.duration(span / 2));
        }
        verdict.candidates()
                .forEach(candidate -> candidate
                        .clues()
                        .forEach(clue ->
                                SPAN.matcher(clue.text()).results().forEach(found -> evident.add(found.group()))));
        return evident;
    }

    @ParameterizedTest
    @EnumSource
    void everySpanOfTimeIsMeasuredOrNamesItsSource(FailingScript script) {
        Talk talk = script.play();
        Followed followed = talk.script().follow();
        Connection connection = followed.of(talk);
        Verdict verdict = followed.verdict(connection);
        List<String> unfounded = new ArrayList<>();
        if (verdict.isFailure()) {
            Set<String> evident = evident(followed, connection, verdict);
            for (String remedy : verdict.remedies()) {
                SPAN.matcher(remedy).results().forEach(found -> {
                    if (!evident.contains(found.group())
                            && !SOURCE.matcher(remedy).find()) {
                        unfounded.add(found.group() + " in: " + remedy);
                    }
                });
            }
        }

        assertThat(unfounded).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyRemedySaysWhoActs(FailingScript script) {
        Verdict verdict = script.play().verdict();

        assertThat(verdict.remedies()).allSatisfy(remedy -> {
            assertThat(remedy).isNotBlank().doesNotEndWith(".");
            assertThat(remedy).doesNotContain("null").doesNotContain("-1 ").doesNotContain("NaN");
        });
    }

    @Test
    void raceNamesTheMeasuredTimeoutWithItsCountAndTheRoundTrip() {
        List<String> remedies = IdleStories.requestCrossesFin().verdict().remedies();

        assertThat(remedies.get(0)).contains("measured 5.00 s, n=4").contains("round trip 20.0 ms");
        assertThat(remedies.get(1)).startsWith("client: keep idle connections for less than 3.98 s");
        assertThat(remedies).anyMatch(remedy -> remedy.startsWith("retry: safe, whatever the method"));
    }

    @Test
    void raceOfAKnownServerNamesItsSettingWithDefaultAndSource() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok(2, "ok", "Server: nginx/1.22.1\r\n"));
        script.pause(ofSeconds(5));
        talk.server.fin();
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().remedies())
                .anyMatch(remedy -> remedy.startsWith("server: nginx keepalive_timeout (default 75 s")
                        && remedy.contains("source: nginx/nginx"));
    }

    @Test
    void raceOfAnUnknownServerNamesNoSetting() {
        assertThat(IdleStories.requestCrossesFin().verdict().remedies())
                .noneMatch(remedy -> remedy.contains("default"));
    }

    @Test
    void retryIsSafeOnlyForWhatIsIdempotentWhereTheKernelTookTheRequest() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(5));
        talk.client.sends(Http.post("/pay", 2, "{}"));
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(2));
        talk.server.reset();

        assertThat(talk.verdict().cause()).isEqualTo("keepalive-race");
        assertThat(talk.verdict().remedies()).anyMatch(remedy -> remedy.startsWith("retry: only what is idempotent"));
        assertThat(IdleStories.requestLiesUnreadWhenTheServerCloses().verdict().remedies())
                .anyMatch(remedy -> remedy.startsWith("retry: safe for this method (GET is idempotent)"));
    }

    @Test
    void forgetfulBoxIsGivenALimitThatTheGapProves() {
        List<String> remedies = IdleStories.boxResetsALateRequest().verdict().remedies();

        assertThat(remedies.get(0)).contains("at most 350 s").contains("this gap did not survive");
        assertThat(remedies.get(1)).contains("below 175 s");
    }

    @Test
    void clientThatGaveUpIsToldHowLongItHadWaited() {
        assertThat(BusyStories.clientGivesUpWaiting().verdict().remedies().get(0))
                .contains("it waited 5.00 s");
    }

    @Test
    void slowRequestOfAKnownServerNamesItsHeaderTimeout() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok(2, "ok", "Server: nginx\r\n"));
        talk.client.sends(Http.post("/form", 500, "the first half"));
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(60));
        talk.closeByServer();

        assertThat(talk.verdict().cause()).isEqualTo("server-header-timeout");
        assertThat(talk.verdict().remedies())
                .anyMatch(remedy ->
                        remedy.contains("client_header_timeout (default 60 s") && remedy.contains("source: "));
    }

    @Test
    void lastRequestOfAKnownServerNamesItsLimitOfRequests() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/1"));
        talk.client.sends(Http.get("/2"));
        script.arrive();
        talk.server.sends(Http.ok(2, "ok", "Server: nginx\r\nConnection: close\r\n"));
        talk.server.fin();

        assertThat(talk.verdict().cause()).isEqualTo("max-requests");
        assertThat(talk.verdict().remedies())
                .anyMatch(remedy -> remedy.contains("keepalive_requests (default 1000") && remedy.contains("source: "));
    }
}
