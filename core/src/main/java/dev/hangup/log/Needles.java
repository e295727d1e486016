package dev.hangup.log;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a line has in it if it may tell of a failure, or of a version, in lower case. A needle too many costs time, one too few
 * costs the failure: a line of a request that went well should have none of them, and every line that a {@link LogFormat} can
 * make an event of needs one.
 */
final class Needles {
    private static final List<String> WORDS = List.of(
            "reset",
            "refused",
            "timed out",
            "timeout",
            "time-out",
            "prematurely",
            "hang up",
            "broken pipe",
            "unreachable",
            "no route to host",
            "no live upstreams",
            "aborted",
            "handshake",
            "econn",
            "epipe",
            "etimedout",
            "ehostunreach",
            "enetunreach");

    private static final List<String> NGINX = List.of(" failed (", "ssl_do_handshake", "upstream sent ", " 009 ");

    /** Apache httpd's numbers of messages about backends (modules/proxy). */
    private static final List<String> APACHE = List.of("ah0089", "ah0095", "ah010", "ah0110", "ah0111", "ah104");

    /** Lines that say little by themselves but tell the story of a connection. */
    private static final List<String> ENVOY_DEBUG =
            List.of("][debug][", "][trace][", "\tdebug\tenvoy", "\ttrace\tenvoy", "][pool]", "][connection]");

    private static final List<String> ENVOY_FLAGS = List.of(
            "uf", "uc", "ut", "ur", "urx", "uh", "uo", "lr", "upe", "dc", "dr", "dpe", "si", "umsdr", "om", "dt",
            "udo");

    /**
     * Every message in {@code messages.tsv} that tells of a failure has one of these or of {@link #WORDS}. They are cut short
     * where the rest tells nothing apart: the sieve's table has to stay small.
     */
    private static final List<String> APPLICATIONS = List.of(
            "closed",
            "eof",
            "unexpec",
            "premature",
            "disconn",
            "malform",
            "errno",
            "os error",
            "(100",
            "assign req",
            "eaddrnot",
            "too many o",
            "noroute",
            "error 104",
            "error: 104",
            "error 111",
            "(104)",
            "mysql s",
            "brokenp",
            "execution e",
            "deadline",
            "terminal sig",
            "keepalive f",
            "keepalive p",
            "slowly",
            "request body",
            "no bytes",
            "to respond",
            "nohttp",
            "incompl",
            "without se",
            "payload i",
            "end of f",
            "empty r",
            "non-proper",
            "bytes exp",
            "link fail",
            "to the backend",
            "terminating",
            "status line",
            "statusline",
            "version f",
            "valid http",
            "invalid header",
            "violat",
            "response to h",
            "hpe_inv",
            "expected h",
            "match the h",
            "when not a",
            "httpbad",
            "parsing h",
            "ssl m",
            "tls rec",
            "wrong ver",
            "wrong_ver",
            "fatal a",
            "v1 alert",
            "tls: ",
            "certif",
            "pkix",
            "no approp",
            "cipher s",
            "err_tls",
            "_to_ver",
            "connection attempt",
            "gone a",
            "error r",
            "validate c",
            "as broken",
            "client l",
            "broken c",
            "goaway",
            "is closing",
            "io exc",
            "connect to s",
            "rst_s",
            "stream e",
            "of memory",
            "acquire(",
            "pool shut",
            "cancel",
            "aborterr",
            "connection abort",
            "ssl_error",
            "winerror",
            "peer sh",
            "minus one f",
            "terminated unex",
            "reading from s",
            "bad conn");

    /** 009: nginx's for an answer without a status line; 460: ALB's, 499: nginx's for a client that left. */
    private static final List<String> STATUSES = List.of("460", "499", "502", "503", "504");

    /** Who ended the session, and the phases in which it can (HAProxy's configuration manual, 8.5). */
    private static final Map<String, String> HAPROXY_ENDS = Map.of(
            "s", "chdqrt", "c", "chdqrt", "p", "chdrt", "l", "rhcdt", "r", "c", "d", "chd", "u", "chd", "k", "chd", "i",
            "rchd");

    private static final List<String> HAPROXY_COOKIES =
            List.of("--", "ni", "nn", "np", "vn", "vi", "vu", "di", "dn", "in", "ii", "ei", "en", "on");

    private Needles() {}

    static Set<String> all() {
        Set<String> needles = new LinkedHashSet<>();
        needles.addAll(WORDS);
        needles.addAll(NGINX);
        needles.addAll(APACHE);
        needles.addAll(ENVOY_DEBUG);
        needles.addAll(APPLICATIONS);
        for (String flag : ENVOY_FLAGS) {
            enclose(needles, " \",", flag, " \",");
        }
        for (String status : STATUSES) {
            enclose(needles, " \":=,|;\t", status, " \",}\\\t|;");
        }
        haproxyEnds(needles);
        needles.addAll(VersionLines.needles());
        return needles;
    }

    private static void enclose(Set<String> needles, String before, String word, String after) {
        before.chars().forEach(b -> after.chars().forEach(a -> needles.add((char) b + word + (char) a)));
    }

    /** In TCP logs they are two letters between blanks, in HTTP logs four, of which two are about cookies. */
    private static void haproxyEnds(Set<String> needles) {
        HAPROXY_ENDS.forEach((end, phases) -> {
            for (String phase : phases.split("")) {
                needles.add(" " + end + phase + " ");
                HAPROXY_COOKIES.forEach(cookies -> needles.add(" " + end + phase + cookies));
            }
        });
    }
}
