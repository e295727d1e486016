package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import dev.hangup.config.Setting;
import dev.hangup.config.SettingKind;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was measured at a server's address is not what it is configured for: another setting is in force there, or another program
 * answers. Timers may be late by a second (Node's keepAliveTimeoutBuffer) or a sweep, so only more than 10 % and 1.5 s counts.
 */
final class MeasuredDiffers implements Rule {
    private static final double SHARE = 0.1;
    private static final double TIMER_SECONDS = 1.5;

    private static final List<SettingKind> KINDS =
            List.of(SettingKind.IDLE_TIMEOUT, SettingKind.HEADER_TIMEOUT, SettingKind.MAX_REQUESTS);

    @Override
    public String name() {
        return "measured-differs";
    }

    @Override
    public String summary() {
        return "a server does not do what its configuration says: another value was measured";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        for (MeasuredEnd measured : chain.measured()) {
            for (SettingKind kind : KINDS) {
                Setting setting = measured.end().setting(kind);
                if (setting != null && !Double.isNaN(setting.amount())) {
                    check(measured, kind, setting, found);
                }
            }
        }
    }

    private void check(MeasuredEnd measured, SettingKind kind, Setting setting, Consumer<Weakness> found) {
        MeasuredLimit limit =
                MeasuredLimit.of(measured.endpoint(), measured.end().role(), kind);
        double survived = MeasuredLimit.survivedSeconds(measured.endpoint(), kind);
        if (limit != null && differs(setting, limit)) {
            found.accept(weakness(measured, setting, limit, limit.text() + " measured"));
        } else if (limit == null && survived >= 0 && setting.amount() < survived - tolerance(setting)) {
            found.accept(weakness(measured, setting, null, Limit.seconds(survived) + " without an end measured"));
        }
    }

    /** Whether a setting cannot be what was measured. */
    static boolean differs(Setting setting, MeasuredLimit limit) {
        return setting.amount() < limit.least() - tolerance(setting)
                || setting.amount() > limit.most() + tolerance(setting);
    }

    private static double tolerance(Setting setting) {
        double share = Double.isInfinite(setting.amount()) ? 0 : setting.amount() * SHARE;
        return share + (setting.kind() == SettingKind.MAX_REQUESTS ? 0 : TIMER_SECONDS);
    }

    private Weakness weakness(MeasuredEnd measured, Setting setting, @Nullable MeasuredLimit limit, String numbers) {
        HopEnd end = measured.end();
        String message = "configured " + setting.text() + " (" + setting.place() + "), but " + numbers + " at "
                + measured.endpoint().instance().endpoint() + " ("
                + measured.endpoint().file() + ")";
        return new Weakness(
                name(),
                Severity.WARNING,
                message,
                end.text(),
                List.of(end),
                List.of(new Limit(setting.amount(), setting, null, limit)),
                List.of(new Remedy(
                        "find out what is in force there: a part of the configuration that overrides this, a process that has"
                                + " not been reloaded since, or another program that answers at that address",
                        List.of(),
                        List.of())));
    }
}
