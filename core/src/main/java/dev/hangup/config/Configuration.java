package dev.hangup.config;

import java.util.List;

/**
 * What one configuration says.
 *
 * @param ends the ends of hops that it sets up
 * @param logFormats how it has access logs written: texts of nginx's {@code log_format}, without their names and quotes
 */
public record Configuration(List<HopEnd> ends, List<String> logFormats) {
    /** Of a text that is no configuration. */
    static final Configuration NONE = new Configuration(List.of(), List.of());

    public Configuration {
        ends = List.copyOf(ends);
        logFormats = List.copyOf(logFormats);
    }
}
