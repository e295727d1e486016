package dev.hangup.lab.scenario;

import dev.hangup.diagnosis.Party;
import dev.hangup.lab.Network;
import dev.hangup.lab.Plan;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Truth;
import dev.hangup.lab.program.Haproxy;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import java.time.Duration;
import java.util.List;

/** Client and server do not agree on TLS, its version, or the certificate. */
public final class TlsMismatch implements Scenario {
    private static final Duration ROUND_TRIP = Duration.ofMillis(40);
    private static final int PORT = 8443;
    private static final int VICTIMS = 5;

    @Override
    public String name() {
        return "tls-mismatch";
    }

    @Override
    public String about() {
        return "One speaks TLS and the other does not, their versions do not meet, or the client does not trust the"
                + " certificate.";
    }

    @Override
    public List<String> variants() {
        return List.of(
                "version-nginx",
                "version-haproxy-ipv6",
                "http-to-tls-nginx",
                "http-to-tls-haproxy",
                "http-to-tls-node-ipv6",
                "tls-to-http-nginx",
                "tls-to-http-haproxy-ipv6",
                "tls-to-http-node",
                "certificate-nginx",
                "certificate-node-ipv6");
    }

    @Override
    public List<String> tools(String variant) {
        String[] words = variant.replace("-ipv6", "").split("-");
        return List.of("openssl", words[words.length - 1]);
    }

    @Override
    public void stage(Stage stage) {
        Network network = stage.routed(ROUND_TRIP);
        boolean serverSpeaksTls = !variantBegins(stage, "tls-to-http");
        boolean clientSpeaksTls = !variantBegins(stage, "http-to-tls");
        Service web = server(stage, network, serverSpeaksTls);
        Plan plan = stage.plan();
        for (int i = 0; i < VICTIMS; i++) {
            Plan.Job victim = plan.victim(web).after(Duration.ofMillis(200 + 150L * i));
            Plan.Job right = plan.healthy(web).after(Duration.ofMillis(250 + 150L * i));
            if (serverSpeaksTls) {
                right.tls();
            }
            if (stage.has("version")) {
                victim.tls12();
            } else if (stage.has("certificate")) {
                victim.tlsThatVerifies();
            } else if (clientSpeaksTls) {
                victim.tls();
            }
            victim.get("/");
            right.get("/");
        }
        stage.run(plan);
        Truth mismatch = Truth.of("tls-mismatch", stage.has("version") ? Party.SERVER : Party.CLIENT, Party.SERVER);
        // Else whose FIN or RST is first is a matter of microseconds: both see at once that nothing will come of it.
        boolean serverIsFirst = !clientSpeaksTls && !stage.has("nginx");
        stage.truth(serverIsFirst ? mismatch : mismatch.closedBy(null));
    }

    private static boolean variantBegins(Stage stage, String words) {
        return stage.variant().startsWith(words);
    }

    private static Service server(Stage stage, Network network, boolean tls) {
        boolean only13 = stage.has("version");
        if (stage.has("haproxy")) {
            return tls
                    ? Haproxy.startTls(stage, network.server(), PORT, only13 ? "TLSv1.3" : "TLSv1.2")
                    : Haproxy.start(stage, network.server(), PORT);
        }
        if (stage.has("node")) {
            return tls ? Node.startTls(stage, network.server(), PORT) : Node.start(stage, network.server(), PORT);
        }
        return tls
                ? Nginx.startTls(stage, network.server(), PORT, only13 ? "ssl_protocols TLSv1.3;" : "")
                : Nginx.start(stage, network.server(), PORT);
    }
}
