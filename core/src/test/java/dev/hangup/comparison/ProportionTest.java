package dev.hangup.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProportionTest {
    private static final double DIGITS = 5e-5;

    @Test
    void noneInThreeHundredMeansBelowOnePercent() {
        assertThat(new Proportion(0, 300).upper(0.95)).isLessThan(0.01).isGreaterThan(0.0099);
        assertThat(new Proportion(0, 300).lower(0.95)).isZero();
    }

    /** Values of tables and of R's binom.test. */
    @Test
    void boundsAreThoseOfTheTables() {
        assertThat(new Proportion(3, 10).lower(0.95)).isCloseTo(0.06674, within(DIGITS));
        assertThat(new Proportion(3, 10).upper(0.95)).isCloseTo(0.65245, within(DIGITS));
        assertThat(new Proportion(10, 10).lower(0.95)).isCloseTo(0.69150, within(DIGITS));
        assertThat(new Proportion(10, 10).upper(0.95)).isOne();
    }

    @Property(tries = 200)
    void boundsLieAroundWhatWasSeen(@ForAll @IntRange(max = 500) int events, @ForAll @IntRange(max = 5000) int others) {
        Proportion proportion = new Proportion(events, events + others);

        assertThat(proportion.lower(0.95)).isBetween(0.0, proportion.share());
        assertThat(proportion.upper(0.95)).isBetween(proportion.share(), 1.0);
    }

    @Test
    void moreConfidenceTakesWiderBounds() {
        Proportion proportion = new Proportion(39, 100);

        assertThat(proportion.lower(0.999)).isLessThan(proportion.lower(0.95));
        assertThat(proportion.upper(0.999)).isGreaterThan(proportion.upper(0.95));
    }

    @Test
    void withinWhatChanceMakes() {
        assertThat(new Proportion(39, 100).isWithin(0.4, 0.4, 0.999)).isTrue();
        assertThat(new Proportion(39, 100).isWithin(0.7, 0.9, 0.999)).isFalse();
        assertThat(new Proportion(39, 100).isWithin(0.0, 0.1, 0.999)).isFalse();
        assertThat(new Proportion(39, 100).isWithin(0.1, 0.7, 0.999)).isTrue();
    }

    @Test
    void moreEventsThanTrialsAreRefused() {
        assertThatThrownBy(() -> new Proportion(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
