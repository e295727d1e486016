package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.connection.Vantage;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The races of idle connections, and what only looks like one. */
class IdleCausesTest {
    @Test
    void requestThatCrossesTheFinIsTheRaceFinCross() {
        Verdict verdict = IdleStories.requestCrossesFin().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.REQUEST_CROSSED_FIN);
        assertThat(verdict.variant()).isEqualTo("fin-cross");
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
        assertThat(verdict.closedBy()).isEqualTo(Party.SERVER);
        assertThat(verdict.confidence()).isGreaterThan(0.9);
    }

    @Test
    void raceIsRecognisedAtTheServerAndInTheMiddleToo() {
        for (Script script : new Script[] {Script.atServer(), Script.inTheMiddle()}) {
            Verdict verdict = IdleStories.requestCrossesFin(script).verdict();

            assertThat(verdict.cause()).isEqualTo("keepalive-race");
            assertThat(verdict.variant()).isEqualTo("fin-cross");
            assertThat(verdict.confidence()).isGreaterThan(0.9);
        }
    }

    @Test
    void resetWithoutFinAfterALateRequestIsTheRaceRstNoFin() {
        Verdict verdict = IdleStories.requestLiesUnreadWhenTheServerCloses().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.REQUEST_ACKED_THEN_RESET);
        assertThat(verdict.variant()).isEqualTo("rst-no-fin");
        assertThat(verdict.confidence()).isGreaterThan(0.7);
    }

    /** That it closed others at the same instant tells of the stall, and not of a process that ended. */
    @Test
    void requestThatCameWhenTheTimerWasOverdueMetAServerThatStoodStill() {
        Verdict verdict = IdleStories.serverStoodStill(ofMillis(1600)).verdict();

        assertThat(verdict.cause()).isEqualTo("keepalive-race");
        assertThat(verdict.variant()).isEqualTo("rst-no-fin");
        assertThat(verdict.candidates().get(0).clues())
                .anyMatch(clue -> clue.text().contains("only a stall"));
    }

    @Test
    void requestThatCameWellBeforeTheTimerWasDueMetNoTimer() {
        Verdict verdict = IdleStories.serverStoodStill(ofMillis(900)).verdict();

        assertThat(verdict.candidates())
                .allSatisfy(candidate -> assertThat(candidate.clues())
                        .noneMatch(clue -> clue.text().contains("only a stall")));
        assertThat(verdict.cause()).isNotEqualTo("keepalive-race");
    }

    /** The capture began while the connection was idle: the race, less sure than where the idle time was seen. */
    @Test
    void raceIsRecognisedWhereTheCaptureBeganInTheIdleTime() {
        Talk talk = Script.atClient().talk();
        talk.server.fin();
        talk.client.sends(Http.get("/late"));
        talk.script().arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_CROSSED_FIN);
        assertThat(talk.verdict().cause()).isEqualTo("keepalive-race");
        assertThat(talk.verdict().confidence())
                .isLessThan(IdleStories.requestCrossesFin().verdict().confidence());
    }

    /** A late request lies unread in the socket, and a close is a RST then: a FIN that covers it says that it had been read. */
    @Test
    void finThatCoversTheRequestIsNoIdleTimersButItsHandlers() {
        Script script = Script.atClient();
        IdleStories.closesIdleConnections(script, 3, ofSeconds(20));
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(10));
        talk.client.sends(Http.get("/panic"));
        script.arrive();
        talk.closeByServer();
        script.pause(ofMillis(100));
        script.talk().handshake().exchange(Http.get("/after"), Http.ok("hello"));
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
        assertThat(verdict.cause()).isEqualTo("server-crash");
        assertThat(verdict.variant()).isEqualTo("one-request");
        assertThat(verdict.confidence()).as("packets do not show why").isLessThan(0.7);
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
    }

    /** Ten requests, of one connection each, after idle times that have nothing in common: no timer, but the requests. */
    @Test
    void closesThatFollowRequestsAfterIdleTimesOfAllLengthsAreNoTimer() {
        Script script = Script.atClient();
        Talk talk = script.talk();
        for (int i = 1; i <= 10; i++) {
            talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
            script.pause(ofMillis(700L * i * i));
            talk.client.sends(Http.get("/panic"));
            script.arrive();
            talk.closeByServer();
        }

        assertThat(talk.verdict().cause()).isNotEqualTo("keepalive-race");
        assertThat(talk.verdict().candidates())
                .filteredOn(candidate -> candidate.cause().equals("keepalive-race"))
                .allSatisfy(candidate -> assertThat(candidate.confidence()).isLessThan(0.05));
    }

    @Test
    void requestAfterAFinThatWasAcknowledgedIsTheRaceFinIgnored() {
        Verdict verdict = IdleStories.requestFollowsAFinThatWasReceived().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.REQUEST_AFTER_FIN);
        assertThat(verdict.variant()).isEqualTo("fin-ignored");
        assertThat(verdict.remedies().get(0)).startsWith("client:");
    }

    /** The path is down when the server closes and up again when the client goes on: nothing crosses for seconds. */
    @Test
    void goodbyeThatGotLostIsNoRace() {
        Script script = Script.atServer();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofMillis(2500));
        talk.server.fin().lost();
        script.pause(ofMillis(220));
        talk.server.repeats().lost();
        script.pause(ofMillis(2300));
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().cause()).isEqualTo("half-open");
        assertThat(talk.verdict().confidence()).isLessThan(0.7);
        assertThat(talk.verdict().culprit()).isEqualTo(Party.NETWORK);
        assertThat(talk.verdict().remedies().get(0)).contains("path");
    }

    @Test
    void requestThatCrossesAnAbortOfAnIdleConnectionIsARaceToo() {
        Script script = Script.atClient();
        IdleStories.closesIdleConnections(script, 3, ofSeconds(5));
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(5));
        talk.server.reset();
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_CROSSED_RESET);
        assertThat(talk.verdict().cause()).isEqualTo("keepalive-race");
        assertThat(talk.verdict().closedBy()).isEqualTo(Party.SERVER);
    }

    @Test
    void closeAtTheAdvertisedTimeoutMakesTheRaceSurer() {
        Talk with = raceAfter("Keep-Alive: timeout=7\r\n");
        Talk without = raceAfter("");

        assertThat(raceBits(with)).isGreaterThan(raceBits(without));
    }

    private static Talk raceAfter(String fields) {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok(2, "ok", fields));
        script.pause(ofMillis(7200));
        talk.server.fin();
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();
        return talk;
    }

    private static double raceBits(Talk talk) {
        Candidate chosen = talk.verdict().chosen();
        assertThat(chosen).isNotNull();
        assertThat(chosen.cause()).isEqualTo("keepalive-race");
        return chosen.bits();
    }

    @Test
    void idleCloseThatNoRequestMeetsIsNoRace() {
        Script script = Script.atClient();
        IdleStories.closesIdleConnections(script, 3, ofSeconds(5));
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(5));
        talk.closeByServer();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void resetOfABusyConnectionIsNoRace() {
        Script script = Script.atClient();
        IdleStories.closesIdleConnections(script, 3, ofSeconds(5));
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofMillis(10));
        talk.client.sends(Http.get("/next"));
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(800));
        talk.server.reset();

        assertThat(talk.verdict().cause()).isNotEqualTo("keepalive-race");
    }

    @Test
    void closeThatWasAnnouncedIsNoRaceEvenIfARequestCrossesIt() {
        Verdict verdict = IdleStories.requestIsPipelinedPastTheLastAnswer().verdict();

        assertThat(verdict.cause()).isEqualTo("max-requests");
        assertThat(verdict.culprit())
                .as("the announcement had not arrived when the client sent its request")
                .isEqualTo(Party.SERVER);
    }

    /** The server closes with its second answer, which arrives before the client asks again. */
    private static Talk requestAfterAClose(String secondAnswer) {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/1"), Http.ok("one"));
        talk.client.sends(Http.get("/2"));
        script.arrive();
        talk.server.sends(secondAnswer);
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        script.pause(ofMillis(5));
        talk.client.sends(Http.get("/3"));
        script.arrive();
        talk.server.bareReset();
        return talk;
    }

    @Test
    void requestAfterAnAnnouncedCloseThatWasReceivedIsTheClientsFault() {
        Verdict verdict = requestAfterAClose(Http.lastOk("two")).verdict();

        assertThat(verdict.cause()).isEqualTo("max-requests");
        assertThat(verdict.culprit()).isEqualTo(Party.CLIENT);
    }

    @Test
    void limitThatAnotherConnectionWentBeyondIsNone() {
        Talk talk = requestAfterAClose(Http.ok("two"));
        double before = talk.verdict().confidence();
        Talk other = talk.script().talk().handshake();
        for (int i = 0; i < 5; i++) {
            other.exchange(Http.get("/" + i), Http.ok("hello"));
        }

        assertThat(before - talk.verdict().confidence()).isGreaterThan(0.2);
    }

    @Test
    void requestAfterACloseThatNobodyAnnouncedIsTheServersFault() {
        Verdict verdict = requestAfterAClose(Http.ok("two")).verdict();

        assertThat(verdict.cause()).isEqualTo("max-requests");
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
    }

    /** RFC 9110 section 15.5.9: 408 is what a server says that waited for a request in vain, and not for this one. */
    @Test
    void answerThatWasSentBeforeTheRequestCameIsNone() {
        for (Script script : new Script[] {Script.atClient(), Script.inTheMiddle()}) {
            Talk talk = script.talk().handshake().exchange(Http.get("/1"), Http.ok("one"));
            script.pause(ofSeconds(60));
            talk.server.sends("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            talk.server.fin();
            talk.client.sends(Http.get("/2"));
            script.arrive();
            talk.server.bareReset();

            assertThat(talk.connection().exchanges().answered()).isEqualTo(1);
            assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_CROSSED_FIN);
            assertThat(talk.verdict().cause()).isEqualTo("keepalive-race");
        }
    }

    /** Of an upload the server has had a part. */
    @Test
    void answerToAPartOfTheRequestIsOne() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n\r\n");
        script.arrive();
        talk.client.sendsBytes(1000);
        talk.server.sends(Http.ok("enough"));
        talk.client.sendsBytes(3000);
        script.arrive();
        talk.closeByServer();

        assertThat(talk.connection().exchanges().answered()).isEqualTo(1);
        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void answersToPipelinedRequestsNeedNotHaveHeardTheLast() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/1"));
        script.pause(ofMillis(3));
        talk.client.sends(Http.get("/2"));
        script.pause(ofMillis(3));
        talk.client.sends(Http.get("/3"));
        script.pause(ofMillis(5));
        talk.server.sends(Http.ok("one"));
        script.pause(ofMillis(3));
        talk.server.sends(Http.ok("two"));
        script.pause(ofMillis(3));
        talk.server.sends(Http.ok("three"));
        script.arrive();
        talk.closeByClient();

        assertThat(talk.connection().exchanges().answered()).isEqualTo(3);
    }

    /** Sequence numbers go around (RFC 9293 section 3.4). */
    @Test
    void answerToAnUploadOfThreeGigabytesIsOne() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000000\r\n\r\n");
        script.arrive();
        talk.server.sends(Http.ok("at last")).acknowledging(talk.client.next() + (int) 3_000_000_000L);

        assertThat(talk.connection().exchanges().answered()).isEqualTo(1);
    }

    @Test
    void announcedCloseWithoutAFurtherRequestIsHealthy() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/1"), Http.ok("one"));
        talk.exchange(Http.get("/2"), Http.lastOk("two")).closeByServer();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void manyClosesAtOneInstantAreNoIdleTimer() {
        Verdict reload = IdleStories.serverReloadsWithARequestInFlight().verdict();
        Verdict crash = IdleStories.serverDiesWithARequestInFlight().verdict();
        Verdict restart = IdleStories.serverRestartsWhileARequestIsOnItsWay().verdict();

        assertThat(reload.cause()).isEqualTo("graceful-drain");
        assertThat(crash.cause()).isEqualTo("server-crash");
        assertThat(restart.cause()).isEqualTo("server-restart");
        assertThat(reload.mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
        assertThat(crash.mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
        assertThat(restart.mechanism()).isEqualTo(Mechanism.REQUEST_CROSSED_FIN);
    }

    /** An orderly stop finishes the requests that the server has; a process that dies does not. */
    @Test
    void requestsCutOffAtTheSameInstantSpeakForACrash() {
        Verdict drained = lateRequestAtTheEndOfAll(false);
        Verdict died = lateRequestAtTheEndOfAll(true);

        assertThat(drained.cause()).isEqualTo("graceful-drain");
        assertThat(drained.confidence()).isLessThan(0.6);
        assertThat(died.cause()).isEqualTo("server-crash");
        assertThat(died.culprit()).isEqualTo(Party.SERVER);
    }

    private static Verdict lateRequestAtTheEndOfAll(boolean cutsRequests) {
        Script script = Script.atClient();
        List<Talk> pool = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            pool.add(script.talk().handshake().exchange(Http.get("/" + i), Http.ok("hello")));
            script.pause(ofSeconds(2));
        }
        Talk busy = script.talk().handshake().exchange(Http.get("/quick"), Http.ok("hello"));
        if (cutsRequests) {
            busy.client.sends(Http.get("/slow"));
            script.arrive();
            busy.server.ack();
            script.pause(ofMillis(400));
        }
        busy.server.fin();
        pool.forEach(talk -> talk.server.fin());
        Talk late = pool.get(5);
        late.client.sends(Http.get("/late"));
        script.arrive();
        late.server.bareReset();
        pool.forEach(talk -> talk.client.fin());
        script.pause(ofSeconds(1));
        Talk refused = script.talk();
        refused.client.syn();
        script.arrive();
        refused.server.refuses();
        return late.verdict();
    }

    /** Connections that were opened together and idle for equally long close together: that is one timer, no crash. */
    @Test
    void manyClosesAtOneInstantAfterTheSameIdleTimeAreTheTimer() {
        Script script = Script.atClient();
        Talk[] pool = new Talk[6];
        for (int i = 0; i < pool.length; i++) {
            pool[i] = script.talk().handshake();
        }
        for (Talk talk : pool) {
            talk.client.sends(Http.get("/"));
        }
        script.arrive();
        for (Talk talk : pool) {
            talk.server.sends(Http.ok("hello"));
        }
        script.pause(ofSeconds(5));
        for (Talk talk : pool) {
            talk.server.fin();
        }
        pool[0].client.sends(Http.get("/late"));
        script.arrive();
        pool[0].server.bareReset();
        for (Talk talk : pool) {
            talk.client.fin();
        }
        Verdict verdict = pool[0].verdict();

        assertThat(verdict.cause()).isEqualTo("keepalive-race");
        assertThat(verdict.confidence()).isGreaterThan(0.9);
    }

    @Test
    void boxThatForgotTheConnectionIsToldByTheTtlOfItsReset() {
        Verdict late = IdleStories.boxResetsALateRequest().verdict();
        Verdict unprovoked = IdleStories.boxResetsAnIdleConnection().verdict();

        assertThat(late.mechanism()).isEqualTo(Mechanism.BARE_RESET_TO_REQUEST);
        assertThat(unprovoked.mechanism()).isEqualTo(Mechanism.IDLE_RESET_FROM_OUTSIDE);
        for (Verdict verdict : new Verdict[] {late, unprovoked}) {
            assertThat(verdict.cause()).isEqualTo("idle-firewall-reset");
            assertThat(verdict.culprit()).isEqualTo(Party.MIDDLEBOX);
            assertThat(verdict.closedBy()).isEqualTo(Party.MIDDLEBOX);
            assertThat(verdict.confidence()).isGreaterThan(0.9);
        }
    }

    @Test
    void resetWithTheServersOwnTtlOnAnIdleConnectionIsHealthy() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(90));
        talk.server.bareReset();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void foreignTtlOnAConnectionInUseIsNoForgetfulBox() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofMillis(30));
        talk.client.sends(Http.get("/forbidden"));
        script.arrive();
        talk.server.bareReset().ttl(47);

        assertThat(talk.verdict().culprit()).isEqualTo(Party.MIDDLEBOX);
        assertThat(talk.verdict().cause()).isNotEqualTo("idle-firewall-reset");
    }

    /** A socket that its program closed with data unsent answers the next request so too (tcp_rcv_state_process). */
    @ParameterizedTest
    @EnumSource(Vantage.class)
    void hostThatHadJustUsedTheConnectionDidNotForgetIt(Vantage vantage) {
        Script script = Script.at(vantage);
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofMillis(400));
        talk.client.sends(Http.get("/next"));
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.BARE_RESET_TO_REQUEST);
        assertThat(talk.verdict().cause()).isEqualTo(Verdict.UNKNOWN);
    }

    /** Nobody forged what ended it: the client had hung up, and only then was answered. */
    @Test
    void finThatABoxAnswersAfterALongWaitMetAForgetfulBox() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/slow"));
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(20));
        talk.client.fin();
        talk.server.bareReset().ttl(64);
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
        assertThat(verdict.cause()).isEqualTo("idle-firewall-reset");
        assertThat(verdict.confidence()).isLessThanOrEqualTo(Judge.PAIR_CAP);
        assertThat(verdict.closedBy()).isEqualTo(Party.CLIENT);
        assertThat(verdict.candidates()).extracting(Candidate::cause).doesNotContain("injected-rst");
    }

    /** At the server the box speaks in the client's name, and it is the box that hung up. */
    @Test
    void boxThatAnswersTheServersDataInTheClientsNameHungUp() {
        Script script = Script.atServer();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/slow"));
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(20));
        talk.server.sends(Http.ok("late")).lost();
        talk.client.bareReset().ttl(63);
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.BARE_RESET_FROM_CLIENT);
        assertThat(verdict.cause()).isEqualTo("idle-firewall-reset");
        assertThat(verdict.closedBy()).isEqualTo(Party.MIDDLEBOX);
    }

    @Test
    void atTheServerTheRebootIsToldFromTheBox() {
        Verdict verdict = IdleStories.rebootedHostResetsALateRequest().verdict();

        assertThat(verdict.cause()).isEqualTo("half-open");
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
        assertThat(verdict.closedBy()).isEqualTo(Party.SERVER);
        assertThat(verdict.confidence()).isGreaterThan(0.9);
    }

    @Test
    void silenceAfterAnIdleTimeIsABoxIfNewConnectionsWork() {
        Verdict verdict = IdleStories.boxSwallowsALateRequest().verdict();

        assertThat(verdict.cause()).isEqualTo("idle-firewall-drop");
        assertThat(verdict.culprit()).isEqualTo(Party.MIDDLEBOX);
        assertThat(verdict.closedBy()).isEqualTo(Party.NONE);
    }

    @Test
    void silenceAfterAnIdleTimeIsTheNetworkIfNewConnectionsGetNoAnswerEither() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(20));
        talk.client.sends(Http.get("/late")).lost();
        PathStories.repeatsInVain(script, talk, 6);
        ConnectStories.synIsNeverAnswered(script);

        assertThat(talk.verdict().cause()).isEqualTo("network-loss");
    }
}
