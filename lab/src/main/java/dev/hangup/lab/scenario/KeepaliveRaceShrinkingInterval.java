package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** The experiment that many begin with: Node's timeout at half a second, and an interval that shrinks towards it. */
public final class KeepaliveRaceShrinkingInterval implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(40);
    private static final int PORT = 8080;
    private static final int MEASUREMENTS = 3;
    private static final int STEPS = 40;
    private static final int STEP_MILLIS = 2;

    @Override
    public String name() {
        return "keepalive-race-shrinking-interval";
    }

    @Override
    public String about() {
        return "The client first measures after what time of idleness the server closes, then aims at it with an interval that"
                + " shrinks step by step.";
    }

    @Override
    public List<String> variants() {
        return List.of("node", "node-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("node");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        Service web = Node.start(stage, network.server(), PORT, "keepAliveTimeout=500");
        Duration timeout = measure(stage, web);
        Plan plan = stage.plan();
        // From later than the FIN arrives to before it leaves.
        long longest = timeout.toMillis() + STEP_MILLIS * STEPS / 4;
        for (int i = 0; i < STEPS; i++) {
            plan.victim(web)
                    .after(Duration.ofMillis(37L * i))
                    .get("/first")
                    .idle(Duration.ofMillis(longest - (long) STEP_MILLIS * i))
                    .get("/second");
        }
        stage.run(plan);
        Truth race = Truth.of("keepalive-race", Party.SERVER, Party.SERVER);
        stage.truth(result -> !result.finSeen(), race.variant("fin-cross"));
        stage.truth(race.variant("fin-ignored"));
    }

    /** The true timeout as the client sees it, whatever the setting says. */
    private static Duration measure(Stage stage, Service web) {
        Plan plan = stage.plan();
        for (int i = 0; i < MEASUREMENTS; i++) {
            plan.healthy(web).after(Duration.ofMillis(100L * i)).get("/measure").step("until-eof 5");
        }
        // The longest: who asked for the close waits for no timeout.
        return stage.run(plan).stream()
                .map(Plan.Result::untilEof)
                .max(Duration::compareTo)
                .orElseThrow();
    }
}
