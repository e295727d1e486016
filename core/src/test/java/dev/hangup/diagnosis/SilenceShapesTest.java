package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Sent;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a path swallows at the end of a TLS connection: a goodbye hurts nobody, a request does. */
class SilenceShapesTest {
    private final Script script = Script.atClient();
    private final Talk talk = script.talk();

    private void says(byte[] lastWords) {
        script.pause(ofSeconds(30));
        talk.client.sends(lastWords).lost();
        PathStories.repeatsInVain(script, talk, 6);
    }

    private void converses13(byte[] clientHello) {
        talk.handshake().exchange(clientHello, Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.exchange(Tls.application(300), Tls.flight(Tls.tickets13(), Tls.application(900)));
    }

    /** 19 bytes in TLS 1.3 (RFC 8446 sections 5.2 and 6), 35 where JSSE pads. */
    @ParameterizedTest
    @ValueSource(ints = {19, 35})
    void closeNotifyThatNobodyTakesHurtsNobody(int length) {
        converses13(Tls.clientHelloHttp1());
        says(Tls.application(length));

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 39})
    void smallRecordThatIsNoCloseNotifyIsSomethingThatSomebodyWanted(int length) {
        converses13(Tls.clientHelloHttp1());
        says(Tls.application(length));

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.SILENCE);
    }

    /** GOAWAY has 17 bytes at least (RFC 9113 section 6.8). */
    @Test
    void whereHttp2IsSpokenItMayBeAGoAway() {
        converses13(Tls.clientHello());
        says(Tls.application(34));

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void goAwayIsShort() {
        converses13(Tls.clientHello());
        talk.server.sends(Tls.application(300)).lost();
        script.pause(ofSeconds(1));
        talk.server.repeats().lost();
        script.pause(ofSeconds(2));
        talk.server.repeats().lost();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.SILENCE);
    }

    /** An alert of TLS 1.2 has 26 bytes with AES-GCM, and more with other ciphers. */
    @Test
    void alertOfTls12ThatNobodyTakesHurtsNobody() {
        talk.handshake().exchange(Tls.clientHello12(), Tls.serverFlight12());
        talk.exchange(Tls.clientKeyExchange12(), Tls.serverFinished12());
        talk.exchange(Tls.application(300), Tls.application(900));
        says(Tls.closeNotify12());

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void requestThatNobodyTakesIsLostHoweverShort() {
        converses13(Tls.clientHello());
        says(Tls.application(52));

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.SILENCE);
    }

    /** Two timeouts in vain take 0.6 s at 200 ms: the third is due when the capture, which goes on for others, shows none. */
    @ParameterizedTest
    @CsvSource({"100, healthy", "1500, network-loss"})
    void silenceLastsForAsLongAsTheCaptureGoesOn(int moreMillis, String cause) {
        talk.handshake().exchange(Http.get("/"), Http.ok("hello"));
        Sent request = talk.client.sends(Http.get("/")).lost();
        script.pause(ofMillis(200));
        talk.client.repeats(request).lost();
        script.pause(ofMillis(400));
        talk.client.repeats(request).lost();
        script.pause(ofMillis(moreMillis));
        script.talk().client.syn();

        assertThat(talk.verdict().cause()).isEqualTo(cause);
    }

    /** As a path with a queue that overflows: what is lost in it is repaired at the pace of what comes out of it. */
    @Test
    void captureThatEndsWhileThePeerStillAcknowledgesWhatFollowsShowsNoSilence() {
        Sent first = uploadsWithAHole();
        for (int i = 0; i < 12; i++) {
            talk.client.sendsBytes(1448);
            talk.client.repeats(first).lost();
            script.arrive();
            talk.server.ack();
            script.pause(ofMillis(30));
        }

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void repairThatHasFailedForManySecondsIsALoss() {
        Sent first = uploadsWithAHole();
        for (int i = 0; i < 12; i++) {
            talk.client.repeats(first).lost();
            script.pause(ofSeconds(1));
            talk.server.ack();
        }

        assertThat(talk.verdict().cause()).isNotEqualTo(Verdict.HEALTHY);
    }

    private Sent uploadsWithAHole() {
        talk.handshake();
        talk.client.sends(Http.post("/upload", 100_000, ""));
        talk.client.sendsBytes(1448);
        script.arrive();
        talk.server.ack();
        script.arrive();
        return talk.client.sendsBytes(1448).lost();
    }

    /** The third timeout, of 0.8 s at 200 ms, is not over when the capture ends; a peer that spoke meanwhile lives. */
    @ParameterizedTest
    @CsvSource({"700, false", "1000, true"})
    void largeSegmentsAreLostOnceTheNextTimeoutHasPassed(int moreMillis, boolean isLost) {
        talk.handshake().exchange(Http.get("/"), Http.ok("hello"));
        Sent request = talk.client.sends(Http.get("/large"));
        script.arrive();
        talk.server.ack().lost();
        Sent answer = talk.server.sends(Http.ok(5000, "", "x".repeat(1300))).lost();
        script.pause(ofMillis(200));
        talk.client.repeats(request);
        talk.server.repeats(answer).lost();
        script.pause(ofMillis(400));
        talk.server.repeats(answer).lost();
        script.pause(ofMillis(moreMillis));
        script.talk().client.syn();

        assertThat(talk.verdict().mechanism() != null).isEqualTo(isLost);
    }
}
