package dev.hangup.cases;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One folder of {@code cases/}.
 *
 * @param name of the folder
 * @param captures the names of its captures, sorted
 * @param truths of the connections that are not healthy, and of some that are
 */
record CaseFolder(Path path, String name, List<String> captures, List<Truth> truths) {
    private static final Path ROOT =
            Path.of(System.getProperty("basedir", ".")).resolve("../cases").normalize();

    private static final Set<String> KEYS =
            Set.of("name", "about", "origin", "made_with", "corrected", "note", "default", "connections");

    /** All cases, by name. */
    static List<CaseFolder> all() throws IOException {
        List<CaseFolder> folders = new ArrayList<>();
        try (Stream<Path> paths = Files.list(ROOT)) {
            for (Path path : paths.filter(Files::isDirectory).sorted().toList()) {
                folders.add(of(path));
            }
        }
        return folders;
    }

    private static CaseFolder of(Path path) throws IOException {
        String name = path.getFileName().toString();
        Set<String> captures = new TreeSet<>();
        try (Stream<Path> files = Files.list(path)) {
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches(".*\\.pcap(ng)?"))
                    .forEach(captures::add);
        }
        Map<?, ?> yaml = yaml(path.resolve("case.yaml"));
        if (!KEYS.containsAll(yaml.keySet()) || !name.equals(yaml.get("name"))) {
            throw new IllegalArgumentException(path + ": unknown keys or another name than its folder's");
        }
        if (!Outcome.HEALTHY.equals(yaml.get("default")) || !(yaml.get("connections") instanceof List<?> connections)) {
            throw new IllegalArgumentException(path + ": needs default: healthy, and connections");
        }
        List<Truth> truths = new ArrayList<>();
        for (Object connection : connections) {
            truths.add(Truth.of((Map<?, ?>) connection));
        }
        return new CaseFolder(path, name, List.copyOf(captures), truths);
    }

    private static Map<?, ?> yaml(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Object yaml =
                    new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromInputStream(in);
            return (Map<?, ?>) yaml;
        }
    }

    /** The bytes of a capture. */
    byte[] bytes(String capture) throws IOException {
        return Files.readAllBytes(path.resolve(capture));
    }

    /** What Hangup says of a capture. */
    Explained explain(String capture) throws IOException {
        return Explained.of(capture, bytes(capture));
    }

    /** What is known of the connection of {@code outcome}; null when the default holds. */
    @Nullable
    Truth truth(String capture, Outcome outcome) {
        return truths.stream()
                .filter(truth -> truth.isAbout(capture, outcome))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String toString() {
        return name;
    }
}
