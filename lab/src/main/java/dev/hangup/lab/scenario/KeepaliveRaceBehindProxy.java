package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Await;
import dev.hangup.lab.LabException;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Running;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** nginx keeps connections to a Node that closes them sooner: "recv() failed (104)" in its log, 502 to its client. */
public final class KeepaliveRaceBehindProxy implements Scenario {
    private static final int PORT = 8080;
    private static final int UPSTREAM_PORT = 8081;
    private static final int CONNECTIONS = 6;

    @Override
    public String name() {
        return "keepalive-race-behind-proxy";
    }

    @Override
    public String about() {
        return "A proxy uses pooled connections to Node while its event loop stands still over the idle timer; the proxy's"
                + " client gets 502.";
    }

    @Override
    public List<String> variants() {
        return List.of("nginx-node", "nginx-node-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("nginx", "node", "curl");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.proxied();
        // Node closes a second later than it is told (keepAliveTimeoutBuffer): after 1.5 s.
        Service upstream = Node.start(stage, network.server(), UPSTREAM_PORT, "keepAliveTimeout=500");
        Service proxy = Nginx.startProxy(
                stage,
                network.middle(),
                PORT,
                "proxy_pass http://pool; proxy_http_version 1.1; proxy_set_header Connection '';",
                "upstream pool { server %s; keepalive 16; }".formatted(upstream.authority()));
        Plan plan = stage.plan();
        for (int i = 0; i < CONNECTIONS; i++) {
            // The first requests overlap, so that each gets an upstream connection of its own. nginx does not repeat a
            // POST.
            plan.healthy(proxy)
                    .after(Duration.ofMillis(200 + 20L * i))
                    .get("/slow")
                    .idle(Duration.ofMillis(1600))
                    .step("post /second 10 any-status");
        }
        Running running = stage.start(plan);
        upstream.awaitConnections(CONNECTIONS);
        List<String> pool = network.middle().endpoints("established", UPSTREAM_PORT);
        // A second for the answers, then some of the time after which Node closes: from then on it stands still.
        Await.pass(Duration.ofMillis(1900));
        network.server()
                .start("block", List.of("curl", "--silent", "http://127.0.0.1:" + UPSTREAM_PORT + "/block?1700"));
        running.await();
        requireResets(network.middle().folder().resolve("proxy-nginx-" + PORT + "-error.log"));
        Truth race = Truth.of("keepalive-race", Party.SERVER, Party.SERVER)
                .variant("rst-no-fin")
                .unseenAt(Place.CLIENT, Place.MIDDLE);
        pool.forEach(endpoint -> stage.truth(endpoint, race));
    }

    private static void requireResets(Path log) {
        try {
            long resets = Files.readAllLines(log).stream()
                    .filter(line -> line.contains("104: Connection reset by peer"))
                    .count();
            if (resets != CONNECTIONS) {
                throw new LabException("nginx met " + resets + " resets instead of " + CONNECTIONS);
            }
        } catch (IOException unreadable) {
            throw new LabException("cannot read " + log, unreadable);
        }
    }
}
