package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Last words inside TLS, of which only sizes, turns and the close_notify show whether they ask for anything. */
class TlsGoodbyeTest {
    private final Script script = Script.atClient();
    private final Talk talk = script.talk();

    private void converses(byte[] clientHello) {
        talk.handshake().exchange(clientHello, Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.exchange(Tls.application(300), Tls.flight(Tls.tickets13(), Tls.application(900)));
    }

    private String cause() {
        return talk.verdict().cause();
    }

    @Test
    void serverThatClosesWithoutAnAnswerOwesOne() {
        converses(Tls.clientHello());
        talk.client.sends(Tls.application(310));
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(300));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    /** A request that crosses the server's close, before which it says {@code lastWords}. */
    private Verdict crossesClose(byte[] clientHello, byte[] lastWords) {
        converses(clientHello);
        script.pause(ofSeconds(5));
        talk.server.sends(lastWords);
        talk.server.fin();
        talk.client.sends(Tls.application(300));
        script.arrive();
        talk.server.bareReset();
        return talk.verdict();
    }

    /** Seventeen bytes of GOAWAY, one of content type and sixteen of tag (RFC 9113 section 6.8, RFC 8446 section 5.2). */
    @Test
    void raceThatAGoawayMayHaveAnnouncedIsNotSure() {
        Verdict verdict = crossesClose(Tls.clientHello(), Tls.flight(Tls.application(34), Tls.closeNotify13()));

        assertThat(verdict.cause()).isEqualTo("keepalive-race");
        assertThat(verdict.confidence()).isLessThanOrEqualTo(0.7);
        assertThat(verdict.candidates()).extracting(Candidate::cause).contains("http2-goaway");
    }

    @Test
    void closeNotifyIsNoGoaway() {
        assertThat(crossesClose(Tls.clientHello(), Tls.closeNotify13()).candidates())
                .extracting(Candidate::cause)
                .doesNotContain("http2-goaway");
    }

    @Test
    void whereHttp2WasNotOfferedThereIsNoGoaway() {
        assertThat(crossesClose(Tls.clientHelloHttp1(), Tls.flight(Tls.application(34), Tls.closeNotify13()))
                        .candidates())
                .extracting(Candidate::cause)
                .doesNotContain("http2-goaway");
    }

    @Test
    void fewBytesThatTheFinCoversAreAGoodbye() {
        converses(Tls.clientHelloHttp1());
        script.pause(ofSeconds(5));
        talk.client.sends(Tls.application(50));
        script.arrive();
        talk.closeByServer();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    private void sendsTail(byte[] clientHello, Duration afterTheAnswer, int length, Duration untilTheFin) {
        converses(clientHello);
        script.pause(afterTheAnswer);
        talk.client.sends(Tls.application(length));
        script.arrive();
        talk.server.ack();
        script.pause(untilTheFin);
        talk.closeByServer();
    }

    /** SETTINGS acknowledged, a window opened, a PING: RFC 9113 has the server answer none of it by a stream. */
    @Test
    void tailOfAnHttp2ExchangeIsNoRequest() {
        sendsTail(Tls.clientHello(), ofMillis(1), 60, ofSeconds(30));

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** Seen from the server the client gets the answer half a round trip later, and what it says takes another half. */
    @Test
    void tailComesARoundTripLaterAtTheServer() {
        Script atServer = Script.atServer().roundTrip(ofMillis(120));
        Talk far = atServer.talk().handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        far.client.sends(Tls.clientFinished13());
        far.exchange(Tls.application(300), Tls.flight(Tls.tickets13(), Tls.application(900)));
        far.client.sends(Tls.application(60));
        atServer.pause(ofSeconds(30));
        far.closeByServer();

        assertThat(far.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void firstWordsAreNoTail() {
        talk.handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.client.sends(Tls.application(60));
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(30));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    @Test
    void tailIsShort() {
        sendsTail(Tls.clientHello(), ofMillis(1), 62, ofSeconds(30));

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    @Test
    void tailComesAsSoonAsTheAnswer() {
        sendsTail(Tls.clientHello(), ofMillis(200), 60, ofSeconds(30));

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    @Test
    void nothingComesOfATail() {
        sendsTail(Tls.clientHello(), ofMillis(1), 60, ofMillis(300));

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    @Test
    void whereHttp2WasNotOfferedThereIsNoTail() {
        sendsTail(Tls.clientHelloHttp1(), ofMillis(1), 60, ofSeconds(30));

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    /** Inside TLS nobody reads along: that the client never waits for an answer is all there is to see. */
    private void talksToItself(int times, Duration pause, Duration silence) {
        converses(Tls.clientHelloHttp1());
        for (int i = 0; i < times; i++) {
            script.pause(pause);
            talk.client.sends(Tls.application(200));
        }
        script.pause(silence);
        talk.closeByClient();
    }

    @Test
    void whoGoesOnAfterThreePausesExpectsNoAnswer() {
        talksToItself(4, ofMillis(100), ofSeconds(1));

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void whoGoesOnForASecondExpectsNoAnswer() {
        talksToItself(3, ofMillis(600), ofSeconds(1));

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void pauseBeforeTheFirstWordsIsNone() {
        talksToItself(3, ofMillis(100), ofSeconds(1));

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
    }

    @Test
    void pausesInARequestThatWasAnsweredDoNotMakeTheNextOneAMonologue() {
        converses(Tls.clientHelloHttp1());
        for (int i = 0; i < 5; i++) {
            script.pause(ofMillis(100));
            talk.client.sends(Tls.application(200));
        }
        script.arrive();
        talk.server.sends(Tls.application(900));
        script.arrive();
        talk.client.sends(Tls.application(200));
        script.pause(ofSeconds(1));
        talk.closeByClient();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
    }

    @Test
    void segmentsOfOneFlightAreNoMonologue() {
        talksToItself(20, ofMillis(10), ofSeconds(1));

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
    }

    @Test
    void longSilenceAfterAMonologueIsAWait() {
        talksToItself(4, ofMillis(100), ofSeconds(20));

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
    }

    /** As long as the pauses before it were. */
    @Test
    void silenceOfAMonologueWithLongPausesMayBeLong() {
        talksToItself(4, ofSeconds(10), ofSeconds(20));

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** RFC 8446 section 6.1: after its close_notify a side sends nothing more. */
    @Test
    void closeNotifyIsTheHangUpOfTheClientWhoeverSendsTheFirstFin() {
        converses(Tls.clientHelloHttp1());
        script.pause(ofSeconds(5));
        talk.client.sends(Tls.application(300));
        talk.client.sends(Tls.closeNotify13());
        script.arrive();
        talk.closeByServer();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void closeNotifyAfterALongWaitGivesUpWaiting() {
        converses(Tls.clientHelloHttp1());
        script.pause(ofSeconds(5));
        talk.client.sends(Tls.application(300));
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(30));
        talk.client.sends(Tls.closeNotify13());
        script.arrive();
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
        assertThat(talk.verdict().culprit()).isEqualTo(Party.CLIENT);
    }

    @Test
    void serverThatSaidCloseNotifyFirstHungUpWhoeverSendsTheFirstFin() {
        converses(Tls.clientHelloHttp1());
        script.pause(ofSeconds(5));
        talk.client.sends(Tls.application(300));
        script.arrive();
        talk.server.sends(Tls.closeNotify13());
        script.arrive();
        talk.client.sends(Tls.closeNotify13());
        talk.closeByClient();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }
}
