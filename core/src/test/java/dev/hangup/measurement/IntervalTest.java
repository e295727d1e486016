package dev.hangup.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How spans are written. */
class IntervalTest {
    @Test
    void spanIsToldToTheMillisecondWithItsNumberOfSamples() {
        assertThat(Interval.of(List.of(75_006_400_000L, 75_003_000_000L)).text())
                .isEqualTo("75.003-75.006 s (n = 2)");
        assertThat(Interval.of(List.of(5_000_100_000L, 5_000_200_000L)).text()).isEqualTo("5.000 s (n = 2)");
        assertThat(Interval.of(List.of(142_000L)).text()).isEqualTo("0.142 ms (n = 1)");
    }

    @Test
    void nothingWasMeasuredWithoutASample() {
        assertThatThrownBy(() -> Interval.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
