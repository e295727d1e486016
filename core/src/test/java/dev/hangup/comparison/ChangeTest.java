package dev.hangup.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hangup.comparison.Change.Direction;
import dev.hangup.comparison.Change.Source;
import org.junit.jupiter.api.Test;

class ChangeTest {
    private static Change requests(long before, double of, long after, double ofAfter) {
        return new Change(
                "keepalive-race", Source.CAPTURES, Exposure.REQUESTS, new Rate(before, of), new Rate(after, ofAfter));
    }

    private static Change hours(long before, double of, long after, double ofAfter) {
        return new Change("RST", Source.LOGS, Exposure.HOURS, new Rate(before, of), new Rate(after, ofAfter));
    }

    @Test
    void aFallBeyondChanceIsAFall() {
        assertThat(requests(16, 200, 0, 200).direction()).isEqualTo(Direction.FELL);
        assertThat(requests(0, 200, 16, 200).direction()).isEqualTo(Direction.ROSE);
    }

    @Test
    void fewFailuresThatAreGoneProveNothing() {
        // 3 of 1000 and 0 of 1000: the chance of all three on one side is 1/8, on either 1/4.
        Change change = requests(3, 1000, 0, 1000);

        assertThat(change.chance()).isCloseTo(0.25, within(0.01));
        assertThat(change.direction()).isEqualTo(Direction.CHANCE);
    }

    @Test
    void saysHowMuchMoreWouldProveIt() {
        Change change = requests(3, 1000, 0, 1000);

        assertThat(requests(3, 1000, 0, (double) change.neededAfter()).direction())
                .isEqualTo(Direction.FELL);
        assertThat(change.neededAfter()).isGreaterThan(1000);
        assertThat(requests(3, 1000, 2, 1000).neededAfter()).isZero();
        assertThat(requests(16, 200, 0, 200).neededAfter()).isZero();
    }

    @Test
    void moreTrafficWithMoreFailuresIsNoRise() {
        assertThat(requests(10, 1000, 100, 10_000).direction()).isEqualTo(Direction.CHANCE);
    }

    @Test
    void eventsInTimeAreComparedByTheirSpans() {
        assertThat(hours(40, 24, 2, 24).direction()).isEqualTo(Direction.FELL);
        assertThat(hours(40, 24, 4, 2.4).direction()).isEqualTo(Direction.CHANCE);
        // 4 of 4 in one of two equal spans: 2 / 16.
        assertThat(hours(4, 10, 0, 10).chance()).isCloseTo(0.125, within(1e-9));
    }

    @Test
    void thereAreNoFewerTrialsThanFailures() {
        assertThat(requests(6, 4, 0, 100).before()).isEqualTo(new Rate(6, 6));
        assertThat(hours(6, 4, 0, 100).before()).isEqualTo(new Rate(6, 4));
    }

    @Test
    void withoutAnythingExposedNothingCanBeSaid() {
        assertThat(requests(3, 1000, 0, 0).direction()).isEqualTo(Direction.UNKNOWN);
    }

    /** 0 events: the upper bound is -ln(0.05) / T. */
    @Test
    void noneInTimeHasAnUpperBound() {
        assertThat(new Rate(0, 10).upper(Exposure.HOURS)).isCloseTo(0.29957, within(1e-5));
        assertThat(new Rate(0, 10).lower(Exposure.HOURS)).isZero();
        // Garwood's interval for 5 events: 1.6235 to 11.6683.
        assertThat(new Rate(5, 1).lower(Exposure.HOURS)).isCloseTo(1.6235, within(1e-4));
        assertThat(new Rate(5, 1).upper(Exposure.HOURS)).isCloseTo(11.6683, within(1e-4));
    }
}
