package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.ForgetfulBox;
import dev.hangup.lab.ForgetfulBox.Manner;
import dev.hangup.lab.Network;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Nftables;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import java.util.ArrayList;
import java.util.List;

/** A firewall forgets idle connections and resets them. */
public final class IdleFirewallReset implements Scenario {
    @Override
    public String name() {
        return "idle-firewall-reset";
    }

    @Override
    public String about() {
        return "A firewall forgets connections that are idle for 2 s, and resets them then or when something comes late.";
    }

    @Override
    public List<String> variants() {
        return List.of(
                "nftables-nginx",
                "nftables-nginx-midstream",
                "nftables-nginx-tls-ipv6",
                "box-node-ipv6",
                "both-nginx",
                "both-nginx-ipv6-snaplen96",
                "samettl-nginx");
    }

    @Override
    public boolean checksOnly(String variant) {
        return !variant.endsWith("midstream");
    }

    @Override
    public List<String> tools(String variant) {
        String server = variant.split("-")[1];
        return variant.startsWith("box") || variant.startsWith("both") ? List.of(server) : List.of("nft", server);
    }

    @Override
    public void stage(Stage stage) {
        Network network = IdleFirewall.network(stage);
        Truth reset = Truth.of("idle-firewall-reset", Party.MIDDLEBOX, Party.MIDDLEBOX);
        if (stage.has("box")) {
            network.wire().setRule(ForgetfulBox.of(network.wire(), IdleFirewall.MEMORY, Manner.RESETS_LATE));
            stage.truth(reset.unseenAt(Place.MIDDLE, Place.SERVER));
        } else if (stage.has("both")) {
            network.wire().setRule(ForgetfulBox.of(network.wire(), IdleFirewall.MEMORY, Manner.RESETS_BOTH));
            stage.truth(reset);
        } else {
            Nftables.forgetAfter(network.middle(), IdleFirewall.MEMORY);
            List<String> rules = new ArrayList<>();
            if (stage.has("samettl")) {
                // The server's packets seem to come from where the firewall is: so would the RST of a host without its
                // state.
                rules.add("iifname server0 ip ttl set 64");
                stage.truth(reset.unseenAt(Place.SERVER)
                        .undecidableAt(Place.CLIENT, Place.MIDDLE)
                        .orElse("half-open", "server-restart"));
            } else {
                stage.truth(reset.unseenAt(Place.SERVER));
            }
            rules.add("ct state invalid reject with tcp reset");
            Nftables.forward(network.middle(), rules.toArray(new String[0]));
        }
        IdleFirewall.run(stage, server(stage, network));
    }

    private static Service server(Stage stage, Network network) {
        if (stage.has("node")) {
            return Node.start(stage, network.server(), IdleFirewall.PORT, "keepAliveTimeout=60000");
        }
        return stage.has("tls")
                ? Nginx.startTls(stage, network.server(), IdleFirewall.PORT)
                : Nginx.start(stage, network.server(), IdleFirewall.PORT);
    }
}
