package dev.hangup.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JavaScript and TypeScript for Node in which a keep-alive setting stands: a scan for assignments and properties, as source code
 * cannot be run here. What is computed from the environment stays unknown, but for the default behind {@code ||} or {@code ??}.
 */
final class NodeSource implements Format {
    private static final String NUMBER = "([\\d_.]{1,16}(?:e\\d)?(?:\\s*\\*\\s*[\\d_.]{1,16}){0,4})";

    private static final String SERVER_NAMES = "keepAliveTimeout|headersTimeout|requestTimeout|maxRequestsPerSocket";
    private static final String CLIENT_NAMES =
            "freeSocketTimeout|freeSocketKeepAliveTimeout|socketActiveTTL|maxFreeSockets"
                    + "|keepAliveMaxTimeout|maxSockets";

    /** {@code server.keepAliveTimeout = 65 * 1000}, {@code keepAliveTimeout: 65_000}; not {@code ==} and not in a comment. */
    private static final Pattern ASSIGNMENT = Pattern.compile("\\b(" + SERVER_NAMES + "|" + CLIENT_NAMES
            + ")\\s{0,9}(?::|=(?!=))\\s{0,9}(?:[^;,\\n]{0,80}(?:\\|\\||\\?\\?)\\s{0,9})?" + NUMBER);

    private static final Pattern ANY_NAME =
            Pattern.compile("\\b(?:" + SERVER_NAMES + "|" + CLIENT_NAMES + ")\\s{0,9}(?::|=(?!=))\\s{0,9}[\\w(]");

    private static final Pattern IS_SCRIPT =
            Pattern.compile("\\brequire\\(['\"]|(?m:^\\s{0,40}import\\s[^;\\n]{0,200}['\"])"
                    + "|\\bcreateServer\\(|\\.listen\\(|\\bnew\\s+[\\w.]{0,60}Agent\\(");

    /** Comments, then a statement: prose, tables and the sources of other languages begin otherwise. */
    private static final Pattern BEGINNING =
            Pattern.compile("\\A\\ufeff?(?:#![^\\n]*+\\n)?(?:\\s+|//[^\\n]*+(?:\\n|\\z)|/\\*(?s:.*?)\\*/)*+"
                    + "(?:['\"]use strict|(?:const|let|var|export|async|function|class|if|type|interface)\\s|import\\s[^;\\n]*['\"{]"
                    + "|[\\w$.]{1,80}\\s?[(=])");

    private static final Pattern LISTEN = Pattern.compile(
            "\\.listen\\(\\s{0,9}(?:\\{\\s{0,9}port\\s{0,9}:\\s{0,9})?(?:(\\d{1,5})\\b|([A-Za-z_$][\\w$]{0,60})\\s{0,9}[,)]|"
                    + "[^,)\\n]{0,80}(?:\\|\\||\\?\\?)\\s{0,9}(\\d{1,5})\\b)");

    private static final Pattern AGENT = Pattern.compile("\\bnew\\s+[\\w.]{0,60}Agent\\(");

    private static final Map<String, SettingKind> KINDS = Map.of(
            "keepAliveTimeout", SettingKind.IDLE_TIMEOUT,
            "headersTimeout", SettingKind.HEADER_TIMEOUT,
            "requestTimeout", SettingKind.READ_TIMEOUT,
            "maxRequestsPerSocket", SettingKind.MAX_REQUESTS,
            "freeSocketTimeout", SettingKind.IDLE_TIMEOUT,
            "freeSocketKeepAliveTimeout", SettingKind.IDLE_TIMEOUT,
            "socketActiveTTL", SettingKind.LIFETIME,
            "maxFreeSockets", SettingKind.POOL_SIZE,
            "maxSockets", SettingKind.MAX_CONNECTIONS,
            "keepAliveMaxTimeout", SettingKind.LIFETIME);

    @Override
    public boolean recognises(String beginning) {
        return BEGINNING.matcher(beginning).find()
                && ANY_NAME.matcher(beginning).find()
                && IS_SCRIPT.matcher(beginning).find();
    }

