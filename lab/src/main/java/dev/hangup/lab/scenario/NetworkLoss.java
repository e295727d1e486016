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
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** The path dies under busy connections. */
public final class NetworkLoss implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(40);
    private static final Duration LAST_TRIES = Duration.ofSeconds(1);
    private static final int PORT = 8080;
    private static final int VICTIMS = 11;
    private static final int BYTES = 300_000;
    /** So many that every client is in the middle of one when the path dies. */
    private static final int TRANSFERS = 100;

    @Override
    public String name() {
        return "network-loss";
    }

    @Override
    public String about() {
        return "The path dies for all in the middle of uploads or downloads, until somebody gives up.";
    }

    @Override
    public List<String> variants() {
        return List.of("upload", "upload-ipv6-snaplen96", "download", "download-ipv6");
    }

    @Override
    public boolean checksOnly(String variant) {
        return !variant.startsWith("download");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of();
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        boolean upload = stage.has("upload");
        Service web =
                PythonServer.start(stage, network.server(), PORT, "--size", Integer.toString(upload ? 200 : BYTES));
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            Plan.Job victim = plan.victim(web)
                    .after(Duration.ofMillis(100 + 40L * i))
                    .patience(Duration.ofSeconds(3))
                    .step("option user-timeout 2000");
            for (int transfer = 0; transfer < TRANSFERS; transfer++) {
                if (upload) {
                    victim.post("/upload", BYTES);
                } else {
                    victim.get("/download");
                }
            }
        }
        Running running = stage.start(plan);
        running.awaitHealthy();
        network.wire().cut();
        running.await();
        // A FIN sent again in vain shows at the client too that nothing gets through.
        Await.pass(LAST_TRIES);
        Truth loss = Truth.of("network-loss", Party.NETWORK, Party.NONE);
        if (upload) {
            stage.truth(loss.at(Place.CLIENT));
            // There the bodies stop, some after an answer that is sent in vain; the capture may as well end too soon.
            stage.truth(loss.undecidableAt(Place.MIDDLE, Place.SERVER).orElse("healthy"));
        } else {
            stage.truth(loss.at(Place.MIDDLE, Place.SERVER));
            // Its FIN goes out unless a request before it waits for an acknowledgment.
            stage.truth(loss.closedBy(null).undecidableAt(Place.CLIENT).orElse("client-abort", "idle-firewall-drop"));
        }
    }
}
