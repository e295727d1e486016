package dev.hangup.lab;

import dev.hangup.lab.scenario.ConnectionRefused;
import dev.hangup.lab.scenario.KeepaliveRaceFinCross;
import java.util.List;

/** All scenarios. */
public final class Scenarios {
    private static final List<Scenario> ALL = List.of(new ConnectionRefused(), new KeepaliveRaceFinCross());

    private Scenarios() {}

    /** All of them, by name. */
    public static List<Scenario> all() {
        return ALL;
    }
}
