package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Nginx;
import java.time.Duration;
import java.util.List;

/** The client has no local port left. Nothing of that is on the wire: no capture may tell a story about it. */
public final class PortExhaustion implements Scenario {
    private static final int PORT = 8080;
    private static final int FIRST_CLIENT_PORT = 40_000;
    private static final int CLIENT_PORTS = 6;
    private static final int VICTIMS = 6;

    @Override
    public String name() {
        return "port-exhaustion";
    }

    @Override
    public String about() {
        return "All local ports of the client are in use or in TIME_WAIT; further connections fail before a SYN is sent.";
    }

    @Override
    public List<String> variants() {
        return List.of("in-use", "timewait", "in-use-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("nginx");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed();
        Service web = Nginx.start(stage, network.server(), PORT);
        Plan before = stage.plan();
        before.healthy(web).get("/");
        stage.run(before);
        network.client()
                .sysctl("ipv4.ip_local_port_range", FIRST_CLIENT_PORT + " " + (FIRST_CLIENT_PORT + CLIENT_PORTS - 1));
        Plan plan = stage.plan();
        for (int i = 0; i < CLIENT_PORTS; i++) {
            Plan.Job holder =
                    plan.healthy(web).after(Duration.ofMillis(20L * i)).get("/");
            if (stage.has("timewait")) {
                holder.step("close");
            } else {
                holder.idle(Duration.ofSeconds(2)).get("/");
            }
        }
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(web).after(Duration.ofMillis(900 + 100L * i)).get("/");
        }
        stage.run(plan);
        stage.truth(Truth.of("port-exhaustion", Party.CLIENT, Party.NONE)
                .unseenAt(Place.CLIENT, Place.MIDDLE, Place.SERVER));
    }
}
