package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Await;
import dev.hangup.lab.ForgetfulBox;
import dev.hangup.lab.ForgetfulBox.Manner;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** The server works longer than the firewall remembers the connection, and its answer never arrives. */
public final class IdleFirewallDropAnswer implements Scenario {
    private static final int VICTIMS = 7;
    private static final Duration WORK = IdleFirewall.MEMORY.plusSeconds(1);
    private static final Duration PATIENCE = WORK.plusSeconds(2);
    private static final Duration LAST_TRIES = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "idle-firewall-drop-answer";
    }

    @Override
    public String about() {
        return "The server works 3 s on a request, on a connection that the firewall forgets after 2 s of silence.";
    }

    @Override
    public List<String> variants() {
        return List.of("box", "box-ipv6");
    }

    @Override
    public boolean checksOnly(String variant) {
        return false;
    }

    @Override
    public List<String> tools(String variant) {
        return List.of();
    }

    @Override
    public void stage(Stage stage) {
        Network network = IdleFirewall.network(stage);
        network.wire().setRule(ForgetfulBox.of(network.wire(), IdleFirewall.MEMORY, Manner.SILENT));
        Service web = PythonServer.start(
                stage, network.server(), IdleFirewall.PORT, "--work", Long.toString(WORK.toSeconds()));
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            Duration begin = Duration.ofMillis(200 + 120L * i);
            plan.victim(web).after(begin).patience(PATIENCE).get("/fast").get("/long");
            Plan.Job neighbour = plan.healthy(web).after(begin);
            for (int gap = 0; gap < 10; gap++) {
                neighbour.get("/fast").idle(Duration.ofMillis(500));
            }
        }
        stage.run(plan);
        Await.pass(LAST_TRIES);
        Truth forgotten = Truth.of("idle-firewall-drop", Party.MIDDLEBOX, Party.NONE);
        stage.truth(forgotten.at(Place.MIDDLE, Place.SERVER));
        // There the client waits for an answer, closes, and has its FIN in vain.
        stage.truth(
                forgotten.closedBy(Party.CLIENT).undecidableAt(Place.CLIENT).orElse("network-loss", "client-abort"));
    }
}
