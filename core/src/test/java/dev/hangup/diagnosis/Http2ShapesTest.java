package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Http2;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Streams of HTTP/2 in clear (RFC 9113) that were open when somebody closed. */
class Http2ShapesTest {
    private static final int REFUSED_STREAM = 7;
    private static final int ENHANCE_YOUR_CALM = 11;

    private final Script script = Script.atClient();
    private final Talk talk = script.talk();

    private void isOpen() {
        talk.handshake();
        talk.exchange(Http2.preface(), Http2.settings());
    }

    private void asksAndWaits(Duration wait) {
        isOpen();
        talk.client.sends(Http2.request(1));
        script.arrive();
        talk.server.ack();
        script.pause(wait);
    }

    /** The server need not wait for the client's preface with its SETTINGS (RFC 9113 section 3.4). */
    @Test
    void serverWhoseSettingsCameFirstOwesAnAnswerAllTheSame() {
        talk.handshake();
        talk.server.sends(Http2.settings());
        script.arrive();
        talk.client.ack();
        talk.exchange(Http2.frames(Http2.preface(), Http2.request(1)), Http2.settings());
        script.pause(ofMillis(1200));
        talk.closeByClient();

        assertThat(talk.connection().exchanges().areBoundariesKnown()).isTrue();
        assertThat(talk.verdict().cause()).isEqualTo("client-abort");
    }

    @Test
    void streamThatTheClientGivesUpAfterTheFinOfTheServerWasLost() {
        asksAndWaits(ofSeconds(1));
        talk.server.fin();
        script.arrive();
        talk.client.sends(Http2.resetStream(1, REFUSED_STREAM));
        talk.client.fin();
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    @Test
    void streamThatTheClientGaveUpBeforeItHeardTheFinIsNotMissed() {
        asksAndWaits(ofSeconds(1));
        talk.server.fin();
        talk.client.sends(Http2.resetStream(1, REFUSED_STREAM));
        script.arrive();
        talk.client.fin();
        talk.server.bareReset();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** A client of gRPC that slept finds its connection closed, and asks on another one (transparent retry). */
    @Test
    void streamThatTheClientTakesBackAtOnceFromAClosedConnectionIsNotLost() {
        isOpen();
        talk.server.sends(Http2.goAway(0, 0));
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        script.pause(ofMillis(500));
        talk.client.sends(Http2.request(1));
        talk.client.sends(Http2.resetStream(1, REFUSED_STREAM));
        talk.client.fin();
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    private void saysGoAway(byte[] goAwayAndMore) {
        asksAndWaits(ofSeconds(3));
        talk.server.sends(goAwayAndMore);
        talk.closeByServer();
    }

    /** gRPC tells its client so when it pings too often; the trailers say that the call failed. */
    @Test
    void streamThatEndsBehindAGoAwayWithAnErrorIsLost() {
        saysGoAway(Http2.frames(Http2.goAway(1, ENHANCE_YOUR_CALM), Http2.headers(1, true), Http2.resetStream(1, 0)));
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.STREAMS_LOST);
        assertThat(verdict.cause()).isEqualTo("http2-goaway");
        assertThat(verdict.culprit()).isEqualTo(Party.CLIENT);
        assertThat(verdict.remedies().get(0)).contains("PING");
    }

    @Test
    void streamThatEndsBehindAPoliteGoAwayIsAnswered() {
        saysGoAway(Http2.frames(Http2.goAway(1, 0), Http2.headers(1, true)));

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void goAwayWithAnErrorHurtsNobodyWhereNothingIsOpen() {
        asksAndWaits(ofMillis(5));
        talk.server.sends(Http2.answer(1));
        script.pause(ofSeconds(3));
        talk.server.sends(Http2.goAway(1, ENHANCE_YOUR_CALM));
        talk.closeByServer();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    private void closesAndRefuses(byte[] whatComesLate) {
        talk.client.fin();
        script.arrive();
        talk.server.sends(whatComesLate);
        script.arrive();
        talk.client.bareReset();
    }

    @Test
    void answerThatMeetsAClosedDoorIsNone() {
        asksAndWaits(ofMillis(1400));
        closesAndRefuses(Http2.frames(Http2.headers(1, true), Http2.resetStream(1, 8)));

        assertThat(talk.verdict().cause()).isEqualTo("client-abort");
    }

    @Test
    void answerThatOnlyBeginsAtAClosedDoorWasNotArriving() {
        asksAndWaits(ofMillis(600));
        closesAndRefuses(Http2.headers(1, false));

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
    }

    private void hasAPart() {
        asksAndWaits(ofMillis(300));
        talk.server.sends(Http2.frames(Http2.headers(1, false), Http2.data(1, 100, false)));
        script.arrive();
        talk.client.ack();
    }

    @Test
    void answerThatEndsAtAClosedDoorIsCut() {
        hasAPart();
        closesAndRefuses(Http2.headers(1, true));

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_MID_ANSWER);
    }

    @Test
    void answerOfWhichOnlyTheMarkOfItsEndMeetsAClosedDoorMayBeWhole() {
        hasAPart();
        closesAndRefuses(Http2.data(1, 0, true));

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void clientThatOnlyEndsItsOwnStreamTakesTheRest() {
        hasAPart();
        talk.client.fin();
        script.arrive();
        talk.server.sends(Http2.headers(1, true));
        script.arrive();
        talk.client.ack();
        talk.server.sends(Http2.goAway(1, 0));
        script.arrive();
        talk.client.bareReset();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    private void isRefused(Talk refused) {
        refused.handshake();
        refused.client.sends(Http2.preface());
        script.arrive();
        refused.server.ack();
        refused.closeByServer();
    }

    /** A client of gRPC asks for nothing before it has the server's SETTINGS. */
    @Test
    void prefaceThatGetsNoSettingsIsRefused() {
        isRefused(talk);

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    @Test
    void prefaceIsRefusedByAPortThatSpeaksTlsWithOthers() {
        Talk other = script.talk().handshake();
        other.exchange(Tls.clientHello(), Tls.serverFlight13());
        other.client.sends(Tls.clientFinished13());
        other.exchange(Tls.application(300), Tls.application(900));
        other.closeByClient();
        isRefused(talk);

        assertThat(script.followFailures().verdict(talk).cause()).isEqualTo("tls-mismatch");
    }

    @Test
    void clientThatLeavesBeforeTheSettingsComeWasNotRefused() {
        talk.handshake();
        talk.client.sends(Http2.preface());
        script.arrive();
        talk.closeByClient();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }
}
