package dev.hangup.lab;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kernel's trace file system: where it is mounted, or a mount of our own for as long as the lab runs. */
final class Tracefs implements AutoCloseable {
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private final @Nullable Path root;
    private final boolean ours;

    private Tracefs(@Nullable Path root, boolean ours) {
        this.root = root;
        this.ours = ours;
    }

    /** Finds or mounts it; without the right to, there is none. */
    static Tracefs open() {
        removeLeftovers();
        for (String[] mount : mounts()) {
            Path place = Path.of(mount[1]);
            // What another lab mounted goes away with it.
            boolean lasts = !place.getFileName().toString().startsWith(Host.PREFIX);
            if (lasts && Files.isWritable(place.resolve("instances"))) {
                return new Tracefs(place, false);
            }
        }
        try {
            Path place = Files.createTempDirectory(
                    Host.PREFIX + ProcessHandle.current().pid() + "-tracing");
            try {
                Command.run(List.of("mount", "-t", "tracefs", "nodev", place.toString()));
                return new Tracefs(place, true);
            } catch (LabException mayNot) {
                Files.delete(place);
            }
        } catch (IOException noFolder) {
            // Then there is nowhere to mount it.
        }
        return new Tracefs(null, false);
    }

    /** Where it is mounted; null if nowhere. */
    @Nullable
    Path root() {
        return root;
    }

    @Override
    public void close() {
        if (ours && root != null) {
            unmount(root);
        }
    }

    /** What processes left behind that are gone: their trace instances, their mounts. */
    private static void removeLeftovers() {
        for (String[] mount : mounts()) {
            Path place = Path.of(mount[1]);
            try (var instances = Files.newDirectoryStream(place.resolve("instances"), Host.PREFIX + "*")) {
                for (Path instance : instances) {
                    if (Host.isLeftover(instance.getFileName().toString())) {
                        ResetTrace.remove(instance);
                    }
                }
            } catch (IOException | DirectoryIteratorException mayNot) {
                // Without the right to look there is none to take away.
            }
            if (Host.isLeftover(place.getFileName().toString())) {
                unmount(place);
            }
        }
    }

    private static void unmount(Path place) {
        Command.tryRun(List.of("umount", place.toString()));
        try {
            Files.deleteIfExists(place);
        } catch (IOException busy) {
            // Somebody else looks into it; the next run tries again.
        }
    }

    private static List<String[]> mounts() {
        try {
            return Files.readAllLines(MOUNTS).stream()
                    .map(line -> line.split(" "))
                    .filter(fields -> fields.length > 2 && fields[2].equals("tracefs"))
                    .toList();
        } catch (IOException noProc) {
            return List.of();
        }
    }
}
