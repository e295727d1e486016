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
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** A proxy waits no longer for its upstream. */
public final class ProxyUpstreamTimeout implements Scenario {
    private static final int PORT = 8080;
    private static final int UPSTREAM_PORT = 8081;
    private static final int VICTIMS = 11;

    @Override
    public String name() {
        return "proxy-upstream-timeout";
    }

    @Override
    public String about() {
        return "The upstream takes two seconds, the proxy waits for one: it closes that hop and answers 504 to the client.";
    }

    @Override
    public List<String> variants() {
        return List.of("nginx", "nginx-forwarded-ipv6", "haproxy", "haproxy-forwarded");
    }

    @Override
    public boolean checksOnly(String variant) {
        return false;
    }

    @Override
    public List<String> tools(String variant) {
        return List.of(variant.split("-")[0]);
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.proxied();
        Service upstream = PythonServer.start(stage, network.server(), UPSTREAM_PORT, "--slow", "2");
        boolean says = stage.has("forwarded");
        Service proxy = stage.has("nginx")
                ? Nginx.startProxy(
                        stage,
                        network.middle(),
                        PORT,
                        "proxy_pass http://%s; proxy_read_timeout 1s;%s"
                                .formatted(
                                        upstream.authority(),
                                        says ? " proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" : ""))
                : Haproxy.startProxy(
                        stage, network.middle(), PORT, upstream, "timeout server 1s", says ? "option forwardfor" : "");
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            // The client gets a whole answer, if not the one it wants.
            plan.healthy(proxy)
                    .after(Duration.ofMillis(200 + 70L * i))
                    .get("/first")
                    .step("get /slow any-status");
        }
        stage.run(plan);
        // Only a look at both hops tells a proxy from any other client that gives up.
        Truth truth = Truth.of("proxy-upstream-timeout", Party.SERVER, Party.CLIENT)
                .unseenAt(Place.CLIENT, Place.MIDDLE)
                .decidableOnlyAt(Place.BOTH_HOPS)
                .orElse("client-abort");
        PythonServer.askers(upstream, "/slow").forEach(asker -> stage.truth(asker, truth));
    }
}
