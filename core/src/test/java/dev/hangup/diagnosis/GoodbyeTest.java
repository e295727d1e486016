package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Last words of a client that ask for nothing, where only turns tell what is a request; and those that do ask. Inside TLS:
 * {@link TlsGoodbyeTest}; of databases: {@link DatabaseWordsTest}; of a WebSocket: {@link WebSocketTest}.
 */
class GoodbyeTest {
    private static final String QUESTION = "x".repeat(300);
    /** Longer than the words of the protocols that are known, and shorter than any request inside TLS. */
    private static final String FAREWELL = "\u0001".repeat(40);

    private final Script script = Script.atClient();
    private final Talk talk = script.talk();

    private void converses() {
        talk.handshake();
        talk.exchange("\u0001hello, who are you?", "\u0002a database");
        talk.exchange("\u0001select something", "\u0002something");
    }

    private void asks() {
        talk.client.sends(QUESTION);
        script.arrive();
        talk.server.ack();
    }

    private String cause() {
        return talk.verdict().cause();
    }

    @Test
    void quitThatIsAnsweredByTheFinAlone() {
        converses();
        talk.client.sends("QUIT\r\n");
        script.arrive();
        talk.closeByServer();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void quitThatCrossesTheFinHadNothingToLose() {
        converses();
        script.pause(ofSeconds(60));
        talk.server.fin();
        talk.client.sends("\u0001\u0000\u0000\u0000\u0001");
        script.arrive();
        talk.server.bareReset();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** A pooled database connection meets the server's idle timeout like any other. */
    @Test
    void questionThatCrossesTheFinIsLost() {
        converses();
        script.pause(ofSeconds(60));
        talk.server.fin();
        talk.client.sends(QUESTION);
        script.arrive();
        talk.server.bareReset();

        assertThat(cause()).isEqualTo("keepalive-race");
    }

    @Test
    void clientThatClosesAtOnceWaitsForNothing() {
        converses();
        talk.client.sends(QUESTION);
        talk.closeByClient();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void clientThatClosesAfterALongWaitDidWantAnAnswer() {
        converses();
        asks();
        script.pause(ofSeconds(30));
        talk.closeByClient();

        assertThat(cause()).isEqualTo("client-abort");
    }

    @Test
    void clientThatResetsAfterAWaitDidWantAnAnswer() {
        converses();
        asks();
        script.pause(ofSeconds(3));
        talk.client.reset();

        assertThat(cause()).isEqualTo("client-abort");
    }

    @Test
    void streamOfMeasurementsIsNeverAnsweredAndNeedsNoAnswer() {
        talk.handshake();
        for (int i = 0; i < 20; i++) {
            talk.client.sends("host.cpu.load " + i + " 1795000000\n");
            script.arrive();
            talk.server.ack();
            script.pause(ofSeconds(10));
        }
        talk.closeByClient();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    private void sendsLines(int count) {
        for (int i = 0; i < count; i++) {
            talk.client.sends("<13>host app: something happened, and this tells of it\n");
            script.arrive();
            talk.server.ack();
            script.pause(ofMillis(400));
        }
    }

    /** What it writes to a process that is no more reaches nobody. */
    @Test
    void logThatGoesOnBehindTheFinIsLost() {
        talk.handshake();
        sendsLines(6);
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        script.pause(ofMillis(100));
        talk.client.sends("<13>host app: something happened, and nobody hears of it\n");
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_AFTER_FIN);
        assertThat(cause()).isNotEqualTo("server-header-timeout");
    }

    @Test
    void farewellOfALogBehindTheFinIsNoLoss() {
        talk.handshake();
        sendsLines(6);
        talk.server.fin();
        script.arrive();
        script.pause(ofMillis(2));
        talk.client.sends("quit\r\n");
        talk.client.fin();
        script.arrive();
        talk.server.bareReset();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    private static final String HEARTBEAT = "\10\0\0\0\0\0\0\u00ce";

    /** Nobody answers it. */
    @Test
    void heartbeatThatTheServerResetsWasNoRequest() {
        talk.handshake().exchange("AMQP\0\0\11\1", "\1\0\0start").exchange("\1\0\0start-ok", "\1\0\0tune");
        script.pause(ofSeconds(2));
        talk.client.sends(HEARTBEAT);
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(450));
        talk.server.reset();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void serverMayEndTheConversationAtTheLastWords() {
        converses();
        asks();
        script.pause(ofMillis(30));
        talk.closeByServer();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void serverThatEndsAllConversationsAtThatMomentDidNotListen() {
        Talk[] others = new Talk[4];
        for (int i = 0; i < others.length; i++) {
            others[i] = script.talk().handshake().exchange("\u0001hello, who are you?", "\u0002a database");
            script.pause(ofSeconds(4));
        }
        converses();
        asks();
        script.pause(ofMillis(30));
        for (Talk other : others) {
            other.server.fin();
        }
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    @Test
    void serverThatResetsDidNotSayGoodbye() {
        converses();
        asks();
        script.pause(ofMillis(30));
        talk.server.reset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_ACKED_THEN_RESET);
    }

    /** A program that is told of the close says goodbye and closes too. */
    @Test
    void farewellInPromptAnswerToTheFinIsNoRequest() {
        converses();
        script.pause(ofSeconds(60));
        talk.server.fin();
        script.arrive();
        script.pause(ofMillis(2));
        talk.client.sends(FAREWELL);
        talk.client.fin();
        script.arrive();
        talk.server.bareReset();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** Seen from the server the answer to its FIN takes a round trip. */
    @Test
    void farewellInPromptAnswerToTheFinComesARoundTripLaterAtTheServer() {
        Script atServer = Script.atServer().roundTrip(ofMillis(120));
        Talk far = atServer.talk().handshake();
        far.exchange("\u0001hello, who are you?", "\u0002a database");
        far.exchange("\u0001select something", "\u0002something");
        atServer.pause(ofSeconds(60));
        far.server.fin();
        atServer.arrive();
        far.client.sends(FAREWELL);
        far.client.fin();
        atServer.arrive();
        far.server.bareReset();

        assertThat(far.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void wordsThatComeLongAfterTheFinAreALateRequest() {
        converses();
        script.pause(ofSeconds(60));
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(1));
        talk.client.sends(FAREWELL);
        talk.client.fin();
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_AFTER_FIN);
    }

    @Test
    void whoDoesNotCloseAfterTheWordsWaitsForAnAnswer() {
        converses();
        script.pause(ofSeconds(60));
        talk.server.fin();
        script.arrive();
        script.pause(ofMillis(2));
        talk.client.sends(FAREWELL);
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_AFTER_FIN);
    }

    @Test
    void bothMaySayGoodbyeAtOnce() {
        Script atServer = Script.atServer();
        Talk crossing = atServer.talk().handshake();
        crossing.exchange("\u0001hello, who are you?", "\u0002a database");
        crossing.exchange("\u0001select something", "\u0002something");
        atServer.pause(ofSeconds(60));
        crossing.server.fin();
        crossing.client.sends(FAREWELL);
        crossing.client.fin();
        atServer.arrive();
        crossing.server.bareReset();

        assertThat(crossing.connection().isClosedByClient()).isFalse();
        assertThat(crossing.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** It asked, and closed only when it learnt that nobody would answer any more. */
    @Test
    void clientThatClosesBecauseTheServerDidHadAskedForSomething() {
        converses();
        script.pause(ofSeconds(60));
        talk.server.fin();
        talk.client.sends(FAREWELL);
        script.arrive();
        talk.client.fin();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_CROSSED_FIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*1\r\n$4\r\nPING\r\n", "get counter\r\n"})
    void lineThatAsksIsNoGoodbyeHoweverShort(String words) {
        converses();
        script.pause(ofSeconds(60));
        talk.server.fin();
        talk.client.sends(words);
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_CROSSED_FIN);
    }

    @Test
    void serverMayNotEndTheConversationAtALineThatAsks() {
        converses();
        talk.client.sends("get counter\r\n");
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(30));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    /** A chat, a replica's reports: what crossed something of the server, and was heard, perhaps asked for nothing. */
    @Test
    void wordsThatCrossTheServersAndAreHeardMayNeedNoAnswer() {
        converses();
        script.pause(ofSeconds(5));
        talk.server.sends("\u0002news");
        talk.client.sends(QUESTION);
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(30));
        talk.closeByServer();

        assertThat(talk.connection().exchanges().outstanding()).isEqualTo(1);
        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void wordsThatCrossTheServersAndItsCloseAreLost() {
        converses();
        script.pause(ofSeconds(5));
        talk.server.sends("\u0002news");
        talk.server.fin();
        talk.client.sends(QUESTION);
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_CROSSED_FIN);
    }

    /** Nobody knows every protocol: who closes at once does not wait, whatever it said. */
    @Test
    void clientThatClosesAtOnceWaitsForNothingEvenIfItAsked() {
        converses();
        talk.client.sends("get counter\r\n");
        talk.closeByClient();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void serverThatWaitsBeforeItClosesOnTheLastWordsOwesAnAnswer() {
        converses();
        asks();
        script.pause(ofSeconds(2));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }
}
