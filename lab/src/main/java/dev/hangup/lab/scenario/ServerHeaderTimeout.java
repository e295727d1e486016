package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** The client takes too long over its request. */
public final class ServerHeaderTimeout implements Scenario {
    private static final int PORT = 8080;
    private static final int VICTIMS = 9;

    @Override
    public String name() {
        return "server-header-timeout";
    }

    @Override
    public String about() {
        return "Half a header, and then nothing: the server waits a second and closes.";
    }

    @Override
    public List<String> variants() {
        return List.of("nginx-ipv6", "nginx-reset", "haproxy", "haproxy-snaplen96", "node");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of(variant.split("-")[0]);
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed();
        Service web = start(stage, network);
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(web)
                    .after(Duration.ofMillis(200 + 100L * i))
                    .get("/first")
                    .step("half")
                    .step("read");
        }
        stage.run(plan);
        stage.truth(Truth.of("server-header-timeout", Party.CLIENT, Party.SERVER));
    }

    private static Service start(Stage stage, Network network) {
        if (stage.has("haproxy")) {
            return Haproxy.start(stage, network.server(), PORT, "timeout http-request 1s");
        }
        if (stage.has("node")) {
            return Node.start(stage, network.server(), PORT, "headersTimeout=1000", "connectionsCheckingInterval=100");
        }
        return Nginx.start(
                stage,
                network.server(),
                PORT,
                "client_header_timeout 1s;",
                stage.has("reset") ? "reset_timedout_connection on;" : "");
    }
}
