package dev.hangup.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.connection.Connection;
import dev.hangup.script.Followed;
import dev.hangup.script.Talk;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every failing script, whatever its cause. */
class EveryCauseTest {
    /** Before a SYN nothing is on the wire: LogJudgeTest has that one. */
    private static final String WITHOUT_PACKETS = "port-exhaustion";

    @Test
    void everyCauseHasAScript() {
        TreeSet<String> scripted = new TreeSet<>();
        Arrays.stream(FailingScript.values()).forEach(script -> scripted.add(script.cause()));

        scripted.add(WITHOUT_PACKETS);
        assertThat(Causes.all()).extracting(Cause::name).isSubsetOf(scripted);
    }

    @ParameterizedTest
    @EnumSource
    void causeIsFound(FailingScript script) {
        Verdict verdict = script.play().verdict();

        assertThat(verdict.cause())
                .as(verdict.mechanism() + ": " + verdict.candidates())
                .isEqualTo(script.cause());
    }

    @ParameterizedTest
    @EnumSource
    void failureIsNoticedWithoutKeepingTheHealthy(FailingScript script) {
        Talk talk = script.play();
        Followed followed = talk.script().followFailures();

        assertThat(followed.verdict(talk).cause())
                .as("with connections that slept on the way")
                .isEqualTo(script.cause());
    }

    @ParameterizedTest
    @EnumSource
    void verdictIsWellFormed(FailingScript script) {
        Talk talk = script.play();
        Followed followed = talk.script().follow();
        Connection connection = followed.of(talk);
        Verdict verdict = followed.verdict(connection);

        assertThat(verdict.confidence()).isBetween(0.0, 0.98);
        assertThat(verdict.culpritConfidence()).isBetween(0.0, 0.98);
        assertThat(verdict.culprit()).isNotEqualTo(Party.NONE);
        assertThat(verdict.candidates()).allSatisfy(candidate -> {
            assertThat(candidate.confidence()).isBetween(0.0, 0.98);
            assertThat(candidate.clues())
                    .allSatisfy(clue -> assertThat(clue.text()).isNotBlank());
        });
        assertThat(verdict.candidates())
                .extracting(Candidate::confidence)
                .isSortedAccordingTo((one, other) -> Double.compare(other, one));
        assertThat(verdict.candidates().stream()
                        .mapToDouble(Candidate::confidence)
                        .sum())
                .isLessThanOrEqualTo(1 + 1e-9);
        assertThat(verdict.chosen()).isNotNull();
        assertThat(verdict.remedies()).isNotEmpty().doesNotContain("");
        assertThat(verdict.frames())
                .isNotEmpty()
                .isSorted()
                .allSatisfy(frame -> assertThat(frame).isBetween(connection.firstFrame(), (long)
                        talk.script().segments().size()));
    }

    @ParameterizedTest
    @EnumSource
    void doubtIsToldTogetherWithACommandThatSettlesIt(FailingScript script) {
        Verdict verdict = script.play().verdict();
        boolean isDoubtful = verdict.confidence() < 0.9 && verdict.candidates().size() > 1;

        assertThat(verdict.settle().isEmpty())
                .as(verdict.candidates().toString())
                .isEqualTo(!isDoubtful);
    }

    /** {@code -i any} on a host with bridges sees every packet twice; nothing else changes. */
    @ParameterizedTest
    @EnumSource
    void copiesOnASecondInterfaceDoNotChangeTheVerdict(FailingScript script) {
        Verdict once = script.play().verdict();
        Talk talk = script.play();
        talk.script().onInterfaces(2);
        Verdict twice = talk.verdict();

        assertThat(twice.mechanism()).isEqualTo(once.mechanism());
        assertThat(twice.cause()).isEqualTo(once.cause());
        assertThat(twice.culprit()).isEqualTo(once.culprit());
        assertThat(twice.closedBy()).isEqualTo(once.closedBy());
    }

    @ParameterizedTest
    @EnumSource
    void judgingTwiceGivesTheSameVerdict(FailingScript script) {
        Talk talk = script.play();
        Followed followed = talk.script().follow();

        assertThat(followed.verdict(talk)).isEqualTo(followed.verdict(talk));
    }
}
