package dev.hangup.lab;

import java.nio.file.Path;
import java.util.List;

/**
 * A server that runs on a host of the lab.
 *
 * @param host where
 * @param process its first process
 * @param address at which it is reached
 * @param port on which it listens
 */
public record Service(Host host, Process process, String address, int port) {
    private static final int LONGEST_START_MILLIS = 15_000;

    /** Waits until {@code port} of {@code host} is listened on, and tells where. */
    public static Service listening(Host host, Process process, String address, int port) {
        Await.until(LONGEST_START_MILLIS, "nothing listens on port " + port + " of the " + host.role(), () -> {
            if (!process.isAlive()) {
                throw new LabException(
                        "a server of the " + host.role() + " ended at once; see the logs in " + host.folder());
            }
            return host.run("ss", "-Hltn", "sport = :" + port).contains(":" + port);
        });
        return new Service(host, process, address, port);
    }

    /** Waits until so many connections to it are established: some may not be accepted yet. */
    public void awaitConnections(int count) {
        Await.until(
                LONGEST_START_MILLIS,
                "fewer than " + count + " connections to port " + port,
                () -> host.run("ss", "-Htn", "state", "established", "sport = :" + port)
                                .lines()
                                .count()
                        >= count);
    }

    /** Its address and port, as in a URL. */
    public String authority() {
        return (address.contains(":") ? "[" + address + "]:" : address + ":") + port;
    }

    /** From now on its first process can have so many more files open than it has, connections among them. */
    public void limitDescriptors(int more) {
        String[] open =
                Path.of("/proc", Long.toString(process.pid()), "fd").toFile().list();
        int limit = more + (open == null ? 0 : open.length);
        host.run("prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + limit);
    }

    /** Sends signal {@code name} (TERM, QUIT, KILL, STOP ...) to its first process. */
    public void signal(String name) {
        Command.tryRun(List.of("kill", "-" + name, Long.toString(process.pid())));
    }

    /** Sends signal {@code name} to all its processes. */
    public void signalAll(String name) {
        process.descendants().forEach(child -> Command.tryRun(List.of("kill", "-" + name, Long.toString(child.pid()))));
        signal(name);
    }
}
