package dev.hangup.connection;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpErrorTest {
    @ParameterizedTest
    @CsvSource({
        "false, 3, 0, true, false, false, network unreachable",
        "false, 3, 1, true, false, false, host unreachable",
        "false, 3, 3, true, false, false, port unreachable",
        "false, 3, 4, false, true, false, packet too big",
        "false, 3, 9, true, false, true, administratively prohibited",
        "false, 3, 13, true, false, true, administratively prohibited",
        "false, 11, 0, false, false, false, time to live exceeded",
        "false, 12, 0, false, false, false, error",
        "true, 1, 0, true, false, false, network unreachable",
        "true, 1, 1, true, false, true, administratively prohibited",
        "true, 1, 3, true, false, false, host unreachable",
        "true, 1, 4, true, false, false, port unreachable",
        "true, 2, 0, false, true, false, packet too big",
        "true, 3, 0, false, false, false, time to live exceeded",
        "true, 4, 1, false, false, false, error"
    })
    void typeAndCodeSayWhatIsWrong(
            boolean v6, int type, int code, boolean unreachable, boolean tooBig, boolean prohibited, String name) {
        IcmpError error = new IcmpError(0, 1, Endpoint.ofLiteral("10.0.0.254", 0), v6, type, code);

        assertThat(error.isUnreachable()).isEqualTo(unreachable);
        assertThat(error.isTooBig()).isEqualTo(tooBig);
        assertThat(error.isProhibited()).isEqualTo(prohibited);
        assertThat(error.text()).isEqualTo("ICMP " + type + "/" + code + " (" + name + ")");
    }

    @Test
    void firstErrorAboutAConnectionIsKept() {
        Script script = Script.atClient();
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.icmp("10.0.0.254", 3, 1);
        script.pause(ofMillis(5));
        talk.icmp("10.0.0.253", 3, 13);
        IcmpError error = talk.connection().icmpError();

        assertThat(error).isNotNull();
        assertThat(error.reporter().address()).isEqualTo("10.0.0.254");
        assertThat(error.code()).isEqualTo(1);
        assertThat(error.frame()).isEqualTo(2);
    }

    @Test
    void errorAboutAConnectionThatNobodyKnowsIsNoConnection() {
        Script script = Script.atClient();
        Talk unseen = script.talk();
        unseen.icmp("10.0.0.254", 3, 1);
        script.talk().handshake();

        assertThat(script.follow().connections()).hasSize(1);
    }

    /** A stray error about a running connection is a hint of the network, and no refusal. */
    @Test
    void softErrorDoesNotEndAConnection() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.icmp("10.0.0.254", 3, 1);
        talk.exchange(Http.get("/"), Http.ok("hello")).closeByClient();

        assertThat(talk.verdict().isFailure()).isFalse();
    }
}
