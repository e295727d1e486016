package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which way a clue points, where no verdict rests on it alone. */
class CluesTest {
    private final Script script = Script.atClient();

    /** Of one kind of clue, also where the cause is too unlikely to be told. */
    private static double bits(Talk talk, String cause, ClueKind kind) {
        Followed followed = talk.script().follow();
        Mechanism mechanism = followed.verdict(talk).mechanism();
        assertThat(mechanism).isNotNull();
        Scale scale = new Scale(EnumSet.noneOf(ClueKind.class));
        Causes.named(cause).weigh(new Case(followed.of(talk), followed.surroundings(), mechanism), scale);
        return scale.clues().stream()
                .filter(clue -> clue.kind() == kind)
                .mapToDouble(Clue::bits)
                .sum();
    }

    private Talk waitsInVain(String request, String answer) {
        Talk talk = script.talk().handshake();
        talk.exchange(request, answer);
        talk.exchange(request, answer);
        talk.client.sends(request);
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(30));
        talk.closeByClient();
        return talk;
    }

    @Test
    void whereOnlyTurnsTellRequestsThatTheClientWaitedIsLessSure() {
        assertThat(bits(waitsInVain("\u0001".repeat(300), "\u0002"), "client-abort", ClueKind.MESSAGE))
                .isNegative();
        assertThat(bits(waitsInVain(Http.get("/"), Http.ok("hello")), "client-abort", ClueKind.MESSAGE))
                .isZero();
    }

    private Talk isClosedAfter(long millis) {
        Talk talk = script.talk().handshake();
        script.pause(ofMillis(millis));
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.closeByServer();
        return talk;
    }

    /** That just this connection came in the moment in which a process died is unlikely. */
    @Test
    void connectionThatHasOnlyJustBeenAcceptedSpeaksAgainstAProcessThatEnded() {
        for (String cause : List.of("server-crash", "graceful-drain")) {
            assertThat(bits(isClosedAfter(1), cause, ClueKind.LATENCY)).isNegative();
            assertThat(bits(isClosedAfter(1000), cause, ClueKind.LATENCY)).isZero();
        }
    }

    /** The first request may have killed the process, but not before it was there. */
    @Test
    void allTheMoreIfTheServerClosedBeforeTheRequestCame() {
        Talk late = script.talk().handshake();
        script.arrive();
        late.server.fin();
        late.client.sends(Http.get("/"));
        script.arrive();
        late.server.bareReset();

        assertThat(bits(late, "server-crash", ClueKind.LATENCY))
                .isLessThan(bits(isClosedAfter(1), "server-crash", ClueKind.LATENCY));
    }

    /** Idle connections of different age close at one instant, one of them in a race; perhaps a request is cut off too. */
    private static Talk raceAmong(int others, boolean cutsRequest) {
        Script script = Script.atClient();
        List<Talk> pool = new ArrayList<>();
        for (int i = 0; i < others; i++) {
            pool.add(script.talk().handshake().exchange(Http.get("/" + i), Http.ok("hello")));
            script.pause(ofSeconds(2));
        }
        Talk busy = script.talk().handshake().exchange(Http.get("/quick"), Http.ok("hello"));
        if (cutsRequest) {
            busy.client.sends(Http.get("/slow"));
            script.arrive();
            busy.server.ack();
        }
        script.pause(ofMillis(400));
        Talk late = pool.get(0);
        pool.forEach(talk -> talk.server.fin());
        busy.server.fin();
        late.client.sends(Http.get("/late"));
        script.arrive();
        late.server.bareReset();
        return late;
    }

    /** Of the round trip the client's part takes time too, but not between the place of the capture and the server. */
    @Test
    void resetCanComeFasterThanARoundTripWhereTheServerIsNear() {
        Script nearServer = Script.atServer().roundTrip(ofMillis(100));
        Talk talk = nearServer.talk();
        talk.client.syn().ttl(64);
        nearServer.arrive();
        talk.server.synAck().ttl(63);
        nearServer.arrive();
        talk.client.ack();
        talk.exchange(Http.get("/"), Http.ok("hello"));
        nearServer.pause(ofSeconds(10));
        talk.client.sends(Http.get("/late")).ttl(64);
        nearServer.arrive();
        talk.server.bareReset().ttl(63);

        assertThat(bits(talk, "idle-firewall-reset", ClueKind.LATENCY)).isZero();
        assertThat(talk.verdict().confidence()).isLessThanOrEqualTo(0.7);
    }

    private Talk isResetAtOnce(Duration gap) {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(gap);
        talk.client.sends(Http.get("/destroy"));
        script.arrive();
        talk.server.reset();
        script.arrive();
        return talk;
    }

    /** A packet that was held up measures no distance. */
    @Test
    void shortestWayToTheServerSaysHowFastItCanAnswer() {
        script.roundTrip(ofMillis(1));
        script.talk().handshake();
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.server.synAck().delayed(ofMillis(8));
        script.pause(ofMillis(9));
        talk.client.ack();
        talk.exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(10));
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();

        assertThat(bits(talk, "idle-firewall-reset", ClueKind.LATENCY)).isZero();
    }

    /** Whatever ends connections after a quarter of a second is no timer that anybody set for idle ones. */
    @Test
    void quarterOfASecondIsARoundNumberByChance() {
        assertThat(bits(isCrossedAfter(ofMillis(260)), "keepalive-race", ClueKind.TIMER))
                .isZero();
        assertThat(bits(isCrossedAfter(ofMillis(5010)), "keepalive-race", ClueKind.TIMER))
                .isPositive();
    }

    private Talk isCrossedAfter(Duration idle) {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(idle.minusMillis(10));
        talk.server.fin();
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();
        return talk;
    }

    /** What the client waits for takes the way there and back, which is no work of the server's. */
    @Test
    void longWayIsNotTheServersWork() {
        script.roundTrip(ofMillis(120));
        Talk talk = isResetAtOnce(ofMillis(600));

        assertThat(bits(talk, "linger-abort", ClueKind.LATENCY)).isZero();
        assertThat(bits(talk, "keepalive-race", ClueKind.LATENCY)).isPositive();
    }

    @Test
    void whatFollowsRequestsOverALongWayFollowsThemAllTheSame() {
        script.roundTrip(ofMillis(120));
        isResetAtOnce(ofMillis(2100));
        isResetAtOnce(ofMillis(1300));
        isResetAtOnce(ofMillis(660));
        isResetAtOnce(ofMillis(320));
        Talk talk = isResetAtOnce(ofMillis(640));

        assertThat(bits(talk, "linger-abort", ClueKind.POPULATION)).isPositive();
        assertThat(bits(talk, "keepalive-race", ClueKind.POPULATION))
                .as("two of five are alike")
                .isNegative();
        assertThat(talk.verdict().cause()).isEqualTo("linger-abort");
    }

    /** The first time it may have been lost. */
    @Test
    void serverHasHadARequestForNoLongerThanSinceItWasLastSent() {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        talk.client.sends(Http.get("/destroy")).lost();
        script.pause(ofMillis(700));
        talk.client.repeats();
        script.arrive();
        talk.server.reset();

        assertThat(bits(talk, "linger-abort", ClueKind.LATENCY)).isZero();
    }

    /** What leaves together need not arrive together. */
    @Test
    void closeThatALongWaySetApartFromTheAnswerIsNoTimers() {
        script.roundTrip(ofMillis(270));
        Talk talk = script.talk().handshake().exchange(Http.get("/1"), Http.ok("hello"));
        talk.client.sends(Http.get("/2"));
        script.arrive();
        talk.server.sends(Http.ok("hello"));
        talk.server.fin().delayed(ofMillis(25));
        script.arrive();
        script.pause(ofMillis(300));
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();

        assertThat(bits(talk, "max-requests", ClueKind.IDLE_GAP)).isPositive();
        assertThat(bits(talk, "keepalive-race", ClueKind.IDLE_GAP)).isNegative();
    }

    /** Each packet of a connection tells a box that it is alive, also one that says nothing. */
    @Test
    void connectionWhoseAnswerWasAcknowledgedAMomentAgoIsNotIdleYet() {
        Script atServer = Script.atServer().roundTrip(ofMillis(300));
        Talk talk = atServer.talk().handshake();
        talk.client.sends(Http.get("/"));
        atServer.arrive();
        talk.server.sends(Http.ok("hello"));
        atServer.arrive();
        talk.client.ack();
        atServer.pause(ofMillis(250));
        talk.client.reset().ttl(47).window(0);
        atServer.arrive();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.IDLE_RESET_FROM_OUTSIDE);
        assertThat(bits(talk, "idle-firewall-reset", ClueKind.IDLE_GAP)).isNegative();
        assertThat(bits(talk, "injected-rst", ClueKind.IDLE_GAP)).isZero();
    }

    @Test
    void moreClosesAtOneInstantSpeakMoreAgainstAnIdleTimer() {
        assertThat(bits(raceAmong(12, false), "keepalive-race", ClueKind.SAME_INSTANT))
                .isLessThan(bits(raceAmong(3, false), "keepalive-race", ClueKind.SAME_INSTANT))
                .isNegative();
    }

    /** An orderly stop finishes the requests that the server has. */
    @Test
    void requestThatWasCutOffAtThatInstantTellsACrashFromAStop() {
        Talk cut = raceAmong(6, true);
        Talk idle = raceAmong(6, false);

        assertThat(bits(cut, "server-crash", ClueKind.SAME_INSTANT))
                .isGreaterThan(bits(idle, "server-crash", ClueKind.SAME_INSTANT));
        assertThat(bits(cut, "graceful-drain", ClueKind.SAME_INSTANT))
                .isLessThan(bits(idle, "graceful-drain", ClueKind.SAME_INSTANT));
    }

    @Test
    void theLessAConnectionHadBeenIdleTheLessItWasATimer() {
        assertThat(bits(idleFor(ofMillis(60)), "keepalive-race", ClueKind.IDLE_GAP))
                .isNegative();
        assertThat(bits(idleFor(ofMillis(400)), "keepalive-race", ClueKind.IDLE_GAP))
                .isPositive()
                .isLessThan(bits(idleFor(ofSeconds(4)), "keepalive-race", ClueKind.IDLE_GAP));
    }

    private Talk idleFor(Duration gap) {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(gap);
        talk.server.fin();
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();
        return talk;
    }

    @Test
    void anotherConnectionThatWasKeptLongerSpeaksAgainstATimer() {
        Talk kept = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(30));
        kept.exchange(Http.get("/"), Http.ok("hello"));

        assertThat(bits(idleFor(ofSeconds(4)), "keepalive-race", ClueKind.POPULATION))
                .isNegative();
        assertThat(bits(idleFor(ofSeconds(40)), "keepalive-race", ClueKind.POPULATION))
                .isNotNegative();
    }

    @Test
    void closeRightAfterAnAnswerIsNoIdleTimers() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.ok("hello"));
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(1));
        talk.client.sends(Http.get("/next"));
        script.arrive();
        talk.server.bareReset();

        assertThat(bits(talk, "keepalive-race", ClueKind.IDLE_GAP)).isNegative();
    }

    @Test
    void insideTlsNobodyClaimsThatNothingWasOutstanding() {
        Talk inTls = script.talk().handshake().exchange(Tls.clientHelloHttp1(), Tls.serverFlight13());
        inTls.client.sends(Tls.clientFinished13());
        inTls.exchange(Tls.application(300), Tls.flight(Tls.tickets13(), Tls.application(900)));
        Talk inClear = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(5));
        inTls.server.reset();
        inClear.server.reset();

        assertThat(inTls.verdict().remark()).contains("linger-abort").contains("TLS");
        assertThat(inClear.verdict().remark()).contains("linger-abort").doesNotContain("TLS");
    }
}
