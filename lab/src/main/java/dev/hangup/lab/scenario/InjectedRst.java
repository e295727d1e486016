package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Packet;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.Wire;
import dev.hangup.lab.Wire.Way;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** Somebody on the path forges RSTs when it reads a word that it does not like. */
public final class InjectedRst implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(40);
    private static final int PORT = 8080;
    private static final int VICTIMS = 8;
    private static final int HOPS = 47;
    private static final int IP_ID = 0x1092;

    @Override
    public String name() {
        return "injected-rst";
    }

    @Override
    public String about() {
        return "A box that only listens forges a RST when it reads a word in a request or a TLS server name; what it"
                + " answers to goes on its way.";
    }

    @Override
    public List<String> variants() {
        return List.of("client-nginx", "client-node-ipv6", "both-nginx", "both-nginx-ipv6", "client-nginx-tls");
    }

    @Override
    public boolean checksOnly(String variant) {
        return !variant.startsWith("both");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of(variant.split("-")[1]);
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        Service web = server(stage, network);
        Wire wire = network.wire();
        String word = stage.has("tls") ? "lab.test" : "/forbidden";
        boolean both = stage.has("both");
        wire.setRule((way, packet) -> {
            if (way == Way.TO_SERVER && packet.serverPort(way) == PORT && packet.says(word)) {
                forge(wire, packet, both);
            }
            return true;
        });
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            Plan.Job victim = plan.victim(web).after(Duration.ofMillis(200 + 150L * i));
            if (stage.has("tls")) {
                victim.tls().get("/");
            } else {
                victim.get("/allowed").idle(Duration.ofMillis(50L * i)).get("/forbidden");
                plan.healthy(web)
                        .after(Duration.ofMillis(250 + 150L * i))
                        .get("/a")
                        .get("/b");
            }
        }
        stage.run(plan);
        Truth forged = Truth.of("injected-rst", Party.MIDDLEBOX, Party.MIDDLEBOX);
        if (both) {
            stage.truth(forged);
        } else {
            stage.truth(forged.at(Place.CLIENT));
            // There only the client's genuine RST is seen, with which it meets the genuine answer.
            stage.truth(forged.closedBy(Party.CLIENT)
                    .undecidableAt(Place.MIDDLE, Place.SERVER)
                    .orElse("client-abort", "conntrack-invalid", "half-open"));
        }
    }

    private static void forge(Wire wire, Packet packet, boolean both) {
        wire.inject(Way.TO_CLIENT, packet.forgedAnswer(HOPS, IP_ID));
        if (both) {
            // Behind the request, which is still on its way.
            wire.inject(Way.TO_SERVER, packet.forgedSequel(HOPS, IP_ID), ROUND_TRIP.dividedBy(2));
        }
    }

    private static Service server(Stage stage, Network network) {
        if (stage.has("node")) {
            return Node.start(stage, network.server(), PORT);
        }
        return stage.has("tls")
                ? Nginx.startTls(stage, network.server(), PORT)
                : Nginx.start(stage, network.server(), PORT);
    }
}
