package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
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

/** The server does not accept, and its queue is full. */
public final class AcceptQueueOverflow implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(200);
    private static final int PORT = 8080;
    private static final int VICTIMS = 5;
    /** The queue holds one more than listen(2) was told (Linux, sk_acceptq_is_full). */
    private static final int BACKLOG = 8;

    @Override
    public String name() {
        return "accept-queue-overflow";
    }

    @Override
    public String about() {
        return "The server does not accept and its queue is full: SYNs, or the third ACKs of handshakes, are dropped.";
    }

    @Override
    public List<String> variants() {
        return List.of("syn", "syn-ipv6", "thirdack", "thirdack-ipv6", "thirdack-reset");
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
        boolean thirdAck = stage.has("thirdack");
        Network network = stage.routed(ROUND_TRIP);
        if (stage.has("reset")) {
            network.server().sysctl("ipv4.tcp_abort_on_overflow", "1");
        }
        Service web = PythonServer.start(
                stage, network.server(), PORT, "--backlog", Integer.toString(BACKLOG), "--accept", "no");
        Plan plan = stage.plan();
        int early = thirdAck ? BACKLOG - 1 : BACKLOG + 1;
        fill(plan, web, early, Duration.ofMillis(200));
        // These fill the queue half a round trip before the handshakes of the victims end.
        fill(plan, web, BACKLOG + 1 - early, Duration.ofMillis(1200));
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(web)
                    .after(Duration.ofMillis(1300 + 5L * i))
                    .patience(Duration.ofMillis(2500))
                    .get("/");
        }
        stage.run(plan);
        Truth truth = Truth.of("accept-queue-overflow", Party.SERVER, Party.NONE);
        if (stage.has("reset")) {
            stage.truth(Truth.of("accept-queue-overflow", Party.SERVER, Party.SERVER));
        } else {
            stage.truth(thirdAck ? truth : truth.undecidableAt(Place.values()).orElse("connect-timeout"));
        }
    }

    private static void fill(Plan plan, Service web, int connections, Duration begin) {
        for (int i = 0; i < connections; i++) {
            plan.healthy(web).after(begin).idle(Duration.ofSeconds(4));
        }
    }
}
