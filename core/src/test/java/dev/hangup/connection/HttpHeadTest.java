package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.capture.Segment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read ahead of a connection; that it changes no connection is in HttpSegmentationTest and SameVerdictsTest. */
class HttpHeadTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Segment segment = new Segment();

    private void capture(String payload, int hidden) {
        byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
        segment.bytes = bytes;
        segment.payloadOffset = 0;
        segment.payloadLength = bytes.length;
        segment.payloadCaptured = bytes.length - hidden;
        segment.readOpening();
        HttpHead.lookAhead(segment);
    }

    private boolean isWhole() {
        HttpHead head = HttpHead.of(segment);
        return head != null && head.isWhole();
    }

    @Test
    void endsBehindTheBlankLine() {
        capture(REQUEST + "body", 0);

        HttpHead head = HttpHead.of(segment);
        assertThat(head).isNotNull();
        assertThat(head.isWhole()).isTrue();
        assertThat(head.isRequest()).isTrue();
        assertThat(head.end()).isEqualTo(REQUEST.length());
    }

    @Test
    void answerIsNoRequest() {
        capture("HTTP/1.1 204 No Content\nServer: x\n\n", 0);

        assertThat(isWhole()).isTrue();
        assertThat(HttpHead.of(segment))
                .isNotNull()
                .satisfies(head -> assertThat(head.isRequest()).isFalse());
    }

    /** The cursor is used again for every packet. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GETTING READY FOR A BODY\r\n\r\n",
                "the rest of a body\r\n\r\n",
                "GET",
                "HTTP/1.1 OK\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n",
                "GET / HTTP/1.1\r\n",
                "\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
            })
    void nothingIsLeftOfTheHeaderBefore(String payload) {
        capture(REQUEST, 0);
        assertThat(isWhole()).isTrue();

        capture(payload, 0);

        assertThat(isWhole()).isFalse();
    }

    @Test
    void headerThatTheSnapshotCutsIsNotWhole() {
        for (int hidden = 1; hidden <= REQUEST.length(); hidden++) {
            capture(REQUEST, hidden);

            assertThat(isWhole()).as(hidden + " bytes hidden").isFalse();
        }
    }

    private long lineOf(String line) {
        capture(line + "\r\nHost: x\r\n\r\n", 0);
        Connection connection = new Connection();
        HttpHead head = HttpHead.of(segment);
        assertThat(head).isNotNull();
        connection.exchanges.requests = 1;
        head.store(connection.exchanges, connection.client, segment.bytes, new ServerProduct());
        return connection.exchanges.requestLine();
    }

    /** RFC 9112 sections 3.2.1 and 3.2.2: a client names the server to a proxy, which does not name it to the server. */
    @Test
    void requestLineIsTheSameBeforeAndBehindAProxy() {
        long line = lineOf("GET /a?b=1 HTTP/1.1");

        assertThat(lineOf("GET http://server.example:8080/a?b=1 HTTP/1.1")).isEqualTo(line);
        assertThat(lineOf("GET HTTPS://server.example/a?b=1 HTTP/1.0")).isEqualTo(line);
        assertThat(lineOf("GET http://server.example HTTP/1.1")).isEqualTo(lineOf("GET / HTTP/1.1"));
        assertThat(lineOf("GET http://server.example?q HTTP/1.1")).isEqualTo(lineOf("GET /?q HTTP/1.1"));
        assertThat(lineOf("GET http://server.example/b HTTP/1.1")).isNotEqualTo(line);
        assertThat(lineOf("POST /a?b=1 HTTP/1.1")).isNotEqualTo(line);
        assertThat(lineOf("GET /http://server.example/a?b=1 HTTP/1.1")).isNotEqualTo(line);
    }
}
