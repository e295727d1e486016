package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** The application resets on purpose. */
public final class LingerAbort implements Scenario {
    private static final int PORT = 8080;
    private static final int VICTIMS = 9;
    private static final int SIZE = 3_000_000;

    @Override
    public String name() {
        return "linger-abort";
    }

    @Override
    public String about() {
        return "The server has read the request and resets: SO_LINGER 0, resetAndDestroy, reset_timedout_connection.";
    }

    @Override
    public List<String> variants() {
        return List.of("node", "python-ipv6", "python-tls", "nginx-444", "nginx-slow-reader");
    }

    @Override
    public boolean checksOnly(String variant) {
        return false;
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
        for (int i = 0; i < VICTIMS; i++) {
            Plan.Job job = plan.victim(web).tls(stage.has("tls")).after(Duration.ofMillis(200 + 100L * i));
            if (stage.has("reader")) {
                // It reads nothing for longer than nginx waits to send on.
                job.step("option receive-buffer 20000")
                        .step("send get /")
                        .idle(Duration.ofMillis(1500 + 200L * i))
                        .step("read");
            } else {
                job.get("/first").idle(Duration.ofMillis(100L * i)).get(stage.has("python") ? "/abort" : "/destroy");
            }
        }
        stage.run(plan);
        stage.truth(Truth.of("linger-abort", Party.SERVER, Party.SERVER));
    }

    private static Service start(Stage stage, Network network) {
        if (stage.has("python")) {
            return stage.has("tls")
                    ? PythonServer.startTls(stage, network.server(), PORT, "--abort-after-request")
                    : PythonServer.start(stage, network.server(), PORT, "--abort-after-request");
        }
        if (stage.has("444")) {
            return Nginx.startProxy(
                    stage,
                    network.server(),
                    PORT,
                    "if ($request_uri = /destroy) { return 444; } return 200 'ok\\n';",
                    "reset_timedout_connection on;");
        }
        if (stage.has("nginx")) {
            return Nginx.startFile(
                    stage,
                    network.server(),
                    PORT,
                    SIZE,
                    false,
                    "send_timeout 1s; reset_timedout_connection on; sendfile off; output_buffers 1 16k;");
        }
        return Node.start(stage, network.server(), PORT);
    }
}
