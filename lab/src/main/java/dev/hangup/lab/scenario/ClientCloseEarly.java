package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Running;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Curl;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** The client has enough before it has all. */
public final class ClientCloseEarly implements Scenario {
    private static final int PORT = 8080;
    private static final int VICTIMS = 11;
    private static final int SIZE = 3_000_000;
    private static final int WANTED = 100_000;

    @Override
    public String name() {
        return "client-close-early";
    }

    @Override
    public String about() {
        return "The client closes in the middle of a long answer.";
    }

    @Override
    public List<String> variants() {
        return List.of("python", "nginx-ipv6", "nginx-tls", "curl-head", "curl-head-offload");
    }

    @Override
    public boolean checksOnly(String variant) {
        return !variant.startsWith("nginx");
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("python") ? List.of() : List.of("nginx", "curl");
    }

    @Override
    public void stage(Stage stage) {
        // So that the captures have the whole header of an answer.
        stage.snapshotLength(400);
        Network network = stage.routed();
        Service web = start(stage, network);
        Plan plan = stage.plan();
        if (stage.has("curl")) {
            plan.healthy(web).get("/");
            Running curl = Curl.start(stage, network.client(), web, "/", VICTIMS, "--head", Integer.toString(WANTED));
            stage.run(plan);
            curl.await();
        } else {
            for (int i = 0; i < VICTIMS; i++) {
                plan.victim(web)
                        .tls(stage.has("tls"))
                        .after(Duration.ofMillis(200 + 100L * i))
                        .step("send get /")
                        .step("some " + WANTED * (i + 1) / 2)
                        .step("leave");
            }
            stage.run(plan);
        }
        Truth truth = Truth.of("client-close-early", Party.CLIENT, Party.CLIENT);
        // TLS hides how long an answer is to be.
        stage.truth(stage.has("tls") ? truth.undecidableAt(Place.values()).orElse("healthy") : truth);
    }

    private static Service start(Stage stage, Network network) {
        if (stage.has("python")) {
            return PythonServer.start(stage, network.server(), PORT, "--size", Integer.toString(SIZE));
        }
        return Nginx.startFile(stage, network.server(), PORT, SIZE, stage.has("tls"));
    }
}
