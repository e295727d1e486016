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

    /** The ends of hops that a configuration sets up; none when it is no configuration. */
    public static List<HopEnd> read(Source source) {
        return matching(beginning(source))
                .findFirst()
                .map(format -> format.read(source))
                .orElse(List.of());
    }

    /** The texts of nginx's {@code log_format}s, without their names and quotes; none where it is no configuration of nginx. */
    public static List<String> logFormats(Source source) {
        return matching(beginning(source)).findFirst().filter(NginxConfig.class::isInstance).stream()
                .flatMap(nginx -> NginxConfig.logFormats(source))
                .toList();
    }

    private static String beginning(Source source) {
        return source.text().substring(0, Math.min(source.text().length(), LOOKED_AT));
    }

    private static Stream<Format> matching(String beginning) {
        return ALL.stream().filter(format -> format.recognises(beginning));
    }
}
