package dev.hangup;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the one-way flow of ARCHITECTURE.md: each room of the core, and the rooms that it may look into. */
class ArchitectureTest {
    private static final String BASE = "dev.hangup";

    /** The shared vocabulary, which every room may use: the classes directly in the base package. */
    private static final String ROOT = "";

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry(ROOT, Set.of()),
            Map.entry("measurement", Set.of(ROOT)),
            Map.entry("comparison", Set.of(ROOT, "config")),
            Map.entry("forecast", Set.of(ROOT, "log", "measurement", "comparison")),
            Map.entry("capture", Set.of(ROOT)),
            Map.entry("kernel", Set.of(ROOT)),
            Map.entry("log", Set.of(ROOT)),
            Map.entry("config", Set.of(ROOT)),
            Map.entry("evidence", Set.of(ROOT, "capture", "kernel", "log", "config", "measurement")),
            Map.entry("connection", Set.of(ROOT, "capture")),
            Map.entry("knowledge", Set.of(ROOT)),
            Map.entry(
                    "diagnosis",
                    Set.of(
                            ROOT,
                            "connection",
                            "kernel",
                            "log",
                            "config",
                            "knowledge",
                            "measurement",
                            "diagnosis.chain")),
            Map.entry(
                    "diagnosis.cause",
                    Set.of(
                            ROOT,
                            "log",
                            "kernel",
                            "connection",
                            "knowledge",
                            "measurement",
                            "diagnosis",
                            "diagnosis.chain")),
            Map.entry("diagnosis.chain", Set.of(ROOT, "config", "knowledge", "measurement")),
            Map.entry(
                    "report",
                    Set.of(
                            ROOT,
                            "log",
                            "measurement",
                            "comparison",
                            "forecast",
                            "connection",
                            "knowledge",
                            "config",
                            "diagnosis",
                            "diagnosis.chain")));

    /** Wire the rooms together, so they see them all. */
    private static final Set<String> ENTRY_POINTS = Set.of(BASE + ".Analysis", BASE + ".TextEvidence");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    static Set<String> rooms() {
        return new TreeSet<>(MAY_USE.keySet());
    }

    @ParameterizedTest(name = "\"{0}\"")
    @MethodSource("rooms")
    void roomUsesOnlyTheRoomsBeforeIt(String room) {
        classes()
                .that(liveIn(room))
                .and(areNotTheEntryPoint())
                .should()
                .onlyDependOnClassesThat(mayBeUsedFrom(room))
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void everyClassLivesInAKnownRoom() {
        assertThat(CORE)
                .as("a new room gets its row in MAY_USE here and its box in ARCHITECTURE.md")
                .allSatisfy(type -> assertThat(MAY_USE).as(type.getName()).containsKey(roomOf(type)));
    }

    @Test
    void onlyTheRegistryNamesTheCauses() {
        Map<String, Set<String>> causesByUser = new TreeMap<>();
        for (JavaClass type : CORE) {
            if (!roomOf(type).equals("diagnosis")) {
                continue;
            }
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(liveIn("diagnosis.cause"))
                    .forEach(cause -> causesByUser
                            .computeIfAbsent(outermost(type).getName(), user -> new TreeSet<>())
                            .add(cause.getName()));
        }

        assertThat(causesByUser).as("classes of diagnosis that name a cause").hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void readersOfPacketsPrintAndLogNothing() {
        noClasses()
                .that(liveIn("capture").or(liveIn("connection")))
                .should(ACCESS_STANDARD_STREAMS)
                .orShould(USE_JAVA_UTIL_LOGGING)
                .allowEmptyShould(true)
                .check(CORE);
    }

    /** They also run inside an engine that hands them segments; a file is nothing they could know. */
    @Test
    void followingAndJudgingKnowNoFiles() {
        noClasses()
                .that(liveIn("connection")
                        .or(liveIn("diagnosis"))
                        .or(liveIn("diagnosis.cause"))
                        .or(liveIn("diagnosis.chain"))
                        .or(liveIn("config")))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File|RandomAccessFile).*"
                        + "|java\\.nio\\.file\\.(Files|FileSystems?)"
                        + "|java\\.nio\\.channels\\.(Async\\w+)?FileChannel")
                .allowEmptyShould(true)
                .check(CORE);
    }

    /** Reads the sources, since a package-info without a class is no class file that one could miss. */
    @Test
    void everyPackageIsNullMarked() throws IOException {
        Path top = Path.of(System.getProperty("basedir", ".")).resolve("..");
        List<Path> unmarked = new ArrayList<>();
        for (String module : List.of("core", "app")) {
            Path sources = top.resolve(module).resolve("src/main/java");
            if (Files.isDirectory(sources)) {
                unmarked.addAll(unmarkedPackages(sources));
            }
        }

        assertThat(unmarked)
                .as("packages without a package-info.java that says @NullMarked")
                .isEmpty();
    }

    private static List<Path> unmarkedPackages(Path sources) throws IOException {
        Set<Path> packages = new TreeSet<>();
        try (var files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file).getParent())
                    .forEach(packages::add);
        }
        List<Path> unmarked = new ArrayList<>();
        for (Path name : packages) {
            Path info = sources.resolve(name).resolve("package-info.java");
            if (!Files.exists(info) || Files.readAllLines(info).stream().noneMatch("@NullMarked"::equals)) {
                unmarked.add(name);
            }
        }
        return unmarked;
    }

    private static DescribedPredicate<JavaClass> liveIn(String room) {
        return describe(
                "live in room \"" + room + "\"",
                type -> isOurs(type) && roomOf(type).equals(room));
    }

    private static DescribedPredicate<JavaClass> areNotTheEntryPoint() {
        return describe(
                "are not the entry point",
                type -> !ENTRY_POINTS.contains(outermost(type).getName()));
    }

    private static DescribedPredicate<JavaClass> mayBeUsedFrom(String room) {
        Set<String> others = MAY_USE.getOrDefault(room, Set.of());
        return describe("live in it, in " + others + " or outside of Hangup", type -> {
            JavaClass used = type.getBaseComponentType();
            if (!isOurs(used)) {
                return true;
            }
            String usedRoom = roomOf(used);
            boolean known = usedRoom.equals(room) || others.contains(usedRoom) || isRegistryEdge(room, usedRoom);
            return known && areNotTheEntryPoint().test(used);
        });
    }

    /** The registry of causes lies in diagnosis; that nothing else there names one is a rule of its own. */
    private static boolean isRegistryEdge(String room, String usedRoom) {
        return room.equals("diagnosis") && usedRoom.equals("diagnosis.cause");
    }

    private static boolean isOurs(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(BASE) || name.startsWith(BASE + ".");
    }

    /** The known room with the longest name that holds the class; its own package where none does. */
    private static String roomOf(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(BASE)) {
            return ROOT;
        }
        String inside = name.substring(BASE.length() + 1);
        return MAY_USE.keySet().stream()
                .filter(room -> !room.equals(ROOT))
                .filter(room -> inside.equals(room) || inside.startsWith(room + "."))
                .max(Comparator.comparingInt(String::length))
                .orElse(inside);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }
}
