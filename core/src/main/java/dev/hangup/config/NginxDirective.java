package dev.hangup.config;

import dev.hangup.config.Setting.Place;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directive of nginx, simple or with a block.
 *
 * @param name its first word
 * @param arguments the words after it, without quotes
 * @param place of its first argument, or of the name where it has none
 * @param block the directives in its block; empty for a simple one
 */
record NginxDirective(String name, List<String> arguments, Place place, List<NginxDirective> block) {
    /** The argument at {@code index}; empty where there are fewer. */
    String argument(int index) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    /** The directives of that name in its block. */
    Stream<NginxDirective> inside(String wanted) {
        return block.stream().filter(one -> one.name.equals(wanted));
    }
}
