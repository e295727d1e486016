package dev.hangup.config;

import java.util.List;
import java.util.Map;

/** A family of configurations. */
interface Format {
    /** Whether a text that begins like this is one; strict, as logs and source code are given too. */
    boolean recognises(String beginning);

    /** The ends of hops in it. */
    List<HopEnd> read(Source source);

    /** All that it says; of most families that is the ends of hops. */
    default Configuration configuration(Source source) {
        return new Configuration(read(source), List.of(), List.of(), Map.of());
    }
}
