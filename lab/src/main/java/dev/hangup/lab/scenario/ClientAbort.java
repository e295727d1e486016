package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Running;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Curl;
import dev.hangup.lab.program.Node;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** The client waits no longer. */
public final class ClientAbort implements Scenario {
    private static final int PORT = 8080;
    private static final int VICTIMS = 8;

    @Override
    public String name() {
        return "client-abort";
    }

    @Override
    public String about() {
        return "The answer takes a second, and the client's timeout is shorter.";
    }

    @Override
    public List<String> variants() {
        return List.of("python", "python-snaplen96", "node-ipv6", "node-tls", "curl", "curl-ipv6");
    }

    @Override
    public boolean checksOnly(String variant) {
        return !variant.equals("node-tls");
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("python") ? List.of() : List.of(variant.startsWith("curl") ? "curl" : "node");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed();
        Service web = start(stage, network);
        Plan plan = stage.plan();
        if (stage.has("curl")) {
            plan.healthy(web).get("/");
            Running curl = Curl.start(stage, network.client(), web, "/slow", VICTIMS, "--max-time", "0.6");
            stage.run(plan);
            curl.await();
        } else {
            for (int i = 0; i < VICTIMS; i++) {
                plan.victim(web)
                        .tls(stage.has("tls"))
                        .after(Duration.ofMillis(200 + 100L * i))
                        .get("/first")
                        .step("send get /slow")
                        .step("give-up 0.5");
            }
            stage.run(plan);
        }
        stage.truth(Truth.of("client-abort", Party.CLIENT, Party.CLIENT));
    }

    private static Service start(Stage stage, Network network) {
        if (stage.has("tls")) {
            return Node.startTls(stage, network.server(), PORT);
        }
        return stage.has("node")
                ? Node.start(stage, network.server(), PORT)
                : PythonServer.start(stage, network.server(), PORT);
    }
}