    @Override
    public List<HopEnd> read(Source source) {
        String code = withoutComments(source.text());
        Lines lines = new Lines(source);
        Map<SettingKind, Setting> server = new LinkedHashMap<>();
        Map<SettingKind, Setting> client = new LinkedHashMap<>();
        List<Address> ports = ports(code, lines, server);
        boolean hasAgent = AGENT.matcher(code).find();
        boolean isAgentKeepAlive = code.contains("agentkeepalive");
        Matcher found = ASSIGNMENT.matcher(code);
        while (found.find()) {
            String name = found.group(1);
            SettingKind kind = KINDS.getOrDefault(name, SettingKind.READ_TIMEOUT);
            boolean isCount = kind == SettingKind.POOL_SIZE
                    || kind == SettingKind.MAX_REQUESTS
                    || kind == SettingKind.MAX_CONNECTIONS;
            Notation notation = isCount ? Notation.COUNT : Notation.MILLISECONDS;
            Setting setting = Setting.of(kind, name, found.group(2).strip(), notation, lines.place(found.start(2)));
            boolean ofClient = CLIENT_NAMES.contains(name) || hasAgent && ports.isEmpty();
            // A timeout of 0 is none: such connections are never closed for being idle.
            (ofClient ? client : server).put(kind, !isCount && setting.amount() == 0 ? never(setting) : setting);
        }
        List<HopEnd> ends = new ArrayList<>();
        if (server.keySet().stream().anyMatch(kind -> kind != SettingKind.LISTEN)) {
            ends.add(end("node http.Server", Role.SERVER, ports, server));
        }
        if (!client.isEmpty()) {
            String software =
                    isAgentKeepAlive ? "agentkeepalive" : code.contains("undici") ? "undici" : "node http.Agent";
            ends.add(end(software, Role.CLIENT, List.of(), client));
        }
        return ends;
    }

    private static Setting never(Setting setting) {
        return setting.meaning(Double.POSITIVE_INFINITY);
    }

    private static HopEnd end(String software, Role role, List<Address> addresses, Map<SettingKind, Setting> settings) {
        Setting first = settings.values().iterator().next();
        return new HopEnd(software, role, "", addresses, List.copyOf(settings.values()), first.place());
    }

    private static List<Address> ports(String code, Lines lines, Map<SettingKind, Setting> server) {
        List<Address> ports = new ArrayList<>();
        Matcher listen = LISTEN.matcher(code);
        while (listen.find()) {
            String port = listen.group(1) != null ? listen.group(1) : listen.group(3);
            if (port == null) {
                port = constant(code, listen.group(2));
            }
            if (!port.isEmpty()) {
                ports.add(Address.of(port, -1));
                server.putIfAbsent(
                        SettingKind.LISTEN,
                        Setting.of(SettingKind.LISTEN, "listen", port, Notation.WORDS, lines.place(listen.start())));
            }
        }
        return ports;
    }

    /** The number that a name stands for, where it is assigned as such or behind {@code ||}. */
    private static String constant(String code, String name) {
        Matcher assigned = Pattern.compile("\\b" + Pattern.quote(name)
                        + "\\s{0,9}(?::\\s{0,9}\\w{1,20}\\s{0,9})?=\\s{0,9}(?:[^;\\n]{0,120}?(?:\\|\\||\\?\\?)\\s{0,9})?"
                        + "['\"]?(\\d{1,5})\\b")
                .matcher(code);
        return assigned.find() ? assigned.group(1) : "";
    }

    /** The code with its comments blanked out, so that places stay where they are. */
    private static String withoutComments(String text) {
        StringBuilder code = new StringBuilder(text);
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char here = text.charAt(i);
            if (quote != 0) {
                if (here == '\\') {
                    i++;
                } else if (here == quote || here == '\n' && quote != '`') {
                    quote = 0;
                }
            } else if (here == '"' || here == '\'' || here == '`') {
                quote = here;
            } else if (here == '/' && (text.startsWith("//", i) || text.startsWith("/*", i))) {
                boolean isLine = text.charAt(i + 1) == '/';
                int end = text.indexOf(isLine ? "\n" : "*/", i + 2);
                int stop = end < 0 ? text.length() : isLine ? end : end + 2;
                for (int k = i; k < stop; k++) {
                    code.setCharAt(k, text.charAt(k) == '\n' ? '\n' : ' ');
                }
                i = stop - 1;
            }
        }
        return code.toString();
    }
}
