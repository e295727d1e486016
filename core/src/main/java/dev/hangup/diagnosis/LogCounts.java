package dev.hangup.diagnosis;

import dev.hangup.log.LogEvent;
import dev.hangup.log.LogTime;
import dev.hangup.log.Symptom;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many failures logs tell of: per service, instance, peer, minute and symptom. Bounded: when there are more than
 * {@value #MOST} counts, minutes become hours, and hours days; then further instances and peers are counted together.
 */
public final class LogCounts {
    static final int MOST = 100_000;
    private static final String OTHERS = "(others)";
    private static final long MINUTE = 60;
    private static final long HOUR = 3600;
    private static final long DAY = 86_400;

    private Map<Key, Integer> counts = new TreeMap<>();
    private long bucketSeconds = MINUTE;

    /**
     * What is counted together.
     *
     * @param second the beginning of the span of time in seconds since 1970; {@link Long#MIN_VALUE} where the log does not
     *     say when
     */
    public record Key(String service, String instance, String peer, Symptom symptom, long second)
            implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = Long.compare(second, other.second);
            order = order == 0 ? service.compareTo(other.service) : order;
            order = order == 0 ? instance.compareTo(other.instance) : order;
            order = order == 0 ? peer.compareTo(other.peer) : order;
            return order == 0 ? symptom.compareTo(other.symptom) : order;
        }
    }

    void add(LogEvent event) {
        LogTime time = event.time();
        long second = time == null ? Long.MIN_VALUE : bucket(time.instant().getEpochSecond());
        String service = event.writer();
        Key key = new Key(service, event.instance(), LogCase.peerOf(event), event.symptom(), second);
        if (counts.size() >= MOST && bucketSeconds == DAY && !counts.containsKey(key)) {
            key = new Key(service, OTHERS, OTHERS, event.symptom(), second);
        }
        counts.merge(key, 1, Integer::sum);
        if (counts.size() > MOST && bucketSeconds < DAY) {
            coarsen();
        }
    }

    /** So many seconds are counted together. */
    public long bucketSeconds() {
        return bucketSeconds;
    }

    /** The counts, in order of time. */
    public Map<Key, Integer> counts() {
        return counts;
    }

    private long bucket(long second) {
        return Math.floorDiv(second, bucketSeconds) * bucketSeconds;
    }

    private void coarsen() {
        bucketSeconds = bucketSeconds == MINUTE ? HOUR : DAY;
        Map<Key, Integer> coarser = new TreeMap<>();
        counts.forEach((key, count) -> {
            long second = key.second() == Long.MIN_VALUE ? Long.MIN_VALUE : bucket(key.second());
            coarser.merge(
                    new Key(key.service(), key.instance(), key.peer(), key.symptom(), second), count, Integer::sum);
        });
        counts = coarser;
    }
}
