package dev.hangup.staged;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A place in a report. */
public record Json(Object value) {
    /** A whole report. */
    public static Json of(String text) {
        // JSON is YAML.
        return new Json(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    /** The place that {@code path} leads to: names and indices, such as {@code idle/0/closes}. */
    public Json at(String path) {
        Object found = value;
        for (String step : path.split("/")) {
            found = found instanceof List<?> list
                    ? Objects.requireNonNull(list.get(Integer.parseInt(step)), path)
                    : Objects.requireNonNull(((Map<?, ?>) found).get(step), path);
        }
        return new Json(found);
    }

    /** The elements of an array. */
    public List<Json> all() {
        return ((List<?>) value).stream().map(Json::new).toList();
    }

    /** What {@code path} leads to from every element of an array. */
    public List<Object> each(String path) {
        return all().stream().map(one -> one.at(path).value()).toList();
    }

    /** A number, such as of seconds. */
    public double number() {
        return ((Number) value).doubleValue();
    }
}
