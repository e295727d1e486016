package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** A load balancer that terminates TCP closes a connection that both sides still want. */
public final class LbIdleTimeout implements Scenario {
    private static final int PORT = 8080;
    private static final int UPSTREAM_PORT = 8081;
    private static final int VICTIMS = 11;

    @Override
    public String name() {
        return "lb-idle-timeout";
    }

    @Override
    public String about() {
        return "The answer takes two seconds in which nothing is sent; the load balancer's idle timeout is one second.";
    }

    @Override
    public List<String> variants() {
        return List.of("haproxy", "haproxy-ipv6");
    }

    @Override
    public boolean checksOnly(String variant) {
        return false;
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("haproxy");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.proxied();
        Service upstream = PythonServer.start(stage, network.server(), UPSTREAM_PORT, "--slow", "2");
        Service balancer = Haproxy.startProxy(
                stage, network.middle(), PORT, upstream, "mode tcp", "timeout client 1s", "timeout server 1s");
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(balancer)
                    .after(Duration.ofMillis(200 + 80L * i))
                    .get("/first")
                    .get("/slow");
        }
        stage.run(plan);
        // Each hop alone shows a peer that goes away while a request is worked on, and not that it stands between.
        stage.truth(Truth.of("lb-idle-timeout", Party.PROXY, Party.SERVER)
                .unseenAt(Place.UPSTREAM, Place.SERVER)
                .decidableOnlyAt(Place.BOTH_HOPS)
                .orElse("server-crash", "graceful-drain", "linger-abort"));
        Truth behind = Truth.of("lb-idle-timeout", Party.PROXY, Party.CLIENT)
                .unseenAt(Place.CLIENT, Place.MIDDLE)
                .decidableOnlyAt(Place.BOTH_HOPS)
                .orElse("client-abort");
        PythonServer.askers(upstream, "/slow").forEach(asker -> stage.truth(asker, behind));
    }
}
