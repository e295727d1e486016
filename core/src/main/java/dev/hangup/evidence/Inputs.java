package dev.hangup.evidence;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Turns what stands on the command line into things to read: folders become the files below them, in order of name. */
public final class Inputs {
    private Inputs() {}

    /** Expands {@code names}; what does not exist or cannot be listed goes to the ledger. */
    public static List<Input> expand(List<String> names, Ledger ledger) {
        List<Input> inputs = new ArrayList<>();
        for (String name : names) {
            if (name.equals(Input.STANDARD_INPUT)) {
                inputs.add(new Input(name, null, true));
                continue;
            }
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                List<Input> below = walk(path, ledger);
                if (below.isEmpty()) {
                    ledger.add(name, -1, "the folder has no files in it");
                }
                inputs.addAll(below);
            } else if (Files.exists(path)) {
                inputs.add(new Input(name, path, true));
            } else {
                ledger.add(name, -1, "there is no such file or folder");
            }
        }
        return inputs;
    }

    private static List<Input> walk(Path folder, Ledger ledger) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    // In a folder nobody asked for pipes and devices, on which a read might never end.
                    if (Files.isRegularFile(file)) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException why) {
                    ledger.add(file.toString(), -1, "cannot be read: " + reason(why));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException why) {
            ledger.add(folder.toString(), -1, "cannot be listed: " + reason(why));
        }
        files.sort(null);
        return files.stream()
                .map(file -> new Input(file.toString(), file, false))
                .toList();
    }

    /** The reason in an exception of the file system, in words. */
    static String reason(IOException why) {
        if (why instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = why.getMessage();
        return message == null ? why.getClass().getSimpleName() : message;
    }
}
