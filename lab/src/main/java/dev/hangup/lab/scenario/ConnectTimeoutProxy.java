package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Await;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Running;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.Nftables;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A proxy's connect timeout of a second, and an upstream that cannot be reached. */
public final class ConnectTimeoutProxy implements Scenario {
    private static final int PORT = 8080;
    private static final int UPSTREAM_PORT = 8081;
    private static final int ASKING = 6;

    @Override
    public String name() {
        return "connect-timeout-proxy";
    }

    @Override
    public String about() {
        return "A firewall at the upstream drops SYNs; the proxy gives up after a second or two and answers 503 or 504.";
    }

    @Override
    public List<String> variants() {
        return List.of("haproxy", "haproxy-2s-ipv6", "nginx");
    }

    @Override
    public boolean checksOnly(String variant) {
        return false;
    }

    @Override
    public List<String> tools(String variant) {
        return List.of(variant.split("-")[0], "nft");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.proxied();
        Service upstream = PythonServer.start(stage, network.server(), UPSTREAM_PORT);
        Nftables.receive(network.server(), "tcp dport " + UPSTREAM_PORT + " drop");
        // A SYN is sent again after a second (RFC 6298): a limit of one second mostly ends before that, one of two does
        // not.
        String limit = stage.has("2s") ? "2s" : "1s";
        Service proxy = stage.has("nginx")
                ? Nginx.startProxy(
                        stage,
                        network.middle(),
                        PORT,
                        "proxy_pass http://%s; proxy_connect_timeout %s;".formatted(upstream.authority(), limit))
                : Haproxy.startProxy(stage, network.middle(), PORT, upstream, "timeout connect " + limit, "retries 0");
        Plan plan = stage.plan();
        for (int i = 0; i < ASKING; i++) {
            plan.healthy(proxy).after(Duration.ofMillis(400 + 50L * i)).step("get / any-status");
        }
        Running running = stage.start(plan);
        Set<String> attempts = new TreeSet<>();
        Await.until(10_000, "the proxy does not try its upstream", () -> {
            attempts.addAll(network.middle().endpoints("syn-sent", UPSTREAM_PORT));
            return attempts.size() >= ASKING;
        });
        running.await();
        // Nobody can tell from here whether the SYNs are dropped on the way, or because a queue is full; nor, of a SYN
        // that
        // was not sent again, whether anybody is hurt.
        Truth truth = Truth.of("connect-timeout", Party.NETWORK, Party.NONE)
                .unseenAt(Place.CLIENT, Place.MIDDLE)
                .undecidableAt(Place.values())
                .orElse("accept-queue-overflow", "healthy");
        attempts.forEach(attempt -> stage.truth(attempt, truth));
    }
}
