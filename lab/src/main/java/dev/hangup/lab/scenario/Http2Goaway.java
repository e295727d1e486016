package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Running;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Nginx;
import java.time.Duration;
import java.util.List;

/** Streams that the server's GOAWAY leaves out. */
public final class Http2Goaway implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(80);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int PORT = 8080;
    private static final int SESSIONS = 11;
    private static final int REQUESTS = 4;

    @Override
    public String name() {
        return "http2-goaway";
    }

    @Override
    public String about() {
        return "New HTTP/2 streams cross the GOAWAY of an idle close, or are beyond the number that a connection may have.";
    }

    @Override
    public List<String> variants() {
        return List.of("idle", "idle-ipv6", "requests", "requests-ipv6", "idle-tls", "requests-tls");
    }

    @Override
    public boolean checksOnly(String variant) {
        return !variant.endsWith("tls");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("nginx", "node");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        boolean tls = stage.has("tls");
        boolean idle = stage.has("idle");
        Service web = Nginx.startHttp2(
                stage,
                network.server(),
                PORT,
                tls,
                idle ? "keepalive_timeout " + TIMEOUT.toSeconds() + "s;" : "keepalive_requests " + REQUESTS + ";");
        Plan crowd = stage.plan();
        crowd.healthy(web).step("close");
        Running healthy = stage.start(crowd);
        String host = stage.overIpv6() ? "[" + web.address() + "]" : web.address();
        stage.start(
                        "http2",
                        List.of(
                                "node",
                                stage.program("http2_client.js"),
                                (tls ? "https://" : "http://") + host + ":" + PORT,
                                Integer.toString(SESSIONS),
                                // In the middle of the time that the GOAWAY is under way.
                                Long.toString(
                                        idle
                                                ? TIMEOUT.minus(ROUND_TRIP.dividedBy(2))
                                                        .toMillis()
                                                : 0),
                                Integer.toString(idle ? 1 : 2 * REQUESTS)))
                .await();
        healthy.await();
        Truth goaway = Truth.of("http2-goaway", Party.SERVER, Party.SERVER);
        if (idle) {
            // The client closes as well when it hears the goodbye.
            goaway = goaway.closedBy(null);
        }
        // Inside TLS an idle close is one whatever is said in it, a request that HPACK made short is as long as a
        // WINDOW_UPDATE, which nobody has to answer, and answers to some requests look like those to all.
        List<String> asRight = idle ? List.of("keepalive-race", "healthy") : List.of("healthy");
        stage.truth(tls ? goaway.undecidableAt(Place.values()).orElse(asRight.toArray(String[]::new)) : goaway);
    }
}
