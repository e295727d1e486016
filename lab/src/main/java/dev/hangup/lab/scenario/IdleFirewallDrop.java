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
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.Nftables;
import dev.hangup.lab.program.Nginx;
import java.util.List;

/** A firewall forgets idle connections and swallows what comes late. */
public final class IdleFirewallDrop implements Scenario {
    @Override
    public String name() {
        return "idle-firewall-drop";
    }

    @Override
    public String about() {
        return "A firewall forgets connections that are idle for 2 s, and drops what comes later without a word.";
    }

    @Override
    public List<String> variants() {
        return List.of(
                "nftables-nginx",
                "nftables-nginx-midstream",
                "nftables-nginx-tls-ipv6",
                "box-haproxy",
                "box-nginx-ipv6-snaplen96");
    }

    @Override
    public boolean checksOnly(String variant) {
        return !variant.endsWith("midstream");
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("nftables") ? List.of("nft", "nginx") : List.of(variant.split("-")[1]);
    }

    @Override
    public void stage(Stage stage) {
        Network network = IdleFirewall.network(stage);
        Truth forgotten = Truth.of("idle-firewall-drop", Party.MIDDLEBOX, Party.NONE);
        if (stage.has("nftables")) {
            Nftables.forgetAfter(network.middle(), IdleFirewall.MEMORY);
            Nftables.forward(network.middle(), "ct state invalid drop");
            // Without its beginning a connection does not tell how long it was idle.
            stage.truth(
                    stage.has("midstream")
                            ? forgotten
                                    .unseenAt(Place.SERVER)
                                    .undecidableAt(Place.CLIENT, Place.MIDDLE)
                                    .orElse("network-loss")
                            : forgotten.unseenAt(Place.SERVER));
        } else {
            network.wire().setRule(ForgetfulBox.of(network.wire(), IdleFirewall.MEMORY, Manner.SILENT));
            stage.truth(forgotten.unseenAt(Place.MIDDLE, Place.SERVER));
        }
        IdleFirewall.run(stage, server(stage, network));
    }

    private static Service server(Stage stage, Network network) {
        if (stage.has("haproxy")) {
            return Haproxy.start(stage, network.server(), IdleFirewall.PORT);
        }
        return stage.has("tls")
                ? Nginx.startTls(stage, network.server(), IdleFirewall.PORT)
                : Nginx.start(stage, network.server(), IdleFirewall.PORT);
    }
}
