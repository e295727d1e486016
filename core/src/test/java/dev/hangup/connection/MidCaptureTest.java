package dev.hangup.connection;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Captures that begin when the connection is already running, and see only a part of it. */
class MidCaptureTest {
    private static final Endpoint HIGH_PORT = Endpoint.ofLiteral("10.0.0.80", 50_000);
    private static final Endpoint LOW_PORT = Endpoint.ofLiteral("10.0.0.7", 8_443);

    @Test
    void connectionThatBeganBeforeIsEstablished() {
        Script script = Script.atClient();
        Talk talk = script.talk().alreadyOpen().exchange(Http.get("/"), Http.ok("hello"));
        Connection connection = talk.connection();

        assertThat(connection.beganBefore()).isTrue();
        assertThat(connection.isEstablished()).isTrue();
        assertThat(connection.areRolesCertain()).isFalse();
        assertThat(connection.handshakeRoundTripNanos()).isEqualTo(-1);
        assertThat(connection.exchanges().answered()).isEqualTo(1);
        assertThat(connection.client().endpoint().port()).isEqualTo(40_000);
    }

    @Test
    void answerToARequestThatWasNotCapturedIsNoHarm() {
        Script script = Script.atClient();
        Talk talk = script.talk().alreadyOpen();
        talk.server.sends(Http.ok("hello"));
        script.arrive();
        talk.client.ack();
        talk.exchange(Http.get("/2"), Http.ok("two")).closeByClient();

        assertThat(talk.connection().exchanges().requests()).isEqualTo(1);
        assertThat(talk.connection().exchanges().answered()).isEqualTo(1);
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void captureMayBeginInTheMiddleOfABody() {
        Script script = Script.atClient();
        Talk talk = script.talk().alreadyOpen();
        talk.server.sendsBytes(1448);
        talk.server.sendsBytes(1448);
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(1));
        talk.exchange(Http.get("/2"), Http.ok("two"));
        talk.exchange(Http.get("/3"), Http.ok("three")).closeByClient();
        Connection connection = talk.connection();

        assertThat(connection.exchanges().outstanding()).isZero();
        assertThat(connection.exchanges().requests()).isEqualTo(2);
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void lowerPortIsTakenForTheServer() {
        Script script = Script.inTheMiddle();
        Talk talk =
                script.talk(Endpoint.ofLiteral("10.0.0.7", 50_001), HIGH_PORT).alreadyOpen();
        talk.client.sendsBytes(20);
        script.arrive();
        talk.server.sendsBytes(30);

        assertThat(talk.connection().server().endpoint()).isEqualTo(HIGH_PORT);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "SERVER", "MIDDLE"})
    void requestCorrectsWhoWasTakenForTheClient(Vantage vantage) {
        Script script = Script.at(vantage);
        Talk talk = script.talk(LOW_PORT, HIGH_PORT).alreadyOpen();
        talk.server.ack();
        script.pause(ofSeconds(1));
        talk.exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(2));
        talk.server.fin();
        script.arrive();
        talk.client.fin();
        Connection connection = talk.connection();

        assertThat(connection.client().endpoint()).isEqualTo(LOW_PORT);
        assertThat(connection.server().endpoint()).isEqualTo(HIGH_PORT);
        assertThat(connection.exchanges().requests()).isEqualTo(1);
        assertThat(connection.exchanges().answered()).isEqualTo(1);
        assertThat(connection.isClosedByClient()).isFalse();
        assertThat(connection.trail().get(connection.trail().size() - 1).fromClient())
                .as("the trail turned round too")
                .isTrue();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void answerCorrectsWhoWasTakenForTheClient() {
        Script script = Script.atServer();
        Talk talk = script.talk(LOW_PORT, HIGH_PORT).alreadyOpen();
        talk.server.sends(Http.ok("hello"));
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(1));
        talk.server.fin();
        Connection connection = talk.connection();

        assertThat(connection.server().endpoint()).isEqualTo(HIGH_PORT);
        assertThat(connection.isClosedByClient()).isFalse();
    }

    @Test
    void synTellsTheRolesWhateverThePortsAre() {
        Script script = Script.atServer();
        Talk talk = script.talk(Endpoint.ofLiteral("10.0.0.7", 80), HIGH_PORT).handshake();

        assertThat(talk.connection().server().endpoint()).isEqualTo(HIGH_PORT);
    }

    @Test
    void synAckTellsTheRolesWhereTheSynWasMissed() {
        Script script = Script.atServer();
        Talk talk = script.talk(Endpoint.ofLiteral("10.0.0.7", 80), HIGH_PORT);
        talk.client.syn().unseen();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.ack();
        talk.exchange(Http.get("/"), Http.ok("hello")).closeByClient();
        Connection connection = talk.connection();

        assertThat(connection.server().endpoint()).isEqualTo(HIGH_PORT);
        assertThat(connection.areRolesCertain()).isTrue();
        assertThat(connection.isEstablished()).isTrue();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void whereOneDirectionWasNotCapturedNobodyIsAccused() {
        Script script = Script.atClient();
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.server.synAck().unseen();
        script.arrive();
        talk.client.ack();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.ok("hello")).unseen();
        script.arrive();
        talk.client.ack();
        script.pause(ofMillis(100));
        talk.client.fin();

        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void ipv6ConnectionIsFollowedLikeAnyOther() {
        Script script = Script.atClient();
        Endpoint server = Endpoint.ofLiteral("2001:db8::80", 80);
        Talk talk = script.talk(Endpoint.ofLiteral("2001:db8::7", 40_000), server)
                .handshake()
                .exchange(Http.get("/"), Http.ok("hello"))
                .closeByServer();
        Connection connection = talk.connection();

        assertThat(connection.server().endpoint()).isEqualTo(server);
        assertThat(connection.server().lastIpId()).isEqualTo(-1);
        assertThat(connection.trail().get(0).ipId()).isEqualTo(-1);
        assertThat(connection.server().hasChangingIpId()).isFalse();
        assertThat(talk.verdict().isFailure()).isFalse();
    }
}
