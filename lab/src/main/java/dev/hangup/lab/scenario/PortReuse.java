package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Nftables;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** Behind an address translation, a SYN comes from a port whose last connection is still in TIME_WAIT at the server. */
public final class PortReuse implements Scenario {
    private static final int PORT = 8080;
    /** Below those that Linux hands out. */
    private static final int FIRST_CLIENT_PORT = 22_000;
    /** Whether a SYN is taken for an old one is a matter of its sequence number: every second is. */
    private static final int PAIRS = 56;

    /** The router's entry is gone after a second (and the look of a moment), the server's TIME_WAIT after a minute. */
    private static final Duration UNTIL_REUSE = Duration.ofMillis(2500);

    @Override
    public String name() {
        return "port-reuse";
    }

    @Override
    public String about() {
        return "Two hosts behind one address use the same port one after the other, while the server still keeps the"
                + " first connection in TIME_WAIT.";
    }

    @Override
    public List<String> variants() {
        return List.of(
                "cleared", "cleared-ipv6", "notimestamps-cleared", "rst-dropped", "notimestamps-rst-dropped-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("nft");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(Duration.ofMillis(10));
        String second = network.addClientAddress(stage.overIpv6());
        for (String state : List.of("time_wait", "last_ack", "close")) {
            network.middle().sysctl("netfilter.nf_conntrack_tcp_timeout_" + state, "1");
        }
        if (stage.has("notimestamps")) {
            network.client().sysctl("ipv4.tcp_timestamps", "0");
        }
        Nftables.translateSource(network.middle(), "oifname server0 masquerade");
        if (stage.has("dropped")) {
            // The client's RST that would end TIME_WAIT.
            Nftables.forward(network.middle(), "tcp dport " + PORT + " tcp flags & rst == rst drop");
            stage.captureNothingAt(Place.SERVER);
            stage.truth(Truth.of("port-reuse", Party.MIDDLEBOX, Party.NONE));
        } else {
            stage.nobodyIsHurt();
        }
        Service web = PythonServer.start(stage, network.server(), PORT, "--requests", "1");
        Plan plan = stage.plan();
        for (int i = 0; i < PAIRS; i++) {
            Duration start = Duration.ofMillis(100 + 20L * i);
            String port = "option port " + (FIRST_CLIENT_PORT + i);
            plan.healthy(web).step(port).after(start).get("/first").step("until-eof 2");
            Plan.Job reuser = stage.has("dropped") ? plan.victim(web) : plan.healthy(web);
            reuser.from(second)
                    .step(port)
                    .after(start.plus(UNTIL_REUSE))
                    .patience(Duration.ofSeconds(3))
                    .get("/second")
                    .step("until-eof 2");
        }
        stage.run(plan);
    }
}
