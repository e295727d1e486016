package dev.hangup.lab.scenario;

import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Wire;
import dev.hangup.lab.program.Nginx;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** A path that loses, reorders or doubles packets, and TCP that makes good for it. */
public final class HealthyPath implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(20);
    private static final Duration LATE = Duration.ofMillis(25);
    private static final int PORT = 8080;
    private static final int CONNECTIONS = 20;
    private static final long SEED = 42;
    private static final double LOST = 0.02;
    private static final double DISTURBED = 0.1;

    @Override
    public String name() {
        return "healthy-path";
    }

    @Override
    public String about() {
        return "The path loses 2 % of all packets, or delays or doubles every tenth; everything is sent again and answered.";
    }

    @Override
    public List<String> variants() {
        return List.of("loss", "loss-ipv6", "loss-snaplen96", "reordered", "reordered-ipv6", "doubled");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("nginx");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        Service web = Nginx.start(stage, network.server(), PORT);
        network.wire().setRule(rule(stage, network.wire()));
        Plan plan = stage.plan();
        for (int i = 0; i < CONNECTIONS; i++) {
            Duration pause = Duration.ofMillis(50 + 10L * i);
            plan.healthy(web)
                    .after(Duration.ofMillis(60L * i))
                    .patience(Duration.ofSeconds(20))
                    .get("/first")
                    .idle(pause)
                    .post("/upload", 20_000)
                    .idle(pause)
                    .get("/last");
        }
        stage.nobodyIsHurt();
        stage.run(plan);
    }

    private static Wire.Rule rule(Stage stage, Wire wire) {
        // The same draws in every run, though not for the same packets.
        Random random = new Random(SEED);
        if (stage.has("reordered")) {
            return (way, packet) -> {
                boolean late = random.nextDouble() < DISTURBED;
                if (late) {
                    wire.inject(way, packet.toBytes(), LATE);
                }
                return !late;
            };
        }
        if (stage.has("doubled")) {
            return (way, packet) -> {
                if (random.nextDouble() < DISTURBED) {
                    wire.inject(way, packet.toBytes(), LATE);
                }
                return true;
            };
        }
        return (way, packet) -> random.nextDouble() >= LOST;
    }
}
