package dev.hangup.config;

import java.util.List;
import java.util.stream.Stream;

/** Reads configurations, told by their content and never by their names. */
public final class Configs {
    /** How many characters of a text are enough to recognise it. */
    public static final int LOOKED_AT = 1 << 16;

    private static final List<Format> ALL = List.of(
            new HaproxyConfig(),
            new NginxConfig(),
            new TomcatXml(),
            new ApacheConfig(),
            new NodeSource(),
            new SpringConfig(),
            new TreeFormat(),
            new PythonServer(),
            new PumaConfig());

    private Configs() {}

    /** Whether a text that begins like this is a configuration. */
    public static boolean recognises(String beginning) {
        return matching(beginning).findFirst().isPresent();
    }

    /** What a configuration says; nothing when it is none. */
    public static Configuration read(Source source) {
        return matching(beginning(source))
                .findFirst()
                .map(format -> format.configuration(source))
                .orElse(Configuration.NONE);
    }

    private static String beginning(Source source) {
        return source.text().substring(0, Math.min(source.text().length(), LOOKED_AT));
    }

    private static Stream<Format> matching(String beginning) {
        return ALL.stream().filter(format -> format.recognises(beginning));
    }
}
