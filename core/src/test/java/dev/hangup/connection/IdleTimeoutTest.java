package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The idle timeout of a server is the densest cluster of the idle gaps that ended in its close. */
class IdleTimeoutTest {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1000 * MILLI;

    private static IdleTimeout of(long... gaps) {
        return IdleTimeout.estimate(gaps);
    }

    @Test
    void withoutGapsNothingIsKnown() {
        assertThat(of().isKnown()).isFalse();
        assertThat(of().nanos()).isEqualTo(-1);
        assertThat(of().count()).isZero();
    }

    @Test
    void oneSampleIsAMeasurementOfOne() {
        assertThat(of(5 * SECOND)).isEqualTo(new IdleTimeout(5 * SECOND, 0, 1, 1));
    }

    @Test
    void closeRightAfterTheAnswerIsNoIdleTimeout() {
        assertThat(of(0, MILLI, 19 * MILLI).isKnown()).isFalse();
        assertThat(of(0, MILLI, 19 * MILLI, 5 * SECOND)).isEqualTo(new IdleTimeout(5 * SECOND, 0, 1, 1));
        assertThat(of(20 * MILLI).isKnown()).isTrue();
    }

    @Test
    void jitterOfATimerWidensTheSpreadAndNotTheValue() {
        IdleTimeout timeout = of(5001 * MILLI, 5003 * MILLI, 5040 * MILLI, 5002 * MILLI, 5180 * MILLI);

        assertThat(timeout.nanos()).isEqualTo(5003 * MILLI);
        assertThat(timeout.spreadNanos()).isEqualTo(179 * MILLI);
        assertThat(timeout.count()).isEqualTo(5);
    }

    @Test
    void strayGapsDoNotMoveTheTimeout() {
        IdleTimeout timeout = of(700 * MILLI, 5 * SECOND, 5 * SECOND + MILLI, 5 * SECOND + 2 * MILLI, 31 * SECOND);

        assertThat(timeout.nanos()).isEqualTo(5 * SECOND + MILLI);
        assertThat(timeout.count()).isEqualTo(3);
        assertThat(timeout.samples()).isEqualTo(5);
    }

    @Test
    void ofTwoTimersTheOneWithMoreClosesIsTold() {
        long[] gaps = new long[50];
        Arrays.fill(gaps, 0, 20, 5 * SECOND);
        Arrays.fill(gaps, 20, 50, 60 * SECOND);

        assertThat(of(gaps)).isEqualTo(new IdleTimeout(60 * SECOND, 0, 30, 50));
    }

    @Test
    void neighbouringTimersAreNotMixed() {
        IdleTimeout timeout = of(60 * SECOND, 60 * SECOND, 60 * SECOND, 65 * SECOND, 65 * SECOND);

        assertThat(timeout.nanos()).isEqualTo(60 * SECOND);
        assertThat(timeout.count()).isEqualTo(3);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void clusterOfARealTimerIsFoundAmongNoise(
            @ForAll @LongRange(min = 200 * MILLI, max = 900 * SECOND) long timer,
            @ForAll @IntRange(min = 5, max = 60) int closes,
            @ForAll @IntRange(max = 4) int strays,
            @ForAll long seed) {
        Random random = new Random(seed);
        long[] gaps = new long[closes + strays];
        for (int i = 0; i < closes; i++) {
            gaps[i] = timer + random.nextLong(0, 20 * MILLI);
        }
        for (int i = 0; i < strays; i++) {
            gaps[closes + i] = random.nextLong(0, 1000 * SECOND);
        }
        IdleTimeout timeout = of(gaps);

        assertThat(timeout.nanos()).isBetween(timer - 30 * MILLI - timer / 20, timer + 50 * MILLI + timer / 20);
        assertThat(timeout.count()).isBetween(closes, closes + strays);
        assertThat(timeout.samples()).isLessThanOrEqualTo(closes + strays);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void orderOfTheGapsDoesNotMatter(
            @ForAll @Size(max = 40) long @LongRange(max = 100 * SECOND) [] gaps, @ForAll long seed) {
        long[] shuffled = gaps.clone();
        Random random = new Random(seed);
        for (int i = shuffled.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            long swapped = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = swapped;
        }

        assertThat(of(shuffled)).isEqualTo(of(gaps));
    }
}
