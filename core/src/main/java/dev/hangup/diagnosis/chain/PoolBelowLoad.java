package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import dev.hangup.config.Notation;
import dev.hangup.config.Role;
import dev.hangup.config.Setting;
import dev.hangup.config.SettingKind;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pool that keeps fewer idle connections than there are requests at a time closes the others after their request and opens them
 * again: a handshake each, and a local port in TIME_WAIT for a minute (Linux TCP_TIMEWAIT_LEN). One that opens fewer makes the
 * requests wait. Only where both numbers are stated.
 */
final class PoolBelowLoad implements Rule {
    @Override
    public String name() {
        return "pool-below-load";
    }

    @Override
    public String summary() {
        return "a pool keeps or opens fewer connections than there are requests at a time";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        for (HopEnd end : chain.ends()) {
            Setting load = end.setting(SettingKind.CONCURRENCY);
            if (end.role() == Role.CLIENT && load != null && Reuse.of(end) != Reuse.NO) {
                // nginx keeps so many in each of its workers, and how many those are is not known here.
                boolean isPerWorker = end.software().contains("nginx");
                check(
                        end,
                        load,
                        end.setting(SettingKind.POOL_SIZE),
                        "the others are closed after their request and opened anew"
                                + (isPerWorker ? "; unless there are enough workers, each of which keeps so many" : ""),
                        isPerWorker ? Severity.NOTE : Severity.WARNING,
                        found);
                check(
                        end,
                        load,
                        end.setting(SettingKind.MAX_CONNECTIONS),
                        "the others wait or are refused, unless HTTP/2 carries several on one connection",
                        Severity.WARNING,
                        found);
            }
        }
    }

    private void check(
            HopEnd end,
            Setting load,
            @Nullable Setting size,
            String consequence,
            Severity severity,
            Consumer<Weakness> found) {
        if (size != null && size.amount() > 0 && size.amount() < load.amount() && !Double.isInfinite(load.amount())) {
            found.accept(new Weakness(
                    name(),
                    severity,
                    Math.round(load.amount()) + " requests at a time (" + load.place() + ") on " + size.text() + " ("
                            + size.place() + "): " + consequence,
                    end.text(),
                    List.of(end),
                    List.of(new Limit(size.amount(), size, null), new Limit(load.amount(), load, null)),
                    List.of(Fixes.replace(size, Notation.COUNT.write(load.amount()), "make room for the load"))));
        }
    }
}
