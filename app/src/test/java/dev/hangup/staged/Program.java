package dev.hangup.staged;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.lab.Lab;
import dev.hangup.lab.Network;
import dev.hangup.lab.Rootless;
import dev.hangup.lab.Scenario;
import dev.hangup.lab.Stage;
import dev.hangup.lab.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The program as a client in the lab: a command of it, run where the clients are, with {@code --format json}. */
public final class Program {
    private Program() {}

    /** Skips the test, with the reason, where the lab or {@code tools} cannot be had, or -Dhangup.realServers=false is said. */
    public static void assumeLab(String... tools) {
        assumeTrue(!"false".equals(System.getProperty("hangup.realServers")), "-Dhangup.realServers=false");
        assumeTrue(Rootless.isRoot(), "needs root");
        List<String> needed = new ArrayList<>(List.of("ip", "ss", "nstat", "tcpdump", "python3", "ethtool"));
        needed.addAll(List.of(tools));
        List<String> missing = Tools.missing(needed);
        assumeTrue(missing.isEmpty(), "needs " + missing);
    }

    /**
     * Runs it against what {@code staging} stages, over a path of {@code roundTrip}; returns what it printed.
     *
     * @param arguments the command and its options
     * @param variant as of a scenario: with ipv6 in it, over IPv6
     * @param folder where the lab's own captures are afterwards
     * @return what it printed
     */
    public static String run(List<String> arguments, String variant, Duration roundTrip, Staging staging, Path folder) {
        List<String> printed = new ArrayList<>();
        Opened.LAB.run(new Run(arguments, variant, roundTrip, staging, printed), variant, folder);
        return printed.get(0);
    }

    /** One lab for all tests, so that those at the same time have subnets of their own; it goes with the JVM. */
    private static final class Opened {
        static final Lab LAB = Lab.open();
    }

    /** A run of the lab whose client is the program. */
    private record Run(
            List<String> arguments, String variant, Duration roundTrip, Staging staging, List<String> printed)
            implements Scenario {
        @Override
        public String name() {
            return "program-test";
        }

        @Override
        public String about() {
            return "The program asks an endpoint.";
        }

        @Override
        public List<String> variants() {
            return List.of(variant);
        }

        @Override
        public List<String> tools(String tool) {
            return List.of();
        }

        @Override
        public void stage(Stage stage) {
            Network network = stage.routed(roundTrip);
            String url = staging.stage(stage, network);
            stage.nobodyIsHurt();
            stage.capture();
            List<String> command = new ArrayList<>(List.of(
                    "sh",
                    "-c",
                    "exec \"$@\" 2>/dev/null",
                    "sh",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.hangup.cli.Main"));
            command.addAll(arguments);
            command.addAll(List.of("--format", "json", url));
            printed.add(network.client().run(command.toArray(new String[0])));
        }
    }
}
