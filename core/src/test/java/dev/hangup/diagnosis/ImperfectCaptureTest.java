package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.script.Http;
import dev.hangup.script.Http2;
import dev.hangup.script.Script;
import dev.hangup.script.Sent;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Healthy connections in captures that do not have all of them, or not in order: sequence numbers and acknowledgments tell
 * that more was sent than was captured (RFC 9293 section 3.4), and nobody is accused of what cannot be seen.
 */
class ImperfectCaptureTest {
    private final Script script = Script.atClient();
    private final Talk talk = script.talk();

    @AfterEach
    void nobodyIsAccused() {
        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** As {@code tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0} captures it. */
    private void unseenExchange() {
        talk.client.syn();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.ack().unseen();
        talk.client.sends(Http.get("/")).unseen();
        script.arrive();
        talk.server.sends(Http.ok("hello")).unseen();
        script.arrive();
    }

    @Test
    void resetOfTheClientBehindAnExchangeThatTheFilterLeftOut() {
        unseenExchange();
        script.pause(ofSeconds(5));
        talk.client.reset();

        assertThat(talk.verdict().closedBy()).isEqualTo(Party.CLIENT);
    }

    @Test
    void resetOfTheServerBehindAnExchangeThatTheFilterLeftOut() {
        unseenExchange();
        talk.server.fin();
        talk.client.sends("late").unseen();
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().closedBy()).isEqualTo(Party.SERVER);
    }

    private void unseenHandshake() {
        talk.client.syn();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.ack().unseen();
        script.pause(ofSeconds(3));
    }

    /** Nothing was sent, so no number tells; but a server that still waited would have sent its SYN-ACK again. */
    @Test
    void resetOfTheServerToAConnectionThatWasNeverUsed() {
        unseenHandshake();
        talk.server.reset();
    }

    @Test
    void resetOfTheClientOnAConnectionThatWasNeverUsed() {
        unseenHandshake();
        talk.client.reset();
    }

    @Test
    void finBehindAnExchangeThatTheFilterLeftOut() {
        unseenExchange();
        talk.client.sendsBytes(3000).unseen();
        script.pause(ofSeconds(2));
        talk.client.fin();
        script.arrive();
        talk.client.bareReset();
    }

    @Test
    void firstFlightThatWasNotCapturedIsNotReplacedByTheSecond() {
        byte[] flight = Tls.serverFlight13();
        talk.handshake();
        talk.client.sends(Tls.clientHello());
        script.arrive();
        talk.server.sends(flight).unseen();
        script.arrive();
        talk.client.ack();
        talk.client.sends(Tls.clientFinished13());
        talk.client.sends(Tls.application(300));
        script.arrive();
        talk.server.sendsBytes(1000);
        script.arrive();
        talk.closeByClient();
    }

    @Test
    void withoutTheSynNobodyKnowsTheFirstBytes() {
        talk.alreadyOpen();
        talk.exchange(Tls.clientHello(), "the middle of a record".getBytes(StandardCharsets.US_ASCII));
        talk.closeByClient();
    }

    /** Several queues of a network card, each with its own buffer. */
    @Test
    void segmentsThatWereWrittenDownAfterTheirAcknowledgmentAreReadAll() {
        talk.handshake();
        talk.client.sends("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").capturedLate(ofMillis(11));
        script.arrive();
        talk.server.ack();
        talk.server.sends("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n").capturedLate(ofMillis(2));
        script.arrive();
        talk.client.ack();
        script.pause(ofMillis(20));
        talk.exchange(Http.get("/2"), Http.ok("hello"));
        talk.closeByClient();

        assertThat(talk.connection().exchanges().requests()).isEqualTo(2);
        assertThat(talk.connection().exchanges().answered()).isEqualTo(2);
        assertThat(talk.connection().exchanges().areBoundariesKnown()).isTrue();
        assertThat(talk.connection().client().retransmissions()).isZero();
        assertThat(talk.connection().server().retransmissions()).isZero();
    }

    @Test
    void resetToWordsForAClientWhoseFinWasNotCaptured() {
        talk.handshake();
        talk.client.fin().unseen();
        script.arrive();
        talk.server.sends(Tls.record(Tls.ALERT, new byte[] {1, 0}));
        script.arrive();
        talk.client.bareReset();
    }

    @Test
    void restOfAnAnswerThatOnlyTheNumberOfTheResetBehindItTells() {
        talk.handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.ok(3000, "", ""));
        talk.server.sendsBytes(1400);
        talk.server.sendsBytes(1400);
        talk.server.sendsBytes(200).unseen();
        script.arrive();
        talk.client.ack().unseen();
        script.pause(ofSeconds(1));
        talk.server.reset();

