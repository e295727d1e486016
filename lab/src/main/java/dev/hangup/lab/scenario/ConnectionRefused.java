package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Nftables;
import java.time.Duration;
import java.util.List;

/** Nobody listens, or a firewall says so. */
public final class ConnectionRefused implements Scenario {
    private static final int PORT = 8080;
    private static final int VICTIMS = 5;

    @Override
    public String name() {
        return "connection-refused";
    }

    @Override
    public String about() {
        return "Nobody listens on the port, or a firewall between rejects the SYN.";
    }

    @Override
    public List<String> variants() {
        return List.of("no-listener", "firewall-rst", "firewall-icmp", "no-listener-ipv6", "no-listener-loopback");
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("firewall") ? List.of("nft") : List.of();
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed();
        if (stage.has("firewall")) {
            String how = stage.has("rst") ? "reject with tcp reset" : "reject with icmpx admin-prohibited";
            Nftables.forward(network.middle(), "tcp dport " + PORT + " " + how);
        }
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            plan.victim(network.serverAddress(stage.overIpv6()), PORT)
                    .after(Duration.ofMillis(200L * i))
                    .get("/");
        }
        stage.run(plan);
        stage.truth(
                stage.has("firewall")
                        ? Truth.of("connection-refused", Party.MIDDLEBOX, Party.NONE)
                        : Truth.of("connection-refused", Party.SERVER, Party.NONE));
    }
}
