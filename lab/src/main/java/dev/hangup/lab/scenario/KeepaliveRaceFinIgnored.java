package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Running;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Apache;
import dev.hangup.lab.program.Caddy;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.ReusingClient;
import java.time.Duration;
import java.util.List;

/** The client has had the FIN for a while and sends all the same. */
public final class KeepaliveRaceFinIgnored implements Scenario {
    private static final int PORT = 8080;
    private static final int VICTIMS = 8;

    @Override
    public String name() {
        return "keepalive-race-fin-ignored";
    }

    @Override
    public String about() {
        return "The server has closed the idle connection, and the client uses it without a look at the FIN.";
    }

    @Override
    public List<String> variants() {
        return List.of(
                "nginx",
                "nginx-tls",
                "apache-ipv6",
                "apache-snaplen96",
                "nginx-httpclient",
                "apache-httpclient",
                "nginx-loopback",
                "caddy");
    }

    @Override
    public List<String> tools(String variant) {
        String server = variant.split("-")[0];
        return List.of(server.equals("apache") ? "apache2" : server);
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed();
        Service web = start(stage, network);
        Plan plan = stage.plan();
        Truth ignored = Truth.of("keepalive-race", Party.SERVER, Party.SERVER).variant("fin-ignored");
        if (stage.has("httpclient")) {
            plan.healthy(web).get("/");
            Running real = ReusingClient.start(
                    stage, network.client(), "python-http-client", web, VICTIMS, Duration.ofMillis(2200));
            stage.run(plan);
            real.await().stream()
                    .filter(result -> !result.isOk())
                    .forEach(result -> stage.truth(result.local(), ignored));
        } else {
            for (int i = 0; i < VICTIMS; i++) {
                plan.victim(web)
                        .tls(stage.has("tls"))
                        .after(Duration.ofMillis(200 + 70L * i))
                        .get("/first")
                        .idle(Duration.ofMillis(1400 + 170L * i))
                        .get("/second");
            }
            stage.run(plan);
        }
        stage.truth(ignored);
    }

    private static Service start(Stage stage, Network network) {
        if (stage.has("apache")) {
            return Apache.start(stage, network.server(), PORT, "KeepAlive On", "KeepAliveTimeout 1");
        }
        if (stage.has("caddy")) {
            return Caddy.start(stage, network.server(), PORT, "1s");
        }
        if (stage.has("tls")) {
            return Nginx.startTls(stage, network.server(), PORT, "keepalive_timeout 1s;");
        }
        return Nginx.start(stage, network.server(), PORT, "keepalive_timeout 1s;");
    }
}
