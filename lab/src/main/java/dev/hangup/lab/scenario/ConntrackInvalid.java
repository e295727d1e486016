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
import dev.hangup.lab.program.Nftables;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** A router loses its table of translations while answers are on their way, and lets them through as they are. */
public final class ConntrackInvalid implements Scenario {
    private static final int PORT = 8080;
    private static final int VICTIMS = 15;
    private static final Duration WORK = Duration.ofSeconds(2);
    private static final Duration FLUSH = Duration.ofMillis(700);

    @Override
    public String name() {
        return "conntrack-invalid";
    }

    @Override
    public String about() {
        return "The router that translates a service's address forgets its connections; answers arrive from an address"
                + " that the client has never contacted, and its own kernel resets them.";
    }

    @Override
    public List<String> variants() {
        return List.of("flushed", "flushed-ipv6", "flushed-snaplen96");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("nft", "conntrack");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed();
        String service = network.serviceAddress(stage.overIpv6());
        Service web = PythonServer.start(stage, network.server(), PORT, "--work", Long.toString(WORK.toSeconds()));
        String family = stage.overIpv6() ? "ip6" : "ip";
        Nftables.translateDestination(
                network.middle(), "%s daddr %s dnat %s to %s".formatted(family, service, family, web.address()));
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            Duration start = Duration.ofMillis(300 + 25L * i);
            plan.victim(service, PORT)
                    .after(start)
                    .get("/fast")
                    .step("send get /long")
                    .idle(WORK.plusMillis(600))
                    .step("send get /fast")
                    .step("read")
                    .step("read");
            // Here the client speaks first, and the router translates anew.
            plan.healthy(new Service(network.server(), web.process(), service, PORT))
                    .after(start)
                    .get("/fast")
                    .idle(WORK)
                    .get("/fast");
        }
        Running running = stage.start(plan);
        web.awaitConnections(2 * VICTIMS);
        Await.pass(FLUSH);
        network.middle().run("conntrack", "-F");
        running.await();
        Truth untranslated =
                Truth.of("conntrack-invalid", Party.MIDDLEBOX, Party.NONE).closedBy(null);
        stage.truth(untranslated
                .at(Place.CLIENT, Place.MIDDLE)
                .to(stage.overIpv6() ? "[%s]:%d".formatted(service, PORT) : service + ":" + PORT));
        stage.truth(untranslated.at(Place.SERVER));
    }
}
