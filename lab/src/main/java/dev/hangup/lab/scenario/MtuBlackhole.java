package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.Wire.Way;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** Large packets vanish on the path, small ones pass, and nobody says so. */
public final class MtuBlackhole implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(20);
    private static final int PORT = 8080;
    private static final int VICTIMS = 9;
    private static final int LARGEST_PACKET = 1400;
    private static final int LARGE = 40_000;
    private static final int SMALL = 300;

    @Override
    public String name() {
        return "mtu-blackhole";
    }

    @Override
    public String about() {
        return "Packets above 1,400 bytes vanish without an ICMP error; handshakes and small messages go through.";
    }

    @Override
    public List<String> variants() {
        return List.of("upload", "upload-ipv6", "download", "download-ipv6", "download-tls");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of();
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        boolean upload = stage.has("upload");
        Way narrow = upload ? Way.TO_SERVER : Way.TO_CLIENT;
        network.wire()
                .setRule((way, packet) ->
                        way != narrow || packet.serverPort(way) != PORT || packet.length() <= LARGEST_PACKET);
        Service web = server(stage, network, upload ? SMALL : LARGE);
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            Plan.Job victim =
                    plan.victim(web).after(Duration.ofMillis(200 + 100L * i)).patience(Duration.ofSeconds(3));
            Plan.Job small = plan.healthy(web).after(Duration.ofMillis(250 + 100L * i));
            if (stage.has("tls")) {
                victim.tls();
                small.tls();
            }
            small.head("/small").idle(Duration.ofMillis(500)).head("/small");
            victim.head("/small");
            if (upload) {
                victim.post("/large", LARGE);
            } else {
                victim.get("/large");
            }
        }
        stage.run(plan);
        Truth hole = Truth.of("mtu-blackhole", Party.NETWORK, upload ? Party.NONE : Party.CLIENT);
        if (upload) {
            stage.truth(hole.at(Place.CLIENT));
            // There a body does not come, as long as the capture goes on.
            stage.truth(hole.undecidableAt(Place.MIDDLE, Place.SERVER).orElse("healthy"));
        } else {
            stage.truth(hole);
        }
    }

    private static Service server(Stage stage, Network network, int size) {
        return stage.has("tls")
                ? PythonServer.startTls(stage, network.server(), PORT, "--size", Integer.toString(size))
                : PythonServer.start(stage, network.server(), PORT, "--size", Integer.toString(size));
    }
}
