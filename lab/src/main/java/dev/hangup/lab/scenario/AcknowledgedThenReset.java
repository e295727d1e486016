package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Node;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/**
 * A request after an idle time is acknowledged, and reset much later, inside TLS: either the server never read it, or it did
 * and gave up. The packets are the same, so whoever has nothing but them has to name both.
 */
public final class AcknowledgedThenReset implements Scenario {
    private static final int PORT = 8443;
    private static final int VICTIMS = 4;
    private static final Duration IDLE = Duration.ofMillis(1200);

    /** Node closes a second later than it is told (keepAliveTimeoutBuffer): a moment after the request has come. */
    private static final String KEEP_ALIVE = "keepAliveTimeout=300";

    @Override
    public String name() {
        return "keepalive-race-or-linger-abort";
    }

    @Override
    public String about() {
        return "A request after an idle time, inside TLS, is acknowledged; about a second later the server resets it.";
    }

    @Override
    public List<String> variants() {
        return List.of("unread", "unread-ipv6", "read", "read-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("unread") ? List.of("node", "openssl") : List.of("openssl");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(Duration.ofMillis(10));
        boolean unread = stage.has("unread");
        Service web = unread
                ? Node.startTls(stage, network.server(), PORT, KEEP_ALIVE)
                : PythonServer.startTls(stage, network.server(), PORT, "--abort-after-request", "--work", "1");
        Plan plan = stage.plan();
        if (unread) {
            // The event loop stands still from before the requests until after their connections are due.
            plan.healthy(web).tls().after(Duration.ofMillis(1300)).get("/block");
        }
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(web)
                    .tls()
                    .after(Duration.ofMillis(500 + 20L * i))
                    .get("/fast")
                    .idle(IDLE)
                    .get(unread ? "/second" : "/abort");
        }
        stage.run(plan);
        Truth truth = unread
                ? Truth.of("keepalive-race", Party.SERVER, Party.SERVER).variant("rst-no-fin")
                : Truth.of("linger-abort", Party.SERVER, Party.SERVER);
        stage.truth(truth.undecidableAt(Place.values()).orElse("keepalive-race", "linger-abort", "server-crash"));
    }
}
