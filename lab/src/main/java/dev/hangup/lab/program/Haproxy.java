package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import dev.hangup.lab.LabException;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** HAProxy, as a server that answers by itself or as a proxy. */
public final class Haproxy {
    private static final String ANSWER = "http-request return status 200 content-type text/plain string ok";

    private Haproxy() {}

    /**
     * Starts it on {@code port} of {@code host}: it answers everything with 200.
     *
     * @param settings lines of its defaults section
     */
    public static Service start(Stage stage, Host host, int port, String... settings) {
        return start(stage, host, port, "", ANSWER, settings);
    }

    /** The same behind TLS, of version {@code oldest} (such as {@code TLSv1.2}) or later. */
    public static Service startTls(Stage stage, Host host, int port, String oldest, String... settings) {
        List<Path> certificate = stage.certificate();
        Path both = stage.write("lab.pem", read(certificate.get(0)) + read(certificate.get(1)));
        return start(stage, host, port, "ssl crt " + both + " ssl-min-ver " + oldest, ANSWER, settings);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new LabException("cannot read " + file, unreadable);
        }
    }

    /** Starts it in front of {@code upstream}. */
    public static Service startProxy(Stage stage, Host host, int port, Service upstream, String... settings) {
        return startProxy(stage, host, port, List.of(upstream), settings);
    }

    /** Starts it in front of {@code upstreams}, which take turns; it asks nobody again what was a POST. */
    public static Service startProxy(Stage stage, Host host, int port, List<Service> upstreams, String... settings) {
        StringBuilder backend = new StringBuilder("default_backend all\nbackend all\n");
        backend.append("    http-request disable-l7-retry if METH_POST\n");
        for (Service upstream : upstreams) {
            backend.append("    server ")
                    .append(upstream.host().role())
                    .append(' ')
                    .append(upstream.authority());
            backend.append('\n');
        }
        return start(stage, host, port, "", backend.toString(), settings);
    }

    private static Service start(Stage stage, Host host, int port, String tls, String answer, String... settings) {
        Path configuration = stage.write(host.role() + "-haproxy-" + port + ".cfg", """
                global
                    maxconn 400
                defaults
                    mode http
                    timeout connect 3s
                    timeout client 30s
                    timeout server 30s
                    %s
                frontend all
                    bind :::%d v4v6 %s
                    %s
                """.formatted(
                        String.join("\n    ", settings), port, tls, answer));
        Process process = host.start("haproxy-" + port, List.of("haproxy", "-db", "-f", configuration.toString()));
        stage.cast(host.role(), host.run("haproxy", "-v").lines().findFirst().orElse("HAProxy"));
        return Service.listening(host, process, stage.addressOf(host), port);
    }
}
