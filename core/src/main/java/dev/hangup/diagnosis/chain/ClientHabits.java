package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.SettingKind;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a pool in front of a name or a slow server does to itself: it waits for ever, keeps connections for ever, holds on to
 * addresses that DNS has given up, or tries again at once. Only stated settings speak, and the defaults that say never.
 */
final class ClientHabits implements Rule {
    @Override
    public String name() {
        return "client-pool";
    }

    @Override
    public String summary() {
        return "a client end waits without limit, keeps connections without limit, outlives DNS, or retries at once";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        for (HopEnd end : chain.ends()) {
            if (end.role() == Role.CLIENT) {
                endless(end, SettingKind.READ_TIMEOUT, "an answer that never comes is waited for without end", found);
                endless(
                        end,
                        SettingKind.IDLE_TIMEOUT,
                        "idle connections are kept without end, so whatever closes or forgets them does so unseen",
                        found);
                outlivesDns(end, found);
                retriesAtOnce(end, found);
            }
        }
    }

    private void endless(HopEnd end, SettingKind kind, String what, Consumer<Weakness> found) {
        Limits.of(end, kind).stream()
                .filter(limit -> limit.isEndless() && limit.setting() != null && Reuse.of(end) == Reuse.YES)
                .forEach(limit -> found.accept(weakness(end, limit.text() + ": " + what, List.of(limit))));
    }

    private void outlivesDns(HopEnd end, Consumer<Weakness> found) {
        for (Limit ttl : Limits.of(end, SettingKind.DNS_TTL)) {
            for (Limit life : Limits.of(end, SettingKind.LIFETIME)) {
                if (ttl.amount() < life.amount()) {
                    found.accept(weakness(
                            end,
                            life.text() + " is longer than the name is valid [" + ttl.text()
                                    + "]: connections go on to addresses that DNS has given up",
                            List.of(life, ttl)));
                }
            }
        }
    }

    private void retriesAtOnce(HopEnd end, Consumer<Weakness> found) {
        for (Limit tries : Limits.of(end, SettingKind.RETRIES)) {
            for (Limit wait : Limits.of(end, SettingKind.BACK_OFF)) {
                if (tries.amount() > 1 && wait.amount() == 0) {
                    found.accept(weakness(
                            end,
                            tries.text() + " without a wait between [" + wait.text()
                                    + "]: when a server is down, its clients multiply their load",
                            List.of(tries, wait)));
                }
            }
        }
    }

    private Weakness weakness(HopEnd end, String message, List<Limit> limits) {
        return new Weakness(name(), Severity.WARNING, message, end.text(), List.of(end), limits, List.of());
    }
}
