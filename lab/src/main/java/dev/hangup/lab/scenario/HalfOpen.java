package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Await;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Running;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** The server's host loses its power, and what it knew of its connections. */
public final class HalfOpen implements Scenario {
    private static final int PORT = 8080;
    private static final int VICTIMS = 15;

    @Override
    public String name() {
        return "half-open";
    }

    @Override
    public String about() {
        return "The server's host loses its power and boots again; late requests on old connections meet a kernel that does"
                + " not know them.";
    }

    @Override
    public List<String> variants() {
        return List.of("nginx", "node-ipv6", "nothing-runs");
    }

    @Override
    public boolean checksOnly(String variant) {
        return false;
    }

    @Override
    public List<String> tools(String variant) {
        return List.of(variant.startsWith("node") ? "node" : "nginx");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed();
        Service web = start(stage, network);
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(web)
                    .after(Duration.ofMillis(50L * i))
                    .get("/first")
                    .idle(Duration.ofMillis(5500 + 50L * i))
                    .get("/second");
        }
        Running running = stage.start(plan);
        web.awaitConnections(VICTIMS);
        // The crowd, whose server is on the same host, has to be done.
        Await.pass(Duration.ofMillis(2500));
        stage.powerCycleServer();
        if (!stage.has("nothing")) {
            start(stage, network);
        }
        running.await();
        stage.truth(Truth.of("half-open", Party.SERVER, Party.SERVER)
                .unseenAt(Place.SERVER)
                .undecidableAt(Place.values())
                .orElse("server-restart", "idle-firewall-reset"));
    }

    private static Service start(Stage stage, Network network) {
        return stage.has("node")
                ? Node.start(stage, network.server(), PORT, "keepAliveTimeout=60000")
                : Nginx.start(stage, network.server(), PORT);
    }
}
