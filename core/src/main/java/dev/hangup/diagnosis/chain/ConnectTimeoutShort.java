package dev.hangup.diagnosis.chain;

import dev.hangup.config.Address;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.SettingKind;
import java.util.List;
import java.util.function.Consumer;

/**
 * A SYN that is lost is sent again after one second, then after two more (RFC 6298, section 2; Linux TCP_TIMEOUT_INIT): whoever
 * gives up after a second survives no lost packet, and no slow path or full queue.
 */
final class ConnectTimeoutShort implements Rule {
    private static final double FIRST_RETRANSMISSION = 1;
    private static final double SECOND_RETRANSMISSION = 3;

    /** Istio's default; enough for three retransmissions. */
    private static final double ENOUGH = 10;

    @Override
    public String name() {
        return Rules.CONNECT_TIMEOUT_SHORT;
    }

    @Override
    public String summary() {
        return "opening a connection gets less time than one lost packet costs";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        for (HopEnd end : chain.ends()) {
            boolean isLocal =
                    !end.addresses().isEmpty() && end.addresses().stream().allMatch(Address::isLoopback);
            if (end.role() != Role.CLIENT || isLocal) {
                continue;
            }
            for (Limit limit : Limits.of(end, SettingKind.CONNECT_TIMEOUT)) {
                if (limit.setting() != null && limit.amount() > 0 && limit.amount() < SECOND_RETRANSMISSION) {
                    found.accept(weakness(end, limit, chain.rttSeconds()));
                }
            }
        }
    }

    private Weakness weakness(HopEnd end, Limit limit, double rtt) {
        boolean noneSurvived = limit.amount() <= FIRST_RETRANSMISSION + rtt;
        String message = limit.text() + ": a lost SYN is sent again after 1 s, so "
                + (noneSurvived
                        ? "one lost packet, or a path or queue slower than that, fails the connection"
                        : "two lost packets fail the connection");
        return new Weakness(
                name(),
                noneSurvived ? Severity.WARNING : Severity.NOTE,
                message,
                end.text(),
                List.of(end),
                List.of(limit),
                List.of(Fixes.set(end, SettingKind.CONNECT_TIMEOUT, ENOUGH, "give the path time for retransmissions")));
    }
}
