package dev.hangup.logs;

import dev.hangup.Analysis;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.LogFindings;
import dev.hangup.report.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Explains texts as a user would give them. */
final class LogsOf {
    private static final Path INCIDENTS =
            Path.of(System.getProperty("basedir", ".")).resolve("src/test/resources/incidents");

    private LogsOf() {}

    /** The evidence of a published incident, as its author printed it. */
    static Report incident(String number) throws IOException {
        Analysis analysis = new Analysis(false, null, new Ledger(), verdict -> {});
        try (Stream<Path> files = Files.list(INCIDENTS.resolve(number))) {
            for (Path file : files.sorted().toList()) {
                analysis.add(file.toString(), new ByteArrayInputStream(Files.readAllBytes(file)), true, bytes -> {});
            }
        }
        return analysis.report();
    }

    /** One log. */
    static LogFindings log(String... lines) {
        return logs(List.of("test.log"), List.of(String.join("\n", lines) + "\n"));
    }

    /** Several files. */
    static LogFindings logs(List<String> names, List<String> texts) {
        Analysis analysis = new Analysis(false, null, new Ledger(), verdict -> {});
        for (int i = 0; i < names.size(); i++) {
            byte[] bytes = texts.get(i).getBytes(StandardCharsets.UTF_8);
            analysis.add(names.get(i), new ByteArrayInputStream(bytes), true, read -> {});
        }
        return analysis.report().logs();
    }
}
