package dev.hangup.connection;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * What is a request and what an answer inside TLS, where only sizes, turns and times are seen: not the tickets, the alerts
 * and the control frames of HTTP/2.
 */
class TlsTurnsTest {
    /** What TLS 1.3 and TLS 1.2 with AES-GCM add to a record (RFC 8446 section 5.2, RFC 5288 section 3). */
    private static final int OVERHEAD_13 = 17;

    private static final int OVERHEAD_12 = 24;
    /** An empty SETTINGS frame with the flag ACK (RFC 9113 section 6.5.3). */
    private static final int SETTINGS_ACK = 9;

    private static final int SETTINGS_OF_THREE = 9 + 3 * 6;
    private static final int WINDOW_UPDATE = 9 + 4;
    private static final int PING = 9 + 8;
    private static final int TICKET = 255;

    private final Script script = Script.atClient();
    private final Talk talk = script.talk();

    private void handshake13(byte[] clientHello, byte[] clientFinished) {
        talk.handshake().exchange(clientHello, Tls.serverFlight13());
        talk.client.sends(clientFinished);
    }

    private void handshake13() {
        handshake13(Tls.clientHello(), Tls.clientFinished13());
    }

    private void client(int... records) {
        for (int length : records) {
            talk.client.sends(Tls.application(length));
        }
        script.arrive();
    }

    private void server(int... records) {
        for (int length : records) {
            talk.server.sends(Tls.application(length));
        }
        script.arrive();
        talk.client.ack();
    }

    private Exchanges exchanges() {
        return talk.connection().exchanges();
    }

    private TlsState tls() {
        return requireNonNull(exchanges().tls());
    }

