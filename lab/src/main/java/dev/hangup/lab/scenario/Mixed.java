package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.ForgetfulBox;
import dev.hangup.lab.ForgetfulBox.Manner;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.Wire;
import dev.hangup.lab.Wire.Way;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** Several things go wrong at the same time, each for one or two connections. */
public final class Mixed implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(80);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MEMORY = Duration.ofSeconds(2);
    private static final int QUICK_PORT = 8080;
    private static final int PATIENT_PORT = 8081;
    private static final int CLOSED_PORT = 8082;
    private static final String WORD = "/forbidden";

    @Override
    public String name() {
        return "mixed";
    }

    @Override
    public String about() {
        return "A refused port, a keep-alive race, a forged RST and a forgetful firewall in one run, among healthy"
                + " connections.";
    }

    @Override
    public List<String> variants() {
        return List.of("once", "once-ipv6", "twice");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("nginx", "node");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        Service quick =
                Nginx.start(stage, network.server(), QUICK_PORT, "keepalive_timeout " + TIMEOUT.toSeconds() + "s;");
        Service patient = Node.start(stage, network.server(), PATIENT_PORT, "keepAliveTimeout=60000");
        Wire wire = network.wire();
        Wire.Rule box = ForgetfulBox.of(wire, MEMORY, Manner.SILENT);
        wire.setRule((way, packet) -> {
            if (way == Way.TO_SERVER && packet.says(WORD)) {
                wire.inject(Way.TO_CLIENT, packet.forgedAnswer(47, 0x1092));
            }
            return box.passes(way, packet);
        });
        Plan plan = stage.plan();
        for (int i = 0; i < (stage.has("twice") ? 2 : 1); i++) {
            Duration start = Duration.ofMillis(300 + 170L * i);
            plan.victim(patient.address(), CLOSED_PORT).after(start).get("/");
            plan.victim(patient).after(start).get(WORD);
            plan.victim(quick)
                    .after(start)
                    .get("/first")
                    .idle(TIMEOUT.minus(ROUND_TRIP.dividedBy(2)))
                    .get("/second");
            plan.victim(patient)
                    .after(start)
                    .patience(Duration.ofSeconds(2))
                    .get("/first")
                    .idle(MEMORY.plusMillis(600))
                    .get("/second");
        }
        for (int i = 0; i < 6; i++) {
            Plan.Job busy = plan.healthy(patient).after(Duration.ofMillis(200L * i));
            for (int gap = 0; gap < 8; gap++) {
                busy.get("/busy").idle(Duration.ofMillis(500));
            }
        }
        stage.run(plan);
        stage.truth(
                result -> result.outcome().equals("refused"), Truth.of("connection-refused", Party.SERVER, Party.NONE));
        // One connection that meets silence may have met a path that died, were it not for its neighbours.
        stage.truth(
                result -> result.outcome().equals("timeout"),
                Truth.of("idle-firewall-drop", Party.MIDDLEBOX, Party.NONE).unseenAt(Place.MIDDLE, Place.SERVER));
        Truth forged = Truth.of("injected-rst", Party.MIDDLEBOX, Party.MIDDLEBOX);
        stage.truth(result -> result.step() == 1, forged.at(Place.CLIENT));
        stage.truth(
                result -> result.step() == 1,
                forged.closedBy(Party.CLIENT)
                        .undecidableAt(Place.MIDDLE, Place.SERVER)
                        .orElse("client-abort", "conntrack-invalid", "half-open"));
        stage.truth(
                result -> !result.finSeen(),
                Truth.of("keepalive-race", Party.SERVER, Party.SERVER).variant("fin-cross"));
        stage.truth(Truth.of("keepalive-race", Party.SERVER, Party.SERVER).variant("fin-ignored"));
    }
}
