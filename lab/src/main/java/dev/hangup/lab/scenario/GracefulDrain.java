package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Await;
import dev.hangup.lab.Host;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Running;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.Wire;
import dev.hangup.lab.program.Caddy;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.Nginx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server stops or reloads in order while requests are on their way to it. */
public final class GracefulDrain implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(200);
    private static final int PORT = 8080;
    private static final int VICTIMS = 12;
    private static final int LATECOMERS = 3;

    @Override
    public String name() {
        return "graceful-drain";
    }

    @Override
    public String about() {
        return "The server is told to stop or to reload, closes what is idle, and requests cross its FINs.";
    }

    @Override
    public List<String> variants() {
        return List.of("nginx-quit", "nginx-reload-ipv6", "haproxy-usr1", "caddy-term");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of(variant.split("-")[0]);
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        Service web = start(stage, network.server());
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            // The second requests follow each other closely, after pauses of different length.
            plan.victim(web)
                    .after(Duration.ofMillis(200 + 120L * i))
                    .get("/first")
                    .idle(Duration.ofMillis(1900 - 90L * i))
                    .get("/second");
        }
        Set<Integer> reused = reused(network.wire());
        Running running = stage.start(plan);
        // Now they are under way, and the server's FINs will pass them.
        Await.until(10_000, "no connection was used twice", () -> !reused.isEmpty());
        web.signal(
                switch (stage.variant()) {
                    case "nginx-quit" -> "QUIT";
                    case "haproxy-usr1" -> "USR1";
                    case "caddy-term" -> "TERM";
                    default -> "HUP";
                });
        running.await();
        come(stage, web);
        stage.truth(
                result -> result.outcome().equals("refused"), Truth.of("connection-refused", Party.SERVER, Party.NONE));
        stage.truth(Truth.of("graceful-drain", Party.SERVER, Party.SERVER)
                .undecidableAt(Place.values())
                .orElse("server-restart", stage.has("reload") ? "server-restart" : "server-crash"));
    }

    private static Service start(Stage stage, Host host) {
        return switch (stage.variant().split("-")[0]) {
            case "nginx" -> Nginx.start(stage, host, PORT);
            case "caddy" -> Caddy.start(stage, host, PORT, "1m");
            default -> Haproxy.start(stage, host, PORT);
        };
    }

    /** The client's ports on which a second request has been seen; it fills while time goes by. */
    private static Set<Integer> reused(Wire wire) {
        Set<Integer> used = ConcurrentHashMap.newKeySet();
        Set<Integer> reused = ConcurrentHashMap.newKeySet();
        wire.setRule((way, packet) -> {
            boolean isRequest = packet.destinationPort() == PORT && packet.payloadLength() > 0;
            if (isRequest && !used.add(packet.sourcePort())) {
                reused.add(packet.sourcePort());
            }
            return true;
        });
        return reused;
    }

    /** Clients that come when it is over. */
    private static void come(Stage stage, Service web) {
        Plan plan = stage.plan();
        for (int i = 0; i < LATECOMERS; i++) {
            Plan.Job job = stage.has("reload") ? plan.healthy(web) : plan.victim(web);
            job.after(Duration.ofMillis(100L * i)).get("/late");
        }
        stage.run(plan);
    }
}
