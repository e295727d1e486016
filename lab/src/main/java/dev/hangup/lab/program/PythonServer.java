package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import dev.hangup.lab.LabException;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lab's own small HTTP server ({@code programs/server.py}), for what no real server can be made to do. */
public final class PythonServer {
    private PythonServer() {}

    /** Starts it on {@code port} of {@code host} with {@code options} as its head comment names them. */
    public static Service start(Stage stage, Host host, int port, String... options) {
        List<String> command = new ArrayList<>(List.of("python3", stage.program("server.py"), Integer.toString(port)));
        command.addAll(List.of(options));
        Process process = host.start("server-" + port, command);
        return Service.listening(host, process, stage.addressOf(host), port);
    }

    /** The endpoints from which {@code path} was asked for so far. */
    public static List<String> askers(Service service, String path) {
        Path log = service.host().log("server-" + service.port());
        try {
            return Files.readAllLines(log).stream()
                    .filter(line -> line.endsWith("\t" + path))
                    .map(line -> line.split("\t", 2)[0])
                    .distinct()
                    .toList();
        } catch (IOException unreadable) {
            throw new LabException("cannot read " + log, unreadable);
        }
    }

    /** The same behind TLS. */
    public static Service startTls(Stage stage, Host host, int port, String... options) {
        List<Path> certificate = stage.certificate();
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(
                "--tls", certificate.get(0).toString(), certificate.get(1).toString()));
        return start(stage, host, port, all.toArray(new String[0]));
    }
}
