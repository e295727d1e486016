package dev.hangup.diagnosis.chain;

import dev.hangup.config.SettingKind;
import java.util.List;
import java.util.function.Consumer;

/**
 * A server that closes after a number of requests announces it in the last answer (RFC 9112, section 9.6), so it is a note only: what
 * is sent before that answer arrives, pipelined or multiplexed, is lost.
 */
final class MaxRequestsOrder implements Rule {
    @Override
    public String name() {
        return "max-requests-order";
    }

    @Override
    public String summary() {
        return "a server ends connections after fewer requests than its client means to send on them";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        for (Hop hop : chain.hops()) {
            List<Limit> sent = Limits.of(hop.client(), SettingKind.MAX_REQUESTS);
            List<Limit> taken = Limits.inForce(chain, hop.server(), SettingKind.MAX_REQUESTS);
            boolean isStated = taken.stream().anyMatch(limit -> limit.setting() != null || limit.measured() != null)
                    || sent.stream().anyMatch(limit -> limit.setting() != null);
            if (Reuse.of(hop.client()) != Reuse.YES || sent.isEmpty() || taken.isEmpty() || !isStated) {
                continue;
            }
            Limit most = sent.get(0);
            Limit least = taken.get(0);
            if (least.amount() > 0 && least.amount() < most.amount()) {
                found.accept(new Weakness(
                        name(),
                        Severity.NOTE,
                        hop.server().software() + " closes after " + Math.round(least.amount()) + " requests ["
                                + least.text()
                                + "], before its client does [" + most.text()
                                + "]; it says so in the last answer, which a request already on its way does not hear",
                        hop.text(),
                        List.of(hop.server(), hop.client()),
                        List.of(least, most),
                        List.of(Fixes.set(
                                hop.client(),
                                SettingKind.MAX_REQUESTS,
                                least.amount(),
                                "let the client be the one that stops"))));
            }
        }
    }
}
