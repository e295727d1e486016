package dev.hangup.lab.scenario;

import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.time.Duration;

/** The traffic through a firewall that forgets idle connections: some idle longer than it remembers, others not. */
final class IdleFirewall {
    static final Duration ROUND_TRIP = Duration.ofMillis(20);
    static final Duration MEMORY = Duration.ofSeconds(2);
    static final int PORT = 8080;
    private static final Duration PATIENCE = Duration.ofMillis(1800);
    private static final int VICTIMS = 8;
    private static final int SHORT_GAPS = 8;

    private IdleFirewall() {}

    static void run(Stage stage, Service web) {
        Plan plan = plan(stage, web);
        if (stage.has("midstream")) {
            stage.runMidstream(plan, web, 2 * VICTIMS);
        } else {
            stage.run(plan);
        }
    }

    private static Plan plan(Stage stage, Service web) {
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            Plan.Job victim = plan.victim(web);
            Plan.Job neighbour = plan.healthy(web);
            if (stage.has("tls")) {
                victim.tls();
                neighbour.tls();
            }
            victim.after(Duration.ofMillis(200 + 120L * i))
                    .patience(PATIENCE)
                    .get("/first")
                    .idle(MEMORY.plusMillis(600 + 100L * i))
                    .get("/second");
            // Those that are busy, and those that come later, go through all the time.
            neighbour.after(Duration.ofMillis(150 + 130L * i));
            for (int gap = 0; gap < SHORT_GAPS; gap++) {
                neighbour.get("/busy").idle(Duration.ofMillis(400 + 50L * i));
            }
            neighbour.get("/last");
        }
        return plan;
    }

    static Network network(Stage stage) {
        return stage.routed(ROUND_TRIP);
    }
}
