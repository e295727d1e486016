package dev.hangup.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HAProxy: every frontend is an end that accepts, every backend one that connects, and a listen section is both. A
 * {@code defaults} section applies to the sections behind it until the next, or by name ({@code from}).
 */
final class HaproxyConfig implements Format {
    private static final Pattern SECTION = Pattern.compile(
            "(global|defaults|frontend|backend|listen|peers|resolvers|mailers|userlist|cache|program|http-errors|ring|fcgi-app)"
                    + "(?:\\s+(.*))?");

    private static final Pattern BEGINNING = Pattern.compile(
            "\\A\\ufeff?(?:\\s+|#[^\\n]*+(?:\\n|\\z))*+(?:global|defaults|frontend|backend|listen)\\b[^\\n{}=;]{0,200}\\r?\\n");

    private static final Pattern KEYWORD = Pattern.compile(
            "(?m)^\\s*(?:bind|server|timeout|mode|balance|default_backend|option|maxconn|retries|log)\\s+\\S");

    private static final Map<String, SettingKind> TIMEOUTS = Map.of(
            "http-keep-alive", SettingKind.IDLE_TIMEOUT,
            "http-request", SettingKind.HEADER_TIMEOUT,
            "connect", SettingKind.CONNECT_TIMEOUT,
            "server", SettingKind.READ_TIMEOUT,
            "client", SettingKind.READ_TIMEOUT);

    @Override
    public boolean recognises(String beginning) {
        return BEGINNING.matcher(beginning).find() && KEYWORD.matcher(beginning).find();
    }

    @Override
    public List<HopEnd> read(Source source) {
        return configuration(source).ends();
    }

    @Override
    public Configuration configuration(Source source) {
        List<HopEnd> ends = new ArrayList<>();
        Map<String, Address> servers = new LinkedHashMap<>();
        for (Section section : sections(source)) {
            section.addTo(ends);
            section.addServersTo(servers);
        }
        return new Configuration(ends, List.of(), List.of(), servers);
    }

    private static List<Section> sections(Source source) {
        Map<String, Section> named = new HashMap<>();
        Section defaults = null;
        Section section = null;
        List<Section> sections = new ArrayList<>();
        int number = 0;
        for (String raw : source.text().split("\n", -1)) {
            number++;
            Line line = Line.of(source, number, raw);
            if (line == null) {
                continue;
            }
            Matcher head = SECTION.matcher(String.join(" ", line.words));
            if (line.isSection() && head.matches()) {
                Section above = defaults;
                int from = line.words.indexOf("from");
                if (from >= 0 && from + 1 < line.words.size()) {
                    above = named.get(line.words.get(from + 1));
                }
                section = new Section(line.words.get(0), line.word(1), line, above);
                sections.add(section);
                if (section.type.equals("defaults")) {
                    defaults = section;
                    named.put(section.name, section);
                }
            } else if (section != null) {
                section.lines.add(line);
            } else {
                source.damage().accept("stands in no section", number);
            }
        }
        return sections;
    }

    /** The words of a line, and where each begins. */
    private record Line(Source source, int number, List<String> words, List<Integer> columns) {
        private static final Pattern WORD = Pattern.compile("(?:\\\\.|\"[^\"]*\"|'[^']*'|[^\\s#\\\\\"'])+|#");

        static @Nullable Line of(Source source, int number, String raw) {
            List<String> words = new ArrayList<>();
            List<Integer> columns = new ArrayList<>();
            Matcher word = WORD.matcher(raw);
            while (word.find() && !word.group().equals("#")) {
                words.add(word.group());
                columns.add(word.start());
            }
            return words.isEmpty() ? null : new Line(source, number, words, columns);
        }

        String word(int index) {
            return index < words.size() ? words.get(index) : "";
        }

        boolean startsWith(String... first) {
            return words.size() >= first.length
                    && words.subList(0, first.length).equals(List.of(first));
        }

        /** Only at its beginning does a section's keyword open one: {@code cache} is also used within others. */
        boolean isSection() {
            return columns.get(0) == 0;
        }

        /** A setting whose value is the word at {@code index}. */
        Setting setting(SettingKind kind, String name, int index, Notation notation) {
            int column = index < columns.size() ? columns.get(index) : columns.get(0);
            return Setting.of(kind, name, word(index), notation, source.place(number, column));
        }
    }

    /** A section with the defaults that apply to it. */
    private static final class Section {
        private final String type;
        private final String name;
        private final Line head;
        private final @Nullable Section above;
        private final List<Line> lines = new ArrayList<>();

        Section(String type, String name, Line head, @Nullable Section above) {
            this.type = type;
            this.name = name;
            this.head = head;
            this.above = above;
        }

        void addTo(List<HopEnd> ends) {
            if (isTcp()) {
                return;
            }
            boolean both = type.equals("listen");
            if (both || type.equals("frontend")) {
                ends.add(end(Role.SERVER, frontSettings(), "bind"));
            }
            if (both || type.equals("backend")) {
                ends.add(end(Role.CLIENT, backSettings(), "server"));
            }
        }

