package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.Setting;
import dev.hangup.config.SettingKind;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * With reused connections now and then a request meets a close, whatever the timers: a restart does it. Where the client end
 * may try again what may be repeated, nobody notices.
 */
final class NoSafeRetry implements Rule {
    @Override
    public String name() {
        return "no-safe-retry";
    }

    @Override
    public String summary() {
        return "retries are switched off although connections are reused";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        for (HopEnd end : chain.ends()) {
            Setting off = switchedOff(end);
            if (end.role() == Role.CLIENT && off != null && Reuse.of(end) == Reuse.YES) {
                String message =
                        off.text() + " (" + off.place() + "): a request that meets the close of a reused connection"
                                + " fails, also one that could safely be sent again";
                found.accept(new Weakness(
                        name(),
                        Severity.NOTE,
                        message,
                        end.text(),
                        List.of(end),
                        List.of(new Limit(off.amount(), off, null)),
                        List.of(new Remedy(
                                "allow one more try for failures of connections, of requests that may be repeated",
                                List.of(),
                                List.of()))));
            }
        }
    }

    private static @Nullable Setting switchedOff(HopEnd end) {
        Setting retryOn = end.setting(SettingKind.RETRY_ON);
        if (retryOn != null && (retryOn.value().equals("off") || retryOn.value().equals("none"))) {
            return retryOn;
        }
        Setting tries = end.setting(SettingKind.RETRIES);
        // nginx counts the first try too, and takes 0 for no limit.
        double none = end.software().equals("nginx") ? 1 : 0;
        return tries != null && tries.amount() == none ? tries : null;
    }
}