        assertThat(talk.connection().exchanges().answered()).isEqualTo(1);
    }

    @Test
    void answerThatOnlyTheAcknowledgmentOfTheResetBehindItTells() {
        talk.handshake().exchange(Http.get("/1"), Http.ok("hello"));
        talk.client.sends(Http.get("/2"));
        script.arrive();
        talk.server.sends(Http.ok("hello")).unseen();
        script.pause(ofSeconds(5));
        talk.client.reset();
    }

    @Test
    void restOfARecordThatOnlyTheAcknowledgmentOfTheResetBehindItTells() {
        byte[] record = Tls.application(3000);
        talk.handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.client.sends(Tls.application(300));
        script.arrive();
        talk.server.sends(Arrays.copyOf(record, 1400));
        talk.server.sends(Arrays.copyOfRange(record, 1400, record.length)).unseen();
        script.arrive();
        talk.client.reset();
    }

    /** It said goodbye and closed, which the server's number for it tells, and nothing else. */
    @Test
    void resetOfTheServerToAClientWhoseFinWasNotCaptured() {
        talk.handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.exchange(Tls.application(300), Tls.application(900));
        talk.client.sends(Tls.application(50));
        talk.client.fin().unseen();
        script.arrive();
        talk.server.reset();
    }

    /** The beginning was not captured, so who speaks when is all there is to tell requests by. */
    @Test
    void alertToAServerThatHasLeftIsNoRequest() {
        talk.client.syn();
        script.arrive();
        talk.server.synAck();
        script.arrive();
        talk.client.ack();
        talk.client.sends(Tls.clientHello()).unseen();
        script.arrive();
        talk.server.sends(Tls.serverFlight13()).unseen();
        script.arrive();
        talk.exchange(Tls.application(300), Tls.application(900));
        talk.server.fin();
        script.arrive();
        talk.client.sends(Tls.record(Tls.ALERT, 26));
        script.arrive();
        talk.server.bareReset();
    }

    @Test
    void handshakeInTlsOfWhichOnlyAnAcknowledgmentTells() {
        talk.handshake();
        talk.client.sends(Tls.clientHello());
        script.arrive();
        talk.server.sends(Tls.serverFlight13()).unseen();
        script.arrive();
        talk.client.sends(Tls.clientFinished13()).unseen();
        talk.client.sends(Tls.record(Tls.ALERT, 26));
        script.arrive();
        talk.server.bareReset();
    }

    /** The server has acknowledged what the client was never seen to send, so the capture loses packets, not the path. */
    @Test
    void holeInACaptureThatLosesPackets() {
        talk.client.syn();
        script.arrive();
        talk.server.synAck().unseen();
        script.arrive();
        talk.client.ack();
        talk.client.sends(Http.get("/")).unseen();
        script.arrive();
        talk.server.sendsBytes(3000).unseen();
        talk.server.ack();
        script.pause(ofSeconds(1));
        script.talk().handshake();
    }

    @Test
    void goodbyeBehindAFinishedThatWasNotCapturedIsNoRefusal() {
        talk.handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13()).unseen();
        talk.client.sends(Tls.closeNotify13());
        talk.closeByClient();
    }

    @Test
    void goodbyeBehindAFlightThatCameOutOfOrderIsNoRefusal() {
        byte[] flight = Tls.serverFlight12();
        script.snapshot(30);
        talk.handshake();
        talk.client.sends(Tls.clientHello12());
        script.arrive();
        talk.server.sends(Arrays.copyOf(flight, 500)).delayed(ofMillis(3));
        talk.server.sends(Arrays.copyOfRange(flight, 500, flight.length));
        script.pause(ofMillis(3)).arrive();
        talk.client.sends(Tls.clientKeyExchange12());
        script.arrive();
        talk.server.sends(Tls.serverFinished12());
        script.arrive();
        talk.client.sends(Tls.application(200));
        script.arrive();
        talk.server.sends(Tls.application(2000));
        script.arrive();
        talk.client.sends(Tls.record(Tls.ALERT, 26));
        talk.closeByClient();
    }

    /** The segment in which a RST has its number was on its way when the client sent more, and the FIN that explains it. */
    @Test
    void resetThatOvertakesTheLastWordsOfItsSenderWasNotForged() {
        talk.handshake();
        talk.exchange("\u0001select something", "\u0002something");
        talk.client.sends("\u0003bye").delayed(ofMillis(9));
        talk.client.fin().delayed(ofMillis(9));
        script.pause(ofMillis(3));
        talk.client.bareReset();
        script.pause(ofMillis(20));
    }

    /** Who has said all may still listen (RFC 9293 section 3.6). */
    @Test
    void captureThatEndsBehindTheFinOfAClientThatMayStillListen() {
        talk.handshake();
        talk.client.sends(Http.get("/"));
        talk.client.fin();
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(500));
        script.talk().handshake();
    }

    /** It would have been sent again if nothing had acknowledged it. */
    @Test
    void captureThatHasNothingBehindTheFinOfAClientThatMayStillListen() {
        talk.handshake();
        talk.client.sends(Http.get("/"));
        talk.client.fin();
        script.arrive();
        talk.server.sends(Http.ok("hello")).unseen();
        talk.server.fin().unseen();
        script.pause(ofSeconds(30));
        script.talk().handshake();
    }

    private void asksTwiceAtOnce() {
        talk.handshake();
        talk.client.sends(Http.get("/1"));
        talk.client.sends(Http.get("/2"));
        script.arrive();
    }

    @Test
    void answersToSeveralRequestsThatOnlyOneAcknowledgmentTells() {
        asksTwiceAtOnce();
        talk.server.sends(Http.ok("hello")).unseen();
        talk.server.sends(Http.ok("hello")).unseen();
        script.arrive();
        talk.client.ack();
        talk.closeByClient();
    }

    /** A network card puts segments together (large receive offload), and the snapshot has the first bytes of them. */
    @Test
    void answersToSeveralRequestsInOneSegmentThatTheSnapshotCuts() {
        script.snapshot(80);
        asksTwiceAtOnce();
        talk.client.sends(Http.get("/3"));
        script.arrive();
        talk.server.sends(Http.ok("hello") + Http.ok("hello") + Http.ok("hello"));
        script.arrive();
        talk.client.ack();
        talk.closeByClient();
    }

    /** It may have asked for the header alone, and then no body follows (RFC 9112 section 6.3). */
    @Test
    void answerToARequestThatWasNotCaptured() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n";
        talk.alreadyOpen();
        talk.server.sends(head);
        script.arrive();
        talk.client.ack();
        script.pause(ofMillis(500));
        talk.exchange("HEAD /2 HTTP/1.1\r\nHost: a\r\n\r\n", head);
        talk.closeByClient();
    }

    /** The first SYN met another connection, which its RST ended (RFC 9293 section 3.10.7.3); the second was answered. */
    @Test
    void captureThatEndsBehindTheAnswerToASecondSyn() {
        talk.client.syn();
        script.pause(ofMillis(20));
        talk.client.repeats();
        script.arrive();
        talk.server.synAck();
        script.pause(ofSeconds(3));
    }

    /** What duplicate acknowledgments ask for is sent again within a round trip (RFC 6675); no timeout has passed. */
    @Test
    void captureThatEndsWhileALossIsRepaired() {
        talk.handshake();
        talk.client.sends(Http.get("/large"));
        script.arrive();
        talk.server.sends(Http.ok(50_000, "", ""));
        for (int i = 0; i < 20; i++) {
            talk.server.sendsBytes(1448);
        }
        script.arrive();
        talk.client.ack();
        Sent lost = talk.server.sendsBytes(1448);
        Sent lostToo = talk.server.sendsBytes(1448);
        for (int i = 0; i < 3; i++) {
            script.pause(ofMillis(10));
            talk.server.repeats(lost);
            talk.server.repeats(lostToo);
        }
    }

    /** So long is a close_notify in TLS 1.2, which the client says to a server that has closed already. */
    @Test
    void farewellThatTheSnapshotLengthHides() {
        script.snapshot(2);
        talk.handshake();
        talk.exchange(Tls.clientHello12(), Tls.serverFlight12());
        talk.exchange(Tls.clientKeyExchange12(), Tls.serverFinished12());
        talk.exchange(Tls.application(200), Tls.application(300));
        talk.server.sends(Tls.record(Tls.ALERT, 26));
        talk.server.fin();
        script.arrive();
        talk.client.sends(Tls.record(Tls.ALERT, 26));
        script.arrive();
        talk.server.bareReset();
    }

    /** Without a SYN the lower port is taken for the server's, until a ClientHello says otherwise. */
    @Test
    void clientHelloTellsTheRolesWhereTheSynIsMissing() {
        Talk between = script.talk(Endpoint.ofLiteral("10.0.0.7", 40_001), Endpoint.ofLiteral("10.0.0.80", 50_152));
        between.alreadyOpen();
        between.exchange(Tls.clientHello(), Tls.serverFlight13());
        between.client.sends(Tls.clientFinished13());
        between.exchange(Tls.application(300), Tls.application(900));
        between.closeByClient();
        talk.handshake();

        assertThat(between.verdict().cause()).isEqualTo(Verdict.HEALTHY);
        assertThat(between.verdict().closedBy()).isEqualTo(Party.CLIENT);
    }

    private void goesAway(int lastStream) {
        talk.handshake();
        talk.exchange(Http2.frames(Http2.preface(), Http2.request(1)), Http2.frames(Http2.settings(), Http2.answer(1)));
        talk.client.sends(Http2.request(3));
        script.arrive();
        talk.server.sends(Http2.goAway(lastStream, 0));
        script.arrive();
    }

    @Test
    void goAwayWithoutAnOpenStream() {
        goesAway(1);
        talk.client.sends(Http2.resetStream(3, 8));
        script.arrive();
        talk.closeByServer();
    }

    @Test
    void pingBehindAHoleIsNoRequestThatAGoAwayLost() {
        goesAway(3);
        talk.server.sends(Http2.answer(3));
        script.arrive();
        talk.client.sends(Http2.windowUpdate(0)).unseen();
        script.arrive();
        talk.server.sends(Http2.ping());
        script.arrive();
        talk.client.sends(Http2.ping());
        script.arrive();
        talk.closeByServer();
    }
}
