package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.util.ArrayList;
import java.util.List;

/** Redis, for a protocol that is not HTTP. */
public final class Redis {
    private Redis() {}

    /** Starts it on {@code port} of {@code host} with {@code options} of its command line. */
    public static Service start(Stage stage, Host host, int port, String... options) {
        List<String> command = new ArrayList<>(List.of("redis-server", "--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "0.0.0.0", "::", "--protected-mode", "no", "--save", ""));
        command.addAll(List.of("--dir", host.folder().toString()));
        command.addAll(List.of(options));
        Process process = host.start("redis-" + port, command);
        stage.cast("server", host.run("redis-server", "--version").strip());
        return Service.listening(host, process, stage.addressOf(host), port);
    }
}
