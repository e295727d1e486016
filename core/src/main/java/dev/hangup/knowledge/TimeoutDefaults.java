package dev.hangup.knowledge;

import dev.hangup.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of timeout defaults, {@code timeouts.tsv} beside this class. */
public final class TimeoutDefaults {
    private static final int COLUMNS = 8;
    private static final List<TimeoutDefault> ALL = TableFile.rows("timeouts.tsv", COLUMNS).stream()
            .map(cells ->
                    new TimeoutDefault(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7]))
            .toList();
    /** When firewalls, address translators and load balancers forget an idle connection. */
    private static final List<TimeoutDefault> MIDDLEBOX_IDLE = ALL.stream()
            .filter(one -> one.timer().equals("idle")
                    && (one.role().equals("middlebox") || one.role().equals("lb"))
                    && one.seconds() > 0)
            .toList();

    private static final double[] MIDDLEBOX_IDLE_SECONDS =
            MIDDLEBOX_IDLE.stream().mapToDouble(TimeoutDefault::seconds).toArray();

    private TimeoutDefaults() {}

    /** All defaults, in the order of the table. */
    public static List<TimeoutDefault> all() {
        return ALL;
    }

    /** The defaults of one component that limit {@code timer}. */
    public static List<TimeoutDefault> of(String component, String timer) {
        if (component.isEmpty()) {
            return List.of();
        }
        return ALL.stream()
                .filter(one -> one.component().equals(component) && one.timer().equals(timer))
                .toList();
    }

    /** Those of them that may be in force in {@code version}; all where that is not known. */
    public static List<TimeoutDefault> of(String component, String timer, @Nullable Version version) {
        List<TimeoutDefault> all = of(component, timer);
        return version == null
                ? all
                : all.stream().filter(one -> one.mayHoldFor(version)).toList();
    }

    /**
     * The idle limits of firewalls, address translators and load balancers that a measured span fits: up to 3 % and 1.2 s
     * above, 20 ms below.
     */
    public static List<TimeoutDefault> middleboxIdleNear(long nanos) {
        double seconds = nanos / 1e9;
        return middleboxIdle(limit -> seconds > limit - 0.02 && seconds < limit * 1.03 + 1.2);
    }

    /** Those that lie in a measured bracket: above a gap that was survived, and not above one that was not. */
    public static List<TimeoutDefault> middleboxIdleBetween(long survivedNanos, long lostNanos) {
        return middleboxIdle(limit -> limit > survivedNanos / 1e9 && limit <= lostNanos / 1e9);
    }

    private static List<TimeoutDefault> middleboxIdle(DoublePredicate fits) {
        List<TimeoutDefault> fitting = new ArrayList<>();
        for (int i = 0; i < MIDDLEBOX_IDLE_SECONDS.length; i++) {
            if (fits.test(MIDDLEBOX_IDLE_SECONDS[i])) {
                fitting.add(MIDDLEBOX_IDLE.get(i));
            }
        }
        return fitting;
    }

    /** The names of all software in the table. */
    public static Set<String> components() {
        return ALL.stream().map(TimeoutDefault::component).collect(Collectors.toCollection(TreeSet::new));
    }
}
