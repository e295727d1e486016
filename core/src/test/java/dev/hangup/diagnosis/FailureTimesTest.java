package dev.hangup.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Whatever the times are, all failures count, nearly where they belong. */
class FailureTimesTest {
    private static final int MOST = 64;
    private static final int BUCKETS = 4;
    private static final long YEAR_NANOS = 366L * 86_400 * 1_000_000_000;

    @Property(tries = 300)
    void everyFailureIsCountedInItsBucketOrTheOneBefore(
            @ForAll @Size(min = 2, max = 500) long[] offsets,
            @ForAll @LongRange(min = 0, max = YEAR_NANOS) long since) {
        long[] nanos = Arrays.stream(offsets)
                .map(offset -> since + Math.floorMod(offset, YEAR_NANOS))
                .toArray();
        FailureTimes bounded = new FailureTimes();
        Arrays.stream(nanos).forEach(at -> bounded.add(at, MOST));
        long first = Arrays.stream(nanos).min().orElseThrow();
        long bucket = (Arrays.stream(nanos).max().orElseThrow() - first) / BUCKETS + 1;
        int[] exact = FailureTimes.of(nanos).perBucket(first, bucket, BUCKETS);
        int[] kept = bounded.perBucket(first, bucket, BUCKETS);

        assertThat(bounded.size()).isLessThanOrEqualTo(MOST);
        assertThat(Arrays.stream(kept).sum())
                .isEqualTo(nanos.length)
                .isEqualTo(Arrays.stream(exact).sum());
        int exactSoFar = 0;
        int keptSoFar = 0;
        int keptBefore = 0;
        for (int i = 0; i < BUCKETS; i++) {
            exactSoFar += exact[i];
            keptBefore = keptSoFar;
            keptSoFar += kept[i];
            // Counted at the earliest of those near, a failure is never late, and early by one bucket at most.
            assertThat(keptSoFar).isGreaterThanOrEqualTo(exactSoFar);
            assertThat(keptBefore).isLessThanOrEqualTo(exactSoFar);
        }
    }

    @Property(tries = 100)
    void timesOfAllAgesFit(@ForAll @Size(min = MOST, max = 500) long[] nanos) {
        FailureTimes bounded = new FailureTimes();
        Arrays.stream(nanos).forEach(at -> bounded.add(at, MOST));

        assertThat(bounded.size()).isLessThanOrEqualTo(MOST);
    }
}
