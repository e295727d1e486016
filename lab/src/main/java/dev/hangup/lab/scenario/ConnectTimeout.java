package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Await;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.Wire.Way;
import dev.hangup.lab.program.Nftables;
import dev.hangup.lab.program.Nginx;
import java.time.Duration;
import java.util.List;

/** The SYN meets silence, or its answer comes when the client has given up. */
public final class ConnectTimeout implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMillis(2500);
    private static final Duration LATE = Duration.ofMillis(3200);
    private static final int PORT = 8080;
    private static final int VICTIMS = 8;

    @Override
    public String name() {
        return "connect-timeout";
    }

    @Override
    public String about() {
        return "A firewall drops the SYN, nobody is there, or the SYN-ACK comes after the client has given up.";
    }

    @Override
    public List<String> variants() {
        return List.of("firewall-drop", "firewall-drop-ipv6", "dead-host", "late-answer", "late-answer-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("firewall") ? List.of("nft") : List.of("nginx");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        String address = network.serverAddress(stage.overIpv6());
        Truth silence = Truth.of("connect-timeout", Party.NETWORK, Party.NONE);
        if (stage.has("late")) {
            Nginx.start(stage, network.server(), PORT);
            network.wire().setRule((way, packet) -> {
                boolean held = way == Way.TO_CLIENT && packet.isSynAck() && packet.sourcePort() == PORT;
                if (held) {
                    network.wire().inject(way, packet.toBytes(), LATE);
                }
                return !held;
            });
            stage.truth(silence);
        } else {
            if (stage.has("firewall")) {
                Nftables.forward(network.middle(), "tcp dport " + PORT + " drop");
            } else {
                address = network.nobodysAddress(stage.overIpv6());
                network.middle().run("ip", "route", "add", "blackhole", address);
            }
            // A full accept queue is as silent.
            stage.truth(silence.unseenAt(Place.SERVER)
                    .undecidableAt(Place.CLIENT, Place.MIDDLE)
                    .orElse("accept-queue-overflow"));
        }
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(address, PORT)
                    .after(Duration.ofMillis(150L * i))
                    .patience(PATIENCE)
                    .get("/");
        }
        stage.run(plan);
        if (stage.has("late")) {
            Await.pass(LATE.minus(PATIENCE).multipliedBy(2));
        }
    }
}
