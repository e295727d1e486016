package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.connection.Vantage;
import dev.hangup.script.Followed;
import dev.hangup.script.Http;
import dev.hangup.script.Http2;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Is anybody hurt? Of all TCP connections 15 to 25 % carry a RST, and nearly all of them are harmless. Each test is a way
 * to end a connection that looks rude and costs nobody anything.
 */
class HurtFilterTest {
    private final Script script = Script.atClient();
    private final Talk talk = script.talk();

    private void assertHealthy(Party closedBy) {
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).as(verdict.cause()).isNull();
        assertThat(verdict.cause()).isEqualTo(Verdict.HEALTHY);
        assertThat(verdict.culprit()).isEqualTo(Party.NONE);
        assertThat(verdict.closedBy()).isEqualTo(closedBy);
        assertThat(verdict.candidates()).isEmpty();
        assertThat(verdict.remedies()).isEmpty();
        assertThat(verdict.settle()).isEmpty();
    }

    private void tlsHandshake() {
        talk.handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.exchange(Tls.application(300), Tls.flight(Tls.tickets13(), Tls.application(900)));
    }

    @Test
    void healthCheckThatResetsAfterTheSynAckWantedToKnowNoMore() {
        talk.client.syn();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.reset();

        assertHealthy(Party.NONE);
        assertThat(talk.verdict().remark()).contains("probe");
    }

    @Test
    void scannerWhoseKernelKnowsNothingOfItsSynIsHarmlessToo() {
        talk.client.syn();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.bareReset();

        assertHealthy(Party.NONE);
    }

    @Test
    void scannerThatSendsOneSynAndGoesAwayWantedNoConnection() {
        talk.client.syn();
        script.pause(ofMillis(700));
        script.talk().handshake();

        assertHealthy(Party.NONE);
        assertThat(talk.verdict().remark()).isEmpty();
    }

    /** It may have been one of several addresses (RFC 8305), or all there was, for less than the second of RFC 6298. */
    @Test
    void synThatIsGivenUpBeforeItIsSentAgainIsHarmlessPerhaps() {
        talk.client.syn();
        script.pause(ofSeconds(2));
        script.talk().handshake();

        assertHealthy(Party.NONE);
        assertThat(talk.verdict().confidence()).isEqualTo(Judge.PAIR_CAP);
        assertThat(talk.verdict().remark()).contains("connect timeout");
    }

    /** The SYN may have a false sender's address, or the client's ACK got lost. */
    @Test
    void synAckThatNothingAnswersIsHarmlessPerhaps() {
        talk.client.syn();
        script.arrive();
        talk.server.synAck();
        for (int i = 0; i < 3; i++) {
            script.pause(ofSeconds(1L << i));
            talk.server.synAck().sequence(talk.server.initialSequence());
        }

        assertHealthy(Party.NONE);
        assertThat(talk.verdict().confidence()).isEqualTo(Judge.PAIR_CAP);
        assertThat(talk.verdict().remark()).contains("SYN-ACK");
    }

    private void knocksAt(int ports, int times) {
        for (int time = 0; time < times; time++) {
            for (int port = 1; port <= ports; port++) {
                Talk knock = script.talk(
                        Endpoint.ofLiteral("10.0.0.7", 50_000 + time * 100 + port),
                        Endpoint.ofLiteral("10.0.0.80", 1000 + port));
                knock.client.syn();
                script.arrive();
                knock.server.refuses();
            }
        }
    }

    @Test
    void scannerThatIsRefusedEverywhereWantedToKnowJustThat() {
        talk.handshake().exchange(Http.get("/"), Http.ok("hello"));
        knocksAt(80, 1);

        assertThat(verdicts()).extracting(Verdict::cause).hasSize(81).containsOnly(Verdict.HEALTHY);
    }

    @Test
    void clientThatIsRefusedByItsFewServersAgainAndAgainIsHurt() {
        talk.handshake().exchange(Http.get("/"), Http.ok("hello"));
        knocksAt(20, 5);

        assertThat(verdicts())
                .extracting(Verdict::cause)
                .filteredOn("connection-refused"::equals)
                .hasSize(100);
    }

    private List<Verdict> verdicts() {
        Followed followed = script.follow();
        return followed.connections().stream().map(followed::verdict).toList();
    }

    @Test
    void healthCheckThatConnectsAndClosesIsHarmless() {
        talk.handshake();
        talk.client.reset();

        assertHealthy(Party.CLIENT);
    }

    @Test
    void serverMayAbortAnIdleConnectionByLinger() {
        talk.handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(5));
        talk.server.reset();

        assertHealthy(Party.SERVER);
        assertThat(talk.verdict().remark()).contains("linger-abort");
    }

    @Test
    void poolMayEvictAnIdleConnectionByReset() {
        talk.handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(30));
        talk.client.reset();

        assertHealthy(Party.CLIENT);
    }

    @Test
    void serverMayCloseRightAfterAnAnswerThatAnnouncedIt() {
        talk.handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.lastOk("hello"));
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        talk.client.reset();

        assertHealthy(Party.SERVER);
    }

    @Test
    void resetAfterTheLastAnswerWasAcknowledgedTakesNothingAway() {
        talk.handshake().exchange(Http.get("/"), Http.lastOk("hello"));
        script.arrive();
        talk.server.reset();

        assertHealthy(Party.SERVER);
    }

    @Test
    void tlsClientWithoutASocketAnswersTheCloseNotifyByReset() {
        tlsHandshake();
        script.pause(ofSeconds(1));
        talk.client.fin();
        script.arrive();
        talk.server.sends(Tls.closeNotify13());
        talk.server.fin();
        script.arrive();
        talk.client.bareReset();
        talk.client.bareReset();

        assertHealthy(Party.CLIENT);
    }

    @Test
    void tlsClientClosesWithTheCloseNotifyOfTheServerUnread() {
        tlsHandshake();
        script.pause(ofSeconds(60));
        talk.server.sends(Tls.closeNotify13());
        talk.server.fin();
        script.arrive();
        talk.client.reset();

        assertHealthy(Party.SERVER);
    }

    @Test
    void browserThatClosesWithBothCloseNotifiesCrossingIsHarmless() {
        tlsHandshake();
        script.pause(ofSeconds(10));
        talk.client.sends(Tls.closeNotify13());
        talk.client.fin();
        talk.server.sends(Tls.closeNotify13());
        script.arrive();
        talk.client.bareReset();
        talk.server.fin();

        assertHealthy(Party.CLIENT);
    }

    /** It wanted to know whether a handshake comes about, and asked for nothing that could be cut off. */
    @Test
    void tlsHealthCheckThatResetsWhileTicketsArriveIsHarmless() {
        talk.handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.client.reset();
        talk.server.sends(Tls.application(1300));
        script.arrive();
        talk.client.bareReset();

        assertHealthy(Party.CLIENT);
    }

    @Test
    void tlsHealthCheckThatClosesInTheMiddleOfTheServersFlightIsHarmless() {
        talk.handshake();
        talk.client.sends(Tls.clientHello());
        script.arrive();
        byte[] flight = Tls.serverFlight13();
        talk.server.sends(Arrays.copyOf(flight, flight.length - 40));
        script.arrive();
        talk.client.sends(Tls.clientFinished13());
        talk.client.reset();

        assertHealthy(Party.CLIENT);
    }

    @Test
    void quietConnectionThatNobodyClosedIsHealthy() {
        talk.handshake().exchange(Http.get("/"), Http.ok("hello"));
        script.pause(ofSeconds(50));
        script.talk().handshake();

        assertHealthy(Party.NONE);
    }

    @Test
    void requestThatIsStillBeingWorkedOnWhenTheCaptureEndsIsNoFailure() {
        talk.handshake();
        talk.client.sends(Http.get("/slow"));
        script.arrive();
        talk.server.ack();

        assertHealthy(Party.NONE);
    }

    @Test
    void lossThatWasRepairedHurtsNobody() {
        talk.handshake();
        talk.client.sends(Http.get("/")).lost();
        PathStories.repeatsInVain(script, talk, 4);
        script.pause(ofSeconds(3));
        talk.client.repeats();
        script.arrive();
        talk.server.sends(Http.ok("hello"));
        script.arrive();
        talk.client.ack();
        talk.closeByClient();

        assertHealthy(Party.CLIENT);
    }

    @Test
    void answeredKeepAliveProbesAreASignOfLife() {
        talk.handshake().exchange(Http.get("/"), Http.ok("hello"));
        for (int i = 0; i < 20; i++) {
            script.pause(ofSeconds(15));
            talk.client.probes();
            script.arrive();
            talk.server.ack();
        }
        talk.closeByClient();

        assertHealthy(Party.CLIENT);
    }

    @Test
    void goodbyeOfAnUnknownProtocolAsksForNothing() {
        talk.handshake();
        talk.server.sends("220 mail.example.org ESMTP\r\n");
        script.arrive();
        talk.exchange("EHLO me\r\n", "250 hello\r\n");
        talk.client.sends("QUIT\r\n");
        script.arrive();
        talk.server.fin();
        script.arrive();
        talk.client.fin();

        assertHealthy(Party.SERVER);
    }

    @Test
    void goAwayAfterAllStreamsWereAnsweredIsAPoliteGoodbye() {
        talk.handshake();
        talk.exchange(Http2.frames(Http2.preface(), Http2.request(1)), Http2.frames(Http2.settings(), Http2.answer(1)));
        script.pause(ofSeconds(60));
        talk.server.sends(Http2.goAway(1, 0));
        talk.closeByServer();

        assertHealthy(Party.SERVER);
    }

    /** RFC 7540 section 3.2: what was asked in HTTP/1 is answered on stream 1. Then a stream crosses the goodbye, or does not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onAnUpgradedConnectionStreamsBeyondTheGoAwayAreLost(boolean crosses) {
        String switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
        talk.handshake();
        talk.exchange("GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", switching);
        talk.server.sends(Http2.frames(Http2.settings(), Http2.answer(1)));
        script.arrive();
        talk.client.sends(Http2.preface());
        script.pause(ofSeconds(5));
        talk.server.sends(Http2.goAway(1, 0));
        if (crosses) {
            talk.client.sends(Http2.request(3));
        }
        talk.closeByServer();

        assertThat(talk.verdict().cause()).isEqualTo(crosses ? "http2-goaway" : Verdict.HEALTHY);
    }

    @Test
    void answerWithoutLengthEndsWithTheFin() {
        talk.handshake();
        talk.client.sends("GET / HTTP/1.0\r\n\r\n");
        script.arrive();
        talk.server.sends("HTTP/1.0 200 OK\r\n\r\n<html></html>");
        talk.server.fin();
        script.arrive();
        talk.client.fin();

        assertHealthy(Party.SERVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "multipart/x-mixed-replace; boundary=frame"})
    void streamThatHasNoEndIsLeftByWhoHasEnough(String type) {
        talk.handshake();
        talk.client.sends(Http.get("/events"));
        script.arrive();
        talk.server.sends("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        talk.server.sends("9\r\ndata: 1\n\n\r\n");
        script.pause(ofSeconds(10));
        talk.closeByClient();

        Verdict verdict = talk.verdict();
        assertThat(verdict.cause()).isEqualTo(Verdict.HEALTHY);
        assertThat(verdict.remark()).contains("stream");
    }

    @Test
    void streamThatItsServerCutsIsAFailureStill() {
        talk.handshake();
        talk.client.sends(Http.get("/events"));
        script.arrive();
        talk.server.sends("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        talk.server.sends("9\r\ndata: 1\n\n\r\n");
        script.pause(ofSeconds(10));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLOSED_MID_ANSWER);
    }

    /** Whether it fails by that is up to how the client reads and writes, which no packet shows. */
    @Test
    void stalledUploadThatIsResetAfterItWasAnsweredIsHealthyWithDoubt() {
        talk.handshake();
        talk.client.sends(Http.post("/upload", 100_000, ""));
        talk.client.sendsBytes(1448);
        script.arrive();
        talk.server.sends(Http.status(200, "Connection: close\r\n", "ok"));
        talk.server.fin();
        talk.client.sendsBytes(1448);
        script.arrive();
        talk.server.ack().window(0);
        script.pause(ofMillis(500));
        talk.server.reset();

        Verdict verdict = talk.verdict();
        assertThat(verdict.cause()).isEqualTo(Verdict.HEALTHY);
        assertThat(verdict.confidence()).isEqualTo(Judge.PAIR_CAP);
        assertThat(verdict.remark()).startsWith("unread-data-close");
    }

    @Test
    void clientThatStopsSendingWhenItIsAnsweredIsHealthy() {
        talk.handshake();
        talk.client.sends(Http.post("/upload", 100_000, ""));
        talk.client.sendsBytes(1448);
        script.arrive();
        talk.server.sends(Http.status(200, "Connection: close\r\n", "ok"));
        script.arrive();
        talk.client.fin();
        script.arrive();
        talk.server.reset();

        Verdict verdict = talk.verdict();
        assertThat(verdict.cause()).isEqualTo(Verdict.HEALTHY);
        assertThat(verdict.confidence()).isEqualTo(Judge.CEILING);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "SERVER", "MIDDLE"})
    void idleTimeoutThatNobodyRanIntoIsHealthyEverywhere(Vantage vantage) {
        Script there = Script.at(vantage);
        Talk idle = there.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        there.pause(ofSeconds(75));
        idle.closeByServer();

        assertThat(idle.verdict().cause()).isEqualTo(Verdict.HEALTHY);
        assertThat(there.follow().population().idleTimeout().isKnown()).isTrue();
    }
}
