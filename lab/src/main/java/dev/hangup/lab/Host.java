package dev.hangup.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A host of the lab: a network namespace of its own. It has an IPv4 and an IPv6 address on each of its links, and its own
 * kernel settings, routes and firewall.
 */
public final class Host {
    /** Every namespace of the lab begins with this and the id of the process that made it, so that leftovers are known. */
    static final String PREFIX = "hangup-";

    private final String role;
    private final String namespace;
    private final Path folder;
    private final List<Process> processes = Collections.synchronizedList(new ArrayList<>());

    Host(String role, String run, Path folder) {
        this.role = role;
        this.namespace = PREFIX + ProcessHandle.current().pid() + "-" + run + "-" + role;
        this.folder = folder;
        Command.run(List.of(Tools.path("ip"), "netns", "add", namespace));
        // Without this an IPv6 address cannot be used for its first second or two (RFC 4862 section 5.4).
        sysctl("ipv6.conf.default.accept_dad", "0");
        run("ip", "link", "set", "lo", "up");
    }

    /** What it is in its topology: client, router, proxy, server. */
    public String role() {
        return role;
    }

    /** Where the run keeps its configurations and logs. */
    public Path folder() {
        return folder;
    }

    String namespace() {
        return namespace;
    }

    /**
     * Runs {@code command} here to its end and gives what it printed.
     *
     * @throws LabException when it fails
     */
    public String run(String... command) {
        return Command.run(inside(List.of(command)));
    }

    /** Starts {@code command} here; it is ended with the host. Its output goes to {@link #log}. */
    public Process start(String name, List<String> command) {
        Process process = Command.start(inside(command), log(name));
        processes.add(process);
        return process;
    }

    /** What {@link #start} under this name prints. */
    public Path log(String name) {
        return folder.resolve(role + "-" + name + ".log");
    }

    /** The endpoints here of TCP connections to {@code peerPort} that are in {@code state}, as ss(8) calls it. */
    public List<String> endpoints(String state, int peerPort) {
        return run("ss", "-Htn", "state", state, "dport = :" + peerPort)
                .lines()
                .map(line -> line.strip().split("\\s+")[2])
                .toList();
    }

    /** Sets the kernel setting {@code net.<name>} of this host. */
    public void sysctl(String name, String value) {
        run("sh", "-c", "echo " + value + " > /proc/sys/net/" + name.replace('.', '/'));
    }

    private List<String> inside(List<String> command) {
        List<String> whole = new ArrayList<>(List.of(Tools.path("ip"), "netns", "exec", namespace));
        whole.add(Tools.path(command.get(0)));
        whole.addAll(command.subList(1, command.size()));
        return whole;
    }

    /** Kills every process here, as when the host loses its power: nobody says goodbye over a link that is down. */
    public void killAll() {
        processes.forEach(Process::destroyForcibly);
        for (String pid : Command.run(List.of(Tools.path("ip"), "netns", "pids", namespace))
                .split("\\s+")) {
            if (!pid.isEmpty()) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** Ends what runs here and takes the namespace away. */
    void remove() {
        try {
            killAll();
        } catch (LabException gone) {
            // Then there is nothing to end.
        }
        Command.tryRun(List.of(Tools.path("ip"), "netns", "del", namespace));
    }

    /** Takes away what an earlier run left behind that did not live to do it: namespaces of processes that are gone. */
    static void removeLeftovers() {
        for (String line :
                Command.run(List.of(Tools.path("ip"), "netns", "list")).split("\n")) {
            String name = line.split(" ", 2)[0];
            if (isLeftover(name)) {
                Command.tryRun(List.of(
                        "sh",
                        "-c",
                        "for pid in $(" + Tools.path("ip") + " netns pids " + name + "); do kill -9 $pid; done"));
                Command.tryRun(List.of(Tools.path("ip"), "netns", "del", name));
            }
        }
    }

    /** Whether {@code name} is of the lab, made by a process that is gone. */
    static boolean isLeftover(String name) {
        if (!name.startsWith(PREFIX)) {
            return false;
        }
        String pid = name.substring(PREFIX.length()).split("-", 2)[0];
        return pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }
}
