package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients and servers of databases said last: a question, a goodbye, why a session ends. */
class DatabaseWordsTest {
    private static final String STARTUP = "\0\0\0\11\0\3\0\0\0";
    private static final String READY = "R\0\0\0\10\0\0\0\0Z\0\0\0\5I";
    private static final String SELECT_1 = "Q\0\0\0\15select 1\0";
    private static final String TERMINATED = "E\0\0\0\44SFATAL\0VFATAL\0C57P01\0Mby admin\0\0";
    private static final String TOO_IDLE = "E\0\0\0\44SFATAL\0VFATAL\0C57P05\0Mtoo idle\0\0";
    private static final String REFUSED = "E\0\0\0\44SFATAL\0VFATAL\0C28P01\0Mpassword\0\0";
    private static final String ROW_DESCRIPTION = "T\0\0\0\10\0\0\0\0";
    private static final String BLPOP = "*3\r\n$5\r\nBLPOP\r\n$4\r\njobs\r\n$1\r\n0\r\n";

    private final Script script = Script.atClient();
    private final Talk talk = script.talk();

    private String cause() {
        return talk.verdict().cause();
    }

    private void asksAfterTheClose() {
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(1));
        talk.client.sends(SELECT_1);
        talk.client.fin();
        script.arrive();
        talk.server.bareReset();
    }

    /** As short as a farewell. */
    @Test
    void shortQueryThatMeetsAClosedSessionIsLost() {
        talk.handshake().exchange(STARTUP, READY).exchange(SELECT_1, "C\0\0\0\15SELECT 1\0Z\0\0\0\5I");
        script.pause(ofSeconds(60));
        talk.server.fin();
        asksAfterTheClose();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_AFTER_FIN);
    }

    @Test
    void serverThatClosesOnAShortQueryOwesAnAnswer() {
        talk.handshake().exchange(STARTUP, READY);
        talk.client.sends(SELECT_1);
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(300));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    @Test
    void terminateNeedsNoAnswer() {
        talk.handshake().exchange(STARTUP, READY);
        talk.client.sends("X\0\0\0\4");
        script.arrive();
        talk.closeByServer();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** What the server said when it had not heard the question is no answer (RFC 9293 section 3.4). */
    @Test
    void questionThatCrossesTheServersLastWordsIsLost() {
        talk.handshake().exchange(STARTUP, READY).exchange(SELECT_1, "C\0\0\0\15SELECT 1\0Z\0\0\0\5I");
        script.pause(ofSeconds(60));
        talk.server.sends(TERMINATED);
        talk.server.fin();
        talk.client.sends(SELECT_1);
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_CROSSED_FIN);
        assertThat(cause()).isEqualTo("server-restart");
    }

    /** No protocol but HTTP has a number of requests after which a server closes; its last words do not end the idle time. */
    @ParameterizedTest
    @ValueSource(strings = {TOO_IDLE, "421 timeout exceeded\r\n", "* BYE autologout\r\n", "-ERR too slow\r\n"})
    void serverThatSaysWhyItClosesHadBeenIdleUntilThen(String lastWords) {
        talk.handshake().exchange(STARTUP, READY).exchange(SELECT_1, "C\0\0\0\15SELECT 1\0Z\0\0\0\5I");
        script.pause(ofSeconds(60));
        talk.server.sends(lastWords);
        talk.server.fin();
        asksAfterTheClose();

        assertThat(cause()).isEqualTo("keepalive-race");
        assertThat(talk.connection().quietAtCloseNanos())
                .isGreaterThan(ofSeconds(60).toNanos());
    }

    @Test
    void errorInAnswerToAQuestionIsItsAnswer() {
        talk.handshake().exchange(STARTUP, READY).exchange(SELECT_1, REFUSED).closeByServer();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** No ReadyForQuery ends that answer: somebody ended the session. */
    @Test
    void questionWhoseSessionIsEndedFromOutsideIsLost() {
        talk.handshake().exchange(STARTUP, READY).exchange(SELECT_1, ROW_DESCRIPTION + TERMINATED);
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
        assertThat(cause()).isEqualTo("graceful-drain");
    }

    private void waitsFor(String command) {
        talk.handshake().exchange("*1\r\n$4\r\nPING\r\n", "+PONG\r\n").exchange("*1\r\n$4\r\nPING\r\n", "+PONG\r\n");
        talk.client.sends(command);
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(30));
    }

    @Test
    void whoWaitsForWhatMayNeverComeMayLeave() {
        waitsFor(BLPOP);
        talk.closeByClient();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void whoWaitsForAnythingElseGivesUp() {
        waitsFor("*2\r\n$3\r\nGET\r\n$4\r\njobs\r\n");
        talk.closeByClient();

        assertThat(cause()).isEqualTo("client-abort");
    }

    @Test
    void serverMayNotLeaveWhomItLetsWait() {
        waitsFor(BLPOP);
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
    }

    private void asksPostgresql() {
        talk.handshake().exchange(STARTUP, READY);
        talk.client.sends(SELECT_1);
        script.arrive();
        talk.server.ack();
    }

    /** Of ten seconds nobody knows what they mean in a protocol that nobody knows; a query is a query. */
    @Test
    void clientThatLeavesAQueryBehindHasGivenUp() {
        asksPostgresql();
        script.pause(ofMillis(1500));
        talk.closeByClient();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
        assertThat(cause()).isEqualTo("client-abort");
    }

    @Test
    void answerThatComesWhenTheClientHasGivenUpIsTooLate() {
        asksPostgresql();
        script.pause(ofMillis(1500));
        talk.client.fin();
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(4));
        talk.server.sends("C\0\0\0\15SELECT 1\0Z\0\0\0\5I");
        script.arrive();
        talk.client.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
    }

    /** It does not answer the query. */
    @Test
    void terminateBehindAnOpenQueryIsNoFarewell() {
        asksPostgresql();
        script.pause(ofSeconds(2));
        talk.client.sends("X\0\0\0\4");
        talk.closeByClient();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
    }

    @Test
    void clientThatClosesAtOnceWaitsForNothingEvenOfADatabase() {
        asksPostgresql();
        talk.client.sends("X\0\0\0\4");
        talk.closeByClient();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** CLIENT REPLY OFF: nothing that comes behind it is answered. */
    @Test
    void whoWantsNoAnswersDoesNotWaitForThem() {
        waitsFor("*3\r\n$6\r\nCLIENT\r\n$5\r\nREPLY\r\n$3\r\nOFF\r\n");
        talk.client.sends("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n");
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(1));
        talk.closeByClient();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }
}
