package dev.hangup.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.Manner.Word;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a client is told to set. */
class AdviceTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;

    private static Instance instance(List<Listening> listening, LateRequests late) {
        return instance(listening, late, null);
    }

    private static Instance instance(
            List<Listening> listening, @Nullable LateRequests late, @Nullable LateRequests lateHttp2) {
        return new Instance(
                Endpoint.ofLiteral("192.0.2.1", 80),
                "",
                new Interval(20 * MILLISECOND, 30 * MILLISECOND, 3),
                Advertised.NOTHING,
                List.of(),
                null,
                listening,
                late,
                lateHttp2,
                null,
                null,
                null,
                null);
    }

    private static Listening closes(long... nanos) {
        Manner fin = new Manner(List.of(Word.FIN));
        return new Listening(
                "HTTP/1.1",
                Arrays.stream(nanos).mapToObj(one -> new Close(one, fin)).toList(),
                null);
    }

    @Test
    void clientStopsARoundTripAndAMarginBeforeTheShortestClose() {
        assertThat(Advice.of(instance(
                        List.of(closes(75_004 * MILLISECOND, 75_001 * MILLISECOND)), new LateRequests(List.of()))))
                .singleElement()
                .asString()
                .contains("to 73.9 s or less", "75.001-75.004 s (n = 2)", "30.0 ms");
    }

    @Test
    void timeoutWithoutRoomForAMarginGivesHalfOfIt() {
        assertThat(Advice.of(instance(List.of(closes(SECOND)), new LateRequests(List.of()))))
                .singleElement()
                .asString()
                .contains("to 0.5 s or less", "too short for a margin");
    }

    @Test
    void pathThatForgetsLimitsTheClientByTheLongestGapThatWasSurvived() {
        LateRequests late = new LateRequests(List.of(
                new LateRequest(70 * SECOND, Reaction.SILENCE, SECOND),
                new LateRequest(60 * SECOND, Reaction.SILENCE, SECOND),
                new LateRequest(50 * SECOND, Reaction.ANSWERED, SECOND)));

        assertThat(Advice.of(instance(List.of(), late)))
                .hasSize(2)
                .first()
                .asString()
                .contains("to 48.9 s or less", "50.0 s");
        assertThat(Advice.of(instance(List.of(), late)).get(1)).contains("every 25.0 s");
    }

    @Test
    void pathThatForgetsHttp2LimitsItsClients() {
        LateRequests late = new LateRequests(List.of(
                new LateRequest(50 * SECOND, Reaction.ANSWERED, SECOND),
                new LateRequest(60 * SECOND, Reaction.RESET, 1)));

        assertThat(Advice.of(instance(List.of(), null, late)))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("HTTP/2 clients: set the idle timeout of the connection pool to 48.9 s or less");
        assertThat(Advice.of(instance(List.of(), late, late)))
                .as("the path is one")
                .hasSize(3);
    }

    @Test
    void requestThatTheEndpointRefusedKeepsNoStateOnThePathAlive() {
        for (Reaction refusal : List.of(Reaction.GOAWAY, Reaction.RST_STREAM, Reaction.CLOSED)) {
            LateRequests late = new LateRequests(List.of(
                    new LateRequest(50 * SECOND, Reaction.ANSWERED, SECOND), new LateRequest(60 * SECOND, refusal, 1)));

            assertThat(Advice.of(instance(List.of(), null, late)))
                    .as(refusal.text())
                    .singleElement()
                    .asString()
                    .startsWith("HTTP/2 clients: ");
        }
    }

    @Test
    void endpointThatEndsNothingNeedsNoAdvice() {
        assertThat(Advice.of(instance(
                        List.of(new Listening("HTTP/1.1", List.of(), new Interval(SECOND, SECOND, 1))),
                        new LateRequests(List.of(new LateRequest(SECOND, Reaction.ANSWERED, MILLISECOND))))))
                .isEmpty();
    }

    @Property
    void clientIsAlwaysTheFirstToClose(
            @ForAll @LongRange(min = 0, max = 7200 * SECOND) long end,
            @ForAll @LongRange(min = 0, max = SECOND) long roundTrip) {
        long limit = Advice.clientLimitNanos(end, roundTrip);

        assertThat(limit)
                .isBetween(0L, Math.max(0, end / 2) > end - roundTrip - SECOND ? end / 2 : end - roundTrip - SECOND);
    }
}
