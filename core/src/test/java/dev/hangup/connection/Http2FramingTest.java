package dev.hangup.connection;

import static java.time.Duration.ofSeconds;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.connection.Dialogue.Seen;
import dev.hangup.script.Http2;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** HTTP/2 in clear (RFC 9113): streams, their ends, and the server's goodbye. */
class Http2FramingTest {
    private static final int NO_ERROR = 0;
    private static final int ENHANCE_YOUR_CALM = 11;

    private static Dialogue opened() {
        return new Dialogue().client(Http2.preface()).server(Http2.settings());
    }

    private static Http2State state(Dialogue dialogue) {
        return requireNonNull(dialogue.whole().exchanges().http2());
    }

    @Test
    void prefaceAndSettingsAreNoRequest() {
        Exchanges exchanges = opened().whole().exchanges();

        assertThat(exchanges.protocol()).isEqualTo(Protocol.HTTP2);
        assertThat(exchanges.requests()).isZero();
        assertThat(exchanges.areBoundariesKnown()).isTrue();
    }

    @Test
    void serverMayBeFirstToSendItsSettings() {
        Exchanges exchanges = new Dialogue()
                .server(Http2.settings())
                .client(Http2.frames(Http2.preface(), Http2.request(1)))
                .server(Http2.answer(1))
                .whole()
                .exchanges();

        assertThat(exchanges.protocol()).isEqualTo(Protocol.HTTP2);
        assertThat(exchanges.requests()).isEqualTo(1);
        assertThat(exchanges.answered()).isEqualTo(1);
    }

    /** RFC 9113 section 3.4: the SETTINGS of a server that did not wait for the client's preface are no turn of a dialogue. */
    @Test
    void streamsAreToldApartWhoeverWasFirst() {
        Dialogue dialogue = new Dialogue()
                .server(Http2.frames(Http2.settings(), Http2.windowUpdate(0)))
                .client(Http2.frames(Http2.preface(), Http2.request(1), Http2.request(3)))
                .server(Http2.frames(Http2.settings(), Http2.answer(3)));

        assertThat(dialogue.whole().exchanges().areBoundariesKnown()).isTrue();
        assertThat(dialogue.whole().exchanges().outstanding()).isEqualTo(1);
        assertThat(dialogue.whole().exchanges().idleBeforeRequestNanos()).isNegative();
    }

    @Test
    void serverThatOnlySeemsToBeginWithSettingsTakesTurns() {
        Exchanges exchanges = new Dialogue()
                .server(Http2.settings())
                .client("hello".repeat(3).getBytes(StandardCharsets.US_ASCII))
                .server("world".getBytes(StandardCharsets.US_ASCII))
                .whole()
                .exchanges();

        assertThat(exchanges.protocol()).isEqualTo(Protocol.UNKNOWN);
        assertThat(exchanges.areBoundariesKnown()).isFalse();
        assertThat(exchanges.http2()).isNull();
        assertThat(exchanges.answered()).isEqualTo(1);
    }

    @Test
    void prefaceAloneAsksForSettings() {
        Dialogue alone = new Dialogue().client(Http2.preface());
        assertThat(alone.whole().exchanges().outstanding()).isEqualTo(1);

        alone.client(Http2.request(1));
        assertThat(alone.whole().exchanges().requests()).isEqualTo(1);
    }

    @Test
    void everyStreamOfTheClientIsARequest() {
        Dialogue dialogue = opened().client(Http2.frames(Http2.request(1), Http2.request(3), Http2.request(5)))
                .server(Http2.frames(Http2.answer(3), Http2.headers(1, true)));

        assertThat(dialogue.whole().exchanges().requests()).isEqualTo(3);
        assertThat(dialogue.whole().exchanges().outstanding()).isEqualTo(1);
        assertThat(state(dialogue).lastClientStream()).isEqualTo(5);
    }

    @Test
    void answerIsWholeWithEndStreamAndNotBefore() {
        Dialogue dialogue = opened().client(Http2.request(1));
        dialogue.server(Http2.frames(Http2.headers(1, false), Http2.data(1, 1000, false)));
        assertThat(dialogue.whole().exchanges().outstanding()).isEqualTo(1);
        assertThat(dialogue.whole().exchanges().isAnswerBegun()).isTrue();

        dialogue.server(Http2.data(1, 0, true));
        assertThat(dialogue.whole().exchanges().outstanding()).isZero();
    }

    @Test
    void trailersEndAnAnswerToo() {
        Dialogue dialogue = opened().client(Http2.request(1))
                .server(Http2.frames(Http2.headers(1, false), Http2.data(1, 10, false), Http2.headers(1, true)));

        assertThat(dialogue.whole().exchanges().outstanding()).isZero();
    }

    /** The frame that ends the stream has not ended itself. */
    @Test
    void answerIsNotWholeWhileItsLastFrameIsStillArriving() {
        byte[] answer = Http2.frames(Http2.headers(1, false), Http2.data(1, 10_000, true));
        Dialogue dialogue = opened().client(Http2.request(1)).server(Arrays.copyOf(answer, 2_000));

        assertThat(dialogue.whole().exchanges().outstanding()).isEqualTo(1);
    }

    @Test
    void streamThatIsGivenUpIsNotWaitedFor() {
        Dialogue byClient = opened().client(Http2.frames(Http2.request(1), Http2.resetStream(1, 8)));
        Dialogue byServer = opened().client(Http2.request(1)).server(Http2.resetStream(1, 2));

        assertThat(byClient.whole().exchanges().outstanding()).isZero();
        assertThat(byServer.whole().exchanges().outstanding()).isZero();
    }

