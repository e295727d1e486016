package dev.hangup.lab;

import dev.hangup.lab.scenario.AcceptQueueOverflow;
import dev.hangup.lab.scenario.AcknowledgedThenReset;
import dev.hangup.lab.scenario.ClientAbort;
import dev.hangup.lab.scenario.ClientCloseEarly;
import dev.hangup.lab.scenario.ConnectTimeout;
import dev.hangup.lab.scenario.ConnectTimeoutProxy;
import dev.hangup.lab.scenario.ConnectionRefused;
import dev.hangup.lab.scenario.ConntrackInvalid;
import dev.hangup.lab.scenario.FdExhaustion;
import dev.hangup.lab.scenario.GracefulDrain;
import dev.hangup.lab.scenario.HalfOpen;
import dev.hangup.lab.scenario.HealthyHttp;
import dev.hangup.lab.scenario.HealthyIdleCloses;
import dev.hangup.lab.scenario.HealthyPath;
import dev.hangup.lab.scenario.HealthyRedis;
import dev.hangup.lab.scenario.HealthyShortConnections;
import dev.hangup.lab.scenario.HealthyTlsEndings;
import dev.hangup.lab.scenario.HealthyWaits;
import dev.hangup.lab.scenario.Http2Goaway;
import dev.hangup.lab.scenario.IdleFirewallDrop;
import dev.hangup.lab.scenario.IdleFirewallDropAnswer;
import dev.hangup.lab.scenario.IdleFirewallReset;
import dev.hangup.lab.scenario.InjectedRst;
import dev.hangup.lab.scenario.KeepaliveRaceBehindProxy;
import dev.hangup.lab.scenario.KeepaliveRaceClients;
import dev.hangup.lab.scenario.KeepaliveRaceFinCross;
import dev.hangup.lab.scenario.KeepaliveRaceFinIgnored;
import dev.hangup.lab.scenario.KeepaliveRaceRstNoFin;
import dev.hangup.lab.scenario.KeepaliveRaceShrinkingInterval;
import dev.hangup.lab.scenario.KeepaliveTimeout;
import dev.hangup.lab.scenario.LbIdleTimeout;
import dev.hangup.lab.scenario.LingerAbort;
import dev.hangup.lab.scenario.MaxRequests;
import dev.hangup.lab.scenario.Mixed;
import dev.hangup.lab.scenario.MixedOverload;
import dev.hangup.lab.scenario.MtuBlackhole;
import dev.hangup.lab.scenario.NetworkLoss;
import dev.hangup.lab.scenario.PortExhaustion;
import dev.hangup.lab.scenario.PortReuse;
import dev.hangup.lab.scenario.ProxyUpstreamTimeout;
import dev.hangup.lab.scenario.ServerCrash;
import dev.hangup.lab.scenario.ServerCrashBehindProxy;
import dev.hangup.lab.scenario.ServerHeaderTimeout;
import dev.hangup.lab.scenario.ServerRestart;
import dev.hangup.lab.scenario.TlsMismatch;
import dev.hangup.lab.scenario.UnreadDataClose;
import java.util.List;

/** All scenarios. */
public final class Scenarios {
    private static final List<Scenario> ALL = List.of(
            new AcceptQueueOverflow(),
            new AcknowledgedThenReset(),
            new ClientAbort(),
            new ClientCloseEarly(),
            new ConnectTimeout(),
            new ConnectTimeoutProxy(),
            new ConnectionRefused(),
            new ConntrackInvalid(),
            new FdExhaustion(),
            new GracefulDrain(),
            new HalfOpen(),
            new HealthyHttp(),
            new HealthyIdleCloses(),
            new HealthyPath(),
            new HealthyRedis(),
            new HealthyShortConnections(),
            new HealthyTlsEndings(),
            new HealthyWaits(),
            new Http2Goaway(),
            new IdleFirewallDrop(),
            new IdleFirewallDropAnswer(),
            new IdleFirewallReset(),
            new InjectedRst(),
            new KeepaliveRaceBehindProxy(),
            new KeepaliveRaceClients(),
            new KeepaliveRaceFinCross(),
            new KeepaliveRaceFinIgnored(),
            new KeepaliveRaceRstNoFin(),
            new KeepaliveRaceShrinkingInterval(),
            new KeepaliveTimeout(),
            new LbIdleTimeout(),
            new LingerAbort(),
            new MaxRequests(),
            new Mixed(),
            new MixedOverload(),
            new MtuBlackhole(),
            new NetworkLoss(),
            new PortExhaustion(),
            new PortReuse(),
            new ProxyUpstreamTimeout(),
            new ServerCrash(),
            new ServerCrashBehindProxy(),
            new ServerHeaderTimeout(),
            new ServerRestart(),
            new TlsMismatch(),
            new UnreadDataClose());

    private Scenarios() {}

    /** All of them, by name. */
    public static List<Scenario> all() {
        return ALL;
    }
}
