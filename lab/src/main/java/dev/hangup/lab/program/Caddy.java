package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.nio.file.Path;
import java.util.List;

/** Caddy, whose HTTP is that of Go's standard library. */
public final class Caddy {
    private Caddy() {}

    /**
     * Starts it on {@code port} of {@code host}: it answers everything with 200 and closes a connection that is idle for
     * {@code idleTimeout} (such as {@code 1s}).
     */
    public static Service start(Stage stage, Host host, int port, String idleTimeout) {
        return start(stage, host, port, idleTimeout, "", "");
    }

    /** The same behind TLS. */
    public static Service startTls(Stage stage, Host host, int port, String idleTimeout) {
        List<Path> certificate = stage.certificate();
        String load = """
                , "tls": { "certificates": { "load_files": [ { "certificate": "%s", "key": "%s" } ] } }""".formatted(certificate.get(0), certificate.get(1));
        return start(stage, host, port, idleTimeout, "\"tls_connection_policies\": [ {} ],", load);
    }

    private static Service start(Stage stage, Host host, int port, String idleTimeout, String policies, String tls) {
        // Without admin it listens on no second port, and what it would store goes into the run's folder.
        Path configuration = stage.write(host.role() + "-caddy-" + port + ".json", """
                {
                  "admin": { "disabled": true, "config": { "persist": false } },
                  "storage": { "module": "file_system", "root": "%1$s" },
                  "apps": {
                    "http": { "servers": { "lab": {
                      "listen": [ ":%2$d" ],
                      "protocols": [ "h1" ],
                      "idle_timeout": "%3$s",
                      "automatic_https": { "disable": true },
                      %4$s
                      "routes": [ { "handle": [ { "handler": "static_response", "body": "ok" } ] } ]
                    } } }%5$s
                  }
                }
                """.formatted(
                        host.folder().resolve("caddy"), port, idleTimeout, policies, tls));
        Process process = host.start("caddy-" + port, List.of("caddy", "run", "--config", configuration.toString()));
        stage.cast(host.role(), "Caddy " + host.run("caddy", "version").strip());
        return Service.listening(host, process, stage.addressOf(host), port);
    }
}