    /** A server that needs no more of the request may answer, and reset the stream then (RFC 9113 section 8.1). */
    @Test
    void streamThatIsResetAfterItsAnswerAnswersNoOther() {
        Dialogue byServer = opened().client(Http2.frames(Http2.upload(1), Http2.request(3)))
                .server(Http2.frames(Http2.answer(1), Http2.resetStream(1, NO_ERROR)));
        Dialogue byBoth = opened().client(Http2.frames(Http2.request(1), Http2.request(3), Http2.resetStream(1, 8)))
                .server(Http2.frames(Http2.answer(1), Http2.resetStream(1, 8)));

        assertThat(byServer.whole().exchanges().outstanding()).isEqualTo(1);
        assertThat(byBoth.whole().exchanges().outstanding()).isEqualTo(1);
    }

    /** RFC 9113 section 8.4: streams that the server opens have even numbers. */
    @Test
    void pushedAnswerAnswersNoRequest() {
        Dialogue dialogue = opened().client(Http2.request(1)).server(Http2.answer(2));

        assertThat(dialogue.whole().exchanges().outstanding()).isEqualTo(1);
    }

    @Test
    void streamsMayBeAsManyAsTheServerAllows() {
        Dialogue dialogue = opened();
        for (int stream = 1; stream < 600; stream += 2) {
            dialogue.client(Http2.request(stream));
        }
        assertThat(dialogue.whole().exchanges().outstanding()).isEqualTo(300);

        for (int stream = 599; stream > 0; stream -= 2) {
            dialogue.server(Http2.answer(stream));
        }
        assertThat(dialogue.whole().exchanges().answered()).isEqualTo(300);

        dialogue.server(Http2.resetStream(1, NO_ERROR)).client(Http2.request(601));
        assertThat(dialogue.whole().exchanges().outstanding()).isEqualTo(1);
    }

    @Test
    void goAwayNamesTheLastStreamAndWhy() {
        Dialogue dialogue = opened().client(
                        Http2.frames(Http2.request(1), Http2.request(3), Http2.request(5), Http2.request(7)))
                .server(Http2.goAway(3, ENHANCE_YOUR_CALM));

        assertThat(state(dialogue).sawGoAway()).isTrue();
        assertThat(state(dialogue).goAwayLastStream()).isEqualTo(3);
        assertThat(state(dialogue).goAwayError()).isEqualTo(ENHANCE_YOUR_CALM);
        assertThat(state(dialogue).streamsBeyondGoAway()).isEqualTo(2);
    }

    @Test
    void streamsThatAreOpenedAfterTheGoAwayAreBeyondItToo() {
        Dialogue dialogue =
                opened().client(Http2.request(1)).server(Http2.frames(Http2.answer(1), Http2.goAway(1, NO_ERROR)));
        assertThat(state(dialogue).streamsBeyondGoAway()).isZero();

        dialogue.client(Http2.request(3)).client(Http2.request(5));
        assertThat(state(dialogue).streamsBeyondGoAway()).isEqualTo(2);
    }

    /** The polite server first names the highest number there is, and the real one a round trip later. */
    @Test
    void firstStepOfAGracefulGoAwayLosesNobody() {
        Dialogue dialogue = opened().client(Http2.request(1))
                .server(Http2.frames(Http2.answer(1), Http2.goAway(Integer.MAX_VALUE, NO_ERROR)))
                .client(Http2.request(3))
                .server(Http2.frames(Http2.answer(3), Http2.goAway(3, NO_ERROR)));

        assertThat(state(dialogue).streamsBeyondGoAway()).isZero();
        assertThat(dialogue.whole().exchanges().outstanding()).isZero();
    }

    @Test
    void goAwayAfterTheAnswersIsAHealthyClose() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.exchange(Http2.frames(Http2.preface(), Http2.request(1)), Http2.frames(Http2.settings(), Http2.answer(1)));
        script.pause(ofSeconds(60));
        talk.server.sends(Http2.goAway(1, NO_ERROR));
        talk.closeByServer();

        assertThat(talk.verdict().isFailure()).isFalse();
    }

    private static Dialogue everything() {
        return opened().client(Http2.frames(Http2.request(1), Http2.request(3)))
                .server(Http2.frames(Http2.answer(3), Http2.headers(1, false), Http2.data(1, 500, false)))
                .client(Http2.frames(Http2.request(5), Http2.resetStream(5, 8), Http2.request(7)))
                .server(Http2.frames(Http2.data(1, 40, true), Http2.goAway(5, NO_ERROR)))
                .client(Http2.request(9));
    }

    @Test
    void framesMayBeCutAtAnyByte() {
        Dialogue dialogue = everything();

        assertThat(Seen.of(dialogue.whole()).http2())
                .contains("GOAWAY true last 5")
                .contains("beyond 2");
        assertThat(dialogue.tellingCuts(1, dialogue.length())).isEmpty();
    }

    @Property(tries = 200)
    void anySegmentationShowsTheSameStreams(@ForAll("sizes") List<Integer> sizes) {
        assertThat(Seen.of(everything().inPieces(sizes)))
                .isEqualTo(Seen.of(everything().whole()));
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return Arbitraries.integers().between(1, 60).list().ofMinSize(1).ofMaxSize(10);
    }
}
