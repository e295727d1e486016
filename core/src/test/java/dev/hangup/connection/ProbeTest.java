package dev.hangup.connection;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** TCP keep-alive probes (RFC 9293 section 3.8.4) and zero windows (section 3.8.6.1). */
class ProbeTest {
    private final Script script = Script.atClient();
    private final Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));

    @Test
    void answeredProbesAreForgotten() {
        for (int i = 0; i < 4; i++) {
            script.pause(ofSeconds(20));
            talk.client.probes();
            script.arrive();
            talk.server.ack();
            script.arrive();
        }
        Connection connection = talk.connection();

        assertThat(connection.client().probesInVain()).isZero();
        assertThat(connection.client().retransmissions()).isZero();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void unansweredProbesAreCountedFromTheFirst() {
        script.pause(ofSeconds(20));
        talk.client.probes().lost();
        for (int i = 0; i < 3; i++) {
            script.pause(ofSeconds(5));
            talk.client.probes().lost();
        }
        Connection connection = talk.connection();

        assertThat(connection.client().probesInVain()).isEqualTo(4);
        assertThat(connection.lastNanos() - connection.client().firstProbeNanos())
                .isEqualTo(ofSeconds(15).toNanos());
        assertThat(connection.client().retransmissions()).isZero();
        assertThat(Arrays.stream(connection.trail().entries()))
                .filteredOn(entry -> entry.isMarked(Trail.KEEP_ALIVE_PROBE))
                .hasSize(4);
    }

    /** Old stacks send one byte of garbage that was acknowledged before (RFC 1122 section 4.2.3.6). */
    @Test
    void probeMayCarryOneOldByte() {
        script.arrive();
        script.pause(ofSeconds(20));
        talk.client.sends("x").sequence(talk.client.next() - 2).lost();
        Connection connection = talk.connection();

        assertThat(connection.client().probesInVain()).isEqualTo(1);
        assertThat(connection.client().retransmissions()).isZero();
        assertThat(connection.exchanges().requests()).isEqualTo(1);
    }

    @Test
    void probeOfTheServerCountsForTheServer() {
        script.pause(ofSeconds(20));
        talk.server.probes();
        script.pause(ofSeconds(1));
        talk.server.probes();
        Connection connection = talk.connection();

        assertThat(connection.server().probesInVain()).isEqualTo(2);
        assertThat(connection.client().probesInVain()).isZero();
    }

    @Test
    void anyLifeSignAnswersAProbe() {
        script.pause(ofSeconds(20));
        talk.client.probes();
        talk.server.sendsBytes(10);
        script.pause(ofSeconds(1));

        assertThat(talk.connection().client().probesInVain()).isZero();
    }

    @Test
    void copiesOfAProbeAreOneProbe() {
        script.onInterfaces(2);
        script.pause(ofSeconds(20));
        talk.client.probes().lost();
        script.pause(ofSeconds(5));
        talk.client.probes().lost();

        assertThat(talk.connection().client().probesInVain()).isEqualTo(2);
    }

    /** IPv6 has no identification by which copies could be told. */
    @Test
    void copiesOfAProbeAreOneProbeInIpv6Too() {
        Script six = Script.atClient().onInterfaces(2);
        Talk talk6 = six.talk(Endpoint.ofLiteral("2001:db8::7", 40_000), Endpoint.ofLiteral("2001:db8::80", 80));
        talk6.handshake().exchange(Http.get("/"), Http.ok("hello"));
        six.pause(ofSeconds(20));
        talk6.client.probes().lost();
        six.pause(ofSeconds(5));
        talk6.client.probes().lost();

        assertThat(talk6.connection().client().probesInVain()).isEqualTo(2);
    }

    @Test
    void zeroWindowIsCountedWhenItBegins() {
        talk.client.sends(Http.get("/large"));
        script.arrive();
        talk.server.sends(Http.ok(4000, "", ""));
        talk.server.sendsBytes(2000);
        script.arrive();
        talk.client.ack().window(0);
        script.pause(ofMillis(200));
        talk.client.ack().window(0);
        script.pause(ofMillis(200));
        talk.client.ack();
        script.arrive();
        talk.server.sendsBytes(2000);
        script.arrive();
        talk.client.ack().window(0);
        Connection connection = talk.connection();

        assertThat(connection.client().zeroWindows()).isEqualTo(2);
        assertThat(connection.exchanges().outstanding()).isZero();
    }

    @Test
    void probesOfAClosedWindowAreNoKeepAliveProbes() {
        talk.closedWindow(6);
        Connection connection = talk.connection();

        assertThat(connection.server().probesInVain()).isZero();
        assertThat(connection.server().retransmissions()).isZero();
        assertThat(Arrays.stream(connection.trail().entries()))
                .noneMatch(entry -> entry.isMarked(Trail.KEEP_ALIVE_PROBE));
    }

    @Test
    void windowOfASynAckOrAResetIsNoZeroWindow() {
        talk.server.bareReset();

        assertThat(talk.connection().server().zeroWindows()).isZero();
    }
}
