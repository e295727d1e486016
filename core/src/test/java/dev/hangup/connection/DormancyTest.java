package dev.hangup.connection;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.diagnosis.Candidate;
import dev.hangup.diagnosis.Clue;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A connection that has been idle for more than {@link Follower#DORMANT_NANOS} while much else went on shrinks to 64
 * bytes, and what happens to it afterwards is recognised all the same.
 */
class DormancyTest {
    private static final Endpoint SLEEPER = Endpoint.ofLiteral("10.0.0.7", 40_000);

    private final Script script = Script.atClient();
    private final Talk sleeper =
            script.talk(SLEEPER, Script.SERVER).handshake().exchange(Http.get("/"), Http.ok("hello"));

    /** Thousands of packets of other connections, over {@code seconds}. */
    private void othersTalkFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            script.pause(ofMillis(940));
            script.talk().handshake().exchange(Http.get("/" + i), Http.ok("x")).closeByClient();
        }
    }

    private static List<String> clues(Verdict verdict) {
        Candidate chosen = verdict.chosen();
        return chosen == null
                ? List.of()
                : chosen.clues().stream().map(Clue::text).toList();
    }

    @Test
    void lateResetOfABoxIsRecognisedByItsTtl() {
        othersTalkFor(355);
        sleeper.server.bareReset().ttl(254);
        Followed followed = script.followFailures();
        Connection connection = followed.of(sleeper);
        Verdict verdict = followed.verdict(connection);

        assertThat(connection.revived).as("it had slept").isTrue();
        assertThat(connection.firstFrame()).isEqualTo(1);
        assertThat(verdict.cause()).isEqualTo("idle-firewall-reset");
        assertThat(verdict.culprit()).isEqualTo(Party.MIDDLEBOX);
        assertThat(verdict.closedBy()).isEqualTo(Party.MIDDLEBOX);
    }

    @Test
    void lateRequestToAHostThatForgotIsRecognised() {
        othersTalkFor(300);
        sleeper.client.sends(Http.get("/late"));
        script.arrive();
        sleeper.server.bareReset();
        Followed followed = script.followFailures();
        Verdict verdict = followed.verdict(sleeper);

        assertThat(followed.of(sleeper).revived).as("it had slept").isTrue();
        assertThat(verdict.candidates())
                .extracting(Candidate::cause)
                .startsWith("half-open")
                .contains("idle-firewall-reset");
        assertThat(followed.of(sleeper).exchanges().idleBeforeRequestNanos() / 1_000_000_000L)
                .isBetween(295L, 305L);
        assertThat(verdict.confidence()).isLessThanOrEqualTo(0.70);
    }

    @Test
    void lateRequestThatASilentBoxSwallowsIsRecognised() {
        othersTalkFor(300);
        sleeper.client.sends(Http.get("/late")).lost();
        for (int i = 0; i < 7; i++) {
            script.pause(ofMillis(200L << i));
            sleeper.client.repeats().lost();
        }
        Followed followed = script.followFailures();

        assertThat(followed.of(sleeper).revived).as("it had slept").isTrue();
        assertThat(followed.verdict(sleeper).candidates())
                .extracting(Candidate::cause)
                .contains("idle-firewall-drop");
    }

    @Test
    void connectionThatWakesUpAndGoesOnIsHealthy() {
        othersTalkFor(200);
        sleeper.exchange(Http.get("/2"), Http.ok("two"));
        script.pause(ofSeconds(1));
        sleeper.exchange(Http.get("/3"), Http.ok("three")).closeByClient();
        Followed followed = script.followFailures();

        assertThat(followed.connections()).isEmpty();
        assertThat(followed.follower().connections()).isEqualTo(201);
        assertThat(followed.population().connections()).isEqualTo(201);
    }

    @Test
    void wokenTlsConnectionStillSpeaksTls() {
        Talk tls = script.talk(Endpoint.ofLiteral("10.0.0.7", 50_000), Endpoint.ofLiteral("10.0.0.80", 443));
        tls.handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        tls.client.sends(Tls.clientFinished13());
        tls.exchange(Tls.application(300), Tls.flight(Tls.tickets13(), Tls.application(900)));
        othersTalkFor(200);
        tls.client.sends(Tls.application(310));
        script.arrive();
        tls.server.ack();
        script.pause(ofMillis(400));
        tls.server.fin();
        Connection connection = script.followFailures().of(tls);

        assertThat(connection.revived).as("it had slept").isTrue();
        assertThat(connection.exchanges().protocol()).isEqualTo(Protocol.TLS);
        assertThat(connection.exchanges().outstanding()).isEqualTo(1);
    }

    @Test
    void wokenConnectionKnowsWhoIsWhoAndWhereItsNumbersStand() {
        othersTalkFor(200);
        sleeper.client.sends(Http.get("/late")).lost();
        sleeper.client.repeats().lost();
        Connection connection = script.followFailures().of(sleeper);

        assertThat(connection.revived).as("it had slept").isTrue();
        assertThat(connection.client().endpoint()).isEqualTo(SLEEPER);
        assertThat(connection.areRolesCertain()).isTrue();
        assertThat(connection.client().retransmissions()).isEqualTo(1);
        assertThat(connection.client().unacknowledgedBytes())
                .isEqualTo(Http.get("/late").length());
        assertThat(connection.server().ttl()).isEqualTo(61);
        assertThat(connection.exchanges().answered()).isEqualTo(1);
        assertThat(connection.lastNanos() - connection.startNanos())
                .isGreaterThan(ofSeconds(195).toNanos());
    }

    @Test
    void longIdleServerCloseStillCountsAsAnIdleTimeoutSample() {
        othersTalkFor(180);
        sleeper.server.fin();
        script.arrive();
        sleeper.client.fin();
        IdleTimeout idle = script.followFailures().population().idleTimeout();

        assertThat(idle.count()).isEqualTo(1);
        assertThat(idle.nanos() / 1_000_000_000L).isBetween(175L, 185L);
    }

    /** The number of a RST+ACK says nothing where the numbers before it are not known any more. */
    @Test
    void resetWithIdentificationZeroDoesNotContinueARowThatWasForgotten() {
        othersTalkFor(240);
        sleeper.server.forgedReset(255, 0);
        Followed followed = script.followFailures();
        Verdict verdict = followed.verdict(sleeper);

        assertThat(followed.of(sleeper).revived).as("it had slept").isTrue();
        assertThat(verdict.cause()).isEqualTo("idle-firewall-reset");
        assertThat(clues(verdict)).noneMatch(text -> text.contains("continues that of its alleged sender"));
    }

    /** A side that was never seen has no TTL from which a RST could differ. */
    @Test
    void unknownTtlStaysUnknownInSleep() {
        Script oneSided = Script.atClient();
        Talk half = oneSided.talk();
        half.client.syn();
        oneSided.arrive();
        half.server.synAck().unseen();
        oneSided.arrive();
        half.client.ack();
        half.client.sendsBytes(0);
        for (int i = 0; i < 200; i++) {
            oneSided.pause(ofSeconds(1));
            oneSided.talk()
                    .handshake()
                    .exchange(Http.get("/" + i), Http.ok("x"))
                    .closeByClient();
        }
        half.server.bareReset();
        Connection connection = oneSided.followFailures().of(half);

        assertThat(connection.revived).as("it had slept").isTrue();
        assertThat(connection.server().ttl()).isEqualTo(-1);
    }

    @Test
    void newSynOnThePortsOfASleeperReplacesIt() {
        othersTalkFor(150);
        Talk second = script.talk(SLEEPER, Script.SERVER).handshake().exchange(Http.get("/second"), Http.ok("two"));
        othersTalkFor(150);
        second.server.bareReset().ttl(254);
        Followed followed = script.followFailures();
        Connection connection = followed.of(second);

        assertThat(connection.revived).isTrue();
        assertThat(connection.firstFrame())
                .as("not the first connection of these ports, which is long gone")
                .isGreaterThan(1);
        assertThat(connection.server().next()).isEqualTo(second.server.next());
    }

    @Test
    void segmentAfterTheEndOfASecondConnectionDoesNotWakeTheFirst() {
        othersTalkFor(150);
        Talk second = script.talk(SLEEPER, Script.SERVER).handshake().exchange(Http.get("/second"), Http.ok("two"));
        second.closeByClient();
        othersTalkFor(30);
        second.server.bareReset().ttl(254);

        assertThat(script.followFailures().connections())
                .allSatisfy(connection -> assertThat(connection.revived).isFalse());
    }

    /** The sleeper has been idle for a second, when it is the one of very many that has been so for longest. */
    @Test
    void idleOnesShrinkEarlierWhereThereIsNoRoomForAllThatAreOpen() {
        script.pause(ofSeconds(1));
        for (int network = 0; network < 16; network++) {
            shakeHandsAtOnce("10." + (1 + network) + ".");
        }
        sleeper.server.bareReset().ttl(254);

        assertThat(resetWithRoom(Long.MAX_VALUE).revived).isFalse();
        Connection woken = resetWithRoom(0);
        assertThat(woken.revived).isTrue();
        assertThat(woken.firstFrame()).isEqualTo(1);
        assertThat(woken.server().ttl()).isEqualTo(61);
    }

    /** So many that their handshakes are no flood, and are done before the sleeper has been idle for long. */
    private void shakeHandsAtOnce(String network) {
        List<Talk> talks = IntStream.range(0, 1 << 12)
                .mapToObj(i -> Endpoint.ofLiteral(network + (i >> 8) + "." + (i & 0xff), 40_000))
                .map(client -> script.talk(client, Script.SERVER))
                .toList();
        talks.forEach(talk -> talk.client.syn());
        script.arrive();
        talks.forEach(talk -> talk.server.synAck());
        script.arrive();
        talks.forEach(talk -> talk.client.ack());
    }

    private Connection resetWithRoom(long bytes) {
        List<Connection> failed = new ArrayList<>();
        Follower follower = new Follower(false, bytes, failed::add);
        script.segments().forEach(follower::accept);
        follower.end();
        return failed.stream()
                .filter(connection -> connection.client().endpoint().equals(SLEEPER))
                .findAny()
                .orElseThrow();
    }

    /** {@code --all} promises a line per connection. */
    @Test
    void sleepersAreToldAboutWhenAllConnectionsAreWanted() {
        othersTalkFor(150);

        assertThat(script.follow().allOf(sleeper)).hasSize(1);
    }
}
