package dev.hangup.diagnosis.chain;

import dev.hangup.SeenVersion;
import dev.hangup.Version;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.SettingKind;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Node before 12.19.0 counted the header timeout of a request from the end of the one before it, idle time and all
 * (nodejs/node#27363, repaired by #32329): the smaller of the two timers closed the connection.
 */
final class HeaderTimeoutBelowKeepalive implements Rule {
    private static final Version REPAIRED = new Version(12, 19, 0);

    /** From here on no release line has it; of 13 and 14 not every one is known. */
    private static final Version GONE = new Version(15, 0, 0);

    private static final double MARGIN = 1;

    @Override
    public String name() {
        return "header-timeout-below-keepalive";
    }

    @Override
    public String summary() {
        return "the time for a request's header is below the time that a connection may be idle";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        for (HopEnd end : chain.ends()) {
            boolean isNode = end.role() == Role.SERVER && end.software().equals("node http.Server");
            SeenVersion seen = end.version();
            if (!isNode || seen != null && seen.version().isAtLeast(GONE)) {
                continue;
            }
            for (Limit header : Limits.of(end, SettingKind.HEADER_TIMEOUT)) {
                for (Limit idle : Limits.of(end, SettingKind.IDLE_TIMEOUT)) {
                    if (header.amount() > 0 && header.amount() <= idle.amount() && !idle.isEndless()) {
                        found.accept(weakness(end, seen, header, idle));
                    }
                }
            }
        }
    }

    private Weakness weakness(HopEnd end, @Nullable SeenVersion seen, Limit header, Limit idle) {
        boolean isAffected = seen != null && seen.version().isBefore(REPAIRED);
        String message =
                header.text() + " is not above " + idle.text() + ": Node before 12.19.0 counts it from the end of"
                        + " the request before, so it closes idle connections first (nodejs/node#27363)"
                        + (isAffected ? "" : "; which Node this is, is not known");
        return new Weakness(
                name(),
                isAffected ? Severity.WARNING : Severity.NOTE,
                message,
                end.text(),
                List.of(end),
                List.of(header, idle),
                List.of(Fixes.set(
                        end,
                        SettingKind.HEADER_TIMEOUT,
                        idle.amount() + MARGIN,
                        "give headers more time than idleness")));
    }
}
