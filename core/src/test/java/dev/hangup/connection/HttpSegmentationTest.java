package dev.hangup.connection;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.connection.Dialogue.Seen;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** TCP carries bytes and no messages: however the same bytes are cut into segments, the same requests are seen. */
class HttpSegmentationTest {
    private static final String LONG_FIELD = "Cookie: " + "yummy".repeat(60) + "\r\n";

    private record Exchange(String request, String answer) {}

    private static final List<Exchange> EXCHANGES = List.of(
            new Exchange(Http.get("/"), Http.ok("hello")),
            new Exchange(
                    "OPTIONS * HTTP/1.1\r\n" + LONG_FIELD + "Connection: close\r\n\r\n",
                    Http.ok(3, "abc", LONG_FIELD + "Server: nginx/1.22.1\r\nKeep-Alive: timeout=30, max=9\r\n")),
            new Exchange(
                    Http.post("/", 12, "hello\r\nworld"),
                    "HTTP/1.1 100 Continue\r\n\r\n" + Http.status(404, "Connection: close\r\n", "nothing\nhere\n")),
            new Exchange(
                    "POST /chunks HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nGET \r\n0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1d\r\nHTTP/1.1 500 not an answer"
                            + " at\r\n0\r\nExpires: never\r\n\r\n"),
            new Exchange("HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", Http.ok(700, "", "")),
            new Exchange("GET /cached HTTP/1.1\nHost: x\n\n", "HTTP/1.1 304 Not Modified\nServer: envoy\n\n"),
            new Exchange("\r\n" + Http.get("/"), "HTTP/1.1 204 No Content\r\n\r\n"));

    private static Dialogue everything() {
        Dialogue dialogue = new Dialogue();
        EXCHANGES.forEach(one -> dialogue.client(one.request()).server(one.answer()));
        return dialogue;
    }

    @Test
    void everythingIsUnderstoodInWholeMessages() {
        Exchanges exchanges = everything().whole().exchanges();

        assertThat(exchanges.requests()).isEqualTo(EXCHANGES.size());
        assertThat(exchanges.answered()).isEqualTo(EXCHANGES.size());
        assertThat(exchanges.areBoundariesKnown()).isTrue();
    }

    @Test
    void anyMessageMayBeCutAtAnyByte() {
        Dialogue dialogue = everything();

        assertThat(dialogue.tellingCuts(1, dialogue.length())).isEmpty();
    }

    @Test
    void startLineThatIsLongerThanTheBufferMayBeCutAnywhere() {
        Dialogue dialogue = new Dialogue()
                .client("GET /" + "long/".repeat(60) + " HTTP/1.0\r\n\r\n")
                .server(Http.ok("hello"));

        assertThat(dialogue.whole().exchanges().didClientAnnounceClose())
                .as("HTTP/1.0 closes")
                .isTrue();
        assertThat(dialogue.tellingCuts(1, dialogue.length())).isEmpty();
    }

    /** A person who types into netcat, and some small devices, begin like this. */
    @Test
    void requestBeginsWithItsFirstByteEvenIfThatIsAllThatCame() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends("G");
        Exchanges first = talk.connection().exchanges();
        script.pause(ofSeconds(3));
        talk.client.sends("ET / HT");
        script.pause(ofSeconds(3));
        talk.client.sends("TP/1.1\r\nHost: x\r\n");
        Exchanges exchanges = talk.connection().exchanges();

        assertThat(exchanges.protocol()).isEqualTo(Protocol.HTTP1);
        assertThat(exchanges.requests()).isEqualTo(1);
        assertThat(exchanges.isRequestIncomplete()).isTrue();
        assertThat(exchanges.requestFrame()).isEqualTo(4);
        assertThat(exchanges.requestNanos()).isEqualTo(first.requestNanos());
        assertThat(exchanges.lastRequestEndNanos() - exchanges.requestNanos())
                .isEqualTo(ofSeconds(6).toNanos());
    }

    @Provide
    Arbitrary<Dialogue> dialogues() {
        Arbitrary<Exchange> one = Arbitraries.of(EXCHANGES);
        Arbitrary<Boolean> pipelined = Arbitraries.of(false, false, true);
        Arbitrary<Integer> unfinished = Arbitraries.integers().between(0, 60);
        return Combinators.combine(one.list().ofMinSize(1).ofMaxSize(6), pipelined, unfinished)
                .as(HttpSegmentationTest::dialogue);
    }

    /** All requests at once or one by one; the last answer lacks its last {@code missing} bytes. */
    private static Dialogue dialogue(List<Exchange> exchanges, boolean pipelined, int missing) {
        StringBuilder requests = new StringBuilder();
        StringBuilder answers = new StringBuilder();
        Dialogue dialogue = new Dialogue();
        for (int i = 0; i < exchanges.size(); i++) {
            String request = exchanges.get(i).request();
            String answer = exchanges.get(i).answer();
            if (i == exchanges.size() - 1) {
                answer = answer.substring(0, Math.max(0, answer.length() - missing));
            }
            if (pipelined) {
                requests.append(request);
                answers.append(answer);
            } else {
                dialogue.client(request).server(answer);
            }
        }
        return pipelined ? dialogue.client(requests.toString()).server(answers.toString()) : dialogue;
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void anySegmentationShowsTheSameExchanges(
            @ForAll("dialogues") Dialogue dialogue, @ForAll("sizes") List<Integer> sizes) {
        assertThat(Seen.of(dialogue.inPieces(sizes))).isEqualTo(Seen.of(dialogue.whole()));
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        Arbitrary<Integer> small = Arbitraries.integers().between(1, 12);
        Arbitrary<Integer> large = Arbitraries.integers().between(8, 400);
        Arbitrary<Integer> first = Arbitraries.integers().between(1, 300);
        return Combinators.combine(first, Arbitraries.oneOf(small, large).list().ofMaxSize(12))
                .as((begin, others) -> {
                    List<Integer> sizes = new ArrayList<>(List.of(begin));
                    sizes.addAll(others);
                    return sizes;
                });
    }
}
