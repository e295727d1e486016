package dev.hangup.report;

import dev.hangup.diagnosis.Verdict;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** One JSON object per verdict and line: the format that programs read. */
public final class JsonLines {
    private JsonLines() {}

    /** Writes all verdicts of {@code report} to {@code out}, which stays open. */
    public static void write(Report report, OutputStream out) {
        JsonFactory factory = new JsonFactory();
        try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
            for (Verdict verdict : report.verdicts()) {
                VerdictJson.write(json, verdict);
                json.writeRaw('\n');
            }
        }
    }
}
