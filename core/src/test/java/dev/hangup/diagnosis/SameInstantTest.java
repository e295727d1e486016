package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that a server closes at one instant: a sign that something happened to all, unless it closes all the time. */
class SameInstantTest {
    private final Script script = Script.atClient();

    private Case caseOf(Talk talk) {
        Followed followed = script.follow();
        return new Case(followed.of(talk), followed.surroundings(), Mechanism.REQUEST_CROSSED_FIN);
    }

    /** Idle for so many different times that no timer closes them together. */
    private List<Talk> pool(int size) {
        List<Talk> pool = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            pool.add(script.talk().handshake().exchange(Http.get("/" + i), Http.ok("hello")));
            script.pause(ofSeconds(1L << Math.min(i, 4)));
        }
        return pool;
    }

    @ParameterizedTest
    @CsvSource({"1, 1.5", "2, 2.5", "4, 3.5", "8, 4.5"})
    void eachDoublingOfTheOthersIsOneBit(int others, double bits) {
        Talk last = lastOf(others);

        assertThat(caseOf(last).siblings().closedAtOnce()).isEqualTo(others);
        assertThat(caseOf(last).siblings().sameInstantBits()).isCloseTo(bits, within(1e-9));
    }

    private Talk lastOf(int others) {
        List<Talk> pool = pool(others);
        Talk last = script.talk().handshake().exchange(Http.get("/last"), Http.ok("hello"));
        script.pause(ofMillis(300));
        for (Talk talk : pool) {
            talk.server.fin();
            script.pause(ofMillis(others > 8 ? 0 : 5));
        }
        last.server.fin();
        return last;
    }

    /** Nobody looks at timers so often, or at intervals so long. */
    @ParameterizedTest
    @CsvSource({"700, 1500, 1", "2000, 9000, 1", "5100, 5900, 0", "31000, 39000, 0"})
    void twoClosesInOneTurnOfTheLoopAreAnEventIfNoTimerExplainsThem(int idle, int otherIdle, int others) {
        Talk other = script.talk().handshake().exchange(Http.get("/other"), Http.ok("hello"));
        script.pause(ofMillis(otherIdle - idle));
        Talk last = script.talk().handshake().exchange(Http.get("/last"), Http.ok("hello"));
        script.pause(ofMillis(idle));
        other.server.fin();
        last.server.fin();

        assertThat(caseOf(last).siblings().closedByOneEvent()).isEqualTo(others > 0);
        assertThat(caseOf(last).siblings().sameInstantBits() > 3).isEqualTo(others > 0);
    }

    @Test
    void whoClosesAloneHasNoBits() {
        assertThat(caseOf(lastOf(0)).siblings().sameInstantBits()).isZero();
    }

    @Test
    void evenManyAreNoProof() {
        assertThat(caseOf(lastOf(100)).siblings().sameInstantBits()).isLessThanOrEqualTo(5);
    }

    /** One close every 25 ms is what this server does all day: three or four within 50 ms of one are no event. */
    @Test
    void closesOfAServerThatClosesAllTheTimeAreNoEvent() {
        List<Talk> pool = pool(160);
        Talk one = script.talk().handshake().exchange(Http.get("/last"), Http.ok("hello"));
        for (int i = 0; i < pool.size(); i++) {
            script.pause(ofMillis(25));
            pool.get(i).server.fin();
            if (i == pool.size() / 2) {
                one.server.fin();
            }
        }

        assertThat(Siblings.closedTogether(script.follow().of(one)))
                .as("without the rate of all closes")
                .isGreaterThan(2);
        assertThat(caseOf(one).siblings().closedAtOnce()).isLessThan(2);
    }

    @Test
    void closesOfConnectionsThatWereOpenedTogetherAndNeverAskedAreOneTimer() {
        List<Talk> unused = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            unused.add(script.talk().handshake());
        }
        script.pause(ofSeconds(20));
        unused.forEach(talk -> talk.server.fin());
        unused.get(0).client.sends(Http.get("/first"));
        script.arrive();
        unused.get(0).server.bareReset();

        assertThat(caseOf(unused.get(0)).siblings().closedAtOnce()).isZero();
        assertThat(unused.get(0).verdict().cause()).isEqualTo("server-header-timeout");
    }

    /** Each fell quiet 50 ms after the one before, and all are closed at once: timers of their own would keep the 50 ms. */
    @Test
    void closesOfAPoolThatTimersWouldHaveKeptApartAreAnEvent() {
        List<Talk> pool = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pool.add(script.talk().handshake().exchange(Http.get("/" + i), Http.ok("hello")));
            script.pause(ofMillis(50));
        }
        script.pause(ofMillis(5300));
        pool.forEach(talk -> talk.server.fin());
        Talk one = pool.get(0);

        assertThat(caseOf(one).siblings().closedAtOnce()).isEqualTo(7);
        assertThat(caseOf(one).siblings().sameInstantBits())
                .as("less than of a pool that had been idle for different times")
                .isEqualTo(3);
        Followed followed = script.follow();
        assertThat(new Case(followed.of(one), followed.surroundings(), Mechanism.REQUEST_ACKED_THEN_RESET)
                        .siblings()
                        .closedAtOnce())
                .as("a process that was held up closes what came due meanwhile")
                .isZero();
    }

    @Test
    void timersThatGoOffAsFarApartAsTheyWereSetAreNoEvent() {
        List<Talk> pool = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pool.add(script.talk().handshake().exchange(Http.get("/" + i), Http.ok("hello")));
            script.pause(ofMillis(5));
        }
        script.pause(ofMillis(5300));
        for (Talk talk : pool) {
            talk.server.fin();
            script.pause(ofMillis(5));
        }

        assertThat(caseOf(pool.get(0)).siblings().closedAtOnce()).isZero();
    }

    @Test
    void refusalsAfterTheServerHadAnsweredAgainAreAnotherStory() {
        Talk cut = script.talk().handshake();
        cut.client.sends(Http.get("/"));
        script.arrive();
        cut.server.fin();
        script.pause(ofSeconds(1));
        script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(5));
        Talk refused = script.talk();
        refused.client.syn();
        script.arrive();
        refused.server.refuses();

        assertThat(caseOf(cut).siblings().refusedAfterwards()).isZero();
    }
}
