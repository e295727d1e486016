package dev.hangup.evidence;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One thing to read.
 *
 * @param name as the user would name it
 * @param path where it is; null for standard input
 * @param named whether the user named it itself, rather than a folder above it
 */
public record Input(String name, @Nullable Path path, boolean named) {
    /** The name of standard input on the command line. */
    public static final String STANDARD_INPUT = "-";

    /**
     * Its bytes, from a file, or as a {@link Pipe} from a pipe or standard input. Opening a pipe by name waits for its writer.
     *
     * @throws IOException when it cannot be opened; {@link Inputs#reason} says why in words
     */
    public InputStream open() throws IOException {
        if (path == null) {
            return new Pipe(new FileInputStream(FileDescriptor.in));
        }
        return Files.isRegularFile(path) ? Files.newInputStream(path) : new Pipe(new FileInputStream(path.toFile()));
    }
}
