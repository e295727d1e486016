package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import org.junit.jupiter.api.Test;

/** Last words of a client that ask for nothing, where only turns tell what is a request; and those that do ask. */
class GoodbyeTest {
    private static final String QUESTION = "x".repeat(300);

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

    @Test
    void insideTlsAServerThatClosesWithoutAnAnswerOwesOne() {
        talk.handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.exchange(Tls.application(300), Tls.flight(Tls.tickets13(), Tls.application(900)));
        talk.client.sends(Tls.application(310));
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(300));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }
}
