package dev.hangup.lab;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that go with the process that made them, or with the next lab if it did not live to do it. */
final class Scratch {
    private Scratch() {}

    /** Makes one; takes away those of processes that are gone. */
    static Path open() {
        Path place = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, Host.PREFIX + "*")) {
            for (Path folder : folders) {
                if (Host.isLeftover(folder.getFileName().toString())) {
                    remove(folder);
                }
            }
            Path folder = Files.createTempDirectory(
                    place, Host.PREFIX + ProcessHandle.current().pid() + "-runs");
            // Apache serves what is in it as a user of its own.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return folder;
        } catch (IOException | DirectoryIteratorException cannot) {
            throw new LabException("cannot write to " + place + ": " + cannot.getMessage(), cannot);
        }
    }

    static void remove(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> paths = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        } catch (IOException inUse) {
            // The next lab tries again.
        }
    }
}
