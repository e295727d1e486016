package dev.hangup.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stages scenarios in namespaces of this machine. What it makes it takes away, also at Ctrl-C; what an earlier lab left
 * behind that was killed it takes away when it opens. Needs root, or root in a user namespace.
 */
public final class Lab implements AutoCloseable {
    /** How many runs there can be at a time: each has subnets of its own. */
    public static final int MOST_AT_ONCE = 100;

    private final Tracefs tracefs;
    private final Path scratch;
    private final Set<Stage> open = ConcurrentHashMap.newKeySet();
    private final Thread atExit = new Thread(this::sweep, "hangup-lab-sweep");
    private final boolean[] subnets = new boolean[MOST_AT_ONCE];

    private Lab(Tracefs tracefs, Path scratch) {
        this.tracefs = tracefs;
        this.scratch = scratch;
    }

    /**
     * Opens the lab.
     *
     * @throws LabException when a command is missing without which nothing can be staged
     */
    public static Lab open() {
        List<String> missing = Tools.missing(Tools.NEEDED);
        if (!missing.isEmpty()) {
            throw new LabException("the lab needs " + Tools.andHowToGet(missing));
        }
        Host.removeLeftovers();
        Lab lab = new Lab(Tracefs.open(), Scratch.open());
        Runtime.getRuntime().addShutdownHook(lab.atExit);
        return lab;
    }

    /** A folder for runs that nobody wants to keep: it goes with the lab. */
    public Path scratch() {
        return scratch;
    }

    /** Whether the kernel tells why it resets; without root on the machine itself it does not. */
    public boolean hasKernelReasons() {
        return tracefs.root() != null;
    }

    /**
     * Stages one variant of a scenario. Its captures, truth, configurations and logs are then in {@code folder}.
     *
     * @throws LabException when it cannot be staged, or did not go as planned
     */
    public void run(Scenario scenario, String variant, Path folder) {
        int subnet = takeSubnet();
        try {
            Files.createDirectories(folder);
            Stage stage = new Stage(variant, subnet, folder.toAbsolutePath(), tracefs);
            open.add(stage);
            try {
                scenario.stage(stage);
                stage.finish();
            } finally {
                stage.close();
                open.remove(stage);
            }
            stage.truths().check();
            CaseWriter.write(stage, scenario, variant);
        } catch (IOException cannot) {
            throw new LabException("cannot write to " + folder + ": " + cannot.getMessage(), cannot);
        } finally {
            giveBack(subnet);
        }
    }

    private synchronized int takeSubnet() {
        for (int i = 0; i < subnets.length; i++) {
            if (!subnets[i]) {
                subnets[i] = true;
                return i;
            }
        }
        throw new LabException("more than " + MOST_AT_ONCE + " runs at once");
    }

    private synchronized void giveBack(int subnet) {
        subnets[subnet] = false;
    }

    private void sweep() {
        open.forEach(Stage::close);
        tracefs.close();
        Scratch.remove(scratch);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        sweep();
    }
}
