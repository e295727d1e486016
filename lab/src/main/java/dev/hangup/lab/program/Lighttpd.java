package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.nio.file.Path;
import java.util.List;

/** lighttpd. */
public final class Lighttpd {
    private Lighttpd() {}

    /**
     * Starts it on {@code port} of {@code host}: it answers 404.
     *
     * @param settings lines of its configuration
     */
    public static Service start(Stage stage, Host host, int port, String... settings) {
        Path configuration = stage.write(host.role() + "-lighttpd-" + port + ".conf", """
                server.document-root = "%s"
                server.port = %2$d
                server.bind = "0.0.0.0"
                server.use-ipv6 = "disable"
                $SERVER["socket"] == "[::]:%2$d" { }
                %3$s
                """.formatted(
                        host.folder(), port, String.join("\n", settings)));
        Process process = host.start("lighttpd-" + port, List.of("lighttpd", "-D", "-f", configuration.toString()));
        stage.cast("server", host.run("lighttpd", "-v").lines().findFirst().orElse("lighttpd"));
        return Service.listening(host, process, stage.addressOf(host), port);
    }
}
