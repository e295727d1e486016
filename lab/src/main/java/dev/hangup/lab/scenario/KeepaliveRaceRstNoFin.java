package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Node;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** The server closes over a request that it has not read. */
public final class KeepaliveRaceRstNoFin implements Scenario {
    private static final int PORT = 8080;
    private static final int VICTIMS = 8;
    private static final int PATIENT = 3;

    @Override
    public String name() {
        return "keepalive-race-rst-no-fin";
    }

    @Override
    public String about() {
        return "The next request is in the server's socket buffer, unread, when the idle timer is served: RST without a FIN.";
    }

    @Override
    public List<String> variants() {
        return List.of("node", "node-tls", "python", "python-ipv6-snaplen96", "node-loopback");
    }

    @Override
    public boolean checksOnly(String variant) {
        return !variant.startsWith("node");
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("node") ? List.of("node") : List.of();
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed();
        Plan plan = stage.plan();
        if (stage.has("node")) {
            // Node closes a second later than it is told (keepAliveTimeoutBuffer): after 1.5 s.
            Service web = stage.has("tls")
                    ? Node.startTls(stage, network.server(), PORT, "keepAliveTimeout=500")
                    : Node.start(stage, network.server(), PORT, "keepAliveTimeout=500");
            // The event loop stands still from before the first timer is due until after the last request.
            plan.healthy(web)
                    .tls(stage.has("tls"))
                    .after(Duration.ofMillis(1700))
                    .get("/block");
            reuse(stage, plan, web, Duration.ofMillis(1550));
        } else {
            // After an answer it reads no more until it closes, as a worker does that is busy with other work.
            Service web = PythonServer.start(stage, network.server(), PORT, "--busy", "1");
            reuse(stage, plan, web, Duration.ofMillis(850));
        }
        stage.run(plan);
        stage.truth(Truth.of("keepalive-race", Party.SERVER, Party.SERVER).variant("rst-no-fin"));
    }

    private static void reuse(Stage stage, Plan plan, Service web, Duration idle) {
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(web)
                    .tls(stage.has("tls"))
                    .after(Duration.ofMillis(350 + 50L * i))
                    .get("/first")
                    .idle(idle)
                    .get("/second");
        }
        for (int i = 0; i < PATIENT; i++) {
            plan.healthy(web)
                    .tls(stage.has("tls"))
                    .after(Duration.ofMillis(2900 + 50L * i))
                    .get("/only")
                    .step("until-eof 4");
        }
    }
}
