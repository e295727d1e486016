package dev.hangup.config;

import dev.hangup.SeenVersion;
import java.util.List;
import java.util.Map;

/**
 * What one configuration says.
 *
 * @param ends the ends of hops that it sets up
 * @param logFormats how it has access logs written: texts of nginx's {@code log_format}, without their names and quotes
 * @param versions of programs that it has run
 * @param servers where the servers are that its logs name: {@code backend/server} of HAProxy
 */
public record Configuration(
        List<HopEnd> ends, List<String> logFormats, List<SeenVersion> versions, Map<String, Address> servers) {
    /** Of a text that is no configuration. */
    static final Configuration NONE = new Configuration(List.of(), List.of(), List.of(), Map.of());

    public Configuration {
        ends = List.copyOf(ends);
        logFormats = List.copyOf(logFormats);
        versions = List.copyOf(versions);
        servers = Map.copyOf(servers);
    }
}
