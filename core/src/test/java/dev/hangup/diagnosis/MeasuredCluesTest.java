package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hangup.Endpoint;
import dev.hangup.log.LogReader;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Measurement;
import dev.hangup.measurement.Probed;
import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What was measured of a server weighs for the failures of its connections, moderately, and where the capture does not know better. */
class MeasuredCluesTest {
    private static final double EXACTLY = 1e-9;
    private static final double MOST_BITS = 3;

    private static Probed server() {
        return Probed.at(Script.SERVER);
    }

    private static Configured measured(Measurement measurement) {
        Configured configured = new Configured();
        configured.add("probe.json", List.of(measurement));
        return configured;
    }

    private static Verdict judge(Talk talk, Probed probed, Set<ClueKind> ignored) {
        Followed followed = talk.script().follow();
        Surroundings surroundings = followed.beside(new LogEvidence(measured(probed.measurement())));
        return new Judge("script", surroundings, ignored).judge(followed.of(talk));
    }

    private static Verdict judge(Talk talk, Probed probed) {
        return judge(talk, probed, Set.of());
    }

    /** The bits that the measurement gives a cause; 0 also for one that is no candidate. */
    private static double bits(Verdict verdict, String cause) {
        return verdict.candidates().stream()
                .filter(candidate -> candidate.cause().equals(cause))
                .flatMap(candidate -> candidate.clues().stream())
                .filter(clue -> clue.kind() == ClueKind.MEASURED)
                .mapToDouble(Clue::bits)
                .sum();
    }

