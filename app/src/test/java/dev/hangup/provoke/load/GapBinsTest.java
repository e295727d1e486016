package dev.hangup.provoke.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class GapBinsTest {
    @Property
    void everyGapIsInItsGroup(@ForAll @LongRange(min = 0, max = 8_000_000_000_000L) long gap) {
        long from = GapBins.from(gap);

        assertThat(gap).isBetween(from, GapBins.next(from) - 1);
    }

    @Test
    void boundsArePreferredNumbers() {
        List<Long> bounds = new ArrayList<>();
        for (long bound = GapBins.next(0); bound <= 100_000_000; bound = GapBins.next(bound)) {
            bounds.add(bound);
        }

        assertThat(bounds)
                .containsExactly(10_000_000L, 16_000_000L, 25_000_000L, 40_000_000L, 63_000_000L, 100_000_000L);
    }
}
