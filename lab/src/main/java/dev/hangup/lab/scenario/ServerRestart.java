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
import dev.hangup.lab.program.Node;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** The process is killed and another takes its place; a pool goes on with connections of the dead one. */
public final class ServerRestart implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(20);
    private static final int PORT = 8080;
    private static final int VICTIMS = 21;

    @Override
    public String name() {
        return "server-restart";
    }

    @Override
    public String about() {
        return "kill -9 and a new process on the same port; idle pooled connections are used as if nothing had happened.";
    }

    @Override
    public List<String> variants() {
        return List.of("python-finlost", "node-finlost-ipv6", "node-finignored");
    }

    @Override
    public boolean checksOnly(String variant) {
        return false;
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("node") ? List.of("node") : List.of();
    }

    @Override
    public void stage(Stage stage) {
        boolean finLost = stage.has("finlost");
        Network network = stage.routed(ROUND_TRIP);
        // The kernel sends the FIN of a dead process again, but not for long, as on a busy host.
        network.server().sysctl("ipv4.tcp_orphan_retries", "1");
        Service web = start(stage, network);
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(web)
                    .after(Duration.ofMillis(60L * i))
                    .get("/first")
                    .idle(Duration.ofMillis(5000 - 40L * i))
                    .get("/second");
        }
        Running running = stage.start(plan);
        web.awaitConnections(VICTIMS);
        Await.pass(Duration.ofMillis(900));
        if (finLost) {
            network.wire().cut();
        }
        web.signal("KILL");
        start(stage, network);
        Await.pass(Duration.ofMillis(1200));
        network.wire().setRule((way, packet) -> true);
        running.await();
        Plan late = stage.plan();
        late.healthy(web).get("/late");
        stage.run(late);
        Truth truth = Truth.of("server-restart", Party.SERVER, Party.SERVER).undecidableAt(Place.values());
        stage.truth(finLost ? truth.orElse("half-open", "idle-firewall-reset") : truth.orElse("graceful-drain"));
    }

    private static Service start(Stage stage, Network network) {
        return stage.has("node")
                ? Node.start(stage, network.server(), PORT, "keepAliveTimeout=60000")
                : PythonServer.start(stage, network.server(), PORT);
    }
}