    @Test
    void secondRecordOfEqualLengthIsAnAnswerIfTheClientAskedInBetween() {
        handshake13();
        client(200);
        server(TICKET);
        client(200);
        server(TICKET);

        assertThat(exchanges().requests()).isEqualTo(2);
        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void secondRecordOfEqualLengthIsATicketIfTheClientDidNot() {
        handshake13();
        client(200);
        server(TICKET, TICKET);

        assertThat(exchanges().outstanding()).isEqualTo(1);
    }

    /** JSSE pads its alerts whatever its peer does. */
    @Test
    void paddedAlertOfTheServerIsItsCloseNotify() {
        handshake13();
        client(200);
        server(900);
        talk.server.sends(Tls.closeNotifyPadded());

        assertThat(tls().serverCloseNotifyNanos()).isEqualTo(talk.connection().lastNanos());
        assertThat(tls().sawHandshakeAlert()).isFalse();
    }

    @Test
    void recordOfThatSizeWhileARequestIsOpenIsItsAnswer() {
        handshake13();
        client(200);
        server(900);
        client(200);
        talk.server.sends(Tls.closeNotifyPadded());

        assertThat(tls().serverCloseNotifyNanos()).isZero();
        assertThat(exchanges().outstanding()).isZero();
    }

    /** What acknowledges nothing of a request was sent before it was there (RFC 9293 section 3.4), and answers it not. */
    @Test
    void paddedCloseNotifyThatCrossesARequestIsNoAnswer() {
        handshake13();
        client(200);
        server(900);
        script.pause(ofSeconds(2));
        talk.client.sends(Tls.application(200));
        talk.server.sends(Tls.closeNotifyPadded());
        talk.server.fin();
        script.arrive();

        assertThat(exchanges().requests()).isEqualTo(2);
        assertThat(exchanges().outstanding()).isEqualTo(1);
        assertThat(tls().serverCloseNotifyNanos()).isPositive();
    }

    @Test
    void clientThatPadsItsFinishedPadsItsCloseNotify() {
        handshake13(Tls.clientHello(), Tls.clientFinishedPadded());
        client(200);
        server(900);
        assertThat(tls().isHandshakeDone()).isTrue();

        talk.client.sends(Tls.closeNotifyPadded());
        assertThat(tls().clientCloseNotifyNanos()).isPositive();
        assertThat(exchanges().requests()).isEqualTo(1);
    }

    @Test
    void recordOfThatSizeIsNoCloseNotifyOfAClientThatDoesNotPad() {
        handshake13();
        client(200);
        server(900);
        talk.client.sends(Tls.closeNotifyPadded());

        assertThat(tls().clientCloseNotifyNanos()).isZero();
    }

    /** As with a refused upload: the client has not seen the answer when it goes on, so it is the same request. */
    @Test
    void restOfARequestThatWasAnsweredEarlyIsNoFurtherRequest() {
        Script atServer = Script.atServer();
        Talk upload = atServer.talk().handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        upload.client.sends(Tls.clientFinished13());
        upload.client.sends(Tls.application(3000));
        atServer.arrive();
        upload.server.sends(Tls.application(500));
        upload.client.sends(Tls.application(3000));
        atServer.arrive();
        assertThat(upload.connection().exchanges().requests()).isEqualTo(1);
        assertThat(upload.connection().exchanges().outstanding()).isZero();

        upload.client.sends(Tls.application(3000));
        assertThat(upload.connection().exchanges().requests())
                .as("now the client has the answer")
                .isEqualTo(2);
    }

    /** Nor where the snapshot length hides in which record it lies, and the client heard of the answer long afterwards. */
    @Test
    void restOfARequestThatWasAnsweredEarlyIsNoFurtherRequestWhateverTheSnapshotHides() {
        Script atServer = Script.atServer().snapshot(600);
        Talk upload = atServer.talk().handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        upload.client.sends(Tls.clientFinished13());
        upload.client.sends(Tls.application(3000));
        atServer.arrive();
        upload.server.sends(Tls.application(500)).lost();
        upload.client.sendsBytes(1448);
        upload.client.sendsBytes(900);
        atServer.arrive();
        atServer.pause(ofMillis(700));
        upload.server.repeats();
        atServer.arrive();
        upload.closeByClient();

        assertThat(upload.connection().exchanges().requests()).isEqualTo(1);
        assertThat(upload.verdict().isFailure()).isFalse();
    }

    /** RFC 9113 section 3.4: SETTINGS are the first that a server sends, and the client acknowledges them. */
    @Test
    void settingsThatTheClientAcknowledgesWereNoAnswer() {
        handshake13();
        client(300);
        server(SETTINGS_OF_THREE + OVERHEAD_13);
        client(SETTINGS_ACK + OVERHEAD_13);
        assertThat(exchanges().outstanding()).isEqualTo(1);
        assertThat(exchanges().lastAnswerNanos()).isZero();

        server(500);
        assertThat(exchanges().requests()).isEqualTo(1);
        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void settingsMayComeWithTheirWindowUpdateInOneRecord() {
        handshake13();
        client(300);
        server(SETTINGS_OF_THREE + WINDOW_UPDATE + OVERHEAD_13);
        client(SETTINGS_ACK + OVERHEAD_13);

        assertThat(exchanges().outstanding()).isEqualTo(1);
    }

    /** The same frames in another order, as Go's server sends them: two records after the client's acknowledgment. */
    @Test
    void windowUpdateAfterTheAcknowledgmentIsNoAnswerEither() {
        handshake13();
        client(300);
        server(SETTINGS_OF_THREE + OVERHEAD_13);
        client(SETTINGS_ACK + OVERHEAD_13);
        server(WINDOW_UPDATE + OVERHEAD_13, SETTINGS_ACK + OVERHEAD_13);
        assertThat(exchanges().outstanding()).isEqualTo(1);

        server(500);
        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void furtherRequestTakesNoAnswerBack() {
        handshake13();
        client(300);
        server(SETTINGS_OF_THREE + OVERHEAD_13);
        client(300);

        assertThat(exchanges().requests()).isEqualTo(2);
        assertThat(exchanges().outstanding()).isEqualTo(1);
    }

    @Test
    void settingsThatComeWithTheAnswerTakeNothingBack() {
        handshake13();
        client(300);
        server(SETTINGS_OF_THREE + OVERHEAD_13, 500);
        client(SETTINGS_ACK + OVERHEAD_13);

        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void settingsAreAcknowledgedOnceAndTakeNoLaterAnswerBack() {
        handshake13();
        client(300);
        server(900);
        client(300);
        server(SETTINGS_OF_THREE + OVERHEAD_13);
        client(SETTINGS_ACK + OVERHEAD_13);

        assertThat(exchanges().requests()).isEqualTo(2);
        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void whereHttp2WasNotOfferedAShortAnswerIsAnAnswer() {
        handshake13(Tls.clientHelloHttp1(), Tls.clientFinished13());
        client(300);
        server(SETTINGS_OF_THREE + OVERHEAD_13);
        client(SETTINGS_ACK + OVERHEAD_13);

        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void settingsInTls12HaveTheOverheadOfTls12() {
        talk.handshake().exchange(Tls.clientHello(), Tls.serverFlight12());
        talk.exchange(Tls.clientKeyExchange12(), Tls.serverFinished12());
        client(300);
        server(SETTINGS_OF_THREE + OVERHEAD_12);
        client(SETTINGS_ACK + OVERHEAD_12);

        assertThat(exchanges().outstanding()).isEqualTo(1);
    }

    /** A PING of the server between two requests: the connection is idle all the same. */
    @Test
    void controlFrameWhileNothingIsOpenIsNoAnswer() {
        handshake13();
        client(300);
        server(900);
        long answered = exchanges().lastAnswerNanos();
        script.pause(ofSeconds(5));
        server(PING + OVERHEAD_13);
        script.pause(ofSeconds(5));
        client(300);

        assertThat(exchanges().lastAnswerNanos()).isEqualTo(answered);
        assertThat(exchanges().idleBeforeRequestNanos())
                .isGreaterThan(ofSeconds(10).toNanos());
    }

    @Test
    void http2MayBeSpokenIfItWasOffered() {
        handshake13(Tls.clientHello(), Tls.clientFinished13());

        assertThat(tls().mayBeHttp2()).isTrue();
    }

    @Test
    void http2IsNotSpokenIfTheWholeClientHelloDoesNotOfferIt() {
        handshake13(Tls.clientHelloHttp1(), Tls.clientFinished13());

        assertThat(tls().mayBeHttp2()).isFalse();
    }

    @Test
    void whatAClientHelloThatWasCutOffersIsNotKnown() {
        script.snapshot(70);
        handshake13(Tls.clientHelloHttp1(), Tls.clientFinished13());

        assertThat(tls().mayBeHttp2()).isTrue();
    }

    @Test
    void whatAClientHelloWithAHoleOffersIsNotKnown() {
        byte[] hello = Tls.clientHelloHttp1();
        talk.handshake();
        talk.client.sends(Arrays.copyOf(hello, 80));
        talk.client.sends(Arrays.copyOfRange(hello, 80, 110)).unseen();
        talk.client.sends(Arrays.copyOfRange(hello, 110, hello.length));

        assertThat(tls().sawClientHello()).isTrue();
        assertThat(tls().mayBeHttp2()).isTrue();
    }

    /** Up to TLS 1.2 the server's choice is in clear (RFC 7301 section 3.1). */
    @Test
    void http2IsNotSpokenIfTheServerChoseAnotherProtocol() {
        talk.handshake().exchange(Tls.clientHello(), Tls.serverHelloChoosing("http/1.1"));
        assertThat(tls().mayBeHttp2()).isFalse();
    }

    @Test
    void http2MayBeSpokenIfTheServerChoseIt() {
        talk.handshake().exchange(Tls.clientHello(), Tls.serverHelloChoosing("h2"));
        assertThat(tls().mayBeHttp2()).isTrue();
    }

    /** A server that refuses a client's certificate does so as soon as it has it. */
    @Test
    void alertRightAfterTheHandshakeRefusesIt() {
        handshake13(Tls.clientHello(), Tls.clientCertificateAndFinished13());
        client(200);
        script.pause(ofMillis(100));
        talk.server.sends(Tls.closeNotify13());

        assertThat(tls().sawHandshakeAlert()).isTrue();
        assertThat(tls().serverCloseNotifyNanos()).isZero();
    }

    @Test
    void alertThatComesLaterIsAGoodbye() {
        handshake13();
        client(200);
        script.pause(ofSeconds(2));
        talk.server.sends(Tls.closeNotify13());

        assertThat(tls().sawHandshakeAlert()).isFalse();
        assertThat(tls().serverCloseNotifyNanos()).isPositive();
    }

    @Test
    void alertAfterAnAnswerRefusesNothing() {
        handshake13();
        client(200);
        server(900);
        talk.server.sends(Tls.closeNotify13());

        assertThat(tls().sawHandshakeAlert()).isFalse();
        assertThat(tls().serverCloseNotifyNanos()).isPositive();
    }

    @Test
    void alertThatAnswersTheClientsGoodbyeRefusesNothing() {
        handshake13();
        talk.client.sends(Tls.closeNotify13());
        script.arrive();
        talk.server.sends(Tls.closeNotify13());

        assertThat(tls().sawHandshakeAlert()).isFalse();
        assertThat(tls().serverCloseNotifyNanos()).isPositive();
    }

    @Test
    void alertThatAnswersTheClientsFinRefusesNothing() {
        handshake13();
        talk.client.fin();
        script.arrive();
        talk.server.sends(Tls.closeNotify13());

        assertThat(tls().sawHandshakeAlert()).isFalse();
        assertThat(tls().serverCloseNotifyNanos()).isPositive();
    }

    /** Certificate, CertificateVerify and Finished in one record have no telling size. */
    @Test
    void clientFlightOfUnknownSizeEndsTheHandshakeOnceTheServerGoesOn() {
        handshake13(Tls.clientHello(), Tls.flight(Tls.changeCipherSpec(), Tls.application(1900)));
        assertThat(tls().isHandshakeDone()).isFalse();

        script.arrive();
        server(TICKET, TICKET);
        assertThat(tls().isHandshakeDone()).isTrue();
        assertThat(exchanges().requests()).isZero();
    }

    /** RFC 8446 section 2.3: early data come before the server has said anything. */
    @Test
    void earlyDataAreNoAnswerToTheServersFlight() {
        talk.handshake();
        talk.client.sends(Tls.clientHello());
        talk.client.sends(Tls.flight(Tls.changeCipherSpec(), Tls.application(400)));
        script.arrive();
        talk.server.sends(Tls.serverFlight13());

        assertThat(tls().isHandshakeDone()).isFalse();
    }
}
