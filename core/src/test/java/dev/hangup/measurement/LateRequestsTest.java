package dev.hangup.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.measurement.LateRequest.Reaction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Between which gaps a connection is forgotten. */
class LateRequestsTest {
    private static LateRequest after(long gap, Reaction reaction) {
        return new LateRequest(gap, reaction, 1);
    }

    @Test
    void bracketIsBetweenTheLastAnswerAndTheFirstLoss() {
        LateRequests late = new LateRequests(List.of(
                after(60, Reaction.RESET),
                after(5, Reaction.ANSWERED),
                after(30, Reaction.SILENCE),
                after(20, Reaction.ANSWERED)));

        assertThat(late.lastAnswered()).contains(after(20, Reaction.ANSWERED));
        assertThat(late.firstLost()).contains(after(30, Reaction.SILENCE));
    }

    @Test
    void lossBeforeAnAnswerAfterALongerGapIsAStrayAndNoTimer() {
        LateRequests late = new LateRequests(
                List.of(after(10, Reaction.RESET), after(20, Reaction.ANSWERED), after(30, Reaction.SILENCE)));

        assertThat(late.strays()).isEqualTo(1);
        assertThat(late.lastAnswered()).contains(after(20, Reaction.ANSWERED));
        assertThat(late.firstLost()).contains(after(30, Reaction.SILENCE));
        assertThat(new LateRequests(List.of(after(10, Reaction.RESET), after(20, Reaction.ANSWERED))).firstLost())
                .isEmpty();
    }

    @Test
    void endpointThatAnswersNothingLateHasABracketFromZero() {
        LateRequests late = new LateRequests(List.of(after(10, Reaction.RESET), after(20, Reaction.RESET)));

        assertThat(late.lastAnswered()).isEmpty();
        assertThat(late.firstLost()).contains(after(10, Reaction.RESET));
    }

    @Test
    void connectionThatWasEndedBeforeItsTurnSaysNothingAboutThePath() {
        LateRequests late = new LateRequests(List.of(after(10, Reaction.ANSWERED), after(20, Reaction.CLOSED_BEFORE)));

        assertThat(late.firstLost()).isEmpty();
        assertThat(late.count()).isEqualTo(1);
    }
}
