package dev.hangup.report;

import dev.hangup.measurement.Provocation;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What was provoked, as one JSON object. */
public final class ProvocationJson {
    private static final int SCHEMA = 1;

    private ProvocationJson() {}

    /** Writes it to {@code out}, which stays open. */
    public static void write(OutputStream out, Provocation provocation) {
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
            json.writeStartObject();
            json.writeNumberProperty("schema", SCHEMA);
            json.writeStringProperty("target", provocation.target());
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }
}
