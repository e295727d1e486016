package dev.hangup.provoke.load;

import dev.hangup.measurement.ServerBeside.Descriptors;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The processes that hold a listening socket, in the words of proc(5): a descriptor of a socket is a link to
 * {@code socket:[INODE]}. Those of other users can be seen by root alone.
 */
final class ListeningProcesses {
    private static final int MOST = 64;
    private static final Path PROC = Path.of("/proc");
    private static final Pattern SOFT_LIMIT = Pattern.compile("(?m)^Max open files\\s+(\\d{1,18}|unlimited)\\s");

    private final List<Path> processes;

    private ListeningProcesses(List<Path> processes) {
        this.processes = processes;
    }

    /** Those that hold the socket with this inode. */
    static ListeningProcesses of(String inode) {
        List<Path> holders = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holders.size() < MOST && holds(process, Path.of("socket:[" + inode + "]"))) {
                    holders.add(process);
                }
            }
        } catch (IOException | DirectoryIteratorException noProc) {
            // Then nobody is seen.
        }
        return new ListeningProcesses(holders);
    }

    private static boolean holds(Path process, Path socket) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (isLink(descriptor, socket)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException unseen) {
            // It is somebody else's, or has ended.
        }
        return false;
    }

    private static boolean isLink(Path descriptor, Path to) {
        try {
            return Files.readSymbolicLink(descriptor).equals(to);
        } catch (IOException closed) {
            return false;
        }
    }

    /** The descriptors of the one that has the smallest share of its limit left; null if none can be seen. */
    @Nullable
    Descriptors descriptors() {
        return processes.stream()
                .map(ListeningProcesses::descriptors)
                .filter(Objects::nonNull)
                .max(Comparator.comparingDouble(ListeningProcesses::share))
                .orElse(null);
    }

    private static double share(Descriptors descriptors) {
        return descriptors.limit() <= 0 ? 0 : (double) descriptors.most() / descriptors.limit();
    }

    private static @Nullable Descriptors descriptors(Path process) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            long count = 0;
            for (Path ignored : open) {
                count++;
            }
            Matcher limit = SOFT_LIMIT.matcher(Files.readString(process.resolve("limits")));
            if (!limit.find()) {
                return null;
            }
            return new Descriptors(count, limit.group(1).equals("unlimited") ? -1 : Long.parseLong(limit.group(1)));
        } catch (IOException | DirectoryIteratorException ended) {
            return null;
        }
    }
}
