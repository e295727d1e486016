package dev.hangup.measurement;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A value in JSON that knows its line. Who asks it for what it is not gets {@link Malformed}, which names the line; a field that
 * nobody asks for costs nothing.
 */
final class JsonTree {
    /** In nanoseconds, twice as much still fits 64 bits; since 1970 it is the year 2096. */
    private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(4_000_000_000L);

    private static final int MOST_DECIMALS = 100;

    /** Something is not what it should be; the message is for people. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int line;

        Malformed(int line, String what) {
            super(what);
            this.line = line;
        }

        int line() {
            return line;
        }

        String what() {
            return String.valueOf(getMessage());
        }
    }

    private final String name;
    private final int line;
    private final Map<String, JsonTree> fields = new LinkedHashMap<>();
    private final List<JsonTree> items = new ArrayList<>();
    private @Nullable Object scalar;

    private JsonTree(String name, int line) {
        this.name = name;
        this.line = line;
    }

    /** The value that begins with the token that {@code json} read last; how deep it goes, the parser limits. */
    static JsonTree read(JsonParser json, String name) {
        JsonTree tree = new JsonTree(name, json.currentTokenLocation().getLineNr());
        switch (json.currentToken()) {
            case START_OBJECT -> {
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String field = json.currentName();
                    json.nextToken();
                    tree.fields.put(field, read(json, field));
                }
            }
            case START_ARRAY -> {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    tree.items.add(read(json, name));
                }
            }
            case VALUE_STRING -> tree.scalar = json.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> tree.scalar = json.getDecimalValue();
            case VALUE_TRUE, VALUE_FALSE -> tree.scalar = json.getBooleanValue();
            default -> {
                // null is nothing.
            }
        }
        return tree;
    }

    /** The line in which it begins, from 1. */
    int line() {
        return line;
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    /** The field of that name, which must be there. */
    JsonTree at(String field) {
        JsonTree value = fields.get(field);
        if (value == null) {
            throw new Malformed(line, "a measurement without " + field + ": it is not read");
        }
        return value;
    }

    /** What a field is read as; null where it is not there. */
    <T> @Nullable T optional(String field, Function<JsonTree, T> reader) {
        JsonTree value = fields.get(field);
        return value == null ? null : reader.apply(value);
    }

    /** What a field is read as; {@code otherwise} where it is not there. */
    <T> T or(T otherwise, String field, Function<JsonTree, T> reader) {
        JsonTree value = fields.get(field);
        return value == null ? otherwise : reader.apply(value);
    }

    /** What the items of a list are read as; a list that is not there is empty. */
    <T> List<T> each(String field, Function<JsonTree, T> reader) {
        JsonTree list = fields.get(field);
        return list == null ? List.of() : list.items.stream().map(reader).toList();
    }

    <T> List<T> each(Function<JsonTree, T> reader) {
        return items.stream().map(reader).toList();
    }

    String text() {
        if (scalar instanceof String text) {
            return text;
        }
        throw wrong("no text");
    }

    boolean isTrue() {
        if (scalar instanceof Boolean truth) {
            return truth;
        }
        throw wrong("neither true nor false");
    }

    private BigDecimal number() {
        if (scalar instanceof BigDecimal number
                && number.signum() >= 0
                && number.compareTo(MOST_SECONDS) <= 0
                && number.scale() <= MOST_DECIMALS) {
            return number;
        }
        throw wrong("no number that a measurement has");
    }

    int count() {
        BigDecimal number = number();
        if (number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw wrong("no count");
        }
        return number.intValue();
    }

    long whole() {
        return number().longValue();
    }

    double decimal() {
        return number().doubleValue();
    }

    /** Seconds, as nanoseconds. */
    long nanos() {
        return number().movePointRight(9).longValue();
    }

    /** The constant whose name is written in small letters, with hyphens. */
    <E extends Enum<E>> E constant(Class<E> type) {
        try {
            return Enum.valueOf(type, text().toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException unknown) {
            throw wrong("a word that is not known");
        }
    }

    private Malformed wrong(String what) {
        return new Malformed(line, name + " is " + what + ": the measurement is not read");
    }
}
