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
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** The path dies under quiet connections, and TCP's keep-alive probes find out. */
public final class KeepaliveTimeout implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(20);
    private static final int PORT = 8080;
    private static final int VICTIMS = 11;

    @Override
    public String name() {
        return "keepalive-timeout";
    }

    @Override
    public String about() {
        return "The path dies under quiet connections; TCP keep-alive probes (after 1 s, every 1 s, twice) meet silence.";
    }

    @Override
    public List<String> variants() {
        return List.of("client-waiting", "client-idle-ipv6", "server-haproxy", "server-haproxy-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("server") ? List.of("haproxy") : List.of();
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        boolean clientProbes = stage.has("client");
        Service web = clientProbes
                ? PythonServer.start(stage, network.server(), PORT, "--work", "30")
                : Haproxy.start(
                        stage,
                        network.server(),
                        PORT,
                        "option clitcpka",
                        "clitcpka-idle 1s",
                        "clitcpka-intvl 1s",
                        "clitcpka-cnt 2");
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            Plan.Job victim = plan.victim(web)
                    .after(Duration.ofMillis(200 + 60L * i))
                    .patience(Duration.ofSeconds(clientProbes ? 8 : 6));
            if (clientProbes) {
                victim.step("option keepalive 1 1 2");
            }
            victim.get("/fast");
            if (stage.has("waiting")) {
                victim.step("send get /long");
            }
            victim.step("read");
        }
        Running running = stage.start(plan);
        running.awaitHealthy();
        network.wire().cut();
        running.await();
        if (clientProbes) {
            stage.truth(
                    Truth.of("keepalive-timeout", Party.NETWORK, Party.CLIENT).unseenAt(Place.MIDDLE, Place.SERVER));
        } else {
            stage.truth(
                    Truth.of("keepalive-timeout", Party.NETWORK, Party.SERVER).unseenAt(Place.CLIENT));
        }
    }
}
