package dev.hangup.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.Manner.Word;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What share of aimed requests should meet the close. */
class PredictionTest {
    private static final long MILLISECOND = 1_000_000;
    private static final Manner FIN = new Manner(List.of(Word.FIN));

    private static Aimed aimed(long gap, long roundTrip, long answer) {
        return new Aimed(gap, gap, Reaction.ANSWERED, 1, roundTrip, answer, 40_000, null);
    }

    /** A request at each of ten gaps, from 1 to 10 ms, with a round trip of 2 ms. */
    private static List<Aimed> tenRequests(long answerMillis) {
        return Stream.iterate(1L, i -> i <= 10, i -> i + 1)
                .map(i -> aimed(i * MILLISECOND, 2 * MILLISECOND, answerMillis * MILLISECOND))
                .toList();
    }

    private static Provocation provocation(boolean looks, Listening idle, List<Aimed> aimed) {
        return new Provocation(
                "http://a.test/",
                Endpoint.ofLiteral("192.0.2.1", 80),
                0,
                1,
                0,
                0,
                looks,
                idle,
                new GapRange(MILLISECOND, 10 * MILLISECOND),
                aimed,
                "",
                "",
                "");
    }

    private static Listening closes(long... nanos) {
        return new Listening(
                "HTTP/1.1",
                Arrays.stream(nanos).mapToObj(one -> new Close(one, FIN)).toList(),
                null);
    }

    private static Prediction predicted(Provocation provocation) {
        return Prediction.of(provocation).orElseThrow();
    }

    @Test
    void withALookWhatIsSentInTheRoundTripBeforeTheFinIsLost() {
        Prediction prediction = predicted(provocation(true, closes(6_500_000), tenRequests(2)));

        assertThat(prediction.least()).as("after 5 and 6 ms, of ten").isEqualTo(0.2);
        assertThat(prediction.most()).isEqualTo(0.2);
        assertThat(prediction.samples()).isEqualTo(1);
    }

    @Test
    void withoutALookWhatIsSentLaterIsLostToo() {
        assertThat(predicted(provocation(false, closes(6_500_000), tenRequests(2)))
                        .least())
                .as("after 5 ms and more")
                .isEqualTo(0.6);
    }

    @Test
    void anEndpointThatLetsRequestsLieLosesMoreOfThem() {
        Prediction prediction = predicted(provocation(true, closes(6_500_000), tenRequests(4)));

        assertThat(prediction.least()).isEqualTo(0.2);
        assertThat(prediction.most()).as("after 3 to 6 ms").isEqualTo(0.4);
    }

    @Test
    void closesThatPredictDifferentSharesAreItsDoubt() {
        Prediction prediction = predicted(provocation(true, closes(6_500_000, 1_500_000), tenRequests(2)));

        assertThat(prediction.least()).isEqualTo(0.1);
        assertThat(prediction.most()).isEqualTo(0.2);
    }

    @Test
    void whereNothingWasEndedWhileItWasListenedToNothingShouldBeLost() {
        Listening open = new Listening("HTTP/1.1", List.of(), new Interval(1, 1, 7));

        for (boolean looks : new boolean[] {true, false}) {
            Prediction prediction = predicted(provocation(looks, open, tenRequests(2)));

            assertThat(prediction).isEqualTo(new Prediction(0, 0, 7));
        }
    }

    @Test
    void timeBetweenTheLookAndTheRequestIsOpenToTheFinToo() {
        Aimed late = new Aimed(MILLISECOND, 5 * MILLISECOND, Reaction.CLOSED, 1, 1000, 1000, 40_000, null);

        assertThat(predicted(provocation(true, closes(3 * MILLISECOND), List.of(late)))
                        .least())
                .isEqualTo(1);
    }

    @Test
    void withoutARequestThereIsNothingToPredict() {
        assertThat(Prediction.of(provocation(true, closes(1), List.of()))).isEmpty();
    }

    @Property
    void aShareIsAShareAndTheLeastIsNotMoreThanTheMost(
            @ForAll boolean looks,
            @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 20_000_000) Long> ends,
            @ForAll @LongRange(min = 0, max = 20_000_000) long roundTrip,
            @ForAll @LongRange(min = 0, max = 20_000_000) long answer) {
        Listening idle = closes(ends.stream().mapToLong(one -> one).toArray());
        List<Aimed> requests = Stream.iterate(1L, i -> i <= 10, i -> i + 1)
                .map(i -> aimed(i * MILLISECOND, roundTrip, answer))
                .toList();

        Prediction prediction = predicted(provocation(looks, idle, requests));

        assertThat(prediction.least()).isBetween(0.0, prediction.most());
        assertThat(prediction.most()).isLessThanOrEqualTo(1);
    }
}
