package dev.hangup.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schemas (draft 2020-12) of what is written for programs. */
public final class Schemas {
    /** Of a line of jsonl. */
    public static final String LINE = "jsonl.schema.json";

    /** Of the whole report; it brings {@link #LINE} with it. */
    public static final String REPORT = "json.schema.json";

    /** Of what lint writes. */
    public static final String LINT = "lint.schema.json";

    /** Of what {@code hangup probe} measured. */
    public static final String PROBE = "probe.schema.json";

    /** Of what {@code hangup provoke} provoked; it brings {@link #PROBE} with it. */
    public static final String PROVOKE = "provoke.schema.json";

    /** Of what {@code hangup provoke --load} measured. */
    public static final String LOAD = "load.schema.json";

    /** Of what {@code hangup compare} writes. */
    public static final String COMPARISON = "compare.schema.json";

    /** Of what {@code hangup forecast} writes. */
    public static final String FORECAST = "forecast.schema.json";

    private Schemas() {}

    /** The text of one of them, which stands alone. */
    public static String text(String name) {
        return switch (name) {
            case REPORT -> bundle(resource(REPORT), resource(LINE));
            case PROVOKE -> bundle(resource(PROVOKE), resource(PROBE));
            default -> resource(name);
        };
    }

    /**
     * Puts the schema that another refers to by its {@code $id} among the other's definitions, as a resource of its own (JSON
     * Schema 2020-12 section 9.3).
     *
     * @param referring a schema without definitions of its own
     */
    private static String bundle(String referring, String referred) {
        String open = referring.substring(0, referring.lastIndexOf('}')).stripTrailing();
        return open + ",\n  \"$defs\": {\n    \"referred\": " + referred.strip().replace("\n", "\n    ") + "\n  }\n}\n";
    }

    private static String resource(String name) {
        try (InputStream in = Schemas.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no schema " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }
}
