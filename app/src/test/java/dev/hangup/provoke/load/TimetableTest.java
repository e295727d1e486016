package dev.hangup.provoke.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hangup.measurement.Load;
import dev.hangup.probe.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimetableTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static Timetable timetable(long seed, long stepNanos, Double... rates) {
        return Timetable.of(new LoadPlan(
                Target.parse("http://a.test/"),
                "GET",
                List.of(rates),
                stepNanos,
                new Load.Arrivals(seed, 100, 0, true, SECOND)));
    }

    private static List<Long> due(Timetable timetable, int step) {
        List<Long> due = new ArrayList<>();
        for (int i = 0; i < timetable.requests(step); i++) {
            due.add(timetable.due(step, i));
        }
        return due;
    }

    @Property(tries = 50)
    void sameSeedGivesTheSameArrivals(@ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 1000) double rate) {
        List<Long> once = due(timetable(seed, SECOND, rate), 0);

        assertThat(due(timetable(seed, SECOND, rate), 0)).isEqualTo(once);
        assertThat(once).isSorted().allSatisfy(due -> assertThat(due).isBetween(0L, SECOND - 1));
    }

    @Test
    void anotherSeedAndAnotherStepGiveOthers() {
        Timetable two = timetable(1, SECOND, 100.0, 100.0);

        assertThat(due(two, 0)).isNotEqualTo(due(two, 1)).isNotEqualTo(due(timetable(2, SECOND, 100.0), 0));
    }

    /** Of a Poisson process the variance of the count is its mean, and gaps as long as the mean or longer are 1/e of all. */
    @Property(tries = 20)
    void arrivalsAreAPoissonProcess(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        List<Long> due = due(timetable(seed, 100 * SECOND, 100.0), 0);
        long longer = 0;
        for (int i = 1; i < due.size(); i++) {
            longer += due.get(i) - due.get(i - 1) >= SECOND / 100 ? 1 : 0;
        }

        assertThat((double) due.size()).isCloseTo(10_000, within(5 * 100.0));
        assertThat((double) longer / due.size()).isCloseTo(Math.exp(-1), within(0.03));
    }
}
