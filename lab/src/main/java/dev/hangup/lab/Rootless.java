package dev.hangup.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The lab for an ordinary user: the program runs once more in a user namespace (user_namespaces(7)), where it may make
 * networks of its own.
 */
public final class Rootless {
    /** Set in the inner run. */
    private static final String INSIDE = "HANGUP_LAB_INSIDE";

    private Rootless() {}

    /** Whether this process may make networks: it is root, or runs in the namespace that {@link #again} made. */
    public static boolean mayMakeNetworks() {
        return isRoot() || System.getenv(INSIDE) != null;
    }

    /** Whether this process is root, here or in a user namespace. */
    public static boolean isRoot() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
        } catch (IOException noProc) {
            return false;
        }
    }

    /**
     * Runs this program with its arguments once more, in a user namespace with a network and a {@code /run} of its own.
     *
     * @return its exit code
     * @throws LabException when this system allows no user namespaces, or lacks {@code unshare}
     */
    public static int again() {
        List<String> command = new ArrayList<>(List.of(
                Tools.path("unshare"),
                // Its own user with all capabilities rather than root: tcpdump, as root, insists on changing its
                // groups.
                "--user",
                "--map-current-user",
                "--keep-caps",
                "--net",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs hangup /run && exec \"$@\"",
                "hangup"));
        ProcessHandle.Info self = ProcessHandle.current().info();
        command.add(
                self.command().orElseThrow(() -> new LabException("this system does not tell how Java was started")));
        command.addAll(List.of(self.arguments().orElse(new String[0])));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().put(INSIDE, "1");
            return builder.start().waitFor();
        } catch (IOException cannotStart) {
            throw new LabException("cannot make a user namespace: " + cannotStart.getMessage(), cannotStart);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", interrupted);
        }
    }
}
