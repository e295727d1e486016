package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Http;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where messages of HTTP/1 end (RFC 9112 section 6.3), and whether the connection persists after them (section 9.3). */
class HttpFramingTest {
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final Dialogue dialogue = new Dialogue();

    private Exchanges exchanges() {
        return dialogue.whole().exchanges();
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "10, 10, 1", "10, 9, 0", "5000, 4999, 0", "5000, 5000, 1"})
    void contentLengthSaysWhenAnAnswerIsWhole(int announced, int sent, int answered) {
        dialogue.client(Http.get("/")).server(Http.ok(announced, "x".repeat(sent), ""));

        assertThat(exchanges().requests()).isEqualTo(1);
        assertThat(exchanges().answered()).isEqualTo(answered);
        assertThat(exchanges().isAnswerBegun()).isEqualTo(answered == 0);
        assertThat(exchanges().areBoundariesKnown()).isTrue();
    }

    @Test
    void contentLengthSaysWhenARequestIsWhole() {
        dialogue.client(Http.post("/", 10, "01234"));
        assertThat(exchanges().isRequestIncomplete()).isTrue();
        assertThat(exchanges().method()).isEqualTo(HttpMethod.POST);

        dialogue.client("56789");
        assertThat(exchanges().isRequestIncomplete()).isFalse();
        assertThat(exchanges().requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length:5",
                "content-length: 5",
                "CONTENT-LENGTH:   5",
                "Content-Length:\t5",
                "Content-Length: 5 "
            })
    void fieldNamesHaveNoCaseAndValuesMayHaveBlanksAround(String field) {
        dialogue.client(Http.get("/")).server("HTTP/1.1 200 OK\r\n" + field + "\r\n\r\nhello");

        assertThat(exchanges().answered()).isEqualTo(1);
    }

    @Test
    void chunkedAnswerEndsWithItsEmptyChunk() {
        dialogue.client(Http.get("/")).server(CHUNKED + "5\r\nhello\r\n1A;name=value\r\n" + "x".repeat(26) + "\r\n");
        assertThat(exchanges().outstanding()).isEqualTo(1);

        dialogue.server("0\r\n");
        assertThat(exchanges().outstanding()).isEqualTo(1);

        dialogue.server("\r\n");
        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void chunkedAnswerMayHaveTrailers() {
        dialogue.client(Http.get("/")).server(CHUNKED + "5\r\nhello\r\n0\r\nExpires: never\r\nContent-Length: 99\r\n");
        assertThat(exchanges().outstanding()).isEqualTo(1);

        dialogue.server("\r\n").client(Http.get("/2")).server(Http.ok("x"));
        assertThat(exchanges().requests()).isEqualTo(2);
        assertThat(exchanges().answered()).isEqualTo(2);
    }

    @Test
    void chunkedCountsMoreThanContentLength() {
        dialogue.client(Http.get("/"))
                .server("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        assertThat(exchanges().outstanding()).isEqualTo(1);

        dialogue.server("0\r\n\r\n");
        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void requestMayBeChunkedToo() {
        dialogue.client("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        assertThat(exchanges().isRequestIncomplete()).isTrue();

        dialogue.client("0\r\n\r\n").server(Http.ok("x"));
        assertThat(exchanges().isRequestIncomplete()).isFalse();
        assertThat(exchanges().answered()).isEqualTo(1);
    }

    @Test
    void answerToHeadHasNoBodyWhateverItsLengthSays() {
        dialogue.client("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").server(Http.ok(5000, "", ""));
        dialogue.client(Http.get("/")).server(Http.ok("hello"));

        assertThat(exchanges().requests()).isEqualTo(2);
        assertThat(exchanges().answered()).isEqualTo(2);
    }

    @Test
    void headAmongPipelinedRequestsIsTheOneWithoutABody() {
        dialogue.client(Http.get("/1") + "HEAD /2 HTTP/1.1\r\nHost: x\r\n\r\n" + Http.get("/3"))
                .server(Http.ok("one") + Http.ok(5000, "", "") + Http.ok("three"));

        assertThat(exchanges().requests()).isEqualTo(3);
        assertThat(exchanges().answered()).isEqualTo(3);
        assertThat(exchanges().areBoundariesKnown()).isTrue();
    }

    @Test
    void headMayBeTheHundredthRequest() {
        for (int i = 0; i < 99; i++) {
            dialogue.client(Http.get("/" + i)).server(Http.ok("x"));
        }
        dialogue.client("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").server(Http.ok(5000, "", ""));
        dialogue.client(Http.get("/")).server(Http.ok(5000, "", ""));

        assertThat(exchanges().answered()).isEqualTo(100);
        assertThat(exchanges().outstanding()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void statusWithoutABodyEndsWithItsHeader(int status) {
        dialogue.client(Http.get("/"))
                .server("HTTP/1.1 " + status + " x\r\nContent-Length: 500\r\nTransfer-Encoding: chunked\r\n\r\n")
                .client(Http.get("/2"))
                .server(Http.ok("two"));

        assertThat(exchanges().answered()).isEqualTo(2);
        assertThat(exchanges().status()).isEqualTo(200);
    }

    @Test
    void interimAnswersAreNoAnswers() {
        dialogue.client(Http.post("/", 5, "")).server("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(exchanges().answered()).isZero();

        dialogue.client("hello").server("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
        assertThat(exchanges().answered()).isZero();

        dialogue.server(Http.ok("done"));
        assertThat(exchanges().answered()).isEqualTo(1);
        assertThat(exchanges().requests()).isEqualTo(1);
    }

    @Test
    void upgradeEndsTheExchangeAndWhatFollowsIsToldByTurns() {
        dialogue.client("GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                .server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
        assertThat(exchanges().answered()).isEqualTo(1);

        dialogue.client("\u0081\u0085abcdefghi");
        assertThat(exchanges().areBoundariesKnown()).isFalse();
        assertThat(exchanges().outstanding()).isEqualTo(1);

        dialogue.server("\u0081\u0005hello");
        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void connectTurnsTheConnectionIntoATunnel() {
        dialogue.client("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n")
                .server("HTTP/1.1 200 Connection established\r\n\r\n")
                .client("\u0016\u0003\u0001\u0000\u0005hello")
                .server("\u0016\u0003\u0003\u0000\u0005hello");

        assertThat(exchanges().requests()).isEqualTo(2);
        assertThat(exchanges().outstanding()).isZero();
        assertThat(exchanges().areBoundariesKnown()).isFalse();
    }

    @Test
    void refusedConnectIsAnAnswerLikeAnyOther() {
        dialogue.client("CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n")
                .server(Http.status(407, "", "who are you?"))
                .client(Http.get("/"));

        assertThat(exchanges().answered()).isEqualTo(1);
        assertThat(exchanges().outstanding()).isEqualTo(1);
        assertThat(exchanges().areBoundariesKnown()).isTrue();
    }

    @Test
    void pipelinedRequestsAreAnsweredOneByOne() {
        dialogue.client(Http.get("/1") + Http.get("/2") + Http.get("/3")).server(Http.ok("one") + Http.ok("two"));

        assertThat(exchanges().requests()).isEqualTo(3);
        assertThat(exchanges().outstanding()).isEqualTo(1);
    }

    @Test
    void bareLineFeedsEndLinesToo() {
        dialogue.client("GET / HTTP/1.1\nHost: x\n\n")
                .server("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello")
                .client("GET /2 HTTP/1.1\nHost: x\n\n")
                .server("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\r\nhello\r\n0\n\n");

        assertThat(exchanges().requests()).isEqualTo(2);
        assertThat(exchanges().answered()).isEqualTo(2);
    }

    @Test
    void emptyLinesBeforeARequestAreNothing() {
        dialogue.client("\r\n\r\n" + Http.get("/")).server(Http.ok("hello"));
        dialogue.client("\r\n").client(Http.get("/2")).server(Http.ok("two"));

        assertThat(exchanges().requests()).isEqualTo(2);
        assertThat(exchanges().answered()).isEqualTo(2);
    }

    @Test
    void surplusBytesAfterAWholeAnswerAreNoSecondAnswer() {
        dialogue.client(Http.get("/")).server(Http.ok("hello")).server("surplus without any line");
        assertThat(exchanges().requests()).isEqualTo(1);
        assertThat(exchanges().answered()).isEqualTo(1);

        dialogue.client(Http.get("/2"));
        assertThat(exchanges().outstanding()).isEqualTo(1);

        dialogue.server(Http.ok("two"));
        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void methodThatNobodyKnowsIsARequestLikeAnyOther() {
        dialogue.client(Http.get("/")).server(Http.ok("hello"));
        dialogue.client("PURGE /cached HTTP/1.1\r\nHost: x\r\n\r\n").server(Http.ok("gone"));
        dialogue.client(Http.get("/2"));

        assertThat(exchanges().requests()).isEqualTo(3);
        assertThat(exchanges().outstanding()).isEqualTo(1);
    }

    @Test
    void whatIsNoAnswerEndsTheKnownBoundariesAndAccusesNobody() {
        dialogue.client(Http.get("/")).server("HELLO YOU\r\n\r\n");

        assertThat(exchanges().areBoundariesKnown()).isFalse();
        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void brokenChunkEndsTheKnownBoundariesAndAccusesNobody() {
        dialogue.client(Http.get("/")).server(CHUNKED + "5\r\nhello\r\nzz\r\n");

        assertThat(exchanges().areBoundariesKnown()).isFalse();
        assertThat(exchanges().outstanding()).isZero();
    }

    @Test
    void boundariesAreFoundAgainAtTheNextMessage() {
        dialogue.client(Http.get("/")).server(CHUNKED + "zz\r\n");
        dialogue.client(Http.get("/2")).server(Http.ok("two"));
        dialogue.client(Http.get("/3"));

        assertThat(exchanges().requests()).isEqualTo(3);
        assertThat(exchanges().outstanding()).isEqualTo(1);
    }

    @Test
    void answerWithoutLengthLastsUntilTheServerCloses() {
        dialogue.client(Http.get("/")).server("HTTP/1.1 200 OK\r\n\r\n<html>").server("</html>\r\n");

        assertThat(exchanges().outstanding()).isEqualTo(1);
        assertThat(exchanges().isAnswerBegun()).isTrue();
    }
}
