package dev.hangup.evidence;

import dev.hangup.SeenVersion;
import dev.hangup.capture.ByteSource;
import dev.hangup.config.Configs;
import dev.hangup.config.Source;
import dev.hangup.log.LogReader;
import dev.hangup.log.LogSummary;
import dev.hangup.measurement.MeasurementReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole texts for who reads configurations, and finds the files that they include: only below the folder of the file that
 * was named, so that a foreign configuration cannot have other files of this machine read.
 */
public final class ConfigFiles {
    private static final int LARGEST = 16 << 20;

    private final Ledger ledger;
    private final Map<String, String> texts = new LinkedHashMap<>();

    /** What cannot be read goes to {@code ledger}. */
    public ConfigFiles(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * A configuration or a measurement; null when it is neither, which the ledger says of what the user named itself, or cannot be
     * read. What is neither is not read to its end, but for a log that the user named: it tells {@code versions} of programs.
     */
    public @Nullable Source evidence(Input input, List<SeenVersion> versions) {
        return read(
                input, beginning -> MeasurementReader.recognises(beginning) || Configs.recognises(beginning), versions);
    }

    /** A text of whatever kind; null when it is none or cannot be read, which the ledger says. */
    public @Nullable Source text(Input input) {
        return read(input, beginning -> true, new ArrayList<>());
    }

    private @Nullable Source read(Input input, Predicate<String> wanted, List<SeenVersion> versions) {
        try (InputStream in = input.open()) {
            Unpacked unpacked = new Unpacked(in);
            Content content = unpacked.content();
            boolean isText = content != Content.EMPTY && content != Content.OTHER && !content.isCapture();
            if (isText && wanted.test(Content.beginning(unpacked.source(), Configs.LOOKED_AT))) {
                return read(input.name(), unpacked.source());
            }
            if (input.named() && !(isText && isLog(input.name(), unpacked.source(), versions))) {
                String what =
                        content == Content.EMPTY ? content.text() : "is no configuration or measurement that is known";
                ledger.add(input.name(), -1, what);
            }
        } catch (IOException why) {
            ledger.add(input.name(), -1, Inputs.reason(why));
        }
        return null;
    }

    private static boolean isLog(String name, ByteSource source, List<SeenVersion> versions) throws IOException {
        LogReader reader = new LogReader(name, event -> {}, (what, line) -> {});
        while (source.require(1)) {
            int available = source.available();
            reader.accept(source.buffer(), source.position(), source.position() + available);
            source.advance(available);
        }
        reader.finish();
        LogSummary summary = reader.summary();
        versions.addAll(summary.versions());
        return summary.isLog();
    }

    /**
     * The text of an input that is open already.
     *
     * @param name as the user named it: the path of a file, or standard input
     * @throws IOException when it cannot be read
     */
    public Source read(String name, ByteSource source) throws IOException {
        Path path = name.equals(Input.STANDARD_INPUT) ? null : Path.of(name);
        return source(name, text(name, source), Folder.of(path));
    }

    /** The texts that were read, by name: those of included files too. */
    public Map<String, String> texts() {
        return texts;
    }

    /** A folder as it is, and as the user named it. */
    private record Folder(Path absolute, @Nullable Path named) {
        static @Nullable Folder of(@Nullable Path file) {
            Path absolute =
                    file == null ? null : file.toAbsolutePath().normalize().getParent();
            return file == null || absolute == null ? null : new Folder(absolute, file.getParent());
        }

        String nameOf(Path file) {
            Path relative = absolute.relativize(file);
            return (named == null ? relative : named.resolve(relative)).toString();
        }
    }

    private Source source(String name, String text, @Nullable Folder folder) {
        texts.put(name, text);
        return new Source(
                name,
                text,
                pattern -> folder == null ? List.of() : included(name, folder, pattern),
                (what, line) -> ledger.add(name, -1, (line > 0 ? "line " + line + ": " : "") + what));
    }

    private List<Source> included(String includer, Folder folder, String pattern) {
        List<Source> sources = new ArrayList<>();
        try {
            Path wanted = folder.absolute().resolve(pattern).normalize();
            Path parent = wanted.getParent();
            Path last = wanted.getFileName();
            if (parent == null || last == null || !wanted.startsWith(folder.absolute())) {
                ledger.add(
                        includer, -1, "include " + pattern + ": not read, as it is not below the folder of the file");
                return List.of();
            }
            boolean isPattern = last.toString().matches(".*[*?\\[].*");
            for (Path file : isPattern ? matching(parent, last.toString()) : List.of(wanted)) {
                if (Files.isRegularFile(file)) {
                    String name = folder.nameOf(file);
                    try (InputStream in = Files.newInputStream(file)) {
                        sources.add(source(name, text(name, new Unpacked(in).source()), folder));
                    }
                } else if (!isPattern) {
                    ledger.add(includer, -1, "include " + pattern + ": there is no such file");
                }
            }
        } catch (IOException | InvalidPathException why) {
            ledger.add(includer, -1, "include " + pattern + ": " + Inputs.reason(why));
        }
        return sources;
    }

    /** In the order of their names, as nginx takes them. */
    private static List<Path> matching(Path folder, String pattern) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    private String text(String name, ByteSource source) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < LARGEST && source.require(1)) {
            int more = Math.min(source.available(), LARGEST - bytes.size());
            bytes.write(source.buffer(), source.position(), more);
            source.advance(more);
        }
        if (bytes.size() == LARGEST && source.require(1)) {
            ledger.add(name, -1, "larger than 16 MiB: the rest is not read");
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
