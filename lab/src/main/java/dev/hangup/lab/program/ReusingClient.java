package dev.hangup.lab.program;

import dev.hangup.lab.Host;
import dev.hangup.lab.Running;
import dev.hangup.lab.Service;
import dev.hangup.lab.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * HTTP libraries as applications use them. Each opens some connections, a few tenths of a second apart: GET {@value #FIRST},
 * a pause, then GET or POST {@value #AGAIN} in turn. How the second went is told by the roles {@code get} and {@code post};
 * libraries that send again by themselves get their answer in any case.
 */
public final class ReusingClient {
    /** The path of the first request. */
    public static final String FIRST = "/first";

    /** The path of the second request. */
    public static final String AGAIN = "/again";

    private static final List<String> JAVA = List.of("jdk-httpclient", "httpurlconnection", "apache-hc5", "okhttp");
    private static final List<String> NODE = List.of("node-agent", "node-fetch");

    private ReusingClient() {}

    /** The libraries. */
    public static List<String> libraries() {
        List<String> all = new ArrayList<>(JAVA);
        all.addAll(NODE);
        all.addAll(List.of("python-http-client", "python-requests", "curl"));
        return all;
    }

    /** The command, or module of Python, without which {@code library} cannot run. */
    public static String tool(String library) {
        if (JAVA.contains(library)) {
            return "java";
        }
        if (NODE.contains(library)) {
            return "node";
        }
        return switch (library) {
            case "python-requests" -> "python3-requests";
            case "curl" -> "curl";
            default -> "python3";
        };
    }

    /** Starts {@code library} on {@code client} with {@code count} connections to {@code service}. */
    public static Running start(Stage stage, Host client, String library, Service service, int count, Duration pause) {
        List<String> command = new ArrayList<>(command(stage, library));
        command.addAll(List.of(
                library, "http://" + service.authority(), Integer.toString(count), Long.toString(pause.toMillis())));
        String program = library.equals("curl") ? library : command.get(0);
        String version = client.run(program, "--version").lines().findFirst().orElse(program);
        stage.cast("client", library + " (" + version.split(" \\(", 2)[0].strip() + ")");
        return stage.start(library, command);
    }

    private static List<String> command(Stage stage, String library) {
        if (JAVA.contains(library)) {
            return List.of(
                    "java",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    JavaClients.class.getName());
        }
        return NODE.contains(library)
                ? List.of("node", stage.program("reuse.js"))
                : List.of("python3", stage.program("reuse.py"));
    }
}
