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
import dev.hangup.lab.program.JavaServer;
import dev.hangup.lab.program.Node;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** The server's process dies at work. */
public final class ServerCrash implements Scenario {
    private static final int PORT = 8080;
    private static final int IN_FLIGHT = 6;
    private static final int IDLE = 3;
    private static final int LATECOMERS = 3;

    @Override
    public String name() {
        return "server-crash";
    }

    @Override
    public String about() {
        return "kill -9 while requests are being worked on; then nobody listens.";
    }

    @Override
    public List<String> variants() {
        return List.of("node", "node-tls", "python-ipv6", "python-snaplen96", "java", "node-loopback-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("python") ? List.of() : List.of(variant.split("-")[0]);
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed();
        Service web = start(stage, network);
        Plan plan = stage.plan();
        for (int i = 0; i < IDLE; i++) {
            plan.healthy(web).tls(stage.has("tls")).get("/idle").step("until-eof 5");
        }
        for (int i = 0; i < IN_FLIGHT; i++) {
            // Under TLS 1.3 a session ticket follows the first request and could pass for its answer.
            plan.victim(web)
                    .tls(stage.has("tls"))
                    .after(Duration.ofMillis(30L * i))
                    .get("/first")
                    .get("/slow");
        }
        Running running = stage.start(plan);
        web.awaitConnections(IDLE + IN_FLIGHT);
        // Half of the second that an answer takes.
        Await.pass(Duration.ofMillis(500));
        web.signal("KILL");
        running.await();
        Plan late = stage.plan();
        for (int i = 0; i < LATECOMERS; i++) {
            late.victim(web)
                    .tls(stage.has("tls"))
                    .after(Duration.ofMillis(200L * i))
                    .get("/late");
        }
        stage.run(late);
        stage.truth(
                result -> result.outcome().equals("refused"), Truth.of("connection-refused", Party.SERVER, Party.NONE));
        stage.truth(Truth.of("server-crash", Party.SERVER, Party.SERVER));
    }

    private static Service start(Stage stage, Network network) {
        if (stage.has("java")) {
            return JavaServer.start(stage, network.server(), PORT);
        }
        if (stage.has("python")) {
            return PythonServer.start(stage, network.server(), PORT);
        }
        return stage.has("tls")
                ? Node.startTls(stage, network.server(), PORT)
                : Node.start(stage, network.server(), PORT);
    }
}
