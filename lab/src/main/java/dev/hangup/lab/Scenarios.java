package dev.hangup.lab;

import dev.hangup.lab.scenario.ConnectTimeout;
import dev.hangup.lab.scenario.ConnectionRefused;
import dev.hangup.lab.scenario.ConntrackInvalid;
import dev.hangup.lab.scenario.IdleFirewallDrop;
import dev.hangup.lab.scenario.IdleFirewallReset;
import dev.hangup.lab.scenario.InjectedRst;
import dev.hangup.lab.scenario.KeepaliveRaceFinCross;
import dev.hangup.lab.scenario.KeepaliveTimeout;
import dev.hangup.lab.scenario.MtuBlackhole;
import dev.hangup.lab.scenario.NetworkLoss;
import dev.hangup.lab.scenario.PortExhaustion;
import dev.hangup.lab.scenario.PortReuse;
import java.util.List;

/** All scenarios. */
public final class Scenarios {
    private static final List<Scenario> ALL = List.of(
            new ConnectTimeout(),
            new ConnectionRefused(),
            new ConntrackInvalid(),
            new IdleFirewallDrop(),
            new IdleFirewallReset(),
            new InjectedRst(),
            new KeepaliveRaceFinCross(),
            new KeepaliveTimeout(),
            new MtuBlackhole(),
            new NetworkLoss(),
            new PortExhaustion(),
            new PortReuse());

    private Scenarios() {}

    /** All of them, by name. */
    public static List<Scenario> all() {
        return ALL;
    }
}
