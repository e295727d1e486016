package dev.hangup.lab.scenario;

import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** Somebody waits long, and it was worth it. */
public final class HealthyWaits implements Scenario {
    private static final Duration WORK = Duration.ofSeconds(2);
    private static final int PORT = 8080;
    private static final int OF_EACH = 4;

    @Override
    public String name() {
        return "healthy-waits";
    }

    @Override
    public String about() {
        return "Long polls, answers just in time, slow uploads, and keep-alive probes in idle time that are answered.";
    }

    @Override
    public List<String> variants() {
        return List.of("plain", "plain-ipv6", "tls", "plain-snaplen96");
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("tls") ? List.of("openssl") : List.of();
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(Duration.ofMillis(10));
        Service web = stage.has("tls")
                ? PythonServer.startTls(stage, network.server(), PORT, "--work", Long.toString(WORK.toSeconds()))
                : PythonServer.start(stage, network.server(), PORT, "--work", Long.toString(WORK.toSeconds()));
        Plan plan = stage.plan();
        for (int i = 0; i < OF_EACH; i++) {
            Duration begin = Duration.ofMillis(50 + 150L * i);
            job(stage, plan, web, begin).get("/poll").get("/poll");
            job(stage, plan, web, begin)
                    .patience(WORK.plusMillis(900))
                    .get("/fast")
                    .get("/just-in-time");
            // The server works on it, and the client looks whether it is still there.
            job(stage, plan, web, begin)
                    .step("option keepalive 1 1 5")
                    .get("/poll")
                    .idle(WORK)
                    .get("/fast");
            job(stage, plan, web, begin)
                    .step("text POST /fast HTTP/1.1\\r\\nHost: lab\\r\\nContent-Le")
                    .idle(Duration.ofMillis(300))
                    .step("text ngth: 10\\r\\n\\r\\n")
                    .idle(Duration.ofMillis(700))
                    .step("text hello")
                    .idle(Duration.ofMillis(700))
                    .step("text world")
                    .step("read");
        }
        stage.nobodyIsHurt();
        stage.run(plan);
    }

    private static Plan.Job job(Stage stage, Plan plan, Service web, Duration begin) {
        Plan.Job job = plan.healthy(web).after(begin);
        return stage.has("tls") ? job.tls() : job;
    }
}
