package dev.hangup.diagnosis;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Http;
import dev.hangup.script.Http2;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS that was refused, cut off, left unanswered, or not spoken by one of the two. */
class TlsCausesTest {
    private final Script script = Script.atClient();

    @Test
    void alertOfTheServerIsATlsMismatchAtTheServer() {
        Verdict verdict = ConnectStories.serverRefusesTheTlsHandshake().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.TLS_REFUSED);
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
        assertThat(verdict.candidates().get(0).clues().get(0).text()).contains("handshake_failure");
    }

    @Test
    void clientThatRejectsTheCertificateMustChange() {
        Talk talk = script.talk().handshake().exchange(Tls.clientHello(), Tls.serverFlight12());
        talk.client.sends(Tls.alert(48));
        talk.client.reset();
        Verdict verdict = talk.verdict();

        assertThat(verdict.cause()).isEqualTo("tls-mismatch");
        assertThat(verdict.culprit()).isEqualTo(Party.CLIENT);
        assertThat(verdict.remedies().get(0)).startsWith("client: trust");
    }

    /** RFC 8446 section 6.2: these alerts are about what the client presented, or did not. */
    @ParameterizedTest
    @ValueSource(ints = {42, 45, 48, 116})
    void serverThatRejectsTheClientsCertificateIsNotTheOneToChange(int description) {
        Talk talk = script.talk().handshake().exchange(Tls.clientHello(), Tls.serverFlight12());
        talk.client.sends(Tls.clientKeyExchange12());
        script.arrive();
        talk.server.sends(Tls.alert(description));
        talk.server.fin();
        script.arrive();
        talk.client.fin();
        Verdict verdict = talk.verdict();

        assertThat(verdict.cause()).isEqualTo("tls-mismatch");
        assertThat(verdict.culprit()).isEqualTo(Party.CLIENT);
        assertThat(verdict.closedBy()).isEqualTo(Party.SERVER);
        assertThat(verdict.remedies().get(0)).startsWith("client: present a certificate");
    }

    @Test
    void tlsToAPlainPortIsAWrongProtocol() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Tls.clientHello());
        script.arrive();
        talk.server.sends(Http.status(400, "Connection: close\r\n", "bad request"));
        talk.server.fin();
        script.arrive();
        talk.client.reset();
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.WRONG_PROTOCOL);
        assertThat(verdict.cause()).isEqualTo("tls-mismatch");
        assertThat(verdict.remedies().get(0)).contains("http://");
    }

    @Test
    void plainHttpToATlsPortIsAWrongProtocol() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.status(400, "Server: nginx\r\n", "The plain HTTP request was sent to HTTPS port"));
        talk.server.fin();
        script.arrive();
        talk.client.fin();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.WRONG_PROTOCOL);
        assertThat(talk.verdict().culprit()).isEqualTo(Party.CLIENT);
        assertThat(talk.verdict().remedies().get(0)).contains("https://");
    }

    /** RFC 9113 section 3.4: an HTTP/2 server begins with SETTINGS, whatever it is asked; no answer in HTTP/1 comes. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void requestInHttp1ToAnHttp2ServerIsAWrongProtocol(boolean serverFirst) {
        byte[] goodbye = Http2.goAway(0, 1);
        Talk talk = script.talk().handshake();
        if (serverFirst) {
            script.arrive();
            talk.server.sends(Http2.settings());
            script.arrive();
            talk.client.sends(Http.get("/"));
            script.arrive();
            talk.server.sends(goodbye);
        } else {
            talk.client.sends(Http.get("/"));
            script.arrive();
            talk.server.sends(Http2.frames(Http2.settings(), goodbye));
        }
        script.arrive();
        talk.closeByClient();
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.WRONG_PROTOCOL);
        assertThat(verdict.cause()).isEqualTo("tls-mismatch");
        assertThat(verdict.candidates().get(0).clues().get(0).text()).contains("HTTP/1", "HTTP/2");
        assertThat(verdict.remedies().get(0))
                .contains("HTTP/2 with prior knowledge")
                .doesNotContain("https");
    }

    @Test
    void requestInHttp2ToAnHttp1ServerIsAWrongProtocol() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http2.frames(Http2.preface(), Http2.request(1)));
        script.arrive();
        talk.server.sends(Http.status(400, "Connection: close\r\n", "bad request"));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.WRONG_PROTOCOL);
        assertThat(talk.verdict().remedies().get(0)).contains("HTTP/1.1");
    }

    @Test
    void settingsBeforeThePrefaceAreNoWrongProtocol() {
        Talk talk = script.talk().handshake();
        script.arrive();
        talk.server.sends(Http2.settings());
        talk.exchange(Http2.frames(Http2.preface(), Http2.request(1)), Http2.answer(1))
                .closeByClient();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void plainBadRequestIsTheApplicationsBusiness() {
        Talk talk = script.talk().handshake();
        talk.exchange(Http.get("/"), Http.status(400, "", "no such parameter")).closeByClient();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void clientHelloWithoutAnyAnswerIsWaitedFor() {
        script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        Talk talk = script.talk().handshake();
        talk.client.sends(Tls.clientHello());
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(10));
        talk.closeByClient();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.TLS_UNANSWERED);
        assertThat(talk.verdict().cause())
                .as("on the same port the server answers others in clear")
                .isEqualTo("tls-mismatch");
    }

    @Test
    void serverThatClosesOnTheClientHelloCutsItOff() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Tls.clientHello());
        script.arrive();
        talk.server.fin();
        script.arrive();
        talk.client.fin();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.TLS_CUT_OFF);
        assertThat(talk.verdict().cause()).isEqualTo("tls-mismatch");
        assertThat(talk.verdict().confidence())
                .as("not one record says that it is about TLS")
                .isLessThanOrEqualTo(0.5);
    }

    @Test
    void completedTlsHandshakeThatEndsWithCloseNotifyIsHealthy() {
        Talk talk = script.talk().handshake().exchange(Tls.clientHello(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.exchange(Tls.application(300), Tls.flight(Tls.tickets13(), Tls.application(900)));
        talk.client.sends(Tls.closeNotify13());
        talk.closeByClient();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }
}
