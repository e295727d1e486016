package dev.hangup.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are read alike, however the network cut them. */
class AnswerReaderTest {
    private static final List<String> ANSWERS = List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\nA\r\n0123456789\r\n0\r\nA: b\r\n\r\n",
            "HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
            "HTTP/1.1 204 No Content\r\n\r\n");

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Provide
    Arbitrary<String> answers() {
        return Arbitraries.of(ANSWERS);
    }

    @Property
    void anyCutGivesTheSameAnswerAndLeavesWhatFollows(@ForAll("answers") String answer, @ForAll int somewhere)
            throws ProtocolException {
        ByteBuffer all = bytes(answer + "next");
        int cut = Math.floorMod(somewhere, answer.length());
        AnswerReader reader = new AnswerReader("GET");

        assertThat(reader.take(all.duplicate().limit(cut))).isFalse();
        ByteBuffer rest = all.duplicate().position(cut);
        assertThat(reader.take(rest)).isTrue();

        assertThat(rest.remaining()).isEqualTo("next".length());
        assertThat(reader.answer(7).status()).isIn(200, 204);
        assertThat(reader.answer(7).lastByteNanos()).isEqualTo(7);
    }

    @Test
    void answerToHeadHasNoBody() throws ProtocolException {
        assertThat(new AnswerReader("HEAD").take(bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")))
                .isTrue();
    }

    @Test
    void bodyWithoutALengthLastsAsLongAsTheConnection() throws ProtocolException {
        AnswerReader reader = new AnswerReader("GET");

        assertThat(reader.take(bytes("HTTP/1.1 200 OK\r\n\r\nhello"))).isFalse();
        assertThat(reader.lastsToTheEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-x\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
            })
    void whatIsNoHttpIsRefused(String text) {
        assertThatThrownBy(() -> new AnswerReader("GET").take(bytes(text))).isInstanceOf(ProtocolException.class);
    }
}
