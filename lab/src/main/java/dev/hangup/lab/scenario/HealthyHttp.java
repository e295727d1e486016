package dev.hangup.lab.scenario;

import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** The corners of HTTP/1.1 in which an answer's end is easily missed. */
public final class HealthyHttp implements Scenario {
    private static final int PORT = 8080;
    private static final int OF_EACH = 4;
    private static final String END_OF_LINE = "\\r\\n";

    @Override
    public String name() {
        return "healthy-http";
    }

    @Override
    public String about() {
        return "100-continue, HEAD, 204, 304, trailers, pipelining, half-closed requests and an upgrade, all as they should be.";
    }

    @Override
    public List<String> variants() {
        return List.of("node", "node-ipv6", "node-offload", "node-snaplen96", "node-loopback");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("node");
    }

    @Override
    public void stage(Stage stage) {
        Service web = Node.start(
                stage,
                stage.routed(Duration.ofMillis(10)).server(),
                PORT,
                "keepAliveTimeout=60000",
                "httpAllowHalfOpen=1");
        Plan plan = stage.plan();
        for (int i = 0; i < OF_EACH; i++) {
            Duration begin = Duration.ofMillis(50 + 170L * i);
            plan.healthy(web)
                    .after(begin)
                    .step(head("POST /", "Expect: 100-continue", "Content-Length: 5"))
                    .step("read")
                    .idle(Duration.ofMillis(100))
                    .step("text hello")
                    .step("read");
            plan.healthy(web)
                    .after(begin)
                    .get("/no-content")
                    .get("/not-modified")
                    .head("/");
            plan.healthy(web).after(begin).step("send get /trailers close").step("until-eof 2");
            Plan.Job pipelined = plan.healthy(web).after(begin);
            for (int request = 0; request < 5; request++) {
                pipelined.step("send get /" + request);
            }
            for (int answer = 0; answer < 5; answer++) {
                pipelined.step("read");
            }
            plan.healthy(web)
                    .after(begin)
                    .step("send get /half")
                    .step("shutdown")
                    .step("read");
            plan.healthy(web)
                    .after(begin)
                    .step(head("GET /chat", "Connection: Upgrade", "Upgrade: lab"))
                    .step("read")
                    .step("text hello")
                    .step("some 5")
                    .idle(Duration.ofMillis(300))
                    .step("text again")
                    .step("some 10");
        }
        stage.nobodyIsHurt();
        stage.run(plan);
    }

    private static String head(String request, String... fields) {
        return "text " + request + " HTTP/1.1" + END_OF_LINE + "Host: lab" + END_OF_LINE
                + String.join(END_OF_LINE, fields) + END_OF_LINE + END_OF_LINE;
    }
}
