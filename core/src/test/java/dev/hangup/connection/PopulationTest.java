package dev.hangup.connection;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.IdleGaps;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all connections of one server say together, the healthy ones most of all: they are the measurement. */
class PopulationTest {
    private static final long SECOND = 1_000_000_000L;

    private final Script script = Script.atClient();

    private ServerPopulation population() {
        return script.followFailures().population();
    }

    private Talk idle(Duration idle) {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(idle);
        return talk;
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "SERVER", "MIDDLE"})
    void idleTimeoutIsMeasuredFromHealthyClosesWhereverTheCaptureWasTaken(Vantage vantage) {
        Script there = Script.at(vantage);
        for (int i = 0; i < 5; i++) {
            Talk talk = there.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
            there.pause(ofSeconds(5).plusMillis(i));
            talk.closeByServer();
        }
        IdleTimeout timeout = there.followFailures().population().idleTimeout();

        assertThat(timeout.count()).isEqualTo(5);
        assertThat(timeout.nanos()).isBetween(5 * SECOND, 5 * SECOND + SECOND / 20);
        assertThat(timeout.spreadNanos()).isEqualTo(4_000_000L);
    }

    @Test
    void serversAreMeasuredEachForItself() {
        Endpoint other = Endpoint.ofLiteral("10.0.0.81", 80);
        idle(ofSeconds(5)).closeByServer();
        Talk talk = script.talk(Endpoint.ofLiteral("10.0.0.7", 50_000), other)
                .handshake()
                .exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(60));
        talk.closeByServer();
        var populations = script.followFailures().follower().populations();

        assertThat(populations).hasSize(2).containsOnlyKeys(Script.SERVER, other);
        assertThat(population().idleTimeout().count()).isEqualTo(1);
    }

    @Test
    void closeThatCrossedARequestIsASampleToo() {
        Talk talk = idle(ofSeconds(5));
        talk.server.fin();
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();

        assertThat(population().idleTimeout().count()).isEqualTo(1);
    }

    @Test
    void abortOfAnIdleConnectionByTheServersOwnSocketIsASampleToo() {
        idle(ofSeconds(5)).server.reset();

        assertThat(population().idleTimeout().count()).isEqualTo(1);
    }

    @Test
    void closesThatNoIdleTimerDidAreNoSamples() {
        idle(ofSeconds(5)).closeByClient();
        idle(ofSeconds(5)).server.reset().ttl(254);
        idle(ofSeconds(5)).server.bareReset();
        Talk announced = script.talk().handshake().exchange(Http.get("/"), Http.lastOk("hello"));
        script.pause(ofSeconds(5));
        announced.closeByServer();
        Talk working = idle(ofMillis(100));
        working.client.sends(Http.get("/slow"));
        script.arrive();
        working.server.ack();
        script.pause(ofSeconds(5));
        working.server.fin();
        Talk unused = script.talk().handshake();
        script.pause(ofSeconds(5));
        unused.closeByServer();
        Talk busy = script.talk().handshake();
        busy.client.sends(Http.get("/"));
        script.arrive();
        busy.server.sends(Http.ok("hello"));
        busy.server.fin();

        assertThat(population().idleTimeout().isKnown()).isFalse();
        assertThat(population().connections()).isEqualTo(7);
    }

    @Test
    void requestsAndIdleGapsAreCountedOfHealthyConnectionsToo() {
        Talk talk = idle(ofSeconds(2)).exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(4));
        talk.exchange(Http.get("/"), Http.ok("hello")).closeByClient();
        idle(ofSeconds(1)).closeByClient();
        ServerPopulation population = population();
        IdleGaps gaps = Objects.requireNonNull(population.gaps());

        assertThat(population.requests()).isEqualTo(4);
        assertThat(population.reuses()).isEqualTo(2);
        assertThat(gaps.count()).isEqualTo(2);
        assertThat(gaps.within(SECOND, 3 * SECOND)).isOne();
        assertThat(gaps.within(3 * SECOND, 5 * SECOND)).isOne();
    }

    @Test
    void requestsPerConnectionAreCountedWhereTheServerCloses() {
        for (int requests = 1; requests <= 3; requests++) {
            Talk talk = script.talk().handshake();
            for (int i = 0; i < requests; i++) {
                talk.exchange(Http.get("/" + i), Http.ok("hello"));
            }
            talk.closeByServer();
        }
        script.talk().handshake().exchange(Http.get("/"), Http.ok("hello")).closeByClient();
        ServerPopulation population = population();

        assertThat(population.countedCloses()).isEqualTo(3);
        assertThat(population.closesAfterRequests(2, 3)).isEqualTo(2);
        assertThat(population.closesAfterRequests(4, 9)).isZero();
    }

    @Test
    void eventsAreCountedInTheirSpanOfTime() {
        Talk first = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(10));
        Talk refused = script.talk();
        refused.client.syn();
        script.arrive();
        refused.server.refuses();
        script.pause(ofSeconds(10));
        script.talk().client.syn();
        script.pause(ofSeconds(10));
        script.talk().handshake();
        Connection connection = script.follow().of(first);
        ServerPopulation population = population();
        long start = connection.startNanos();

        assertThat(population.handshakesWithin(start, start + 5 * SECOND)).isEqualTo(1);
        assertThat(population.handshakesWithin(start, start + 60 * SECOND)).isEqualTo(2);
        assertThat(population.answersWithin(start, start + 60 * SECOND)).isEqualTo(1);
        assertThat(population.refusalsWithin(start, start + 5 * SECOND)).isZero();
        assertThat(population.refusalsWithin(start, start + 15 * SECOND)).isEqualTo(1);
        assertThat(population.ignoredSynsWithin(start + 15 * SECOND, start + 25 * SECOND))
                .isEqualTo(1);
        assertThat(population.ttl()).isEqualTo(61);
        assertThat(population.roundTripNanos()).isEqualTo(20_000_000L);
        assertThat(population.answeredInClear()).isEqualTo(1);
        assertThat(population.answeredInTls()).isZero();
    }

    @Test
    void closesAtOneInstantAreCountedButForThoseOfTheSameIdleTimer() {
        Talk[] pool = new Talk[4];
        for (int i = 0; i < pool.length; i++) {
            pool[i] = idle(ofSeconds(i == 3 ? 7 : 3));
        }
        for (Talk talk : pool) {
            talk.server.fin();
        }
        long closed = script.follow().of(pool[0]).closeNanos();
        ServerPopulation population = population();

        assertThat(population.closesWithin(closed - SECOND, closed + SECOND, -1))
                .isEqualTo(4);
        assertThat(population.closesWithin(closed - SECOND, closed + SECOND, 7 * SECOND))
                .as("without the one that had been idle for 7 s")
                .isEqualTo(3);
        assertThat(population.closesWithin(closed + 1, closed + SECOND, -1)).isZero();
    }

    /** A server may count from the beginning of a connection that never asks: they end together like idle ones. */
    @Test
    void closesOfTheSameAgeAreOneTimerToo() {
        Talk[] unused = new Talk[4];
        for (int i = 0; i < unused.length; i++) {
            unused[i] = script.talk().handshake();
        }
        script.pause(ofSeconds(3));
        Talk younger = script.talk().handshake();
        Talk asked = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(2));
        for (Talk talk : unused) {
            talk.server.fin();
        }
        younger.server.fin();
        asked.server.fin();
        Connection one = script.follow().of(unused[0]);
        Connection other = script.follow().of(younger);
        long closed = one.closeNanos();
        ServerPopulation population = population();

        assertThat(one.quietAtCloseNanos())
                .as("told from idle times by its sign")
                .isNegative();
        assertThat(one.quietAtCloseNanos()).isBetween(-6 * SECOND, -5 * SECOND);
        assertThat(population.closesWithin(closed - SECOND, closed + SECOND, one.quietAtCloseNanos()))
                .as("the younger one, and the one that was idle")
                .isEqualTo(2);
        assertThat(population.closesWithin(closed - SECOND, closed + SECOND, other.quietAtCloseNanos()))
                .isEqualTo(5);
    }

    @Test
    void ageAndIdleTimeOfOneLengthAreTwoTimers() {
        Talk unused = script.talk().handshake();
        Talk asked = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(5));
        unused.server.fin();
        asked.server.fin();
        Connection connection = script.follow().of(asked);
        long closed = connection.closeNanos();

        assertThat(connection.quietAtCloseNanos()).isBetween(5 * SECOND, 6 * SECOND);
        assertThat(population().closesWithin(closed - SECOND, closed + SECOND, connection.quietAtCloseNanos()))
                .isEqualTo(1);
    }

    /** However short both are. */
    @Test
    void ageIsNoIdleTime() {
        Talk asked = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        Talk unused = script.talk().handshake();
        asked.server.fin();
        unused.server.fin();
        Connection connection = script.follow().of(asked);
        long closed = connection.closeNanos();

        assertThat(connection.quietAtCloseNanos()).isLessThan(SECOND / 20);
        assertThat(population().closesWithin(closed - SECOND, closed + SECOND, connection.quietAtCloseNanos()))
                .isEqualTo(1);
    }

    private void refuses() {
        Talk refused = script.talk();
        refused.client.syn();
        script.arrive();
        refused.server.refuses();
        script.pause(ofSeconds(1));
    }

    @Test
    void serverThatAnswersAgainBeforeItRefusesLivedOn() {
        Talk closed = idle(ofSeconds(5)).closeByServer();
        script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(1));
        refuses();
        long end = script.follow().of(closed).closeNanos();

        assertThat(population().livedOnAfter(end)).isTrue();
    }

    @Test
    void refusalsBeforeDoNotCount() {
        refuses();
        Talk closed = idle(ofSeconds(5)).closeByServer();
        script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        long end = script.follow().of(closed).closeNanos();

        assertThat(population().livedOnAfter(end)).isTrue();
    }

    @Test
    void serverThatRefusesBeforeItAnswersAgainDidNot() {
        Talk closed = idle(ofSeconds(5)).closeByServer();
        script.pause(ofSeconds(1));
        refuses();
        script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        long end = script.follow().of(closed).closeNanos();

        assertThat(population().livedOnAfter(end)).isFalse();
        assertThat(population().livedOnAfter(end - 60 * SECOND))
                .as("before that it did")
                .isTrue();
    }

    /** Of these only those had the request: a FIN or RST+ACK that covers it says so (RFC 9293 section 3.10.7.4). */
    @Test
    void requestsThatTheServerHadAndDidNotAnswerAreCuts() {
        Talk byFin = asks();
        byFin.server.fin();
        Talk byReset = asks();
        byReset.server.reset();
        assertThat(cuts()).isEqualTo(2);

        Talk crossing = script.talk().handshake();
        script.arrive();
        crossing.server.fin();
        crossing.client.sends(Http.get("/late"));
        script.arrive();
        Talk crossingReset = script.talk().handshake();
        script.arrive();
        crossingReset.server.reset();
        crossingReset.client.sends(Http.get("/late"));
        script.arrive();
        Talk forgotten = script.talk();
        forgotten.client.startsAt(-5000);
        forgotten.handshake();
        forgotten.client.sends(Http.get("/"));
        script.arrive();
        forgotten.server.bareReset();
        Talk answered = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        answered.server.fin();
        assertThat(cuts()).isEqualTo(2);
    }

    private Talk asks() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        return talk;
    }

    private int cuts() {
        return population().cutsWithin(0, Long.MAX_VALUE - 1);
    }

    @Test
    void seriesAreBounded() {
        ServerPopulation population = new ServerPopulation(Script.SERVER, false, new ServerPopulation.Room(0));
        for (int i = 0; i < 10_000; i++) {
            population.closedIdle(5 * SECOND);
            population.opened();
        }

        assertThat(population.idleCloses()).hasSizeLessThan(5_000);
        assertThat(population.connections()).isEqualTo(10_000);
        assertThat(population.idleTimeout().nanos()).isEqualTo(5 * SECOND);
    }

    /** A failure in a long capture has neighbours too. */
    @Test
    void timesGoOnWhileThereIsRoom() {
        int many = 20_000;
        ServerPopulation alone = new ServerPopulation(Script.SERVER, false, new ServerPopulation.Room(0));
        ServerPopulation.Room room = new ServerPopulation.Room(10L * many);
        ServerPopulation roomy = new ServerPopulation(Script.SERVER, false, room);
        for (int i = 0; i < many; i++) {
            alone.shookHands(i * SECOND, 64, 1, 1);
            roomy.shookHands(i * SECOND, 64, 1, 1);
        }

        assertThat(alone.handshakesWithin(0, many * SECOND)).isLessThan(5_000);
        assertThat(roomy.handshakesWithin(0, many * SECOND)).isEqualTo(many);
        assertThat(roomy.handshakesWithin((many - 10) * SECOND, many * SECOND)).isEqualTo(10);
    }

    /** Each close is kept with how quiet its connection was, in whatever order they come, and wherever the room ends. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4_096, 8_191, 10_000, 12_288, 1_000_000})
    void closesKeepTheirQuiet(int samples) {
        ServerPopulation population = new ServerPopulation(Script.SERVER, false, new ServerPopulation.Room(samples));
        int many = 9_000;
        for (int i = 0; i < many; i++) {
            int at = (i * 7_919) % many;
            population.closed(at * SECOND, at % 2 == 0 ? 60 * SECOND : -1, 1);
        }
        int all = population.closesAlike(0, many * SECOND, 60 * SECOND) + population.closesAlike(0, many * SECOND, -1);

        assertThat(all).isBetween(4_096, many);
        for (int at = 0; at < many; at++) {
            assertThat(population.closesAlike(at * SECOND, at * SECOND, at % 2 == 0 ? -1 : 60 * SECOND))
                    .isZero();
        }
    }
}
