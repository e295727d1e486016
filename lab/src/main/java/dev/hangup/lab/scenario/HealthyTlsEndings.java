package dev.hangup.lab.scenario;

import dev.hangup.lab.Host;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** The many ways in which whole TLS conversations end. */
public final class HealthyTlsEndings implements Scenario {
    private static final int PORT = 8443;
    private static final int OF_EACH = 4;

    @Override
    public String name() {
        return "healthy-tls-endings";
    }

    @Override
    public String about() {
        return "TLS connections end with and without close_notify, by FIN and by RST, after handshakes and after answers.";
    }

    @Override
    public List<String> variants() {
        return List.of("nginx", "nginx-offload", "node-ipv6", "haproxy-snaplen96");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("openssl", variant.split("-")[0]);
    }

    @Override
    public void stage(Stage stage) {
        Service web = start(stage, stage.routed(Duration.ofMillis(10)).server());
        Plan plan = stage.plan();
        for (int i = 0; i < OF_EACH; i++) {
            Duration begin = Duration.ofMillis(50 + 190L * i);
            Duration pause = Duration.ofMillis(150 + 60L * i);
            // Session tickets (TLS 1.3) may be unread when the client closes: then it goes with a RST.
            plan.healthy(web).tls().after(begin).idle(pause);
            plan.healthy(web).tls12().after(begin).idle(pause);
            plan.healthy(web).tls().after(begin).get("/").idle(pause);
            plan.healthy(web).tls12().after(begin).get("/").idle(pause).get("/");
            plan.healthy(web).tls().after(begin).get("/").step("abort");
            plan.healthy(web).tls12().after(begin).get("/").idle(pause).step("abort");
            plan.healthy(web).tls().after(begin).step("send get / close").step("until-eof 2");
            plan.healthy(web).tls12().after(begin).step("send get / close").step("until-eof 2");
            if (!stage.has("haproxy")) {
                // It would answer without reading the body, and then reset what comes of it.
                plan.healthy(web).tls().after(begin).post("/upload", 20_000);
            }
        }
        stage.nobodyIsHurt();
        stage.run(plan);
    }

    private static Service start(Stage stage, Host host) {
        if (stage.has("haproxy")) {
            return Haproxy.startTls(stage, host, PORT, "TLSv1.2");
        }
        return stage.has("node") ? Node.startTls(stage, host, PORT) : Nginx.startTls(stage, host, PORT);
    }
}
