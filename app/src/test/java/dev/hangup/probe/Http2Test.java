package dev.hangup.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Manner.Word;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames of HTTP/2, as they arrive. */
class Http2Test {
    private static final Target TARGET = Target.parse("http://a.test/");
    private static final String SETTINGS = "000000 04 00 00000000";
    private static final String PING = "000008 06 00 00000000 0102030405060708";
    /** The last stream that it speaks of is none. */
    private static final String GOAWAY = "000008 07 00 00000000 0000000000000000";

    /** A line on which the other end says what it is given, and then is silent. */
    private static final class Script implements Line {
        private final Deque<byte[]> said = new ArrayDeque<>();
        private final StringBuilder heard = new StringBuilder();
        private ByteBuffer received = ByteBuffer.allocate(0);

        Script(byte[]... said) {
            this.said.addAll(List.of(said));
        }

        @Override
        public void write(byte[] bytes) {
            heard.append(HexFormat.of().formatHex(bytes));
        }

        @Override
        public Event read(long deadlineNanos) {
            return look();
        }

        @Override
        public Event look() {
            byte[] next = said.poll();
            received = ByteBuffer.wrap(Objects.requireNonNullElse(next, new byte[0]));
            return next == null ? Event.NOTHING : Event.DATA;
        }

        @Override
        public ByteBuffer received() {
            return received;
        }

        @Override
        public long heardNanos() {
            return 1;
        }

        @Override
        public void close() {}
    }

    private static byte[] bytes(String... frames) {
        return HexFormat.of().parseHex(String.join("", frames).replace(" ", ""));
    }

    private static String headers(String block) {
        return headers(1, block);
    }

    private static String headers(int stream, String block) {
        return "0000%02x 01 05 %08x %s".formatted(block.length() / 2, stream, block);
    }

    @ParameterizedTest
    @CsvSource({
        "88, 200",
        "8d, 404",
        "8e, 500",
        "3fe11f88, 200",
        "0803343239, 429",
        "1803353033, 503",
        "4883684fff, 429",
        "48836c0cff, 503",
        "48821005, 202",
        "00, 0",
        "0804, 0"
    })
    void statusIsReadInItsUsualCodes(String block, int status) throws IOException {
        Heard heard = new Http2(new Script(bytes(SETTINGS, headers(block)))).ask(TARGET, "HEAD", 0);

        assertThat(heard.answer())
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(status));
    }

    @Test
    void settingsAndPingsAreAcknowledged() throws IOException {
        Script script = new Script(bytes(SETTINGS, headers("88"), PING));
        new Http2(script).ask(TARGET, "HEAD", 0);

        assertThat(script.heard).contains("000000040100000000", "0000080601000000000102030405060708");
    }

    @Test
    void goawayIsTheBeginningOfTheEndAndPingIsNot() throws IOException {
        Http2 http2 = new Http2(new Script(bytes(SETTINGS, headers("88"))));
        http2.ask(TARGET, "HEAD", 0);

        assertThat(http2.word(ByteBuffer.wrap(bytes(PING)))).isNull();
        assertThat(http2.word(ByteBuffer.wrap(bytes(GOAWAY)))).isEqualTo(Word.GOAWAY);
    }

    @Test
    void whatBeginsWithoutSettingsIsNoHttp2() {
        assertThatThrownBy(() -> new Http2(new Script("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII)))
                        .ask(TARGET, "HEAD", 0))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({GOAWAY + ", GOAWAY", "000004 03 00 00000001 00000007, RST_STREAM"})
    void refusedRequestIsNoAnswer(String refusal, Reaction reaction) {
        Http2 http2 = new Http2(new Script(bytes(SETTINGS, refusal)));

        assertThatThrownBy(() -> http2.ask(TARGET, "HEAD", 0))
                .isInstanceOfSatisfying(
                        Http2.Refused.class,
                        refused -> assertThat(refused.reaction()).isEqualTo(reaction));
        assertThat(http2.isSpoken()).isTrue();
    }

    @Test
    void requestThatGoawayDoesNotExcludeIsStillAnswered() throws IOException {
        String goaway = "000008 07 00 00000000 0000000100000000";
        Heard heard = new Http2(new Script(bytes(SETTINGS, goaway), bytes(headers("88")))).ask(TARGET, "HEAD", 0);

        assertThat(heard.answer()).isNotNull();
    }

    @Test
    void secondRequestIsMadeOnANewStreamOfTheSameConnection() throws IOException {
        String resetOfTheFirst = "000004 03 00 00000001 00000000";
        Script script = new Script(
                bytes(SETTINGS, headers("88"), resetOfTheFirst), bytes(headers(1, "8e")), bytes(headers(3, "8d")));
        Http2 http2 = new Http2(script);
        http2.ask(TARGET, "HEAD", 0);
        int firstLength = script.heard.length();
        Heard second = http2.ask(TARGET, "HEAD", 0);

        assertThat(second.answer())
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(404));
        assertThat(script.heard.substring(firstLength)).containsPattern("^0000..010500000003");
        assertThat(script.heard).containsOnlyOnce(HexFormat.of().formatHex("PRI * HTTP/2.0".getBytes(US_ASCII)));
    }

    @Test
    void framesMayComeInPieces() throws IOException {
        byte[] all = bytes(SETTINGS, PING, headers("88"));
        byte[][] pieces = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            pieces[i] = new byte[] {all[i]};
        }
        Heard heard = new Http2(new Script(pieces)).ask(TARGET, "HEAD", 0);

        assertThat(heard.answer()).isNotNull();
    }

    @Property
    void nothingThatComesBreaksIt(@ForAll byte[] rest) {
        try {
            new Http2(new Script(bytes(SETTINGS), rest)).ask(TARGET, "HEAD", 0);
        } catch (IOException notHttp2) {
            assertThat(notHttp2.getMessage()).isNotEmpty();
        }
    }
}
