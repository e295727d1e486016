package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.connection.Vantage;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that failed before, or in, their TCP handshake. */
class ConnectCausesTest {
    private final Script script = Script.atClient();

    @Test
    void resetOfTheSynIsARefusal() {
        Verdict verdict = ConnectStories.nobodyListens().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.CONNECT_REFUSED);
        assertThat(verdict.cause()).isEqualTo("connection-refused");
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
        assertThat(verdict.closedBy()).as("nothing was open yet").isEqualTo(Party.NONE);
    }

    @Test
    void refusalWithAForeignTtlComesFromAFirewall() {
        script.talk().handshake();
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.server.refuses().ttl(63);
        Verdict verdict = talk.verdict();

        assertThat(verdict.cause()).isEqualTo("connection-refused");
        assertThat(verdict.culprit()).isEqualTo(Party.MIDDLEBOX);
        assertThat(verdict.remedies()).allMatch(remedy -> remedy.contains("firewall"));
    }

    /** A router that has no way for the SYN rejects nothing that could be allowed. */
    @Test
    void routerWithoutAWayIsNoFirewall() {
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.icmp("10.0.0.254", 3, 1);

        assertThat(talk.verdict().remedies().get(0))
                .contains("10.0.0.254 has no way")
                .doesNotContain("firewall");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.254, 3, 13, MIDDLEBOX",
        "10.0.0.80, 3, 10, MIDDLEBOX",
        "10.0.0.254, 3, 3, MIDDLEBOX",
        "10.0.0.254, 3, 0, NETWORK",
        "10.0.0.254, 3, 1, NETWORK",
        "10.0.0.80, 3, 3, SERVER"
    })
    void icmpErrorThatAnswersTheSynTellsWhoRefused(String reporter, int type, int code, Party culprit) {
        Talk talk = script.talk();
        talk.client.syn();
        script.arrive();
        talk.icmp(reporter, type, code);
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.CONNECT_REFUSED);
        assertThat(verdict.cause()).isEqualTo("connection-refused");
        assertThat(verdict.culprit()).isEqualTo(culprit);
        assertThat(verdict.frames()).contains(2L);
    }

    @Test
    void synWithoutAnswerIsAConnectTimeout() {
        Verdict verdict = ConnectStories.synIsNeverAnsweredAtTheClient().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.CONNECT_UNANSWERED);
        assertThat(verdict.cause()).isEqualTo("connect-timeout");
        assertThat(verdict.culprit()).isEqualTo(Party.NETWORK);
    }

    @Test
    void synThatArrivesAtABusyServerAndIsNotAnsweredIsAFullQueue() {
        Verdict verdict = ConnectStories.fullQueueDropsASyn().verdict();

        assertThat(verdict.vantage()).isEqualTo(Vantage.SERVER);
        assertThat(verdict.cause()).isEqualTo("accept-queue-overflow");
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
    }

    @Test
    void synAckThatComesAfterTheClientGaveUpIsAConnectTimeout() {
        Talk talk = script.talk();
        talk.client.syn();
        script.pause(ofSeconds(1));
        talk.client.repeats();
        script.pause(ofMillis(1200));
        talk.server.synAck();
        script.arrive();
        talk.client.bareReset();
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.CONNECT_ANSWERED_LATE);
        assertThat(verdict.cause()).isEqualTo("connect-timeout");
        assertThat(verdict.remedies().get(0)).contains("2.21 s");
    }

    /** A RST with ACK is the abort of a connection that its sender had; its third segment got lost on the way here. */
    @Test
    void clientThatAbortsWhatItHadEstablishedHadItsAnswerInTime() {
        Script atServer = Script.atServer().roundTrip(ofMillis(100));
        Talk talk = atServer.talk();
        talk.client.syn();
        atServer.arrive();
        talk.server.synAck().lost();
        atServer.pause(ofSeconds(1));
        talk.client.repeats();
        atServer.arrive();
        talk.server.synAck();
        atServer.arrive();
        talk.client.ack().lostOnTheWay();
        talk.client.reset();
        atServer.arrive();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void synThatIsAnsweredAtTheSecondTryIsHealthy() {
        Talk talk = script.talk();
        talk.client.syn().lost();
        script.pause(ofSeconds(1));
        talk.client.repeats();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.ack();
        talk.exchange(Http.get("/"), Http.ok("hello")).closeByClient();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void resetRightAfterTheThirdSegmentIsAFullQueueThatAborts() {
        Verdict verdict = ConnectStories.fullQueueResetsTheThirdSegment().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.RESET_AFTER_HANDSHAKE);
        assertThat(verdict.cause()).isEqualTo("accept-queue-overflow");
        assertThat(verdict.confidence()).isGreaterThan(0.9);
    }

    /** A full queue refuses nobody; a listener that closes forgets its handshakes, whose third segment meets no socket then. */
    @Test
    void resetRightAfterTheThirdSegmentIsTheEndOfTheListenerIfTheNextIsRefused() {
        Talk talk = script.talk().handshake();
        script.arrive();
        talk.server.bareReset();
        script.pause(ofMillis(20));
        Talk next = script.talk();
        next.client.syn();
        script.arrive();
        next.server.refuses();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.RESET_AFTER_HANDSHAKE);
        assertThat(talk.verdict().cause()).isEqualTo("server-crash");
    }

    @Test
    void resetAfterWordsOfTheServerThatWereNotCapturedIsNoFullQueue() {
        Talk talk = script.talk().handshake();
        talk.server.sends("220 hello\r\n").unseen();
        script.arrive();
        talk.client.sends("QUIT\r\n");
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isNotEqualTo(Mechanism.RESET_AFTER_HANDSHAKE);
    }

    @Test
    void resetAfterTheServerTookTheRequestIsNoFullQueue() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.ack();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isNotEqualTo(Mechanism.RESET_AFTER_HANDSHAKE);
    }

    @Test
    void resetAfterTheFirstExchangeIsNoFullQueue() {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        talk.client.sends(Http.get("/2"));
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isNotEqualTo(Mechanism.RESET_AFTER_HANDSHAKE);
        assertThat(talk.verdict().cause()).isNotEqualTo("accept-queue-overflow");
    }

    @Test
    void synAckThatIsRepeatedAlthoughItWasAcknowledgedIsAFullQueue() {
        Verdict verdict = ConnectStories.fullQueueRepeatsItsSynAck().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.SYN_ACK_REPEATED);
        assertThat(verdict.cause()).isEqualTo("accept-queue-overflow");
        // Or the client's ACK got lost, which looks the same at the client.
        assertThat(verdict.confidence()).isLessThanOrEqualTo(Judge.PAIR_CAP);
        assertThat(verdict.candidates()).extracting(Candidate::cause).contains("network-loss");
    }

    /** TCP_DEFER_ACCEPT: what the server closes it had accepted, however often it had sent its SYN-ACK. */
    @Test
    void synAckThatIsRepeatedUntilAServerThatDefersAcceptsIsNoFullQueue() {
        Talk talk = script.talk().handshake();
        script.pause(ofSeconds(1));
        talk.server.synAck().sequence(talk.server.initialSequence());
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(2));
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(2));
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().cause()).isEqualTo("server-header-timeout");
    }

    @Test
    void synAckThatIsRepeatedOnceBeforeTheRequestIsTakenHurtsNobody() {
        Talk talk = script.talk().handshake();
        script.pause(ofSeconds(1));
        talk.server.synAck().sequence(talk.server.initialSequence());
        script.arrive();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.ack();
        script.arrive();
        Talk other = script.talk().handshake();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
        assertThat(other.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void challengeThatNeverEndsIsPortReuse() {
        Verdict verdict = ConnectStories.synMeetsAnOlderConnection().verdict();

        assertThat(verdict.cause()).isEqualTo("port-reuse");
        assertThat(verdict.mechanism()).isEqualTo(Mechanism.CONNECT_UNANSWERED);
    }

    @Test
    void freshConnectionThatIsResetWithItsFirstRequestUnreadLacksADescriptor() {
        Verdict verdict =
                ConnectStories.acceptedConnectionIsClosedForWantOfADescriptor().verdict();

        assertThat(verdict.cause()).isEqualTo("fd-exhaustion");
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
    }

    @Test
    void connectionThatLivedForAWhileDidNotLackADescriptor() {
        assertThat(BusyStories.applicationAbortsARequestThatItHad().verdict().cause())
                .isNotEqualTo("fd-exhaustion");
    }

    /** tcp_close of Linux sends a RST where data lies unread: who sent a FIN for the request had read it. */
    @Test
    void serverThatReadTheRequestDidNotLackADescriptor() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.ack();
        talk.server.fin();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
        assertThat(talk.verdict().candidates()).extracting(Candidate::cause).doesNotContain("fd-exhaustion");
    }

    private static Verdict resetOfTheFirstRequestAfter(int millis) {
        Script script = Script.atServer();
        Talk talk = script.talk().handshake();
        script.pause(ofMillis(millis));
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.ack();
        talk.server.reset();
        return talk.verdict();
    }

    @Test
    void connectionThatWasLeftAloneUntilItsRequestCameWasNotAcceptedOnlyToClose() {
        assertThat(resetOfTheFirstRequestAfter(0).cause()).isEqualTo("fd-exhaustion");
        assertThat(resetOfTheFirstRequestAfter(60).cause()).isNotEqualTo("fd-exhaustion");
    }

    /** Who greets, or shakes hands in TLS, was accepted, and had a descriptor for it. */
    @Test
    void serverThatHadSpokenDidNotLackADescriptor() {
        Talk talk = script.talk().handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.client.sends(Tls.application(300));
        talk.server.fin();
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().isFailure()).isTrue();
        assertThat(talk.verdict().candidates()).extracting(Candidate::cause).doesNotContain("fd-exhaustion");
    }

    @Test
    void handshakeThatNeverComesToAnEndHasStalled() {
        Talk talk = script.talk();
        talk.client.syn();
        script.pause(ofSeconds(1));
        talk.client.repeats();
        script.arrive();
        talk.server.synAck();
        script.pause(ofSeconds(1));
        talk.server.repeats();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CONNECT_STALLED);
    }
}
