package dev.hangup.connection;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who hung up, how, and what a 4-tuple is used for afterwards. */
class CloseTest {
    private final Script script = Script.atClient();
    private final Talk talk = script.talk().handshake();

    @Test
    void finMayComeWithTheRestOfTheAnswer() {
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.ok(10, "01234", ""));
        talk.server.finWith("56789");
        script.arrive();
        talk.client.fin();
        Connection connection = talk.connection();

        assertThat(connection.exchanges().answered()).isEqualTo(1);
        assertThat(connection.server().payloadBytes())
                .isEqualTo(Http.ok(10, "0123456789", "").length());
        assertThat(connection.server().finSequence() - connection.server().initialSequence() - 1)
                .isEqualTo(Http.ok(10, "0123456789", "").length());
        assertThat(connection.isClosedByClient()).isFalse();
        assertThat(connection.isClosedByReset()).isFalse();
        assertThat(talk.verdict().closedBy()).isEqualTo(Party.SERVER);
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void clientThatClosesItsHalfStillGetsItsAnswer() {
        talk.client.finWith(Http.get("/"));
        script.pause(ofMillis(300));
        talk.server.sends(Http.ok("hello"));
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        Connection connection = talk.connection();

        assertThat(connection.isClosedByClient()).isTrue();
        assertThat(connection.exchanges().outstanding()).isZero();
        assertThat(connection.payloadAfterClose()).isEqualTo(Http.ok("hello").length());
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void whoeverIsCapturedFirstClosedFirstWhenBothCloseAtOnce() {
        talk.exchange(Http.get("/"), Http.ok("hello"));
        script.arrive();
        talk.client.fin();
        talk.server.fin();

        assertThat(talk.connection().isClosedByClient()).isTrue();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void resetIsKeptAsItWasCaptured() {
        talk.exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(3));
        talk.server.reset().ttl(47).ipId(4242);
        Reset reset = talk.connection().reset();

        assertThat(reset).isNotNull();
        assertThat(reset.ttl()).isEqualTo(47);
        assertThat(reset.ipId()).isEqualTo(4242);
        assertThat(reset.isFromSocket()).isTrue();
        assertThat(reset.isBare()).isFalse();
        assertThat(reset.fromClient()).isFalse();
        assertThat(talk.connection().isClosedByReset()).isTrue();
    }

    @Test
    void bareResetAfterAFinDoesNotChangeWhoClosed() {
        talk.exchange(Http.get("/"), Http.ok("hello"));
        talk.client.fin();
        script.arrive();
        talk.server.bareReset();
        Connection connection = talk.connection();

        assertThat(connection.isClosedByClient()).isTrue();
        assertThat(connection.isClosedByReset()).isFalse();
        assertThat(connection.reset()).matches(Reset::isBare, "bare");
    }

    /** RFC 5961 section 3: a RST that is not at the next expected byte is not believed. */
    @ParameterizedTest
    @ValueSource(ints = {-100_000, -3, 3})
    void resetOutOfPlaceIsIgnoredAndTheConnectionGoesOn(int off) {
        assertResetIsIgnored(off);
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 0x7000_0000})
    void resetBeyondTheWindowIsIgnoredAndTheConnectionGoesOn(int off) {
        assertResetIsIgnored(off);
    }

    private void assertResetIsIgnored(int off) {
        talk.exchange(Http.get("/1"), Http.ok("one"));
        script.pause(ofSeconds(1));
        talk.server.reset().sequence(talk.server.next() + off).ttl(47).ipId(1);
        script.pause(ofMillis(100));
        talk.exchange(Http.get("/2"), Http.ok("two"));
        script.pause(ofMillis(100));
        talk.exchange(Http.get("/3"), Http.ok("three")).closeByClient();
        Connection connection = talk.connection();
        Verdict verdict = talk.verdict();

        assertThat(verdict.cause()).isEqualTo(Verdict.HEALTHY);

        assertThat(connection.ignoredReset()).isNotNull();
        assertThat(connection.reset()).isNull();
        assertThat(connection.exchanges().answered()).isEqualTo(3);
        assertThat(connection.isClosedByClient()).isTrue();
        assertThat(connection.isClosedByReset()).isFalse();
        assertThat(verdict.isFailure()).isFalse();
        assertThat(verdict.remark()).contains("ignored");
    }

