package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** The server has no descriptor left for another connection. */
public final class FdExhaustion implements Scenario {
    private static final int PORT = 8080;
    private static final int VICTIMS = 18;
    private static final int HOLDERS = 8;

    @Override
    public String name() {
        return "fd-exhaustion";
    }

    @Override
    public String about() {
        return "The server is at its limit of open files: it accepts and closes at once.";
    }

    @Override
    public List<String> variants() {
        return List.of("node", "node-ipv6");
    }

    @Override
    public boolean checksOnly(String variant) {
        return false;
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("node", "prlimit");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed();
        Service web = Node.start(stage, network.server(), PORT);
        web.limitDescriptors(HOLDERS);
        Plan plan = stage.plan();
        for (int i = 0; i < HOLDERS; i++) {
            plan.healthy(web)
                    .after(Duration.ofMillis(20L * i))
                    .get("/first")
                    .idle(Duration.ofSeconds(3))
                    .get("/second");
        }
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(web).after(Duration.ofMillis(1200 + 90L * i)).get("/");
        }
        stage.run(plan);
        // A limit of connections that the application sets itself looks the same.
        stage.truth(Truth.of("fd-exhaustion", Party.SERVER, Party.SERVER)
                .undecidableAt(Place.values())
                .orElse("linger-abort"));
    }
}
