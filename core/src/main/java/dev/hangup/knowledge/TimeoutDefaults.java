package dev.hangup.knowledge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.DoublePredicate;

/** The table of timeout defaults, {@code timeouts.tsv} beside this class. */
public final class TimeoutDefaults {
    private static final int COLUMNS = 8;
    private static final List<TimeoutDefault> ALL = read();
    private static final double[] SECONDS =
            ALL.stream().mapToDouble(TimeoutDefault::seconds).toArray();

    private TimeoutDefaults() {}

    private static List<TimeoutDefault> read() {
        try (InputStream in = Objects.requireNonNull(TimeoutDefaults.class.getResourceAsStream("timeouts.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .filter(cells -> cells.length == COLUMNS)
                    .map(cells -> new TimeoutDefault(
                            cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6], cells[7]))
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException("timeouts.tsv in the jar cannot be read", broken);
        }
    }

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
        for (int i = 0; i < SECONDS.length; i++) {
            TimeoutDefault one = ALL.get(i);
            if (SECONDS[i] > 0
                    && fits.test(SECONDS[i])
                    && one.timer().equals("idle")
                    && (one.role().equals("middlebox") || one.role().equals("lb"))) {
                fitting.add(one);
            }
        }
        return fitting;
    }
}
