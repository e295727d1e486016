package dev.hangup.config;

import dev.hangup.config.Setting.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value in YAML or JSON, with its place. Keys are the same however they are written: {@code connectTimeout}, {@code
 * connect_timeout} and {@code connect-timeout}, as protobuf's JSON and Spring take them.
 */
final class Tree {
    /** What stands at the end of a path that leads nowhere. */
    static final Tree NOTHING = new Tree(new Place("", 0, 0), "");

    private final Place place;
    private final String text;
    private final boolean isScalar;
    private final Map<String, Tree> fields = new LinkedHashMap<>();
    private final Map<String, String> spellings = new LinkedHashMap<>();
    private final List<Tree> items = new ArrayList<>();

    Tree(Place place, @Nullable String scalar) {
        this.place = place;
        this.text = scalar == null ? "" : scalar;
        this.isScalar = scalar != null;
    }

    private static String normal(String key) {
        return key.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    void put(String key, Tree value) {
        if (fields.putIfAbsent(normal(key), value) == null) {
            spellings.put(normal(key), key);
        }
    }

    void add(Tree item) {
        items.add(item);
    }

    Place place() {
        return place;
    }

    /** The text of a scalar; empty for anything else. */
    String text() {
        return text;
    }

    boolean isScalar() {
        return isScalar;
    }

    /** The items of a list; none of anything else. */
    List<Tree> items() {
        return items;
    }

    /** The values of a map. */
    Collection<Tree> values() {
        return fields.values();
    }

    /** The keys of a map as they are written. */
    Collection<String> keys() {
        return spellings.values();
    }

    boolean has(String key) {
        return fields.containsKey(normal(key));
    }

    /** What stands at the end of a path of keys; {@link #NOTHING} where it leads nowhere. */
    Tree at(String... path) {
        Tree here = this;
        for (String key : path) {
            here = here.fields.getOrDefault(normal(key), NOTHING);
        }
        return here;
    }

    /** The same, empty where nothing or no scalar is. */
    String textAt(String... path) {
        return at(path).text;
    }

    /** The number at the end of a path; {@code otherwise} where none is. */
    int number(int otherwise, String... path) {
        String digits = textAt(path);
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : otherwise;
    }

    /** Adds the scalar at the end of a path as a setting, where there is one. */
    void setting(List<Setting> into, SettingKind kind, String name, Notation notation, String... path) {
        Tree value = at(path);
        if (value.isScalar && !value.text.isEmpty()) {
            into.add(Setting.of(kind, name, value.text, notation, value.place));
        }
    }

    /** Shows every map below this, itself first, to {@code visitor}; ends after {@code budget} values. */
    void maps(Consumer<Tree> visitor, int budget) {
        List<Tree> waiting = new ArrayList<>(List.of(this));
        for (int visited = 0; visited < budget && !waiting.isEmpty(); visited++) {
            Tree one = waiting.remove(waiting.size() - 1);
            if (!one.fields.isEmpty()) {
                visitor.accept(one);
            }
            List<Tree> below = new ArrayList<>(one.items);
            below.addAll(one.fields.values());
            for (int i = below.size() - 1; i >= 0; i--) {
                waiting.add(below.get(i));
            }
        }
    }
}