        /** As the logs name them: {@code backend/server} (configuration manual, 8.2.3). */
        void addServersTo(Map<String, Address> servers) {
            for (Line line : lines) {
                if (line.startsWith("server") && line.words.size() > 2) {
                    servers.putIfAbsent(name + "/" + line.word(1), Address.of(line.word(2), -1));
                }
            }
        }

        private boolean isTcp() {
            Line mode = last("mode");
            return mode == null || mode.word(1).equals("tcp");
        }

        private HopEnd end(Role role, List<Setting> settings, String keyword) {
            List<Address> addresses = new ArrayList<>();
            int wordOfAddress = keyword.equals("bind") ? 1 : 2;
            for (Line line : lines) {
                if (line.startsWith(keyword)) {
                    for (String address : line.word(wordOfAddress).split(",")) {
                        addresses.add(Address.of(address, -1));
                    }
                }
            }
            return new HopEnd(
                    "haproxy",
                    role,
                    (type + " " + name).strip(),
                    addresses,
                    settings,
                    head.source.place(head.number, 0));
        }

        /** Idle clients are bounded by the first of three timeouts that is set (HAProxy: timeout http-keep-alive). */
        private List<Setting> frontSettings() {
            Map<SettingKind, Setting> settings = new LinkedHashMap<>();
            put(settings, "bind", SettingKind.LISTEN, 1, Notation.WORDS);
            timeout(settings, "http-request");
            for (String candidate : List.of("http-keep-alive", "http-request", "client")) {
                Line line = timeout(candidate);
                if (line != null && !settings.containsKey(SettingKind.IDLE_TIMEOUT)) {
                    settings.put(
                            SettingKind.IDLE_TIMEOUT,
                            line.setting(SettingKind.IDLE_TIMEOUT, "timeout " + candidate, 2, Notation.HAPROXY));
                }
            }
            timeout(settings, "client");
            tcpKeepalive(settings, "option clitcpka");
            return List.copyOf(settings.values());
        }

        private List<Setting> backSettings() {
            Map<SettingKind, Setting> settings = new LinkedHashMap<>();
            put(settings, "server", SettingKind.UPSTREAM, 2, Notation.WORDS);
            timeout(settings, "connect");
            timeout(settings, "server");
            put(settings, "retries", SettingKind.RETRIES, 1, Notation.COUNT);
            Line retryOn = last("retry-on");
            if (retryOn != null) {
                String conditions = String.join(" ", retryOn.words.subList(1, retryOn.words.size()));
                Setting first = retryOn.setting(SettingKind.RETRY_ON, "retry-on", 1, Notation.WORDS);
                settings.put(
                        SettingKind.RETRY_ON,
                        new Setting(first.kind(), first.name(), conditions, Double.NaN, Notation.WORDS, first.place()));
            }
            Line guard = last("http-request", "disable-l7-retry");
            if (guard != null) {
                settings.put(
                        SettingKind.RETRY_GUARD,
                        guard.setting(SettingKind.RETRY_GUARD, "http-request", 1, Notation.WORDS));
            }
            tcpKeepalive(settings, "option srvtcpka");
            for (String option : List.of("httpclose", "http-server-close")) {
                Line line = last("option", option);
                if (line != null) {
                    settings.put(
                            SettingKind.REUSE,
                            line.setting(SettingKind.REUSE, "option", 1, Notation.WORDS)
                                    .meaning(0));
                }
            }
            Line reuse = last("http-reuse");
            if (reuse != null) {
                double isOn = reuse.word(1).equals("never") ? 0 : 1;
                settings.putIfAbsent(
                        SettingKind.REUSE,
                        reuse.setting(SettingKind.REUSE, "http-reuse", 1, Notation.WORDS)
                                .meaning(isOn));
            }
            return List.copyOf(settings.values());
        }

        private void timeout(Map<SettingKind, Setting> settings, String which) {
            Line line = timeout(which);
            SettingKind kind = TIMEOUTS.get(which);
            if (line != null && kind != null) {
                settings.put(kind, line.setting(kind, "timeout " + which, 2, Notation.HAPROXY));
            }
        }

        private @Nullable Line timeout(String which) {
            return last("timeout", which);
        }

        private void put(
                Map<SettingKind, Setting> settings, String keyword, SettingKind kind, int index, Notation notation) {
            Line line = last(keyword);
            if (line != null) {
                settings.put(kind, line.setting(kind, keyword, index, notation));
            }
        }

        private void tcpKeepalive(Map<SettingKind, Setting> settings, String option) {
            Line line = last("option", option.substring("option ".length()));
            Line either = last("option", "tcpka");
            Line on = line == null ? either : line;
            if (on != null) {
                settings.put(
                        SettingKind.TCP_KEEPALIVE,
                        on.setting(SettingKind.TCP_KEEPALIVE, "option", 1, Notation.WORDS)
                                .meaning(7200));
            }
        }

        /** The last line that begins so, here or in the defaults above. */
        private @Nullable Line last(String... words) {
            Line found = null;
            for (Line line : lines) {
                if (line.startsWith(words)) {
                    found = line;
                }
            }
            return found == null && above != null ? above.last(words) : found;
        }
    }
}
