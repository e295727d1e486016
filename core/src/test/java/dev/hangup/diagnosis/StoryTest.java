package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.TcpFlags;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Trail;
import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The frames that a verdict shows. */
class StoryTest {
    private static final int MOST = 14;

    @ParameterizedTest
    @EnumSource
    void ladderIsShortAndInOrder(FailingScript script) {
        List<Trail.Entry> ladder = Story.ladder(script.play().connection());

        assertThat(ladder).isNotEmpty().hasSizeLessThanOrEqualTo(MOST);
        assertThat(ladder).extracting(Trail.Entry::frame).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void resetThatEndedItIsOnTheLadder(FailingScript script) {
        Connection connection = script.play().connection();

        if (connection.reset() != null) {
            assertThat(Story.ladder(connection))
                    .extracting(Trail.Entry::frame)
                    .contains(connection.reset().frame());
        }
    }

    @Test
    void requestFinAndResetAreTheFramesOfARace() {
        Talk talk = IdleStories.requestCrossesFin();
        Connection connection = talk.connection();

        assertThat(talk.verdict().frames())
                .contains(
                        connection.exchanges().lastRequestFrame(),
                        connection.server().finFrame());
        assertThat(connection.reset()).isNotNull();
        assertThat(talk.verdict().frames()).contains(connection.reset().frame());
    }

    @Test
    void dullAcknowledgmentsGiveWayWhereThereIsTooMuch() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends(Http.get("/large")).lost();
        PathStories.repeatsInVain(script, talk, 3);
        script.pause(ofMillis(800));
        talk.client.repeats();
        script.arrive();
        talk.server.sends(Http.ok(1_000_000, "", ""));
        for (int i = 0; i < 7; i++) {
            script.pause(ofMillis(10));
            talk.server.sendsBytes(1000);
            script.arrive();
            talk.client.ack();
        }
        talk.server.reset();
        List<Trail.Entry> ladder = Story.ladder(talk.connection());

        assertThat(ladder).hasSize(MOST);
        assertThat(ladder)
                .as("dull acknowledgments at the end gave way to the retransmissions at the beginning")
                .anyMatch(entry -> entry.isMarked(Trail.RETRANSMISSION));
        assertThat(ladder.get(MOST - 1).has(TcpFlags.RST)).isTrue();
    }
}
