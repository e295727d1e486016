package dev.hangup.lab;

import dev.hangup.lab.scenario.AcceptQueueOverflow;
import dev.hangup.lab.scenario.ClientAbort;
import dev.hangup.lab.scenario.ClientCloseEarly;
import dev.hangup.lab.scenario.ConnectTimeoutProxy;
import dev.hangup.lab.scenario.ConnectionRefused;
import dev.hangup.lab.scenario.FdExhaustion;
import dev.hangup.lab.scenario.GracefulDrain;
import dev.hangup.lab.scenario.HalfOpen;
import dev.hangup.lab.scenario.KeepaliveRaceBehindProxy;
import dev.hangup.lab.scenario.KeepaliveRaceFinCross;
import dev.hangup.lab.scenario.KeepaliveRaceFinIgnored;
import dev.hangup.lab.scenario.KeepaliveRaceRstNoFin;
import dev.hangup.lab.scenario.KeepaliveRaceShrinkingInterval;
import dev.hangup.lab.scenario.LbIdleTimeout;
import dev.hangup.lab.scenario.LingerAbort;
import dev.hangup.lab.scenario.MaxRequests;
import dev.hangup.lab.scenario.ProxyUpstreamTimeout;
import dev.hangup.lab.scenario.ServerCrash;
import dev.hangup.lab.scenario.ServerHeaderTimeout;
import dev.hangup.lab.scenario.ServerRestart;
import dev.hangup.lab.scenario.UnreadDataClose;
import java.util.List;

/** All scenarios. */
public final class Scenarios {
    private static final List<Scenario> ALL = List.of(
            new AcceptQueueOverflow(),
            new ClientAbort(),
            new ClientCloseEarly(),
            new ConnectTimeoutProxy(),
            new ConnectionRefused(),
            new FdExhaustion(),
            new GracefulDrain(),
            new HalfOpen(),
            new KeepaliveRaceBehindProxy(),
            new KeepaliveRaceFinCross(),
            new KeepaliveRaceFinIgnored(),
            new KeepaliveRaceRstNoFin(),
            new KeepaliveRaceShrinkingInterval(),
            new LbIdleTimeout(),
            new LingerAbort(),
            new MaxRequests(),
            new ProxyUpstreamTimeout(),
            new ServerCrash(),
            new ServerHeaderTimeout(),
            new ServerRestart(),
            new UnreadDataClose());

    private Scenarios() {}

    /** All of them, by name. */
    public static List<Scenario> all() {
        return ALL;
    }
}
