package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import dev.hangup.lab.Running;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.util.ArrayList;
import java.util.List;

/** curl, as a client ({@code programs/curls.py} starts it). */
public final class Curl {
    private Curl() {}

    /** Starts {@code count} of them on {@code client}, a tenth of a second apart, each for {@code path}. */
    public static Running start(Stage stage, Host client, Service service, String path, int count, String... options) {
        String url = "http://" + service.authority() + path;
        List<String> command =
                new ArrayList<>(List.of("python3", stage.program("curls.py"), url, Integer.toString(count)));
        command.addAll(List.of(options));
        stage.cast("client", client.run("curl", "--version").split(" \\(", 2)[0]);
        return stage.start("curls", command);
    }
}
