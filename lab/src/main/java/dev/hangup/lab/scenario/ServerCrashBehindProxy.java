package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Await;
import dev.hangup.lab.LabException;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Running;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** One of two servers behind a proxy dies: its clients' GETs are asked again of the other, their POSTs are not. */
public final class ServerCrashBehindProxy implements Scenario {
    private static final int PORT = 8080;
    private static final int UPSTREAM_PORT = 8081;
    private static final int OF_EACH = 4;
    /** A connection to the upstream is there before its request is. */
    private static final Duration REQUESTS_ARRIVE = Duration.ofMillis(500);

    private static final String GET = "/slow?get";
    private static final String POST = "/slow?post";

    @Override
    public String name() {
        return "server-crash-behind-proxy";
    }

    @Override
    public String about() {
        return "One of two servers behind a proxy is killed at work; the proxy asks the other one what was a GET, and answers"
                + " 502 to what was a POST.";
    }

    @Override
    public List<String> variants() {
        return List.of("nginx", "nginx-ipv6", "haproxy");
    }

    @Override
    public boolean checksOnly(String variant) {
        return false;
    }

    @Override
    public List<String> tools(String variant) {
        return List.of(variant.split("-")[0]);
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.proxiedToTwo();
        // So long that a busy machine still gets all requests there before the first answer is due.
        Service mortal = PythonServer.start(stage, network.server(), UPSTREAM_PORT, "--slow", "3");
        Service other = PythonServer.start(stage, network.server2(), UPSTREAM_PORT);
        Service proxy = start(stage, network, mortal, other);
        Plan plan = stage.plan();
        for (int i = 0; i < OF_EACH; i++) {
            Duration begin = Duration.ofMillis(200 + 40L * i);
            // Turn by turn they go to the one and the other: of each pair that is alike one meets the crash.
            plan.healthy(proxy).after(begin).get(GET);
            plan.healthy(proxy).after(begin.plusMillis(10)).get(GET);
            plan.healthy(proxy).after(begin.plusMillis(20)).step("post " + POST + " 10 any-status");
            plan.healthy(proxy).after(begin.plusMillis(30)).step("post " + POST + " 10 any-status");
        }
        Running running = stage.start(plan);
        mortal.awaitConnections(2 * OF_EACH);
        Await.pass(REQUESTS_ARRIVE);
        mortal.signal("KILL");
        running.await();
        Truth crash = Truth.of("server-crash", Party.SERVER, Party.SERVER)
                .unseenAt(Place.CLIENT, Place.MIDDLE, Place.UPSTREAM2, Place.SERVER2);
        List<String> gets = PythonServer.askers(mortal, GET);
        List<String> posts = PythonServer.askers(mortal, POST);
        int getsElsewhere = PythonServer.askers(other, GET).size();
        int postsElsewhere = PythonServer.askers(other, POST).size();
        if (gets.isEmpty()
                || getsElsewhere != 2 * OF_EACH
                || posts.isEmpty()
                || postsElsewhere != 2 * OF_EACH - posts.size()) {
            throw new LabException(
                    "the proxy should ask the other server every GET, and each POST only one: %d and %d GETs, %d and %d POSTs"
                            .formatted(gets.size(), getsElsewhere, posts.size(), postsElsewhere));
        }
        gets.forEach(asker -> stage.truth(asker, crash));
        posts.forEach(asker -> stage.truth(asker, crash));
    }

    private static Service start(Stage stage, Network network, Service mortal, Service other) {
        if (stage.has("haproxy")) {
            return Haproxy.startProxy(
                    stage,
                    network.middle(),
                    PORT,
                    List.of(mortal, other),
                    "option redispatch 1",
                    "retry-on conn-failure empty-response");
        }
        return Nginx.startProxy(
                stage,
                network.middle(),
                PORT,
                "proxy_pass http://pair;",
                "upstream pair { server %s; server %s; }".formatted(mortal.authority(), other.authority()));
    }
}
