package dev.hangup.lab.scenario;

import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.program.Redis;
import java.time.Duration;
import java.util.List;

/** Another protocol: commands and answers, a blocking read, a subscription, idle connections. */
public final class HealthyRedis implements Scenario {
    private static final int PORT = 6379;
    private static final int OF_EACH = 4;
    private static final String END_OF_LINE = "\\r\\n";

    @Override
    public String name() {
        return "healthy-redis";
    }

    @Override
    public String about() {
        return "Redis: commands, a pipeline, a blocking read that ends empty, a subscription, and idle connections that end.";
    }

    @Override
    public List<String> variants() {
        return List.of("plain", "plain-ipv6", "idle-timeout", "plain-snaplen96");
    }

    @Override
    public List<String> tools(String variant) {
        return List.of("redis-server");
    }

    @Override
    public void stage(Stage stage) {
        boolean closesIdle = stage.has("timeout");
        Service redis = Redis.start(
                stage, stage.routed(Duration.ofMillis(10)).server(), PORT, "--timeout", closesIdle ? "1" : "0");
        Plan plan = stage.plan();
        for (int i = 0; i < OF_EACH; i++) {
            Duration begin = Duration.ofMillis(50 + 170L * i);
            // +PONG
            Plan.Job pings = plan.healthy(redis).after(begin);
            for (int ping = 1; ping <= 3; ping++) {
                pings.step(say("PING")).step("some " + 7 * ping).idle(Duration.ofMillis(200));
            }
            plan.healthy(redis)
                    .after(begin)
                    .step(say("PING") + "PING" + END_OF_LINE)
                    .step("some 14")
                    .step("abort");
            // *-1
            plan.healthy(redis).after(begin).step(say("BLPOP nothing 1")).step("some 5");
            // *3 $9 subscribe $1 c :1, then *3 $7 message $1 c $2 hi
            plan.healthy(redis)
                    .after(begin)
                    .step(say("SUBSCRIBE c"))
                    .step("some 30")
                    .step("some 62");
            if (closesIdle) {
                plan.healthy(redis)
                        .after(begin)
                        .step(say("PING"))
                        .step("some 7")
                        .step("until-eof 5");
            }
        }
        plan.healthy(redis)
                .after(Duration.ofMillis(1500))
                .step(say("PUBLISH c hi"))
                .step("some 4");
        stage.nobodyIsHurt();
        stage.run(plan);
    }

    private static String say(String command) {
        return "text " + command + END_OF_LINE;
    }
}
