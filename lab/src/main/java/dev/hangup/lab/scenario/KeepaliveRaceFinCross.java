package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Caddy;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** The request and the server's FIN pass each other on the wire. */
public final class KeepaliveRaceFinCross implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(80);
    private static final int PORT = 8080;
    private static final int VICTIMS = 8;

    @Override
    public String name() {
        return "keepalive-race-fin-cross";
    }

    @Override
    public String about() {
        return "The server's keep-alive timer runs out while the next request is on its way to it.";
    }

    @Override
    public List<String> variants() {
        return List.of("nginx", "haproxy-ipv6", "node", "caddy");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of(variant.split("-")[0]);
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        Service web = start(stage, network);
        Plan plan = stage.plan();
        // The FIN leaves half a round trip before it would arrive: in the middle of that time the request is sent.
        Duration idle = timeout(stage).minus(ROUND_TRIP.dividedBy(2));
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(web)
                    .after(Duration.ofMillis(300 + 130L * i))
                    .get("/first")
                    .idle(idle)
                    .get("/second");
        }
        stage.run(plan);
        Truth race = Truth.of("keepalive-race", Party.SERVER, Party.SERVER);
        stage.truth(result -> !result.finSeen(), race.variant("fin-cross"));
        stage.truth(race.variant("fin-ignored"));
    }

    private static Duration timeout(Stage stage) {
        // Node closes a second later than it is told (keepAliveTimeoutBuffer).
        return stage.has("node") ? Duration.ofMillis(1500) : Duration.ofMillis(1000);
    }

    private static Service start(Stage stage, Network network) {
        if (stage.has("haproxy")) {
            return Haproxy.start(stage, network.server(), PORT, "timeout http-keep-alive 1s");
        }
        if (stage.has("node")) {
            return Node.start(stage, network.server(), PORT, "keepAliveTimeout=500");
        }
        if (stage.has("caddy")) {
            return Caddy.start(stage, network.server(), PORT, "1s");
        }
        return Nginx.start(stage, network.server(), PORT, "keepalive_timeout 1s;");
    }
}
