package dev.hangup.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hangup.IdleGaps;
import dev.hangup.forecast.Races.Certainty;
import dev.hangup.forecast.Usage.Basis;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RacesTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final long DAY = 86_400 * SECOND;
    private static final long ROUND_TRIP = 20 * MILLISECOND;
    private static final long NEVER = Long.MAX_VALUE;

    /** Gaps that a server which closes after {@code timeout} lets through, and how many it did not. */
    private static Usage usage(Iterable<Long> gaps, long timeout, Basis basis) {
        IdleGaps seen = new IdleGaps();
        int closed = 0;
        for (long gap : gaps) {
            if (gap < timeout || basis == Basis.REPLAYED_POOL) {
                seen.add(gap);
            } else {
                closed++;
            }
        }
        return new Usage("10.0.0.2:80", "c.pcap", basis, DAY, seen, timeout, closed, ROUND_TRIP, 0, -1);
    }

    private static Iterable<Long> uniform(long seed, int count, long longest) {
        return () -> new Random(seed).longs(count, 0, longest).iterator();
    }

    private static Iterable<Long> exponential(long seed, int count, double meanNanos) {
        Random random = new Random(seed);
        return () -> new Random(random.nextLong())
                .doubles(count)
                .mapToLong(u -> (long) (-Math.log(1 - u) * meanNanos))
                .iterator();
    }

    /** The expectation is that of the distribution: 20 ms of 10 s are 2 of 1000 gaps. */
    @Property(tries = 40)
    void uniformGapsMeetTheWindowByItsWidth(@ForAll long seed) {
        Usage usage = usage(uniform(seed, 100_000, 10 * SECOND), 5 * SECOND, Basis.CONNECTIONS);
        Races races = Races.expect(usage, new Timers(5 * SECOND, NEVER, ROUND_TRIP));

        assertThat(races.certainty()).isEqualTo(Certainty.MEASURED);
        assertThat(races.perDay()).isCloseTo(200, within(50.0));
        assertThat(races.lower()).isLessThan(races.perDay());
        assertThat(races.upper()).isGreaterThan(races.perDay());
    }

    @Test
    void aShorterTimeoutIsForecastFromGapsThatWereSeen() {
        Usage usage = usage(exponential(1, 100_000, 2.0 * SECOND), 5 * SECOND, Basis.CONNECTIONS);
        Races races = Races.expect(usage, new Timers(2 * SECOND, NEVER, ROUND_TRIP));

        // Density of the exponential distribution at 2 s, times the window.
        assertThat(races.certainty()).isEqualTo(Certainty.MEASURED);
        assertThat(races.perDay()).isCloseTo(100_000 * Math.exp(-1) / 2 * 0.02, within(30.0));
    }

    @Test
    void aLongerTimeoutIsBoundedAsLongerGapsWereCutOff() {
        Usage usage = usage(exponential(2, 100_000, 2.0 * SECOND), 5 * SECOND, Basis.CONNECTIONS);
        Races races = Races.expect(usage, new Timers(10 * SECOND, NEVER, ROUND_TRIP));
        double truth = 100_000 * Math.exp(-5) / 2 * 0.02;

        assertThat(races.certainty()).isEqualTo(Certainty.AT_MOST);
        assertThat(races.perDay()).isBetween(truth, 100_000 * Math.exp(-2.5) / 2 * 0.02 * 1.5);
    }

    @Test
    void aReplayedPoolShowsLongerGapsToo() {
        Usage usage = usage(exponential(3, 100_000, 2.0 * SECOND), 5 * SECOND, Basis.REPLAYED_POOL);
        Races races = Races.expect(usage, new Timers(10 * SECOND, NEVER, ROUND_TRIP));

        assertThat(races.certainty()).isEqualTo(Certainty.MEASURED);
        assertThat(races.lower()).isLessThan(100_000 * Math.exp(-5) / 2 * 0.02);
        assertThat(races.upper()).isGreaterThan(100_000 * Math.exp(-5) / 2 * 0.02);
    }

    @Test
    void aClientThatStopsBeforeTheServerClosesLosesNothing() {
        Usage usage = usage(uniform(4, 1000, 10 * SECOND), 5 * SECOND, Basis.CONNECTIONS);

        assertThat(Races.expect(usage, new Timers(5 * SECOND, 4 * SECOND, ROUND_TRIP)))
                .isEqualTo(new Races(0, 0, 0, Certainty.CLIENT_STOPS, 0));
        // Within the round trip it does lose some.
        assertThat(Races.expect(usage, new Timers(5 * SECOND, 5 * SECOND - ROUND_TRIP / 2, ROUND_TRIP))
                        .certainty())
                .isEqualTo(Certainty.MEASURED);
    }

    @Test
    void noneSeenIsNotNone() {
        Usage usage = usage(uniform(5, 1000, SECOND), 5 * SECOND, Basis.CONNECTIONS);
        Races races = Races.expect(usage, new Timers(5 * SECOND, NEVER, ROUND_TRIP));

        assertThat(races.perDay()).isZero();
        assertThat(races.upper()).isPositive();
    }
}
