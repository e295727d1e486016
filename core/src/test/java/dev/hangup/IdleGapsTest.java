package dev.hangup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdleGapsTest {
    static final long MILLISECOND = 1_000_000L;
    static final long SECOND = 1_000 * MILLISECOND;

    private static IdleGaps of(List<Long> gaps) {
        IdleGaps found = new IdleGaps();
        gaps.forEach(found::add);
        return found;
    }

    @Property(tries = 300)
    void everyGapIsInABinThatHoldsItAndIsNarrow(@ForAll @LongRange(min = 0, max = 20_000L * SECOND) long gap) {
        int[] bins = new int[1];
        of(List.of(gap)).forEach((from, to, count) -> {
            bins[0]++;
            boolean isLast = from == IdleGaps.longestNanos();
            assertThat(gap).isGreaterThanOrEqualTo(from);
            assertThat(gap < to || isLast).isTrue();
            assertThat(from == 0 ? to <= 1.1 * MILLISECOND : to - from <= from / 32 + 1)
                    .isTrue();
        });
        assertThat(bins[0]).isEqualTo(1);
    }

    @Property(tries = 200)
    void allGapsAreWithinTheWholeLength(
            @ForAll @Size(max = 50) List<@LongRange(min = 0, max = 10_000L * SECOND) Long> gaps) {
        assertThat(of(gaps).within(0, Long.MAX_VALUE / 2)).isCloseTo(gaps.size(), within(1e-6));
    }

    @Test
    void aPartOfABinCountsInPart() {
        IdleGaps gaps = new IdleGaps();
        for (int i = 0; i < 10_000; i++) {
            gaps.add(i * MILLISECOND);
        }

        assertThat(gaps.within(4980 * MILLISECOND, 5000 * MILLISECOND)).isCloseTo(20, within(0.5));
        assertThat(gaps.within(SECOND, 3 * SECOND)).isCloseTo(2000, within(40.0));
        assertThat(gaps.count()).isEqualTo(10_000);
    }

    @Test
    void togetherTheyAreTheSum() {
        IdleGaps sum = of(List.of(SECOND, 2 * SECOND));
        sum.addAll(of(List.of(2 * SECOND)));

        assertThat(sum.count()).isEqualTo(3);
        assertThat(sum.within(2 * SECOND - SECOND / 8, 2 * SECOND + SECOND / 8)).isCloseTo(2, within(1e-9));
    }
}
