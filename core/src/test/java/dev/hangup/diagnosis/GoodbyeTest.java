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
 * {@link TlsGoodbyeTest}.
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

    private static final String STARTUP = "\0\0\0\11\0\3\0\0\0";
    private static final String READY = "R\0\0\0\10\0\0\0\0Z\0\0\0\5I";
    private static final String SELECT_1 = "Q\0\0\0\15select 1\0";

    /** As short as a farewell. */
    @Test
    void shortQueryThatMeetsAClosedSessionIsLost() {
        talk.handshake().exchange(STARTUP, READY).exchange(SELECT_1, "C\0\0\0\15SELECT 1\0Z\0\0\0\5I");
        script.pause(ofSeconds(60));
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(1));
        talk.client.sends(SELECT_1);
        talk.client.fin();
        script.arrive();
        talk.server.bareReset();

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

    private static final String TERMINATED = "E\0\0\0\44SFATAL\0VFATAL\0C57P01\0Mby admin\0\0";

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

    private static final String TOO_IDLE = "E\0\0\0\44SFATAL\0VFATAL\0C57P05\0Mtoo idle\0\0";

    /** No protocol but HTTP has a number of requests after which a server closes; its last words do not end the idle time. */
    @ParameterizedTest
    @ValueSource(strings = {TOO_IDLE, "421 timeout exceeded\r\n", "* BYE autologout\r\n", "-ERR too slow\r\n"})
    void serverThatSaysWhyItClosesHadBeenIdleUntilThen(String lastWords) {
        talk.handshake().exchange(STARTUP, READY).exchange(SELECT_1, "C\0\0\0\15SELECT 1\0Z\0\0\0\5I");
        script.pause(ofSeconds(60));
        talk.server.sends(lastWords);
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(1));
        talk.client.sends(SELECT_1);
        talk.client.fin();
        script.arrive();
        talk.server.bareReset();

        assertThat(cause()).isEqualTo("keepalive-race");
        assertThat(talk.connection().quietAtCloseNanos())
                .isGreaterThan(ofSeconds(60).toNanos());
    }

    private static final String REFUSED = "E\0\0\0\44SFATAL\0VFATAL\0C28P01\0Mpassword\0\0";

    @Test
    void errorInAnswerToAQuestionIsItsAnswer() {
        talk.handshake().exchange(STARTUP, READY).exchange(SELECT_1, REFUSED).closeByServer();

        assertThat(cause()).isEqualTo(Verdict.HEALTHY);
    }

    private static final String ROW_DESCRIPTION = "T\0\0\0\10\0\0\0\0";

    /** No ReadyForQuery ends that answer: somebody ended the session. */
    @Test
    void questionWhoseSessionIsEndedFromOutsideIsLost() {
        talk.handshake().exchange(STARTUP, READY).exchange(SELECT_1, ROW_DESCRIPTION + TERMINATED);
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
        assertThat(cause()).isEqualTo("graceful-drain");
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

    private void waitsFor(String command) {
        talk.handshake().exchange("*1\r\n$4\r\nPING\r\n", "+PONG\r\n").exchange("*1\r\n$4\r\nPING\r\n", "+PONG\r\n");
        talk.client.sends(command);
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(30));
    }

    private static final String BLPOP = "*3\r\n$5\r\nBLPOP\r\n$4\r\njobs\r\n$1\r\n0\r\n";

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

    /** RFC 6455 section 5.2: FIN and opcode, MASK and length, key, payload. */
    private static byte[] webSocketFrame(int opcode) {
        return new byte[] {(byte) (0x80 | opcode), (byte) 0x82, 1, 2, 3, 4, 'h' ^ 1, 'i' ^ 2};
    }

    private Talk webSocket(int opcode) {
        Talk talk = script.talk().handshake();
        talk.exchange(
                "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        script.pause(ofSeconds(3));
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(1));
        talk.client.sends(webSocketFrame(opcode));
        script.arrive();
        talk.server.bareReset();
        return talk;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void messageOfAWebSocketThatMeetsAClosedServerIsLost(int opcode) {
        assertThat(webSocket(opcode).verdict().mechanism()).isEqualTo(Mechanism.REQUEST_AFTER_FIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10})
    void closeAndHeartbeatOfAWebSocketAreNoMessages(int opcode) {
        assertThat(webSocket(opcode).verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }
}
