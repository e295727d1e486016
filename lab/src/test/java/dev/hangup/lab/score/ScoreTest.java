package dev.hangup.lab.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hangup.lab.score.Judgement.Told;
import dev.hangup.lab.score.Score.Bin;
import dev.hangup.lab.score.Score.OfCause;
import dev.hangup.lab.score.Score.Share;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures that can be checked with pencil and paper. */
class ScoreTest {
    private static Judgement judgement(String cause, String told, double confidence, String... alternatives) {
        return new Judgement(
                "run",
                true,
                "client.pcap",
                cause,
                "server",
                "server",
                true,
                List.of(),
                new Told("10.0.0.1:1", told, "", "server", "server", confidence, List.of(alternatives)));
    }

    private static Judgement undecidable(String told, double confidence, String... alternatives) {
        return new Judgement(
                "run",
                false,
                "client.pcap",
                "half-open",
                "server",
                "server",
                false,
                List.of("idle-firewall-reset"),
                new Told("10.0.0.1:1", told, "", "server", "server", confidence, List.of(alternatives)));
    }

    @Test
    void precisionAndRecallPerCause() {
        Score score = new Score(List.of(
                judgement("port-reuse", "port-reuse", 0.9),
                judgement("port-reuse", "port-reuse", 0.9),
                judgement("port-reuse", "half-open", 0.6),
                judgement("port-reuse", "healthy", 1),
                judgement("half-open", "half-open", 0.9),
                judgement("healthy", "port-reuse", 0.9)));

        assertThat(score.causes().get("port-reuse")).isEqualTo(new OfCause(new Share(2, 3), new Share(2, 4)));
        assertThat(score.causes().get("half-open")).isEqualTo(new OfCause(new Share(1, 2), new Share(1, 1)));
        assertThat(score.causes()).doesNotContainKey("healthy");
        assertThat(score.falseAccusations()).isEqualTo(new Share(1, 1));
        assertThat(score.confusions().get("port-reuse")).containsOnlyKeys("half-open", "healthy");
    }

    @Test
    void theIntervalIsWilsons() {
        // Checked against the formula worked by hand: p = 0.8, n = 10, z = 1.96.
        Share share = new Share(8, 10);

        assertThat(share.low()).isEqualTo(0.4902, within(0.0005));
        assertThat(share.high()).isEqualTo(0.9433, within(0.0005));
        assertThat(new Share(0, 3000).high()).isEqualTo(0.00128, within(0.00001));
    }

    @Test
    void brierAndCalibrationLookAtWhatWasClaimed() {
        Score score = new Score(List.of(
                judgement("port-reuse", "port-reuse", 0.9),
                judgement("half-open", "port-reuse", 0.5),
                // Unknown and healthy claim no cause.
                judgement("half-open", "unknown", 0.3),
                judgement("healthy", "healthy", 1)));

        assertThat(score.brier()).isEqualTo((0.01 + 0.25) / 2, within(1e-9));
        assertThat(score.calibration())
                .containsOnlyKeys(5, 9)
                .containsEntry(9, new Bin(0.9, new Share(1, 1)))
                .containsEntry(5, new Bin(0.5, new Share(0, 1)));
    }

    @Test
    void whereTheCauseCannotBeToldAModestPairIsRight() {
        assertThat(undecidable("half-open", 0.5, "idle-firewall-reset").isRight())
                .isTrue();
        assertThat(undecidable("unknown", 0.3, "idle-firewall-reset").isRight()).isTrue();
        assertThat(undecidable("half-open", 0.95, "idle-firewall-reset").isRight())
                .as("too sure")
                .isFalse();
        assertThat(undecidable("network-loss", 0.5).isRight()).isFalse();
        assertThat(undecidable("healthy", 1).isRight()).isFalse();
    }

    @Test
    void healthyConnectionsMustNotBeAccused() {
        List<Judgement> crowd = new ArrayList<>();
        for (int i = 0; i < 999; i++) {
            crowd.add(judgement("healthy", "healthy", 1));
        }
        crowd.add(judgement("healthy", "unknown", 0.2));

        assertThat(new Score(crowd).falseAccusations()).isEqualTo(new Share(1, 1000));
    }

    @Test
    void whatWasLearntFromIsToldApartFromWhatOnlyChecks() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Judgement> all =
                List.of(judgement("port-reuse", "port-reuse", 0.9), judgement("port-reuse", "half-open", 0.6));

        new ScoreText(new PrintStream(out, true, StandardCharsets.UTF_8))
                .print(all, List.of(undecidable("half-open", 0.6)));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("only checked +0\\.500 .*1 of 2")
                .containsPattern("also learnt from +- ");
    }
}
