package dev.hangup.config;

import dev.hangup.config.Setting.Place;
import java.util.List;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;

/**
 * The text of one configuration.
 *
 * @param name as the user named it
 * @param text all of it
 * @param includes finds the files that an include directive names, perhaps by a pattern; who reads configurations opens no
 *     files
 * @param damage is told what cannot be read, and in which line (0 for the whole)
 */
public record Source(
        String name, String text, Function<String, List<Source>> includes, ObjLongConsumer<String> damage) {
    /** A text that includes nothing. */
    public Source(String name, String text, ObjLongConsumer<String> damage) {
        this(name, text, pattern -> List.of(), damage);
    }

    Place place(int line, int column) {
        return new Place(name, line, column);
    }
}
