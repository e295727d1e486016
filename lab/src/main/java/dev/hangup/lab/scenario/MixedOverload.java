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
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** A small service gets more than it takes: descriptors run out, its event loop stands still, its queue fills, it dies. */
public final class MixedOverload implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(200);
    private static final Duration CRASH = Duration.ofSeconds(6);
    private static final int PORT = 8080;
    private static final int HOLDERS = 8;
    private static final int OF_EACH = 4;
    private static final int LATECOMERS = 3;
    /** The queue holds one more than listen(2) was told (Linux, sk_acceptq_is_full). */
    private static final int BACKLOG = 8;

    @Override
    public String name() {
        return "mixed-overload";
    }

    @Override
    public String about() {
        return "A small service under more load than it takes: no descriptor is left, then nobody accepts, then it is killed.";
    }

    @Override
    public List<String> variants() {
        return List.of("node", "node-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("node", "prlimit");
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        Service web = Node.start(stage, network.server(), PORT, "backlog=" + BACKLOG);
        web.limitDescriptors(HOLDERS);
        Plan plan = stage.plan();
        hold(plan, web);
        for (int i = 0; i < OF_EACH; i++) {
            // No descriptor is left for these.
            plan.victim(web).after(Duration.ofMillis(1200 + 80L * i)).get("/");
        }
        // From 2.3 s on nothing is accepted. The queue is full when the handshakes of those that find no place end.
        wait(plan, web, BACKLOG - 1, Duration.ofMillis(2400));
        wait(plan, web, 2, Duration.ofMillis(3200));
        for (int i = 0; i < OF_EACH; i++) {
            plan.victim(web)
                    .after(Duration.ofMillis(3300 + 5L * i))
                    .patience(Duration.ofMillis(1500))
                    .get("/");
            plan.victim(web)
                    .after(Duration.ofMillis(3700 + 40L * i))
                    .patience(Duration.ofMillis(1500))
                    .get("/");
        }
        Running running = stage.start(plan);
        Await.pass(CRASH);
        web.signal("KILL");
        running.await();
        Plan late = stage.plan();
        for (int i = 0; i < LATECOMERS; i++) {
            late.victim(web).after(Duration.ofMillis(100L * i)).get("/late");
        }
        stage.run(late);
        tell(stage);
    }

    /** Those that came first, and are still being served when it dies. */
    private static void hold(Plan plan, Service web) {
        for (int i = 0; i < HOLDERS; i++) {
            Plan.Job job = plan.victim(web)
                    .after(Duration.ofMillis(200 + 30L * i))
                    .patience(Duration.ofSeconds(10))
                    .get("/first")
                    .idle(Duration.ofMillis(1300));
            // The last stops the event loop, before the answers of the others are due.
            job.get(i < HOLDERS - 1 ? "/slow" : "/block?20000");
        }
    }

    /** Those that get into the queue and send their requests, which nobody reads. */
    private static void wait(Plan plan, Service web, int connections, Duration begin) {
        for (int i = 0; i < connections; i++) {
            plan.victim(web)
                    .after(begin)
                    .patience(Duration.ofSeconds(10))
                    .step("send get /")
                    .step("read");
        }
    }

    private static void tell(Stage stage) {
        Truth overflow = Truth.of("accept-queue-overflow", Party.SERVER, Party.NONE);
        stage.truth(
                result -> result.outcome().equals("refused"), Truth.of("connection-refused", Party.SERVER, Party.NONE));
        // Where the SYNs are seen to arrive, the neighbours that fail at the third ACK tell why nobody answers them.
        stage.truth(
                result -> result.outcome().equals("timeout") && result.step() == 0,
                overflow.undecidableAt(Place.CLIENT, Place.MIDDLE).orElse("connect-timeout"));
        // The kernel sends again what the client wrote before it gave up: after the crash that meets a RST, if in time.
        stage.truth(result -> result.outcome().equals("timeout"), overflow.closedBy(null));
        // A limit of connections that the application sets itself looks the same.
        stage.truth(
                result -> result.step() == 1,
                Truth.of("fd-exhaustion", Party.SERVER, Party.SERVER)
                        .undecidableAt(Place.values())
                        .orElse("linger-abort"));
        stage.truth(Truth.of("server-crash", Party.SERVER, Party.SERVER));
    }
}
