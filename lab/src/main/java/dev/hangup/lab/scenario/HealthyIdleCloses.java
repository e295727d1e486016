package dev.hangup.lab.scenario;

import dev.hangup.lab.Host;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.program.Apache;
import dev.hangup.lab.program.Caddy;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.Lighttpd;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** Idle connections end, by whichever side and in whichever manner, when nobody wants anything of them. */
public final class HealthyIdleCloses implements Scenario {
    private static final int PORT = 8080;
    private static final int OF_EACH = 4;

    @Override
    public String name() {
        return "healthy-idle-closes";
    }

    @Override
    public String about() {
        return "Servers close idle connections, clients' pools throw them away with a FIN or a RST; nobody waits for anything.";
    }

    @Override
    public List<String> variants() {
        return List.of(
                "nginx",
                "nginx-tls-ipv6",
                "nginx-midstream",
                "nginx-offload",
                "nginx-loopback",
                "haproxy-ipv6",
                "haproxy-snaplen96",
                "node",
                "node-tls",
                "apache",
                "lighttpd-ipv6",
                "caddy",
                "caddy-tls-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        String server = variant.split("-")[0];
        return List.of(server.equals("apache") ? "apache2" : server);
    }

    @Override
    public void stage(Stage stage) {
        Service web = start(stage, stage.routed(Duration.ofMillis(10)).server());
        Plan plan = stage.plan();
        for (int i = 0; i < OF_EACH; i++) {
            Duration begin = Duration.ofMillis(50 + 170L * i);
            Duration pause = Duration.ofMillis(200 + 40L * i);
            job(stage, plan, web, begin).get("/page").step("until-eof 6");
            job(stage, plan, web, begin).get("/page").idle(pause).get("/page").step("until-eof 6");
            job(stage, plan, web, begin).get("/page").idle(pause);
            job(stage, plan, web, begin).get("/page").idle(pause).step("abort");
            // The client looks before it would send, finds the FIN, and leaves.
            job(stage, plan, web, begin).get("/page").idle(Duration.ofSeconds(3));
        }
        stage.nobodyIsHurt();
        if (stage.has("midstream")) {
            stage.runMidstream(plan, web, OF_EACH);
        } else {
            stage.run(plan);
        }
    }

    private static Plan.Job job(Stage stage, Plan plan, Service web, Duration begin) {
        Plan.Job job = plan.healthy(web).after(begin);
        return stage.has("tls") ? job.tls() : job;
    }

    private static Service start(Stage stage, Host host) {
        boolean tls = stage.has("tls");
        if (stage.has("haproxy")) {
            return Haproxy.start(stage, host, PORT, "timeout http-keep-alive 1s");
        }
        if (stage.has("node")) {
            return tls
                    ? Node.startTls(stage, host, PORT, "keepAliveTimeout=300")
                    : Node.start(stage, host, PORT, "keepAliveTimeout=300");
        }
        if (stage.has("apache")) {
            return Apache.start(stage, host, PORT, "KeepAliveTimeout 1");
        }
        if (stage.has("caddy")) {
            return tls ? Caddy.startTls(stage, host, PORT, "1s") : Caddy.start(stage, host, PORT, "1s");
        }
        if (stage.has("lighttpd")) {
            return Lighttpd.start(stage, host, PORT, "server.max-keep-alive-idle = 1");
        }
        return tls
                ? Nginx.startTls(stage, host, PORT, "keepalive_timeout 1s;")
                : Nginx.start(stage, host, PORT, "keepalive_timeout 1s;");
    }
}