    /** The only connection of its capture, which cannot know what timeout the server has. */
    private static Talk lonelyRace(Duration idle) {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(idle);
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(2));
        talk.server.reset();
        return talk;
    }

    @Test
    void closeAtTheMeasuredTimeoutSpeaksForTheRaceAndBringsItsRemedy() {
        Probed probed = server().closes(ofMillis(3200), ofMillis(3205), ofMillis(3203));
        Verdict without = judge(lonelyRace(ofMillis(3200)), server());
        Verdict with = judge(lonelyRace(ofMillis(3200)), probed);

        assertThat(bits(with, "keepalive-race")).isBetween(1.0, MOST_BITS);
        assertThat(with.cause()).isEqualTo("keepalive-race");
        assertThat(with.confidence()).isGreaterThan(without.confidence());
        assertThat(with.remedies().get(0))
                .contains("2.1 s or less", "3.200-3.205 s (n = 3)", "measured 2026-11-20T20:06:36Z, probe.json");
    }

    @Test
    void closeLongBeforeTheMeasuredTimeoutSpeaksAgainstTheRace() {
        assertThat(bits(judge(lonelyRace(ofMillis(3200)), server().closes(ofSeconds(60))), "keepalive-race"))
                .isNegative();
        assertThat(bits(judge(lonelyRace(ofMillis(3200)), server().staysOpenFor(ofSeconds(100))), "keepalive-race"))
                .isNegative();
    }

    @Test
    void closeLongAfterTheMeasuredTimeoutSaysThatTheServerIsNotAsItWas() {
        assertThat(bits(judge(lonelyRace(ofSeconds(20)), server().closes(ofSeconds(5))), "keepalive-race"))
                .isZero();
    }

    @Test
    void captureThatShowsAnotherTimeoutKnowsBetter() {
        Verdict verdict = judge(IdleStories.requestCrossesFin(), server().closes(ofSeconds(60), ofSeconds(60)));
        Verdict open = judge(IdleStories.requestCrossesFin(), server().staysOpenFor(ofSeconds(100)));

        assertThat(List.of(verdict, open)).allSatisfy(one -> {
            assertThat(one.cause()).isEqualTo("keepalive-race");
            assertThat(bits(one, "keepalive-race")).isZero();
            assertThat(one.remedies()).noneMatch(remedy -> remedy.contains("probe.json"));
        });
    }

    @Test
    void captureThatShowsTheSameTimeoutNeedsLittleMore() {
        assertThat(bits(
                        judge(IdleStories.requestCrossesFin(), server().closes(ofSeconds(5), ofSeconds(5))),
                        "keepalive-race"))
                .isBetween(0.1, 1.0);
    }

    @Test
    void otherPortOrAddressIsAnotherServer() {
        for (Endpoint other : List.of(Endpoint.ofLiteral("10.0.0.80", 81), Endpoint.ofLiteral("10.0.0.81", 80))) {
            assertThat(judge(lonelyRace(ofSeconds(3)), Probed.at(other).closes(ofSeconds(3)))
                            .candidates())
                    .flatExtracting(Candidate::clues)
                    .extracting(Clue::kind)
                    .doesNotContain(ClueKind.MEASURED);
        }
    }

    @Test
    void resetFromThePathSpeaksForTheBoxAndAgainstTheEnds() {
        Probed path = server().answersUntil(ofSeconds(300), Reaction.RESET, ofSeconds(320))
                .resetsFrom(2, 5);
        Verdict late = judge(IdleStories.boxResetsALateRequest(), path);
        Verdict race = judge(lonelyRace(ofSeconds(350)), path);

        assertThat(late.cause()).isEqualTo("idle-firewall-reset");
        assertThat(bits(late, "idle-firewall-reset")).isBetween(1.0, MOST_BITS);
        assertThat(late.remedies()).anyMatch(remedy -> remedy.contains("299.") || remedy.contains("298."));
        assertThat(bits(race, "keepalive-race")).isNegative();
    }

    @Test
    void silenceAfterTheMeasuredGapSpeaksForTheBoxThatForgets() {
        Verdict lost = judge(
                IdleStories.boxSwallowsALateRequest(),
                server().answersUntil(ofSeconds(340), Reaction.SILENCE, ofSeconds(349)));
        Verdict answered = judge(
                IdleStories.boxSwallowsALateRequest(),
                server().answersUntil(ofSeconds(900), Reaction.SILENCE, ofSeconds(999)));

        assertThat(bits(lost, "idle-firewall-drop")).isPositive();
        assertThat(bits(answered, "idle-firewall-drop")).isNegative();
    }

    @Test
    void measuredLimitOfRequestsSpeaksForItselfWhereItIsReached() {
        Talk talk = IdleStories.requestIsPipelinedPastTheLastAnswer();

        assertThat(bits(judge(talk, server().closesAfter(2)), "max-requests")).isPositive();
        assertThat(bits(judge(talk, server().closesAfter(100)), "max-requests")).isNegative();
    }

    @Test
    void measuredHeaderTimeoutSpeaksForItselfWhereItIsReached() {
        Talk talk = BusyStories.requestDoesNotComeToItsEndInTime();
        Followed followed = talk.script().follow();
        Case failure = new Case(followed.of(talk), followed.surroundings(), Mechanism.REQUEST_TOO_SLOW);
        Duration waited =
                Duration.ofNanos(failure.endNanos() - failure.exchanges().requestNanos());

        assertThat(bits(judge(talk, server().waitsForHeaders(waited)), "server-header-timeout"))
                .isPositive();
        assertThat(bits(judge(talk, server().waitsForHeaders(waited.multipliedBy(4))), "server-header-timeout"))
                .isNegative();
    }

    @Test
    void healthyConnectionStaysHealthyWhateverWasMeasured() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(5));
        talk.closeByServer();

        assertThat(judge(talk, everything()).cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** All that can be measured at once, with numbers that many stories meet. */
    private static Probed everything() {
        return server().closes(ofSeconds(5), ofSeconds(5))
                .answersUntil(ofSeconds(100), Reaction.RESET, ofSeconds(110))
                .resetsFrom(1, 3)
                .closesAfter(2)
                .waitsForHeaders(ofSeconds(60));
    }

    static Stream<Arguments> scriptsAndMeasurements() {
        return Stream.of(FailingScript.values())
                .flatMap(script -> Stream.of(
                                everything(),
                                server().staysOpenFor(ofSeconds(1000)),
                                server().answersUntil(ofSeconds(300), Reaction.SILENCE, ofSeconds(310)))
                        .map(probed -> Arguments.of(script, probed)));
    }

    @ParameterizedTest
    @MethodSource("scriptsAndMeasurements")
    void withoutTheMeasurementEachCauseLosesExactlyItsBitsAndNeverMoreThanThree(FailingScript script, Probed probed) {
        Talk talk = script.play();
        Verdict with = judge(talk, probed);
        Verdict without = judge(talk, probed, EnumSet.of(ClueKind.MEASURED));
        Verdict unmeasured = talk.script().follow().verdict(talk);

        assertThat(without.candidates()).isEqualTo(unmeasured.candidates());
        assertThat(with.mechanism()).isEqualTo(unmeasured.mechanism());
        for (Candidate candidate : with.candidates()) {
            assertThat(Math.abs(bits(with, candidate.cause()))).isLessThanOrEqualTo(MOST_BITS);
            without.candidates().stream()
                    .filter(other -> other.cause().equals(candidate.cause()))
                    .forEach(other -> assertThat(other.bits())
                            .isCloseTo(candidate.bits() - bits(with, candidate.cause()), within(EXACTLY)));
        }
    }

    private static LogVerdict judgeLog(Probed probed, String upstream, Set<ClueKind> ignored) {
        LogEvidence logs = new LogEvidence(measured(probed.measurement()));
        LogReader reader = new LogReader("app.log", logs::add, (what, line) -> {});
        for (int i = 0; i < 6; i++) {
            byte[] line = ("2026/11/20 20:0" + i + ":00 [error] 7#7: *" + i
                            + " upstream prematurely closed connection while reading response header from upstream, client:"
                            + " 10.0.0.9, server: , request: \"POST /pay HTTP/1.1\", upstream: \"http://" + upstream
                            + "/pay\", host: \"shop\"\n")
                    .getBytes(StandardCharsets.UTF_8);
            reader.accept(line, 0, line.length);
        }
        reader.finish();
        return LogJudge.judge(logs, ignored).get(0);
    }

    @Test
    void serverThatKeepsIdleConnectionsSpeaksAgainstTheRaceThatALogSuggests() {
        Probed patient = server().staysOpenFor(ofSeconds(100));
        LogVerdict with = judgeLog(patient, "10.0.0.80:80", Set.of());
        LogVerdict without = judgeLog(patient, "10.0.0.80:80", EnumSet.of(ClueKind.MEASURED));

        assertThat(with.candidates().get(0).cause()).isEqualTo("keepalive-race");
        assertThat(with.candidates().get(0).bits())
                .isLessThan(without.candidates().get(0).bits());
    }

    @Test
    void peerThatALogNamesIsTheServerThatWasMeasuredByThatName() {
        Endpoint anywhere = Endpoint.ofLiteral("192.0.2.1", 80);
        LogEvidence logs = new LogEvidence(measured(
                Probed.at(anywhere, "http://shop.test/").closes(ofSeconds(5)).measurement()));
        LogReader reader = new LogReader("app.log", logs::add, (what, line) -> {});
        byte[] line = ("2026-11-20 20:00:00,000 ERROR [pool-1] Pay - failed\norg.apache.http.NoHttpResponseException:"
                        + " shop.test:80 failed to respond\n")
                .getBytes(StandardCharsets.UTF_8);
        reader.accept(line, 0, line.length);
        reader.finish();
        LogVerdict verdict = LogJudge.judge(logs).get(0);

        assertThat(verdict.failure().peer()).isEqualTo("shop.test:80");
        assertThat(verdict.cause()).isEqualTo("keepalive-race");
        assertThat(verdict.remedies()).anyMatch(remedy -> remedy.contains("probe.json"));
    }

    @Test
    void remedyForALoggedFailureNamesWhatWasMeasured() {
        assertThat(judgeLog(server().closes(ofSeconds(5)), "10.0.0.80:80", Set.of())
                        .remedies())
                .anyMatch(remedy -> remedy.contains("probe.json") && remedy.contains("3.9 s or less"));
        assertThat(judgeLog(server().closes(ofSeconds(5)), "10.0.0.81:80", Set.of())
                        .remedies())
                .noneMatch(remedy -> remedy.contains("probe.json"));
    }
}
