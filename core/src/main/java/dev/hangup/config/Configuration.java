package dev.hangup.config;

import java.util.List;
import java.util.Map;

/**
 * What one configuration says.
 *
 * @param ends the ends of hops that it sets up
 * @param logFormats how it has access logs written: texts of nginx's {@code log_format}, without their names and quotes
 * @param servers where the servers are that its logs name: {@code backend/server} of HAProxy
 */
public record Configuration(List<HopEnd> ends, List<String> logFormats, Map<String, Address> servers) {
    /** Of a text that is no configuration. */
    static final Configuration NONE = new Configuration(List.of(), List.of(), Map.of());

    public Configuration {
        ends = List.copyOf(ends);
        logFormats = List.copyOf(logFormats);
        servers = Map.copyOf(servers);
    }
}
