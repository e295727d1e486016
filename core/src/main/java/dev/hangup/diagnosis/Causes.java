package dev.hangup.diagnosis;

import dev.hangup.diagnosis.cause.AcceptQueueOverflow;
import dev.hangup.diagnosis.cause.ClientAbort;
import dev.hangup.diagnosis.cause.ClientCloseEarly;
import dev.hangup.diagnosis.cause.ConnectTimeout;
import dev.hangup.diagnosis.cause.ConnectionRefused;
import dev.hangup.diagnosis.cause.ConntrackInvalid;
import dev.hangup.diagnosis.cause.FdExhaustion;
import dev.hangup.diagnosis.cause.GracefulDrain;
import dev.hangup.diagnosis.cause.HalfOpen;
import dev.hangup.diagnosis.cause.Http2Goaway;
import dev.hangup.diagnosis.cause.IdleFirewallDrop;
import dev.hangup.diagnosis.cause.IdleFirewallReset;
import dev.hangup.diagnosis.cause.InjectedRst;
import dev.hangup.diagnosis.cause.KeepaliveRace;
import dev.hangup.diagnosis.cause.KeepaliveTimeout;
import dev.hangup.diagnosis.cause.LbIdleTimeout;
import dev.hangup.diagnosis.cause.LingerAbort;
import dev.hangup.diagnosis.cause.MaxRequests;
import dev.hangup.diagnosis.cause.MtuBlackhole;
import dev.hangup.diagnosis.cause.NetworkLoss;
import dev.hangup.diagnosis.cause.PortExhaustion;
import dev.hangup.diagnosis.cause.PortReuse;
import dev.hangup.diagnosis.cause.ProxyUpstreamTimeout;
import dev.hangup.diagnosis.cause.ServerCrash;
import dev.hangup.diagnosis.cause.ServerHeaderTimeout;
import dev.hangup.diagnosis.cause.ServerRestart;
import dev.hangup.diagnosis.cause.TlsMismatch;
import dev.hangup.diagnosis.cause.UnreadDataClose;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All causes that are weighed. The only class outside {@code diagnosis.cause} that names them. */
public final class Causes {
    private static final List<Cause> ALL = List.of(
            new KeepaliveRace(),
            new IdleFirewallReset(),
            new IdleFirewallDrop(),
            new LbIdleTimeout(),
            new MaxRequests(),
            new GracefulDrain(),
            new ServerCrash(),
            new ServerRestart(),
            new HalfOpen(),
            new ConnectionRefused(),
            new ConnectTimeout(),
            new AcceptQueueOverflow(),
            new UnreadDataClose(),
            new LingerAbort(),
            new ClientAbort(),
            new ClientCloseEarly(),
            new ProxyUpstreamTimeout(),
            new ServerHeaderTimeout(),
            new InjectedRst(),
            new ConntrackInvalid(),
            new PortReuse(),
            new PortExhaustion(),
            new FdExhaustion(),
            new KeepaliveTimeout(),
            new NetworkLoss(),
            new MtuBlackhole(),
            new TlsMismatch(),
            new Http2Goaway());

    private static final Map<String, Cause> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Cause::name, Function.identity()));

    private Causes() {}

    /** Every cause, in the order of the documentation. */
    public static List<Cause> all() {
        return ALL;
    }

    /**
     * The cause of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Cause named(String name) {
        Cause cause = BY_NAME.get(name);
        if (cause == null) {
            throw new IllegalArgumentException("no cause is named " + name);
        }
        return cause;
    }
}
