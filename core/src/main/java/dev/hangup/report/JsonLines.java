package dev.hangup.report;

import dev.hangup.diagnosis.LogVerdict;
import dev.hangup.diagnosis.Verdict;
import java.io.OutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** One JSON object per verdict and line, those on connections as soon as they are reached: the format that programs read. */
public final class JsonLines implements Consumer<Verdict>, AutoCloseable {
    private final JsonGenerator json;

    /** Writes to {@code out}, which stays open. */
    public JsonLines(OutputStream out) {
        json = JsonFactory.builder()
                .rootValueSeparator("")
                .build()
                .createGenerator(ObjectWriteContext.empty(), new Unclosed(out));
    }

    @Override
    public void accept(Verdict verdict) {
        VerdictJson.write(json, verdict);
        json.writeRaw('\n');
    }

    /** Writes what only logs tell, a line for each incident. */
    public void end(Report report) {
        for (LogVerdict verdict : report.logs().incidents()) {
            LogJson.write(json, verdict);
            json.writeRaw('\n');
        }
    }

    @Override
    public void close() {
        json.close();
    }
}
