package dev.hangup.connection;

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

/** Captures with a short snapshot length: {@code tcpdump -s 96} keeps some 30 bytes of payload; the headers know the rest. */
class SnapshotTest {
    private static final String FIELDS = "Date: Sat, 21 Nov 2026 12:00:00 GMT\r\nServer: nginx\r\n";

    @ParameterizedTest
    @ValueSource(ints = {12, 20, 30, 42, 58, 64, 90, 110, 128, 200})
    void healthyExchangesStayHealthyWhereverTheSnapshotCuts(int snapshot) {
        Script script = Script.atClient().snapshot(snapshot);
        Talk talk = script.talk().handshake();
        talk.exchange(Http.get("/a/rather/long/path/that/goes/on"), Http.ok(300, "x".repeat(300), FIELDS));
        talk.exchange(Http.post("/form", 80, "y".repeat(80)), Http.ok(3, "abc", FIELDS));
        talk.exchange("HEAD / HTTP/1.1\r\n" + FIELDS + "\r\n", Http.ok(9000, "", FIELDS));
        talk.exchange(Http.get("/2"), Http.status(304, FIELDS, ""));
        talk.closeByClient();
        Connection connection = talk.connection();

        assertThat(connection.exchanges().protocol()).isEqualTo(Protocol.HTTP1);
        assertThat(connection.exchanges().requests()).isEqualTo(4);
        assertThat(connection.exchanges().outstanding()).isZero();
        assertThat(connection.exchanges().isRequestIncomplete()).isFalse();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    /** Of answers to requests that were sent together the snapshot length may hide the beginnings. */
    @Test
    void howManyAnswersAreHiddenInOneSegmentNobodyKnows() {
        String answer = Http.ok(5, "hello", FIELDS);
        Script script = Script.atClient().snapshot(answer.length() + 20);
        Talk talk = script.talk().handshake();
        for (int i = 0; i < 4; i++) {
            talk.client.sends(Http.get("/" + i));
        }
        script.arrive();
        talk.server.sends(answer + answer + answer + answer);
        script.arrive();
        talk.closeByClient();

        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void requestThatWasSentAfterTheLastHiddenAnswerWasNotAnsweredByIt() {
        String answer = Http.ok(5, "hello", FIELDS);
        Script script = Script.atClient().snapshot(answer.length() + 20);
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/1"));
        talk.client.sends(Http.get("/2"));
        script.arrive();
        talk.server.sends(answer + answer);
        script.arrive();
        talk.client.sends(Http.get("/3"));
        script.arrive();
        talk.server.ack();
        script.pause(ofSeconds(5));
        talk.closeByClient();

        assertThat(talk.verdict().isFailure()).isTrue();
    }

    @Test
    void bodyIsCountedByItsLengthAlthoughItIsNotCaptured() {
        String header = Http.ok(3000, "", "");
        Script script = Script.atClient().snapshot(header.length());
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(header + "x".repeat(1000));
        talk.server.sendsBytes(1000);
        assertThat(talk.connection().exchanges().isAnswerBegun()).isTrue();
        assertThat(talk.connection().exchanges().outstanding()).isEqualTo(1);

        talk.server.sendsBytes(1000);
        assertThat(talk.connection().exchanges().outstanding()).isZero();
        assertThat(talk.connection().exchanges().areBoundariesKnown()).isTrue();
    }

    /** Of a request line that comes again, longer, the snapshot keeps less than was there before. */
    @Test
    void whatIsNewMayBeginBehindWhatWasCaptured() {
        Script script = Script.atClient().snapshot(10);
        Talk talk = script.talk().handshake();
        int begin = talk.client.next();
        talk.client.sends("GET /abcde");
        talk.client.sends("fghijklmno");
        talk.client.sends("GET /abcdefghijklmnopqrstuvw HTTP/1.1\r\n").sequence(begin);
        Exchanges exchanges = talk.connection().exchanges();

        assertThat(exchanges.requests()).isEqualTo(1);
        assertThat(exchanges.requestSequence()).isEqualTo(begin);
    }

    @Test
    void hiddenHeaderMeansThatTheEndOfTheAnswerIsNotKnown() {
        Script script = Script.atClient().snapshot(40);
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/"));
        script.arrive();
        talk.server.sends(Http.ok(100_000, "x".repeat(1000), FIELDS));
        Exchanges exchanges = talk.connection().exchanges();

        assertThat(exchanges.areBoundariesKnown()).isFalse();
        assertThat(exchanges.status()).isEqualTo(200);
        assertThat(exchanges.outstanding())
                .as("an answer counts as whole, so that nobody is accused on a guess")
                .isZero();
    }

    @Test
    void requestWithoutAnswerIsOutstandingHoweverShortTheSnapshot() {
        Script script = Script.atClient().snapshot(16);
        Talk talk = script.talk().handshake();
        talk.exchange(Http.get("/first"), Http.ok("hello"));
        talk.client.sends(Http.get("/second"));

        assertThat(talk.connection().exchanges().requests()).isEqualTo(2);
        assertThat(talk.connection().exchanges().outstanding()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 30, 60, 100, 200})
    void tlsHandshakeIsSeenThroughAShortSnapshot(int snapshot) {
        Script script = Script.atClient().snapshot(snapshot);
        Talk talk = script.talk().handshake();
        talk.exchange(Tls.clientHello(), Tls.serverFlight13());
        talk.client.sends(Tls.clientFinished13());
        talk.exchange(Tls.application(300), Tls.application(900));
        talk.exchange(Tls.application(310), Tls.application(800));
        Connection connection = talk.connection();

        assertThat(connection.exchanges().protocol()).isEqualTo(Protocol.TLS);
        assertThat(connection.exchanges().tls()).matches(TlsState::isHandshakeDone, "handshake done");
        assertThat(connection.exchanges().requests()).isEqualTo(2);
        assertThat(connection.exchanges().outstanding()).isZero();
        assertThat(talk.verdict().isFailure()).isFalse();

        talk.client.sends(Tls.application(320));
        script.arrive();
        talk.server.fin();
        assertThat(talk.connection().exchanges().outstanding()).isEqualTo(1);
        assertThat(talk.verdict().isFailure()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 30, 60, 100, 200})
    void tls12HandshakeIsSeenThroughAShortSnapshot(int snapshot) {
        Script script = Script.atClient().snapshot(snapshot);
        Talk talk = script.talk().handshake();
        talk.exchange(Tls.clientHello(), Tls.serverFlight12());
        talk.exchange(Tls.clientKeyExchange12(), Tls.serverFinished12());
        talk.exchange(Tls.application(300), Tls.application(900));
        talk.client.sends(Tls.application(310));
        script.arrive();
        talk.server.ack();
        Connection connection = talk.connection();

        assertThat(connection.exchanges().tls()).matches(TlsState::isHandshakeDone, "handshake done");
        assertThat(connection.exchanges().requests()).isEqualTo(2);
        assertThat(connection.exchanges().outstanding()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 15, 21, 25})
    void interimAnswerThatIsCutIsStillNoAnswer(int snapshot) {
        Script script = Script.atClient().snapshot(snapshot);
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.post("/upload", 5, ""));
        script.arrive();
        talk.server.sends("HTTP/1.1 100 Continue\r\nX-Why: not\r\n\r\n");
        script.arrive();
        talk.client.sends("hello");

        assertThat(talk.connection().exchanges().requests()).isEqualTo(1);
        assertThat(talk.connection().exchanges().outstanding()).isEqualTo(1);
    }

    @Test
    void http2FallsBackToTurnsWhereFramesAreHidden() {
        Script script = Script.atClient().snapshot(30);
        Talk talk = script.talk().handshake();
        talk.client.sends(Http2.frames(Http2.preface(), Http2.request(1)));
        script.arrive();
        talk.server.sends(Http2.frames(Http2.settings(), Http2.answer(1)));
        script.arrive();
        talk.exchange(Http2.request(3), Http2.answer(3));
        talk.exchange(Http2.request(5), Http2.answer(5)).closeByClient();
        Connection connection = talk.connection();

        assertThat(connection.exchanges().protocol()).isEqualTo(Protocol.HTTP2);
        assertThat(connection.exchanges().areBoundariesKnown()).isFalse();
        assertThat(connection.exchanges().outstanding()).isZero();
        assertThat(talk.verdict().isFailure()).isFalse();
    }

    @Test
    void http2AnswerWhoseFramesAreHiddenCountsAsWhole() {
        Script script = Script.atClient().snapshot(34);
        Talk talk = script.talk().handshake();
        talk.client.sends(Http2.frames(Http2.preface(), Http2.settings()));
        talk.client.sends(Http2.request(1));
        script.arrive();
        talk.server.sends(Http2.frames(Http2.settings(), Http2.headers(1, false), Http2.data(1, 900, true)));
        Exchanges exchanges = talk.connection().exchanges();

        assertThat(exchanges.requests()).isEqualTo(1);
        assertThat(exchanges.outstanding()).isZero();
        assertThat(exchanges.areBoundariesKnown()).isFalse();
    }

    @Test
    void startLineMayBeCutByASegmentFirstAndByTheSnapshotThen() {
        Script script = Script.atClient().snapshot(20);
        Talk talk = script.talk().handshake();
        talk.client.sends("DELETE /som");
        talk.client.sends("e/rather/long/path/that/goes/on HTTP/1.1\r\nHost: x\r\n\r\n");
        script.arrive();
        talk.server.sends("HTTP/1.1 2");
        talk.server.sends("04 No Content of any kind\r\n" + FIELDS + "\r\n");
        Exchanges exchanges = talk.connection().exchanges();

        assertThat(exchanges.requests()).isEqualTo(1);
        assertThat(exchanges.method()).isEqualTo(HttpMethod.DELETE);
        assertThat(exchanges.status()).isEqualTo(204);
        assertThat(exchanges.outstanding()).isZero();
    }

    /** The ClientHello of TLS 1.2 and 1.3 begins with the same bytes; a client that says more is the same client. */
    @ParameterizedTest
    @ValueSource(ints = {30, 100, 200, 700})
    void largeHellosAreSeenThroughAShortSnapshot(int snapshot) {
        Script script = Script.atClient().snapshot(snapshot);
        Talk talk = script.talk().handshake();
        talk.client.sendsInPieces(Tls.largeClientHello(), 1400);
        script.arrive();
        talk.server.sendsInPieces(
                Tls.flight(Tls.largeServerHello(), Tls.changeCipherSpec(), Tls.application(3000)), 1400);
        script.arrive();
        talk.client.sends(Tls.clientFinished13());
        talk.exchange(Tls.application(300), Tls.application(900));
        talk.client.sends(Tls.application(310));
        Connection connection = talk.connection();

        assertThat(connection.exchanges().tls())
                .matches(TlsState::sawClientHello, "ClientHello")
                .matches(TlsState::sawServerHello, "ServerHello")
                .matches(TlsState::isHandshakeDone, "handshake done")
                .matches(TlsState::isVersion13, "TLS 1.3");
        assertThat(connection.exchanges().requests()).isEqualTo(2);
        assertThat(connection.exchanges().outstanding()).isEqualTo(1);
    }
}
