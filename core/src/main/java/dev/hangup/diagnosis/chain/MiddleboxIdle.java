package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import dev.hangup.config.SettingKind;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A box between two ends forgets a connection that is idle for longer than it allows, and tells neither. Either the client end
 * gives up connections sooner, or TCP's keep-alive probes keep it in the box's mind.
 */
final class MiddleboxIdle implements Rule {
    private static final double MARGIN = 5;

    @Override
    public String name() {
        return "middlebox-idle";
    }

    @Override
    public String summary() {
        return "a middlebox forgets idle connections that its neighbours still use, and no keep-alive probe reminds it";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        for (Hop hop : chain.hops()) {
            if (Reuse.of(hop.client()) != Reuse.YES) {
                continue;
            }
            for (HopEnd box : hop.between()) {
                Limits.inForce(chain, box, SettingKind.IDLE_TIMEOUT).stream()
                        .limit(1)
                        .forEach(limit -> check(chain, hop, box, limit, found));
            }
        }
    }

    private void check(Chain chain, Hop hop, HopEnd box, Limit forgets, Consumer<Weakness> found) {
        Limit used = shorter(
                Limits.of(hop.client(), SettingKind.IDLE_TIMEOUT),
                Limits.inForce(chain, hop.server(), SettingKind.IDLE_TIMEOUT));
        if (used == null || used.amount() < forgets.amount()) {
            return;
        }
        Limit probes = shorter(
                Limits.of(hop.client(), SettingKind.TCP_KEEPALIVE), Limits.of(hop.server(), SettingKind.TCP_KEEPALIVE));
        if (probes != null && probes.amount() < forgets.amount()) {
            return;
        }
        MeasuredLimit measured = forgets.measured();
        String message = box.software() + " forgets a connection that was idle for "
                + (measured == null ? "" : "more than ") + Limit.seconds(forgets.amount()) + " ["
                + forgets.text() + "], while it may be used after " + Limit.seconds(used.amount()) + " ["
                + used.text() + "]; "
                + (probes == null
                        ? "of TCP keep-alive nothing is known, and unless it is on with a shorter interval"
                        : "TCP keep-alive [" + probes.text() + "] is " + (probes.isEndless() ? "off" : "too late")
                                + ", and")
                + " the next request meets silence or a reset";
        found.accept(new Weakness(
                name(),
                probes == null ? Severity.WARNING : Severity.ERROR,
                message,
                hop.text(),
                List.of(hop.client(), box),
                probes == null ? List.of(forgets, used) : List.of(forgets, used, probes),
                List.of(Fixes.set(
                        hop.client(),
                        SettingKind.IDLE_TIMEOUT,
                        Math.max(1, measured == null ? forgets.amount() - MARGIN : Math.floor(measured.clientLimit())),
                        "let the client give up idle connections before the box does, or switch on TCP keep-alive with a"
                                + " shorter interval"))));
    }

    /** Whichever of two ends acts first. */
    private static @Nullable Limit shorter(List<Limit> one, List<Limit> other) {
        Limit shortest = null;
        for (List<Limit> limits : List.of(one, other)) {
            for (Limit limit : limits) {
                shortest = shortest == null || limit.amount() < shortest.amount() ? limit : shortest;
            }
        }
        return shortest;
    }
}
