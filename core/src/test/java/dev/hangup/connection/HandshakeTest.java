package dev.hangup.connection;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandshakeTest {
    private static final long ROUND_TRIP_NANOS = 30_000_000L;

    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "SERVER", "MIDDLE"})
    void roundTripIsRightWhereverTheCaptureWasTaken(Vantage vantage) {
        Script script = Script.at(vantage).roundTrip(ofMillis(30));
        Talk talk = script.talk().handshake();
        Followed followed = script.follow();
        Connection connection = followed.of(talk);

        assertThat(connection.handshakeRoundTripNanos()).isEqualTo(ROUND_TRIP_NANOS);
        assertThat(followed.population().roundTripNanos()).isEqualTo(ROUND_TRIP_NANOS);
        assertThat(followed.follower().vantage()).isEqualTo(vantage);
        assertThat(connection.isEstablished()).isTrue();
        assertThat(connection.areRolesCertain()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "SERVER", "MIDDLE"})
    void withoutRoutersTheHalvesOfTheRoundTripTellTheVantage(Vantage vantage) {
        Script script = Script.at(vantage).withoutRouters().roundTrip(ofMillis(30));
        script.talk().handshake();

        assertThat(script.follow().follower().vantage()).isEqualTo(vantage);
    }

    @Test
    void onOneHostTheVantageIsUnknown() {
        Script script = Script.atClient().withoutRouters().roundTrip(ofMillis(0));
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("x"));
        Followed followed = script.follow();

        assertThat(followed.follower().vantage()).isEqualTo(Vantage.UNKNOWN);
        assertThat(followed.of(talk).handshakeRoundTripNanos()).isZero();
    }

    /** A client may leave its ACK to its first data, and that waits for the program. */
    @Test
    void thirdSegmentWithDataDoesNotTellThatTheClientIsFar() {
        Script script = Script.atClient().withoutRouters().roundTrip(ofMillis(0));
        Talk talk = script.talk();
        talk.client.syn();
        talk.server.synAck();
        script.pause(ofMillis(1));
        talk.client.sends(Http.get("/"));

        assertThat(script.follow().follower().vantage()).isEqualTo(Vantage.UNKNOWN);
    }

    @Test
    void thirdSegmentWithDataTellsThatTheClientIsNear() {
        Script script = Script.atClient().withoutRouters().roundTrip(ofMillis(30));
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.sends(Http.get("/"));

        assertThat(script.follow().follower().vantage()).isEqualTo(Vantage.CLIENT);
    }

    /** The first router of a client may be at the other end of a long line. */
    @Test
    void whereTheClientIsFarAndTheServerNearTheTtlOfTheClientsNetworkIsNotThatOfTheClientsHost() {
        Script script = Script.atServer();
        Talk talk = script.talk();
        talk.client.syn().ttl(64);
        script.arrive();
        talk.server.synAck().ttl(63);
        script.arrive();
        talk.client.ack();

        assertThat(script.follow().follower().vantage()).isEqualTo(Vantage.MIDDLE);
    }

    @Test
    void theMostConnectionsDecideAboutTheVantage() {
        Script script = Script.atServer();
        script.talk().handshake();
        script.talk().handshake();
        Talk odd = script.talk();
        odd.client.syn().ttl(64);
        odd.server.synAck().ttl(61);
        odd.client.ack();

        assertThat(script.follow().follower().vantage()).isEqualTo(Vantage.SERVER);
    }

    @Test
    void synThatWasSentAgainMeasuresNoRoundTrip() {
        Script script = Script.atClient();
        Talk talk = script.talk();
        talk.client.syn().lost();
        script.pause(ofSeconds(1));
        talk.client.repeats();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.ack();
        Connection connection = talk.connection();

        assertThat(connection.syns()).isEqualTo(2);
        assertThat(connection.isEstablished()).isTrue();
        assertThat(connection.handshakeRoundTripNanos()).isEqualTo(-1);
    }

    @Test
    void payloadStandsInForAnAckThatWasNotCaptured() {
        Script script = Script.atClient();
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.ack().unseen();
        talk.client.sends(Http.get("/"));
        Connection connection = talk.connection();

        assertThat(connection.isEstablished()).isTrue();
        assertThat(connection.exchanges().requests()).isEqualTo(1);
    }

    @Test
    void handshakeWithoutItsSynAckIsStillAHandshake() {
        Script script = Script.atServer();
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.server.synAck().unseen();
        script.arrive();
        talk.client.ack();
        script.arrive();
        talk.exchange(Http.get("/"), Http.ok("hello"));
        Connection connection = talk.connection();

        assertThat(connection.isEstablished()).isTrue();
        assertThat(connection.isChallenged()).isFalse();
        assertThat(connection.exchanges().answered()).isEqualTo(1);
    }

    @Test
    void synAckThatComesAgainAfterTheAckIsCounted() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        script.pause(ofSeconds(1));
        talk.server.repeats();
        script.pause(ofSeconds(2));
        talk.server.repeats();
        Connection connection = talk.connection();

        assertThat(connection.synAcks()).isEqualTo(3);
        assertThat(connection.synAcksAfterHandshake()).isEqualTo(2);
        assertThat(connection.server().retransmissions()).isEqualTo(2);
    }

    @Test
    void synAckThatComesAgainBeforeTheAckIsLossOnTheWay() {
        Script script = Script.atClient();
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.server.synAck();
        script.pause(ofSeconds(1));
        talk.server.repeats();
        script.arrive();
        talk.client.ack();

        assertThat(talk.connection().synAcksAfterHandshake()).isZero();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    /** With SYN cookies, or behind a balancer without state, a repeated SYN may get another initial sequence number. */
    @Test
    void synAckWithAnotherNumberAnswersTheRepeatedSyn() {
        Script script = Script.atServer();
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.server.synAck().lost();
        script.pause(ofSeconds(1));
        talk.client.repeats();
        script.arrive();
        talk.server.startsAt(77_000_000);
        talk.server.synAck();
        script.arrive();
        talk.client.ack().acknowledging(77_000_001);
        script.arrive();
        talk.client.sends(Http.get("/")).acknowledging(77_000_001);
        script.arrive();
        talk.server.sends(Http.ok("hello"));
        Followed followed = script.follow();

        assertThat(followed.allOf(talk)).hasSize(1);
        assertThat(followed.connections())
                .allSatisfy(connection ->
                        assertThat(followed.verdict(connection).isFailure()).isFalse());
    }

    @Test
    void synThatIsCapturedAfterItsSynAckBelongsToTheSameHandshake() {
        Script script = Script.atServer();
        Talk talk = script.talk();
        talk.client.syn().capturedLate(ofMillis(1));
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.ack();
        talk.exchange(Http.get("/"), Http.ok("hello")).closeByClient();

        assertThat(talk.connection().client().endpoint().port()).isEqualTo(40_000);
        assertThat(talk.connection().syns()).isEqualTo(1);
        assertThat(talk.connection().exchanges().answered()).isEqualTo(1);
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void ackThatIsCapturedAfterTheRequestDoesNoHarm() {
        Script script = Script.atServer();
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.ack().capturedLate(ofMillis(1));
        talk.exchange(Http.get("/"), Http.ok("hello")).closeByClient();

        assertThat(talk.connection().isEstablished()).isTrue();
        assertThat(talk.connection().client().probesInVain()).isZero();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    /** Windows tries three times before it believes a refusal. */
    @Test
    void synThatIsRepeatedAfterARefusalIsRefusedAndNotChallenged() {
        Script script = Script.atClient();
        Talk talk = script.talk();
        talk.client.syn();
        for (int i = 0; i < 2; i++) {
            script.arrive();
            talk.server.refuses();
            script.pause(ofMillis(500));
            talk.client.repeats();
        }
        script.arrive();
        talk.server.refuses();

        assertThat(script.follow().allOf(talk)).hasSize(1);
        assertThat(talk.connection().isChallenged()).isFalse();
        assertThat(talk.verdict().cause()).isEqualTo("connection-refused");
    }

    @Test
    void challengeAckOnPortReuseIsFollowedToTheSuccessOfTheSecondSyn() {
        Script script = Script.atClient();
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.server.ack().sequence(555_000).acknowledging(444_000);
        script.arrive();
        talk.client.bareReset();
        script.pause(ofMillis(10));
        talk.client.repeats();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.ack();
        talk.exchange(Http.get("/"), Http.ok("hello")).closeByClient();
        Connection connection = talk.connection();

        assertThat(connection.isChallenged()).isTrue();
        assertThat(connection.isEstablished()).isTrue();
        assertThat(connection.reset()).isNull();
        assertThat(connection.exchanges().answered()).isEqualTo(1);
        assertThat(talk.verdict().cause()).isEqualTo("healthy");
        assertThat(talk.verdict().remark()).startsWith("port-reuse");
    }
}
