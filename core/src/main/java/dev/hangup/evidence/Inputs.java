package dev.hangup.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns what stands on the command line into things to read: folders become the files below them, in order of name, and the
 * files of a rotated capture are put into their own order. What kernels and logs say comes first, behind what is configured and
 * measured.
 */
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
            try {
                expand(name, ledger, inputs);
            } catch (IOException | InvalidPathException why) {
                ledger.add(name, -1, reason(why));
            }
        }
        return textsFirst(Rotation.inTimeOrder(each(inputs, ledger)));
    }

    /** What is named twice is read once, as it would count twice. */
    private static List<Input> each(List<Input> inputs, Ledger ledger) {
        Set<Path> seen = new HashSet<>();
        List<Input> once = new ArrayList<>();
        for (Input input : inputs) {
            Path path = input.path();
            if (path == null || !Files.isRegularFile(path) || seen.add(real(path))) {
                once.add(input);
            } else if (input.named()) {
                ledger.add(input.name(), -1, "is named twice, and read once");
            }
        }
        return once;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException unreadable) {
            return path;
        }
    }

    /**
     * Texts are read before the captures that they are about, which are judged as they are read; configurations first, as
     * they say how logs are written.
     */
    private static List<Input> textsFirst(List<Input> inputs) {
        if (inputs.size() < 2) {
            return inputs;
        }
        Map<Turn, List<Input>> byTurn = new EnumMap<>(Turn.class);
        inputs.forEach(input ->
                byTurn.computeIfAbsent(turn(input), first -> new ArrayList<>()).add(input));
        return byTurn.values().stream().flatMap(List::stream).toList();
    }

    /** When an input is read. */
    private enum Turn {
        CONFIGURATION,
        TEXT,
        CAPTURE
    }

    /** What can be read only once is not looked into: it stays behind. */
    private static Turn turn(Input input) {
        if (input.path() == null || !Files.isRegularFile(input.path())) {
            return Turn.CAPTURE;
        }
        try (InputStream in = input.open()) {
            Content content = new Unpacked(in).content();
            if (content == Content.CONFIGURATION || content == Content.MEASUREMENT) {
                return Turn.CONFIGURATION;
            }
            return content == Content.TEXT || content.isKernelsWord() ? Turn.TEXT : Turn.CAPTURE;
        } catch (IOException unreadable) {
            // Why, is said when it is read.
            return Turn.CAPTURE;
        }
    }

    private static void expand(String name, Ledger ledger, List<Input> inputs) throws IOException {
        if (name.isEmpty()) {
            // The empty path would be the current folder, which nobody meant.
            throw new NoSuchFileException(name);
        }
        Path path = Path.of(name);
        if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
            inputs.add(new Input(name, path, true));
            return;
        }
        FileCollector collector = new FileCollector(path, ledger);
        // Links are followed so that a link to a folder can be named; the collector enters no others.
        Files.walkFileTree(path, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, collector);
        if (collector.files.isEmpty() && !collector.failed) {
            ledger.add(name, -1, "the folder has no files in it");
        }
        collector.files.sort(null);
        for (Path file : collector.files) {
            inputs.add(new Input(file.toString(), file, false));
        }
    }

    /** Collects the files below a folder; what cannot be read goes to the ledger. */
    private static final class FileCollector extends SimpleFileVisitor<Path> {
        private final Path top;
        private final Ledger ledger;
        private final List<Path> files = new ArrayList<>();
        private boolean failed;

        FileCollector(Path top, Ledger ledger) {
            this.top = top;
            this.ledger = ledger;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            // A folder that is linked from elsewhere is no part of this one, and would be read twice.
            boolean isLinked = !folder.equals(top) && Files.isSymbolicLink(folder);
            return isLinked ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // In a folder nobody asked for pipes and devices, on which a read might never end.
            if (attributes.isRegularFile()) {
                files.add(file);
            } else if (attributes.isSymbolicLink()) {
                tell(file, "is a link to nothing");
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            // A loop of links is a linked folder as well.
            if (!(why instanceof FileSystemLoopException)) {
                tell(file, reason(why));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
            if (why != null) {
                tell(folder, "cannot be listed to its end: " + reason(why));
            }
            return FileVisitResult.CONTINUE;
        }

        private void tell(Path file, String what) {
            failed = true;
            ledger.add(file.toString(), -1, what);
        }
    }

    /** Why something cannot be read, in words that follow its name. */
    public static String reason(Exception why) {
        if (why instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (why instanceof AccessDeniedException) {
            return "cannot be read: permission denied";
        }
        String message = why instanceof FileSystemException inFileSystem ? inFileSystem.getReason() : why.getMessage();
        return "cannot be read: " + (message == null ? why.getClass().getSimpleName() : message);
    }
}
