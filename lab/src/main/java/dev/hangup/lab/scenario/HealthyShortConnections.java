package dev.hangup.lab.scenario;

import dev.hangup.lab.Await;
import dev.hangup.lab.Host;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Running;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.Nginx;
import java.time.Duration;
import java.util.List;

/** Many short connections: one request each, or the mere look whether somebody is there. */
public final class HealthyShortConnections implements Scenario {
    private static final int PORT = 8080;
    private static final int OF_EACH = 60;

    @Override
    public String name() {
        return "healthy-short-connections";
    }

    @Override
    public String about() {
        return "Hundreds of connections with one request each, and health checks that go with a FIN or a RST.";
    }

    @Override
    public List<String> variants() {
        return List.of("nginx", "nginx-midstream", "nginx-snaplen96", "haproxy-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of(variant.split("-")[0]);
    }

    @Override
    public void stage(Stage stage) {
        Service web = start(stage, stage.routed().server());
        Plan plan = stage.plan();
        for (int i = 0; i < OF_EACH; i++) {
            Duration begin = Duration.ofMillis(100 + 40L * i);
            plan.healthy(web).after(begin).step("send get /once close").step("until-eof 2");
            plan.healthy(web).after(begin).get("/once").step("abort");
            plan.healthy(web).after(begin).get("/once");
            plan.healthy(web).after(begin).step("close");
            plan.healthy(web).after(begin).step("abort");
        }
        stage.nobodyIsHurt();
        if (stage.has("midstream")) {
            Running running = stage.startUnseen(plan);
            Await.pass(Duration.ofMillis(1200));
            stage.capture();
            running.await();
        } else {
            stage.run(plan);
        }
    }

    private static Service start(Stage stage, Host host) {
        return stage.has("haproxy") ? Haproxy.start(stage, host, PORT) : Nginx.start(stage, host, PORT);
    }
}