    @ParameterizedTest
    @ValueSource(ints = {-100_000, -3, 3})
    void resetOutOfPlaceThatWasSurvivedAccusesNobodyWhileTheConnectionIsOpen(int off) {
        assertNobodyIsAccused(off);
    }

    @Test
    void resetBeyondTheWindowThatWasSurvivedAccusesNobodyWhileTheConnectionIsOpen() {
        assertNobodyIsAccused(100_000);
    }

    private void assertNobodyIsAccused(int off) {
        talk.exchange(Http.get("/1"), Http.ok("one"));
        script.pause(ofSeconds(1));
        talk.server.reset().sequence(talk.server.next() + off).ttl(47).ipId(1);
        script.pause(ofMillis(100));
        talk.exchange(Http.get("/2"), Http.ok("two"));
        talk.exchange(Http.get("/3"), Http.ok("three"));

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
        assertThat(talk.verdict().closedBy()).isEqualTo(Party.NONE);
    }

    @Test
    void portsThatAreUsedAgainMakeAConnectionOfTheirOwn() {
        talk.exchange(Http.get("/1"), Http.ok("one")).closeByClient();
        script.pause(ofSeconds(2));
        Talk second = script.talk(Endpoint.ofLiteral("10.0.0.7", 40_000), Script.SERVER);
        second.handshake().exchange(Http.get("/2"), Http.ok("two"));
        second.server.reset();
        script.pause(ofSeconds(1));
        Talk third = script.talk(Endpoint.ofLiteral("10.0.0.7", 40_000), Script.SERVER);
        third.handshake().exchange(Http.get("/3"), Http.ok("three"));
        Followed followed = script.follow();
        List<Connection> connections = followed.allOf(talk);

        assertThat(connections).hasSize(3);
        assertThat(connections).allSatisfy(connection -> {
            assertThat(connection.exchanges().requests()).isEqualTo(1);
            assertThat(connection.exchanges().answered()).isEqualTo(1);
            assertThat(connection.handshakeRoundTripNanos()).isEqualTo(20_000_000L);
        });
        assertThat(connections).extracting(Connection::isClosed).containsExactly(true, true, false);
        assertThat(connections).extracting(Connection::isClosedByReset).containsExactly(false, true, false);
        assertThat(followed.follower().connections()).isEqualTo(3);
        assertThat(followed.population().connections()).isEqualTo(3);
    }

    @Test
    void synInTheMiddleOfALivingConnectionBeginsANewOne() {
        talk.client.sends(Http.get("/never-answered"));
        script.pause(ofSeconds(5));
        Talk again = script.talk(talk.connection().client().endpoint(), Script.SERVER);
        again.handshake().exchange(Http.get("/"), Http.ok("hello"));
        List<Connection> connections = script.follow().allOf(talk);

        assertThat(connections).hasSize(2);
        assertThat(connections.get(0).exchanges().outstanding()).isEqualTo(1);
        assertThat(connections.get(1).exchanges().outstanding()).isZero();
        assertThat(connections.get(0).watchedUntilNanos())
                .as("what is known of the old one ends with the new SYN")
                .isEqualTo(connections.get(1).startNanos());
    }

    @Test
    void lateSegmentsBelongToTheConnectionThatIsOver() {
        talk.exchange(Http.get("/"), Http.ok("hello"));
        talk.server.fin();
        script.arrive();
        talk.client.sends(Http.get("/late"));
        script.arrive();
        talk.server.bareReset();
        script.pause(ofSeconds(2));
        talk.client.fin();
        script.arrive();
        talk.server.bareReset();
        Followed followed = script.follow();

        assertThat(followed.allOf(talk)).hasSize(1);
        assertThat(followed.of(talk).server().resets()).isEqualTo(2);
        assertThat(followed.follower().resets()).isEqualTo(2);
    }
}
