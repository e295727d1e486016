package dev.hangup.config;

import dev.hangup.SeenVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Configurations written in tests, by name, of which one may include others; keeps what could not be read. */
public final class ConfigText {
    private final Map<String, String> files;
    private final List<String> damage = new ArrayList<>();

    public ConfigText(Map<String, String> files) {
        this.files = files;
    }

    /** The ends in one text, all of which must be readable. */
    public static List<HopEnd> ends(String name, String text) {
        ConfigText config = new ConfigText(Map.of(name, text));
        List<HopEnd> ends = config.read(name);
        if (!config.damage.isEmpty()) {
            throw new AssertionError(config.damage);
        }
        return ends;
    }

    public List<HopEnd> read(String name) {
        return Configs.read(source(name)).ends();
    }

    /** The versions that one text tells. */
    public static List<SeenVersion> versions(String name, String text) {
        return Configs.read(new ConfigText(Map.of(name, text)).source(name)).versions();
    }

    public List<String> damage() {
        return damage;
    }

    private Source source(String name) {
        return new Source(
                name,
                files.getOrDefault(name, ""),
                pattern -> files.containsKey(pattern) ? List.of(source(pattern)) : List.of(),
                (what, line) -> damage.add(name + ":" + line + ": " + what));
    }
}
