package dev.hangup.lab;

import dev.hangup.lab.Truth.Place;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the truth of a run as {@code case.yaml}; cases/README.md explains the fields. */
final class CaseWriter {
    private CaseWriter() {}

    static void write(Stage stage, Scenario scenario, String variant) {
        String name = scenario.name() + "-" + variant;
        StringBuilder yaml = new StringBuilder();
        yaml.append(
                "# What was captured, how it was made and what is true of it; cases/README.md explains the fields.\n");
        yaml.append("name: ").append(name).append('\n');
        yaml.append("about: >-\n  ").append(scenario.about()).append('\n');
        yaml.append("origin:\n");
        stage.programs().forEach((part, what) -> yaml.append("  " + part + ": \"" + what + "\"\n"));
        yaml.append("  staged: \"network namespaces on Linux ")
                .append(System.getProperty("os.version"))
                .append("\"\n");
        yaml.append("  run: \"hangup lab run ").append(name).append("\"\n");
        yaml.append("  date: ").append(LocalDate.now(ZoneOffset.UTC)).append('\n');
        yaml.append("made_with: \"tcpdump\"\n");
        yaml.append("checks_only: ").append(scenario.checksOnly(variant)).append('\n');
        yaml.append("default: healthy\n");
        Map<String, List<String>> groups = groups(stage);
        yaml.append(groups.isEmpty() ? "connections: []\n" : "connections:\n");
        groups.forEach((truth, clients) -> yaml.append(truth.formatted(String.join("", clients))));
        stage.write("case.yaml", yaml.toString());
    }

    /** The connections by what is true of them and where. */
    private static Map<String, List<String>> groups(Stage stage) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        stage.truths().byOpener().forEach((opener, truths) -> {
            Map<Seen, List<String>> capturesOf = new LinkedHashMap<>();
            for (Place place : stage.places()) {
                truths.stream()
                        .filter(truth -> truth.places().contains(place))
                        .findFirst()
                        .filter(truth -> !truth.unseenAt().contains(place))
                        .map(truth -> new Seen(truth, !truth.undecidableAt().contains(place)))
                        .ifPresent(seen -> capturesOf
                                .computeIfAbsent(seen, first -> new ArrayList<>())
                                .add(place.capture()));
            }
            capturesOf.forEach((seen, captures) -> groups.computeIfAbsent(
                            text(captures, seen.truth, seen.decidable), group -> new ArrayList<>())
                    .add("      - \"" + opener + "\"\n"));
        });
        return groups;
    }

    private record Seen(Truth truth, boolean decidable) {}

    private static String text(List<String> captures, Truth truth, boolean decidable) {
        StringBuilder text = new StringBuilder();
        text.append("  - captures: [").append(String.join(", ", captures)).append("]\n");
        text.append("    clients:\n%s");
        if (!truth.server().isEmpty()) {
            text.append("    server: \"").append(truth.server()).append("\"\n");
        }
        text.append("    cause: ").append(truth.cause()).append('\n');
        if (!truth.variant().isEmpty()) {
            text.append("    variant: ").append(truth.variant()).append('\n');
        }
        text.append("    culprit: ").append(truth.culprit().text()).append('\n');
        if (truth.closedBy() != null) {
            text.append("    closed_by: ").append(truth.closedBy().text()).append('\n');
        }
        text.append("    decidable: ").append(decidable).append('\n');
        if (!decidable && !truth.acceptable().isEmpty()) {
            text.append("    acceptable: [")
                    .append(String.join(", ", truth.acceptable()))
                    .append("]\n");
        }
        return text.toString();
    }
}
