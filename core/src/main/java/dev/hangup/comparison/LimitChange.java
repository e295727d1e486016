package dev.hangup.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * After how long idle a server closed, before and after.
 *
 * @param server its address and port
 * @param before null where that was not measured
 * @param after null where that was not measured
 */
public record LimitChange(
        String server, @Nullable IdleLimit before, @Nullable IdleLimit after) {
    /** Whether both are known, and can be of the same timer. */
    public boolean isUnmoved() {
        return before != null && after != null && before.isLike(after);
    }

    /** Every server of either side; of several measurements of a server the one with most samples. */
    static List<LimitChange> between(List<IdleLimit> before, List<IdleLimit> after) {
        List<String> servers = new ArrayList<>();
        before.forEach(limit -> servers.add(limit.server()));
        after.forEach(limit -> servers.add(limit.server()));
        return servers.stream()
                .distinct()
                .map(server -> new LimitChange(
                        server,
                        best(before, server).orElse(null),
                        best(after, server).orElse(null)))
                .toList();
    }

    private static Optional<IdleLimit> best(List<IdleLimit> limits, String server) {
        return limits.stream()
                .filter(limit -> limit.server().equals(server))
                .reduce((one, other) -> other.count() > one.count() ? other : one);
    }
}
