package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import dev.hangup.lab.Rootless;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.nio.file.Path;
import java.util.List;

/** nginx. */
public final class Nginx {
    private Nginx() {}

    /**
     * Starts it on {@code port} of {@code host}: it answers everything with 200.
     *
     * @param settings directives of its http block
     */
    public static Service start(Stage stage, Host host, int port, String... settings) {
        return start(stage, host, port, listen(port), "return 200 'ok\\n';", settings);
    }

    /** The same behind TLS. */
    public static Service startTls(Stage stage, Host host, int port, String... settings) {
        return start(stage, host, port, listenTls(stage, port), "return 200 'ok\\n';", settings);
    }

    /** Starts it, with or without TLS: it answers everything with a file of {@code size} bytes. */
    public static Service startFile(Stage stage, Host host, int port, int size, boolean tls, String... settings) {
        Path file = stage.write("answer.txt", "y".repeat(size));
        String location = "root %s; try_files /%s =404;".formatted(file.getParent(), file.getFileName());
        return start(stage, host, port, tls ? listenTls(stage, port) : listen(port), location, settings);
    }

    /** Starts it for HTTP/2 alone, which in clear needs no upgrade (RFC 9113, 3.3), or inside TLS. */
    public static Service startHttp2(Stage stage, Host host, int port, boolean tls, String... settings) {
        String listen = (tls
                ? listenTls(stage, port).replace(" ssl;", " ssl http2;")
                : listen(port).replace(";", " http2;"));
        return start(stage, host, port, listen, "return 200 'ok\\n';", settings);
    }

    private static String listen(int port) {
        return "listen %1$d; listen [::]:%1$d;".formatted(port);
    }

    private static String listenTls(Stage stage, int port) {
        List<Path> certificate = stage.certificate();
        return "listen %1$d ssl; listen [::]:%1$d ssl; ssl_certificate %2$s; ssl_certificate_key %3$s;"
                .formatted(port, certificate.get(0), certificate.get(1));
    }

    /** Starts it as a proxy: {@code location} are the directives of its only location. */
    public static Service startProxy(Stage stage, Host host, int port, String location, String... settings) {
        return start(stage, host, port, listen(port), location, settings);
    }

    private static Service start(Stage stage, Host host, int port, String listen, String location, String... settings) {
        String base = host.role() + "-nginx-" + port;
        Path folder = host.folder();
        Path configuration = stage.write(base + ".conf", """
                daemon off;
                %5$s
                worker_processes 1;
                pid %1$s.pid;
                error_log %1$s-error.log info;
                events { worker_connections 512; }
                http {
                    access_log %1$s-access.log;
                    client_body_temp_path %1$s-body;
                    proxy_temp_path %1$s-proxy;
                    fastcgi_temp_path %1$s-fastcgi;
                    uwsgi_temp_path %1$s-uwsgi;
                    scgi_temp_path %1$s-scgi;
                    %2$s
                    server {
                        %3$s
                        location / { %4$s }
                    }
                }
                """.formatted(
                        folder.resolve(base),
                        String.join("\n    ", settings),
                        listen,
                        location,
                        Rootless.isRoot() ? "user root;" : ""));
        Process process = host.start(
                "nginx-" + port,
                List.of("nginx", "-e", folder.resolve(base + "-error.log").toString(), "-c", configuration.toString()));
        stage.cast(host.role(), host.run("nginx", "-v").strip().replace("nginx version: ", ""));
        return Service.listening(host, process, stage.addressOf(host), port);
    }
}
