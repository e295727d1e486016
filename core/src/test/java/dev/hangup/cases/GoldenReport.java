package dev.hangup.cases;

import dev.hangup.Analysis;
import dev.hangup.evidence.Ledger;
import dev.hangup.report.JsonLines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What {@code explain --all --format jsonl} says of a case, reduced to what should not change by accident: a JSON array
 * with one connection per line, ordered by capture and first frame.
 */
final class GoldenReport {
    private static final List<String> TEXTS =
            List.of("capture", "client", "server", "cause", "variant", "culprit", "closed_by");

    private GoldenReport() {}

    /** Where the golden report of {@code folder} is kept. */
    static Path file(CaseFolder folder) {
        return folder.path().resolve("expected.json");
    }

    /** The report as it comes out now. */
    static String of(CaseFolder folder) throws IOException {
        List<Map<?, ?>> lines = lines(folder);
        lines.sort(Comparator.comparing((Map<?, ?> line) -> text(line, "capture"))
                .thenComparingLong(GoldenReport::firstFrame));
        return lines.stream()
                .map(GoldenReport::reduced)
                .reduce((one, other) -> one + ",\n" + other)
                .orElseThrow()
                .transform(all -> "[\n" + all + "\n]\n");
    }

    /** Every line of the jsonl report. JSON is YAML too. */
    private static List<Map<?, ?>> lines(CaseFolder folder) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonLines jsonl = new JsonLines(out)) {
            Analysis analysis = new Analysis(true, null, new Ledger(), jsonl);
            if (folder.captures().size() == 1) {
                // Several would be joined; here each speaks for itself.
                analysis.join(again -> new ByteArrayInputStream(folder.bytes(again)));
            }
            for (String capture : folder.captures()) {
                analysis.add(capture, new ByteArrayInputStream(folder.bytes(capture)), true, bytes -> {});
            }
            analysis.report();
        }
        Load load = new Load(LoadSettings.builder().build());
        List<Map<?, ?>> lines = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add((Map<?, ?>) load.loadFromString(line));
        }
        return lines;
    }

    private static String reduced(Map<?, ?> line) {
        StringBuilder json = new StringBuilder("  {");
        for (String key : TEXTS) {
            if (line.containsKey(key)) {
                json.append('"')
                        .append(key)
                        .append("\": \"")
                        .append(text(line, key))
                        .append("\", ");
            }
            if (key.equals("server")) {
                json.append("\"first_frame\": ").append(firstFrame(line)).append(", ");
            }
        }
        BigDecimal confidence = new BigDecimal(text(line, "confidence")).setScale(1, RoundingMode.HALF_UP);
        return json.append("\"confidence\": ").append(confidence).append('}').toString();
    }

    private static String text(Map<?, ?> line, String key) {
        return String.valueOf(line.get(key));
    }

    private static long firstFrame(Map<?, ?> line) {
        return Long.parseLong(text(line, "first_frame"));
    }
}
