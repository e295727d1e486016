package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Node's own HTTP server ({@code programs/server.js}). */
public final class Node {
    private Node() {}

    /**
     * Starts it on {@code port} of {@code host}.
     *
     * @param settings properties of its server object, such as {@code keepAliveTimeout=1000}
     */
    public static Service start(Stage stage, Host host, int port, String... settings) {
        List<String> command = new ArrayList<>(List.of("node", stage.program("server.js"), Integer.toString(port)));
        command.addAll(List.of(settings));
        Process process = host.start("node-" + port, command);
        stage.cast("server", "Node " + host.run("node", "--version").strip());
        return Service.listening(host, process, stage.addressOf(host), port);
    }

    /** The same behind TLS. */
    public static Service startTls(Stage stage, Host host, int port, String... settings) {
        List<Path> certificate = stage.certificate();
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("tls=" + certificate.get(0) + "," + certificate.get(1));
        return start(stage, host, port, all.toArray(new String[0]));
    }
}
