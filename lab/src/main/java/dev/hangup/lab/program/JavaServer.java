package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.util.List;

/** The JDK's own HTTP server ({@code programs/Server.java}). */
public final class JavaServer {
    private JavaServer() {}

    /** Starts it on {@code port} of {@code host}: it answers everything, and {@code /slow} after a second. */
    public static Service start(Stage stage, Host host, int port) {
        Process process = host.start(
                "java-" + port,
                List.of("java", "-XX:TieredStopAtLevel=1", stage.program("Server.java"), Integer.toString(port)));
        stage.cast("server", "jdk.httpserver of Java " + Runtime.version().feature());
        return Service.listening(host, process, stage.addressOf(host), port);
    }
}
