package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Http;
import dev.hangup.script.Http2;
import dev.hangup.script.Peer;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import dev.hangup.script.Tls;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that somebody ended while a request or its answer was under way, and those that only look like it. */
class BusyCausesTest {
    private final Script script = Script.atClient();

    @Test
    void resetWhileTheBodyIsArrivingIsUnreadData() {
        Verdict verdict = BusyStories.serverResetsWhileTheBodyIsArriving().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.UPLOAD_RESET);
        assertThat(verdict.cause()).isEqualTo("unread-data-close");
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
    }

    @Test
    void serverThatDrainsTheBodyAfterAnEarlyAnswerHurtsNobody() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.post("/upload", 5 * 1448, ""));
        script.arrive();
        talk.server.sends(Http.status(413, "Connection: close\r\n", "too large"));
        for (int i = 0; i < 5; i++) {
            talk.client.sendsBytes(1448);
        }
        script.arrive();
        talk.server.ack();
        talk.closeByServer();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void resetAfterTheServerHadTheRequestForAWhileIsAnAbort() {
        Verdict verdict = BusyStories.applicationAbortsARequestThatItHad().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.REQUEST_ACKED_THEN_RESET);
        assertThat(verdict.cause()).isEqualTo("linger-abort");
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
        assertThat(verdict.culpritConfidence())
                .as("WHO is surer than WHY: other causes point to the server too")
                .isGreaterThan(verdict.confidence());
    }

    @Test
    void clientThatClosesAfterALongWaitGaveUp() {
        Verdict verdict = BusyStories.clientGivesUpWaiting().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
        assertThat(verdict.cause()).isEqualTo("client-abort");
        assertThat(verdict.closedBy()).isEqualTo(Party.CLIENT);
        assertThat(verdict.culprit()).isEqualTo(Party.CLIENT);
    }

    /** To an upstream its proxy is the client, and whether that one's own client left first is not on this hop. */
    @Test
    void proxyThatGivesUpOnItsUpstreamIsToldFromAClientByItsHeaders() {
        Verdict verdict = BusyStories.proxyGivesUpOnItsUpstream().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
        assertThat(verdict.cause()).isEqualTo("proxy-upstream-timeout");
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
        assertThat(verdict.closedBy()).isEqualTo(Party.CLIENT);
        assertThat(verdict.confidence()).isLessThanOrEqualTo(0.7);
        assertThat(verdict.candidates()).extracting(Candidate::cause).contains("client-abort");
    }

    @Test
    void proxyMayGiveUpInTheMiddleOfAnAnswerToo() {
        Talk talk = script.talk().handshake();
        talk.client.sends("GET /slow HTTP/1.1\r\nHost: a\r\nVia: 1.1 front\r\n\r\n");
        script.arrive();
        talk.server.sends(Http.ok(5000, "the beginning", ""));
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(2));
        talk.client.fin();
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_MID_ANSWER);
        assertThat(verdict.cause()).isEqualTo("proxy-upstream-timeout");
        assertThat(verdict.culprit()).isEqualTo(Party.SERVER);
        assertThat(verdict.confidence()).isLessThanOrEqualTo(0.7);
    }

    @Test
    void aFieldThatOnlyLooksLikeAProxysNamesNone() {
        for (String field : List.of("X-Forwarder: a\r\n", "Viable: yes\r\n", "Forwardedx: b\r\n", "")) {
            assertThat(BusyStories.clientGivesUpAfterAMinute(field).verdict().cause())
                    .as(field)
                    .isEqualTo("client-abort");
        }
    }

    private static void isClientOrProxy(Verdict verdict) {
        assertThat(verdict.cause()).isEqualTo("client-abort");
        assertThat(verdict.confidence()).isLessThanOrEqualTo(0.7);
        assertThat(verdict.candidates()).extracting(Candidate::cause).contains("proxy-upstream-timeout");
    }

    /** Without a word in its requests a proxy may still be known by its manners, if not as surely. */
    @Test
    void clientThatActsLikeAProxyMayBeOne() {
        isClientOrProxy(BusyStories.isGivenUpAfterAMinute(
                        "GET /slow HTTP/1.0\r\nHost: a\r\nConnection: close\r\n\r\n", Peer::fin)
                .verdict());
        isClientOrProxy(BusyStories.isGivenUpAfterAMinute(Http.get("/slow"), Peer::reset)
                .verdict());
        isClientOrProxy(BusyStories.isGivenUpAfterAMinute(Http.get("/slow"), client -> {
                    client.fin();
                    client.reset();
                })
                .verdict());
    }

    @Test
    void clientThatJustClosesIsAClient() {
        for (String request : List.of(
                Http.get("/slow"),
                "GET /slow HTTP/1.0\r\nHost: a\r\n\r\n",
                "GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
            Verdict verdict =
                    BusyStories.isGivenUpAfterAMinute(request, Peer::fin).verdict();

            assertThat(verdict.cause()).as(request).isEqualTo("client-abort");
            assertThat(verdict.confidence()).as(request).isGreaterThan(0.9);
        }
    }

    @Test
    void balancerThatClosesAfterEqualWaitsIsSuspectedOfItsTimer() {
        Verdict verdict = BusyStories.balancerClosesWhileTheServerWorks().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
        assertThat(verdict.cause()).isEqualTo("lb-idle-timeout");
        assertThat(verdict.culprit()).isEqualTo(Party.PROXY);
        assertThat(verdict.confidence()).as("whose timer it is stays open").isLessThanOrEqualTo(0.7);
    }

    @Test
    void unequalWaitsAreNoTimer() {
        Talk talk = BusyStories.waitsInVain(script, ofMillis(7_300));
        BusyStories.waitsInVain(script, ofMillis(2_150));
        BusyStories.waitsInVain(script, ofMillis(12_440));

        assertThat(talk.verdict().cause()).isNotEqualTo("lb-idle-timeout");
    }

    @Test
    void answerThatComesJustBeforeTheClientClosesIsHealthy() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/slow"));
        script.pause(ofSeconds(5));
        talk.server.sends(Http.ok("hello"));
        script.arrive();
        talk.closeByClient();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** The client's FIN was on its way when the server answered: the client had given up all the same. */
    @Test
    void answerThatMeetsAClosedDoorWasGivenUp() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/slow"));
        script.pause(ofSeconds(5));
        talk.client.fin();
        script.pause(ofMillis(2));
        talk.server.sends(Http.ok("hello"));
        script.arrive();
        talk.client.bareReset();

        assertThat(talk.verdict().cause()).isEqualTo("client-abort");
    }

    @Test
    void clientThatClosesRightAfterItsRequestDidNotWait() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.post("/fire-and-forget", 2, "{}"));
        talk.client.fin();
        script.arrive();
        talk.server.fin();

        assertThat(talk.verdict().cause()).isEqualTo("client-close-early");
    }

    @Test
    void clientThatClosesWhileTheAnswerIsArrivingClosedEarly() {
        Verdict verdict = BusyStories.clientClosesWhileTheAnswerIsArriving().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_MID_ANSWER);
        assertThat(verdict.cause()).isEqualTo("client-close-early");
        assertThat(verdict.closedBy()).isEqualTo(Party.CLIENT);
    }

    @Test
    void clientThatClosesAfterTheAnswerHadStalledGaveUp() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/large"));
        script.arrive();
        talk.server.sends(Http.ok(1_000_000, "the beginning", ""));
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(30));
        talk.client.reset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_MID_ANSWER);
        assertThat(talk.verdict().cause()).isEqualTo("client-abort");
    }

    @Test
    void requestThatIsNotWholeWhenTheServerClosesWasTooSlow() {
        Verdict verdict = BusyStories.requestDoesNotComeToItsEndInTime().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.REQUEST_TOO_SLOW);
        assertThat(verdict.cause()).isEqualTo("server-header-timeout");
        assertThat(verdict.culprit()).isEqualTo(Party.CLIENT);
    }

    @Test
    void halfAHeaderWithoutAWordFromTheServerIsTheSameTimeout() {
        Talk talk = script.talk().handshake();
        talk.client.sends("GET / HTTP/1.1\r\nHost: exam");
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(60));
        talk.closeByServer();

        assertThat(talk.verdict().cause()).isEqualTo("server-header-timeout");
    }

    @Test
    void wholeRequestThatIsClosedWithoutAnAnswerWasNotTooSlow() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(60));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
        assertThat(talk.verdict().cause()).isNotEqualTo("server-header-timeout");
    }

    /** Some servers time out a connection that never asked anything; a request that crosses this FIN is not a late one. */
    @Test
    void firstRequestThatCrossesTheCloseOfANewConnectionMetTheHeaderTimeout() {
        Talk talk = script.talk().handshake();
        script.pause(ofSeconds(20));
        talk.server.fin();
        talk.client.sends(Http.get("/first"));
        script.arrive();
        talk.server.bareReset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.REQUEST_CROSSED_FIN);
        assertThat(talk.verdict().cause()).isEqualTo("server-header-timeout");
    }

    @Test
    void genuineDataAfterTheResetProveThatItWasForged() {
        Verdict verdict = BusyStories.genuineDataFollowsAForgedReset().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.RESET_CONTRADICTED);
        assertThat(verdict.cause()).isEqualTo("injected-rst");
        assertThat(verdict.culprit()).isEqualTo(Party.MIDDLEBOX);
        assertThat(verdict.closedBy()).isEqualTo(Party.MIDDLEBOX);
    }

    /** Nobody sends data behind its own FIN; the client, which believed it, takes no more of the answer. */
    @Test
    void answerBehindTheFinProvesThatThisWasForged() {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        talk.client.sends(Http.get("/forbidden"));
        script.arrive();
        int forged = talk.server.next();
        talk.server.fin().ttl(47);
        script.arrive();
        talk.client.fin();
        script.arrive();
        talk.server.sends(Http.ok("forbidden words")).sequence(forged);
        script.arrive();
        talk.client.bareReset();
        Verdict verdict = talk.verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.FIN_CONTRADICTED);
        assertThat(verdict.cause()).isEqualTo("injected-rst");
        assertThat(verdict.culprit()).isEqualTo(Party.MIDDLEBOX);
        assertThat(verdict.closedBy()).isEqualTo(Party.MIDDLEBOX);
    }

    /** As when the end of one connection and the beginning of the next on the same ports were not captured. */
    @Test
    void answerThatDoesNotGoOnAtTheFinIsOfAnotherConnection() {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        talk.closeByServer();
        script.pause(ofMillis(500));
        talk.client.sends(Http.get("/2"));
        script.arrive();
        talk.server.sends(Http.ok("two")).sequence(talk.server.next() + 70_000);
        script.arrive();
        talk.client.ack();

        assertThat(talk.verdict().mechanism()).isNotEqualTo(Mechanism.FIN_CONTRADICTED);
    }

    @Test
    void resetOfTheSocketItselfWasNotForged() {
        Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
        talk.client.sends(Http.get("/2"));
        script.arrive();
        talk.server.ack();
        script.pause(ofMillis(400));
        talk.server.reset();

        assertThat(talk.verdict().cause()).isNotEqualTo("injected-rst");
        assertThat(talk.verdict().culprit()).isEqualTo(Party.SERVER);
    }

    @Test
    void streamsBeyondTheGoAwayAreLost() {
        Verdict verdict = ConnectStories.streamsAreBeyondTheGoAway().verdict();

        assertThat(verdict.mechanism()).isEqualTo(Mechanism.STREAMS_LOST);
        assertThat(verdict.cause()).isEqualTo("http2-goaway");
        assertThat(verdict.remedies().get(0)).contains("2 requests");
    }

    @Test
    void clientThatLeavesWhatTheGoAwayLetGoOnDidNotLoseItByIt() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http2.frames(Http2.preface(), Http2.request(1)));
        script.arrive();
        talk.server.sends(Http2.frames(Http2.settings(), Http2.goAway(1, 0)));
        script.pause(ofSeconds(2));
        talk.closeByClient();

        assertThat(talk.verdict().cause()).isEqualTo("client-abort");
    }

    @Test
    void goAwayThatIsFollowedByAllAnswersLosesNothing() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http2.frames(Http2.preface(), Http2.request(1), Http2.request(3)));
        script.arrive();
        talk.server.sends(Http2.frames(Http2.settings(), Http2.goAway(3, 0), Http2.answer(3)));
        script.pause(ofMillis(300));
        talk.server.sends(Http2.answer(1));
        talk.closeByServer();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    /** The process dies with the last frame half sent: the client has not got its answer. */
    @Test
    void http2AnswerThatIsCutInItsLastFrameIsAFailure() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http2.frames(Http2.preface(), Http2.request(1)));
        script.arrive();
        byte[] answer = Http2.frames(Http2.settings(), Http2.headers(1, false), Http2.data(1, 12_000, true));
        talk.server.sends(Arrays.copyOf(answer, 1448));
        script.arrive();
        talk.client.ack();
        script.pause(ofMillis(50));
        talk.server.reset();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLOSED_MID_ANSWER);
    }

    @Test
    void http1AnswerThatIsCutShortIsAFailure() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/large"));
        script.arrive();
        talk.server.sends(Http.ok(12_000, "the beginning", ""));
        script.arrive();
        talk.client.ack();
        script.pause(ofMillis(50));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLOSED_MID_ANSWER);
        assertThat(talk.verdict().culprit()).isEqualTo(Party.SERVER);
    }

    private Talk tls() {
        Talk talk = script.talk().handshake().exchange(Tls.clientHelloHttp1(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        return talk;
    }

    private static double bits(Verdict verdict, String cause, ClueKind kind) {
        return verdict.candidates().stream()
                .filter(candidate -> candidate.cause().equals(cause))
                .flatMap(candidate -> candidate.clues().stream())
                .filter(clue -> clue.kind() == kind)
                .mapToDouble(Clue::bits)
                .sum();
    }

    /** Nobody reads the header; that it came in pieces, and the round time, say that it was not whole. */
    @Test
    void insideTlsARequestInPiecesMetTheHeaderTimeout() {
        Talk talk = tls();
        for (int i = 0; i < 4; i++) {
            talk.client.sends(Tls.application(60));
            script.pause(ofMillis(400));
        }
        script.pause(ofMillis(400));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
        assertThat(talk.verdict().cause()).isEqualTo("server-header-timeout");
        assertThat(talk.verdict().culprit()).isEqualTo(Party.CLIENT);
        assertThat(bits(talk.verdict(), "server-header-timeout", ClueKind.MESSAGE))
                .isPositive();
        assertThat(bits(talk.verdict(), "server-header-timeout", ClueKind.TIMER))
                .isPositive();
    }

    /** The beginning of a request line, then a few bytes at a time: no HTTP/2 was offered whose control frames they were. */
    @Test
    void insideTlsAHeaderThatTricklesInMetTheHeaderTimeout() {
        Talk talk = tls();
        talk.client.sends(Tls.application(42));
        for (int i = 0; i < 4; i++) {
            script.pause(ofMillis(400));
            talk.client.sends(Tls.application(25));
        }
        script.pause(ofMillis(400));
        talk.server.sends(Tls.closeNotify13());
        talk.closeByServer();

        assertThat(talk.verdict().cause()).isEqualTo("server-header-timeout");
    }

    @Test
    void insideTlsARequestThatIsTooShortForOneMetTheHeaderTimeout() {
        Talk talk = tls();
        talk.client.sends(Tls.application(45));
        script.pause(ofSeconds(2));
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
        assertThat(bits(talk.verdict(), "server-header-timeout", ClueKind.SIZE)).isPositive();
    }

    @Test
    void insideTlsAnUploadIsNoHeader() {
        Talk talk = tls();
        for (int i = 0; i < 4; i++) {
            talk.client.sends(Tls.application(1200));
            script.pause(ofMillis(400));
        }
        script.pause(ofMillis(400));
        talk.closeByServer();

        assertThat(talk.verdict().candidates()).extracting(Candidate::cause).doesNotContain("server-header-timeout");
    }

    @Test
    void insideTlsAHeaderTimeoutIsNoMatterOfMilliseconds() {
        Talk talk = tls();
        for (int i = 0; i < 4; i++) {
            talk.client.sends(Tls.application(60));
            script.pause(ofMillis(60));
        }
        talk.closeByServer();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.FIN_WITHOUT_ANSWER);
        assertThat(talk.verdict().candidates()).extracting(Candidate::cause).doesNotContain("server-header-timeout");
    }

    private static Verdict uploadThatIsReset(Talk talk, int windowBefore, boolean saysCloseNotify) {
        for (int i = 0; i < 5; i++) {
            talk.client.sends(Tls.application(1400));
        }
        talk.script().arrive();
        talk.server.ack().window(windowBefore);
        talk.script().pause(ofMillis(5));
        if (saysCloseNotify) {
            talk.server.sends(Tls.closeNotify13()).window(windowBefore);
        }
        talk.server.reset().window(500);
        return talk.verdict();
    }

    private Talk tlsAfterAnExchange() {
        return tls().exchange(Tls.application(300), Tls.flight(Tls.tickets13(), Tls.application(900)));
    }

    /** What the application has not read takes up the window (RFC 9293 section 3.8.6); the RST is sent without that data. */
    @Test
    void windowThatHadShrunkSaysThatNobodyRead() {
        Verdict unread = uploadThatIsReset(tls(), 90, false);
        Verdict read = uploadThatIsReset(tls(), 500, false);

        assertThat(unread.mechanism()).isEqualTo(Mechanism.REQUEST_ACKED_THEN_RESET);
        assertThat(unread.cause()).isEqualTo("unread-data-close");
        assertThat(bits(unread, "unread-data-close", ClueKind.SHAPE)).isPositive();
        assertThat(bits(read, "unread-data-close", ClueKind.SHAPE)).isZero();
    }

    @Test
    void closeNotifyBeforeTheResetSaysThatTheServerWantedNoMore() {
        Verdict saysSo = uploadThatIsReset(tlsAfterAnExchange(), 500, true);
        Verdict silent = uploadThatIsReset(tlsAfterAnExchange(), 500, false);

        assertThat(saysSo.mechanism()).isEqualTo(Mechanism.REQUEST_ACKED_THEN_RESET);
        assertThat(bits(saysSo, "unread-data-close", ClueKind.MESSAGE)).isPositive();
        assertThat(bits(silent, "unread-data-close", ClueKind.MESSAGE)).isZero();
    }

    /** A process without descriptors refuses all; one that answers others half a second later has some. */
    @Test
    void serverThatAnswersTheNextConnectionsAbortedThisOneOnly() {
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/odd"));
        script.arrive();
        talk.server.ack();
        talk.server.reset();
        Verdict alone = talk.verdict();
        for (int i = 0; i < 3; i++) {
            script.talk().handshake().exchange(Http.get("/" + i), Http.ok("hello"));
        }
        Verdict amongOthers = talk.verdict();

        assertThat(bits(alone, "linger-abort", ClueKind.AFTERMATH)).isZero();
        assertThat(bits(amongOthers, "linger-abort", ClueKind.AFTERMATH)).isPositive();
        assertThat(bits(amongOthers, "fd-exhaustion", ClueKind.AFTERMATH)).isNegative();
        assertThat(amongOthers.cause()).isEqualTo("linger-abort");
    }

    /** The answer that crosses it is no sign that nobody had spoken before. */
    @Test
    void resetThatIsForgedInTheMiddleOfUseIsNoBoxThatForgotAnIdleConnection() {
        Verdict verdict = BusyStories.forgedResetCrossesTheAnswer().verdict();

        assertThat(verdict.cause()).isEqualTo("injected-rst");
        assertThat(verdict.candidates().get(0).clues())
                .noneMatch(clue -> clue.text().contains("idle"));
    }
}
