package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Apache;
import dev.hangup.lab.program.Lighttpd;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** The server answers before it has read the body, and closes over what is still to come. */
public final class UnreadDataClose implements Scenario {
    private static final int PORT = 8080;
    private static final int VICTIMS = 11;
    private static final int BODY = 6_000_000;

    @Override
    public String name() {
        return "unread-data-close";
    }

    @Override
    public String about() {
        return "The body is too large: the server says so and closes while it is under way, and the RST takes the answer.";
    }

    @Override
    public List<String> variants() {
        return List.of("python", "python-ipv6-offload", "python-loopback", "nginx", "lighttpd-drains", "apache-drains");
    }

    @Override
    public List<String> tools(String variant) {
        return switch (variant.split("-")[0]) {
            case "nginx" -> List.of("nginx");
            case "lighttpd" -> List.of("lighttpd");
            case "apache" -> List.of("apache2");
            default -> List.of();
        };
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed();
        Service web = start(stage, network);
        Plan plan = stage.plan();
        if (stage.has("drains")) {
            // It reads on after its FIN, so that the client gets to read the answer.
            stage.nobodyIsHurt();
        }
        for (int i = 0; i < VICTIMS; i++) {
            Duration begin = Duration.ofMillis(200 + 90L * i);
            if (stage.has("drains")) {
                plan.healthy(web).after(begin).step("post /upload " + BODY + " any-status");
            } else {
                plan.victim(web).after(begin).post("/upload", BODY);
            }
        }
        stage.run(plan);
        stage.truth(Truth.of("unread-data-close", Party.SERVER, Party.SERVER));
    }

    private static Service start(Stage stage, Network network) {
        return switch (stage.variant().split("-")[0]) {
            case "nginx" ->
                Nginx.start(
                        stage,
                        network.server(),
                        PORT,
                        "client_max_body_size 1k; lingering_close off; lingering_time 0s;");
            case "lighttpd" -> Lighttpd.start(stage, network.server(), PORT, "server.max-request-size = 1");
            case "apache" -> Apache.start(stage, network.server(), PORT, "LimitRequestBody 1000");
            default -> PythonServer.start(stage, network.server(), PORT, "--unread", "reply");
        };
    }
}
