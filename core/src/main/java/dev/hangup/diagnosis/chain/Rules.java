package dev.hangup.diagnosis.chain;

import java.util.ArrayList;
import java.util.List;

/** All rules, in the order of the documentation. */
public final class Rules {
    /** The rule that a server's idle timeout must outlast its client's. */
    public static final String IDLE_TIMEOUT_ORDER = "idle-timeout-order";

    /** The rule that a connect timeout must outlast retransmissions of a SYN. */
    public static final String CONNECT_TIMEOUT_SHORT = "connect-timeout-short";

    private static final List<Rule> ALL = List.of(
            new IdleTimeoutOrder(),
            new MiddleboxIdle(),
            new MeasuredDiffers(),
            new HeaderTimeoutBelowKeepalive(),
            new KeepaliveWithoutHttp11(),
            new ConnectTimeoutShort(),
            new RetryResendsPost(),
            new NoSafeRetry(),
            new MaxRequestsOrder(),
            new PoolBelowLoad(),
            new ClientHabits(),
            new KnownVersions());

    private Rules() {}

    /** Every rule. */
    public static List<Rule> all() {
        return ALL;
    }

    /** Every weakness of a chain, the gravest first. */
    public static List<Weakness> check(Chain chain) {
        List<Weakness> found = new ArrayList<>();
        ALL.forEach(rule -> rule.check(chain, found::add));
        found.sort((one, other) -> other.severity().compareTo(one.severity()));
        return found;
    }
}
