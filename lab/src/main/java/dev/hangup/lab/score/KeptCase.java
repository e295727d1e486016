package dev.hangup.lab.score;

import dev.hangup.Analysis;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.Ledger;
import dev.hangup.lab.LabException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A folder with captures and the truth about them: {@code case.yaml} as cases/README.md describes it. */
public final class KeptCase {
    private static final String TRUTH_FILE = "case.yaml";
    private static final int DEEPEST = 4;
    private static final Pattern CAPTURE = Pattern.compile(".*\\.pcap(ng)?");
    private static final Pattern KERNEL = Pattern.compile("reset-trace\\.txt|server-(ss|nstat)-after\\.txt");

    private final Path folder;
    private final boolean checksOnly;
    private final List<Known> known;

    /** What is true of the connections of some clients in some captures. */
    private record Known(
            List<String> captures,
            List<String> clients,
            @Nullable Long firstFrame,
            @Nullable String server,
            String cause,
            @Nullable String culprit,
            @Nullable String closedBy,
            boolean decidable,
            List<String> acceptable) {
        static Known of(Map<?, ?> yaml) {
            return new Known(
                    texts(yaml.get("captures")),
                    texts(yaml.get("clients")),
                    yaml.get("first_frame") instanceof Number frame ? frame.longValue() : null,
                    text(yaml.get("server")),
                    String.valueOf(yaml.get("cause")),
                    text(yaml.get("culprit")),
                    text(yaml.get("closed_by")),
                    !Boolean.FALSE.equals(yaml.get("decidable")),
                    texts(yaml.get("acceptable")));
        }

        /** Several places know a connection by one first frame each: that of the verdict is of the place that decided. */
        boolean isAbout(String capture, Verdict verdict) {
            return captures.contains(capture)
                    && (clients.contains(
                                    verdict.connection().client().endpoint().toString())
                            || clients.contains(
                                    verdict.connection().server().endpoint().toString()))
                    && (firstFrame == null || firstFrame == verdict.connection().firstFrame())
                    && (server == null
                            || server.equals(
                                    verdict.connection().server().endpoint().toString()));
        }
    }

    private KeptCase(Path folder, boolean checksOnly, List<Known> known) {
        this.folder = folder;
        this.checksOnly = checksOnly;
        this.known = known;
    }

    /**
     * All cases in {@code root} and below it, by name.
     *
     * @throws LabException when one cannot be read
     */
    public static List<KeptCase> below(Path root) {
        try (Stream<Path> paths = Files.walk(root, DEEPEST)) {
            return paths.filter(path -> path.getFileName().toString().equals(TRUTH_FILE))
                    .sorted()
                    .map(KeptCase::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new LabException("cannot read " + root + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static KeptCase read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Object yaml =
                    new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromInputStream(in);
            List<Known> known = new ArrayList<>();
            if (yaml instanceof Map<?, ?> map && map.get("connections") instanceof List<?> connections) {
                for (Object connection : connections) {
                    if (connection instanceof Map<?, ?> entry) {
                        known.add(Known.of(entry));
                    }
                }
            }
            Path folder = file.toAbsolutePath().getParent();
            boolean checksOnly = yaml instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("checks_only"));
            return new KeptCase(folder == null ? file : folder, checksOnly, known);
        } catch (IOException | YamlEngineException unreadable) {
            throw new LabException("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** Its name: that of its folder. */
    public String name() {
        return folder.getFileName().toString();
    }

    /** Lets Hangup explain each capture by itself, and sets its verdicts beside the truth. */
    public List<Judgement> judge() {
        List<Judgement> judgements = new ArrayList<>();
        for (Path capture : captures()) {
            Analysis analysis = analysis(judgements);
            analysis.join(this::again);
            add(analysis, capture);
            analysis.report();
        }
        return judgements;
    }

    /**
     * Lets Hangup explain all captures together, with the kernel's word where it was kept. What one place can tell, all of
     * them can.
     */
    public List<Judgement> judgeTogether() {
        List<Judgement> judgements = new ArrayList<>();
        Analysis analysis = analysis(judgements);
        analysis.join(this::again);
        // The kernel's word first: captures are judged while they are read.
        Stream.concat(files(KERNEL).stream(), captures().stream()).forEach(file -> add(analysis, file));
        analysis.report();
        return judgements;
    }

    private InputStream again(String name) throws IOException {
        return Files.newInputStream(folder.resolve(name));
    }

    /** Sets its verdicts beside the truth, in {@code judgements}. */
    private Analysis analysis(List<Judgement> judgements) {
        return new Analysis(true, null, new Ledger(), verdict -> judgements.add(judgement(verdict)));
    }

    private static void add(Analysis analysis, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            analysis.add(file.getFileName().toString(), in, true, bytes -> {});
        } catch (IOException unreadable) {
            throw new LabException("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private Judgement judgement(Verdict verdict) {
        List<String> files = verdict.captures();
        String place = files.size() == 1 ? files.get(0) : "together";
        List<Known> truths = known.stream()
                .filter(one -> files.stream().anyMatch(file -> one.isAbout(file, verdict)))
                .toList();
        if (truths.isEmpty()) {
            return Judgement.ofHealthy(name(), checksOnly, place, verdict);
        }
        Known truth = truths.stream().filter(Known::decidable).findFirst().orElse(truths.get(0));
        // What packets cannot tell the kernel may: then the true cause is right, however sure.
        boolean told = files.size() > 1 && verdict.cause().equals(truth.cause);
        return new Judgement(
                name(),
                checksOnly,
                place,
                truth.cause,
                truth.culprit,
                truth.closedBy,
                truth.decidable || told,
                truth.acceptable,
                Judgement.Told.by(verdict));
    }

    private List<Path> captures() {
        return files(CAPTURE);
    }

    private List<Path> files(Pattern names) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> names.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new LabException("cannot read " + folder + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static @Nullable String text(@Nullable Object yaml) {
        return yaml == null ? null : yaml.toString();
    }

    private static List<String> texts(@Nullable Object yaml) {
        return yaml instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }
}
