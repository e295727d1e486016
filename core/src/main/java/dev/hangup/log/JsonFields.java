package dev.hangup.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Reads a JSON object as a flat list of names and values: {@code {"log":{"level":"warn"}}} as {@code log.level}. */
final class JsonFields {
    private static final int MOST_FIELDS = 1_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private JsonFields() {}

    /**
     * The fields of the object that begins at {@code from}, in their order; of a damaged one those before the damage. The
     * values of an array stand one to a line.
     */
    static Map<String, String> of(String text, int from) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text.substring(from))) {
            if (json.nextToken() == JsonToken.START_OBJECT) {
                read(json, fields);
            }
        } catch (JacksonException damaged) {
            // Lines are cut off, and what looks like JSON may be none: what was read so far counts.
            return fields;
        }
        return fields;
    }

    private static void read(JsonParser json, Map<String, String> fields) {
        Deque<String> prefixes = new ArrayDeque<>();
        prefixes.push("");
        while (!prefixes.isEmpty() && fields.size() < MOST_FIELDS) {
            JsonToken token = json.nextToken();
            if (token == null) {
                return;
            }
            if (token.isStructEnd()) {
                prefixes.pop();
            } else if (token.isStructStart()) {
                prefixes.push(name(prefixes.element(), json.currentName()));
            } else if (token != JsonToken.PROPERTY_NAME && token != JsonToken.VALUE_NULL) {
                fields.merge(
                        name(prefixes.element(), json.currentName()),
                        json.getString(),
                        (values, value) -> values + "\n" + value);
            }
        }
    }

    /** @param last null of what stands in an array */
    private static String name(String prefix, @Nullable String last) {
        return last == null ? prefix : prefix.isEmpty() ? last : prefix + "." + last;
    }
}
