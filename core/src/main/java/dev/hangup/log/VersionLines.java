package dev.hangup.log;

import dev.hangup.SeenVersion;
import dev.hangup.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lines in which programs tell their version, when they start or in passing. Those of nginx, Apache httpd, HAProxy, gunicorn
 * and Node were written by the programs here; those of Envoy, Puma, Tomcat, Jetty, Undertow, Spring Boot and Traefik stand here
 * as they are documented.
 */
final class VersionLines {
    /**
     * One kind of line.
     *
     * @param software as the table of defaults names it
     * @param mark what such a line has in it, as it is written
     * @param line the line, the version being its group
     */
    private record Kind(String software, String mark, Pattern line) {}

    /** Three numbers, as every program here but Java gives them. */
    private static final String FULL = "(\\d{1,6}\\.\\d{1,6}\\.\\d{1,6})";

    private static final List<Kind> KINDS = List.of(
            kind("nginx", ": nginx/", "\\[notice] \\d+#\\d+: nginx/" + FULL),
            kind(
                    "apache httpd",
                    " configured -- ",
                    "AH\\d{5}: Apache/" + FULL + "[^\"]{0,300} configured -- resuming normal"),
            kind("haproxy", "haproxy version is ", "haproxy version is " + FULL),
            kind("envoy", "Envoy version: ", "Envoy version: [0-9a-f]{40}/" + FULL + "/"),
            kind("gunicorn", "Starting gunicorn ", "\\[INFO] Starting gunicorn " + FULL),
            kind("puma", "Puma version: ", "\\* Puma version: " + FULL + " \\("),
            kind("tomcat", "Servlet engine: ", "Starting Servlet engine: \\[Apache Tomcat/" + FULL),
            kind("tomcat", "version name: ", "Server version name: +Apache Tomcat/" + FULL),
            kind("jetty", "; built: ", "\\bjetty-" + FULL + "[^; ]{0,40}; built: "),
            kind("undertow", ": Undertow - ", "starting server: Undertow - " + FULL),
            kind("traefik", "Traefik version ", "Traefik version v?" + FULL + "[^ ]* built on "),
            kind("node http.Server", "Node.js v", "(?:^|[ \"])Node\\.js v" + FULL + "(?:$|\\\\n|\")"),
            kind(
                    "jdk HttpClient",
                    " using Java ",
                    "Starting \\S+ (?:v\\S+ )?using Java (\\d{1,3}(?:\\.\\d{1,6}){0,2})\\b"));

    /** More versions of one log are not kept: who has so many has none. */
    private static final int MOST = 32;

    private final String file;
    private final Map<String, SeenVersion> seen = new LinkedHashMap<>();

    VersionLines(String file) {
        this.file = file;
    }

    private static Kind kind(String software, String mark, String line) {
        return new Kind(software, mark, Pattern.compile(line));
    }

    /** What every such line has in it, in small letters. */
    static Collection<String> needles() {
        return KINDS.stream().map(kind -> kind.mark().toLowerCase(Locale.ROOT)).toList();
    }

    /** Looks for a version in a line that has a needle. */
    void look(long number, String text) {
        Kind kind = kindOf(text);
        Matcher line = kind == null ? null : kind.line().matcher(text);
        Version version = line != null && line.find() ? Version.of(line.group(1)) : null;
        if (kind != null && version != null && seen.size() < MOST) {
            seen.putIfAbsent(kind.software() + version, new SeenVersion(kind.software(), version, file, number, null));
        }
    }

    private static @Nullable Kind kindOf(String text) {
        for (Kind kind : KINDS) {
            if (text.contains(kind.mark())) {
                return kind;
            }
        }
        return null;
    }

    /** Each version once, where it was told first. */
    List<SeenVersion> seen() {
        return new ArrayList<>(seen.values());
    }
}
