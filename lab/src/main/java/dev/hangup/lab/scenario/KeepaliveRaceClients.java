package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.FinHold;
import dev.hangup.lab.LabException;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan.Result;
import dev.hangup.lab.Running;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.ReusingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Real HTTP clients in the race: some send again in silence, some even a POST; the packets show it all the same. */
public final class KeepaliveRaceClients implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(80);
    private static final Duration PAUSE = Duration.ofMillis(1400);
    private static final int PORT = 8080;
    private static final int CONNECTIONS = 4;

    @Override
    public String name() {
        return "keepalive-race-clients";
    }

    @Override
    public String about() {
        return "Clients of many libraries use a pooled connection while the server's FIN is on its way; some send again by"
                + " themselves.";
    }

    @Override
    public List<String> variants() {
        List<String> variants = new ArrayList<>(ReusingClient.libraries());
        variants.add("curl-ipv6");
        return variants;
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("nginx", ReusingClient.tool(library(variant)));
    }

    private static String library(String variant) {
        return variant.replace("-ipv6", "");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        Service web = Nginx.start(stage, network.server(), PORT, "keepalive_timeout 1s;");
        FinHold hold = new FinHold(network.wire(), ReusingClient.FIRST, ReusingClient.AGAIN);
        network.wire().setRule(hold);
        Running client =
                ReusingClient.start(stage, network.client(), library(stage.variant()), web, CONNECTIONS, PAUSE);
        stage.run(stage.plan());
        List<Result> results = client.await();
        if (hold.crossed().size() != CONNECTIONS) {
            throw new LabException(hold.crossed().size() + " requests crossed a FIN instead of " + CONNECTIONS);
        }
        stage.cast("client_sends_again", sentAgain(results));
        Truth race = Truth.of("keepalive-race", Party.SERVER, Party.SERVER).variant("fin-cross");
        hold.crossed().forEach(port -> stage.truth(network.clientEndpoint(port, stage.overIpv6()), race));
    }

    /** The methods whose requests were all answered, though every first try met a connection that was closed. */
    private static String sentAgain(List<Result> results) {
        List<String> methods = new ArrayList<>();
        for (String method : List.of("get", "post")) {
            if (results.stream().filter(result -> result.role().equals(method)).allMatch(Result::isOk)) {
                methods.add(method);
            }
        }
        return methods.isEmpty() ? "nothing" : String.join(" and ", methods);
    }
}
