package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.PythonServer;
import java.time.Duration;
import java.util.List;

/** A connection may carry so many requests and no more. */
public final class MaxRequests implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(40);
    private static final int PORT = 8080;
    private static final int VICTIMS = 11;
    private static final int MOST = 3;

    @Override
    public String name() {
        return "max-requests";
    }

    @Override
    public String about() {
        return "The server closes after its third answer on a connection, and the client has sent a fourth request.";
    }

    @Override
    public List<String> variants() {
        return List.of("nginx-announced", "nginx-pipelined", "python-unannounced", "python-unannounced-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        return variant.startsWith("nginx") ? List.of("nginx") : List.of();
    }

    @Override
    public void stage(Stage stage) {
        // So that the captures have the whole header of an answer.
        stage.snapshotLength(400);
        // All that is pipelined has left before the first answer arrives.
        Network network = stage.has("pipelined") ? stage.routed(ROUND_TRIP) : stage.routed();
        Service web = stage.has("nginx")
                ? Nginx.start(stage, network.server(), PORT, "keepalive_requests " + MOST + ";")
                : PythonServer.start(stage, network.server(), PORT, "--requests", Integer.toString(MOST));
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            Plan.Job job = plan.victim(web).after(Duration.ofMillis(200 + 90L * i));
            if (stage.has("pipelined")) {
                pipeline(job);
            } else {
                overdo(job, Duration.ofMillis(20 + 30L * i));
            }
        }
        stage.run(plan);
        // Whoever was told that this is the last answer may not send another request (RFC 9112, section 9.6).
        Party culprit = stage.has("announced") ? Party.CLIENT : Party.SERVER;
        stage.truth(Truth.of("max-requests", culprit, Party.SERVER));
    }

    private static void overdo(Plan.Job job, Duration pause) {
        for (int i = 0; i <= MOST; i++) {
            job.get("/" + i).idle(pause);
        }
    }

    private static void pipeline(Plan.Job job) {
        for (int i = 0; i <= MOST + 1; i++) {
            job.step("send get /" + i);
        }
        for (int i = 0; i <= MOST + 1; i++) {
            job.step("read");
        }
    }
}
