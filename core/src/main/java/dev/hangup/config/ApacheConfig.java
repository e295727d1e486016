package dev.hangup.config;

import dev.hangup.config.Setting.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Apache httpd: the server and every VirtualHost accept; every ProxyPass and BalancerMember to HTTP connects. A VirtualHost has
 * what it does not say from the server.
 */
final class ApacheConfig implements Format {
    private static final int MOST_FILES = 500;

    private static final int LINES_LOOKED_AT = 40;

    /** A section or a directive in its usual spelling, such as no prose keeps to for long. */
    private static final Pattern USUAL = Pattern.compile("\\s*(?:</?[A-Z]\\w+\\b.*|[A-Z]\\w{2,40}(?:\\s.*[^.,:;])?)");

    private static final Pattern DIRECTIVE = Pattern.compile(
            "(?m)^\\s*(?:KeepAlive[ \\t]+(?i:on|off)\\s*$"
                    + "|(?:KeepAliveTimeout|MaxKeepAliveRequests|ProxyTimeout)[ \\t]+\\d|Listen[ \\t]+[\\w.:\\[\\]*]{0,80}\\d\\s*$"
                    + "|ProxyPass(?:Match)?[ \\t]+\\S+[ \\t]|BalancerMember[ \\t]+\"?\\w+://|LoadModule[ \\t]+\\w+[ \\t]|<VirtualHost[ \\t])");

    private static final Pattern LINE = Pattern.compile("^\\s*(</?\\w+|\\w+)(?:\\s+(.*?))?\\s*>?\\s*$");
    private static final Pattern HEADER_TIMEOUT = Pattern.compile("header=(\\d{1,6})");

    private static final Map<String, SettingKind> PARAMETERS = Map.of(
            "ttl", SettingKind.IDLE_TIMEOUT,
            "connectiontimeout", SettingKind.CONNECT_TIMEOUT,
            "timeout", SettingKind.READ_TIMEOUT,
            "max", SettingKind.MAX_CONNECTIONS);

    @Override
    public boolean recognises(String beginning) {
        return DIRECTIVE.matcher(beginning).find()
                && beginning
                        .replaceAll("\\\\\\r?\\n", " ")
                        .lines()
                        .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
                        .limit(LINES_LOOKED_AT)
                        .allMatch(line -> USUAL.matcher(line).matches());
    }

    @Override
    public List<HopEnd> read(Source source) {
        Reading reading = new Reading();
        reading.read(source);
        return reading.ends();
    }

    /** A directive with its arguments and the place of the first. */
    private record Directive(String name, String arguments, Place place) {}

    /** The server, or a VirtualHost. */
    private static final class Host {
        private final Map<String, Directive> directives = new HashMap<>();
        private final List<Address> addresses = new ArrayList<>();
        private final Map<String, Directive> targets = new LinkedHashMap<>();
        private String name = "";
        private Place place;

        Host(Place place) {
            this.place = place;
        }
    }

    private static final class Reading {
        private final List<Host> hosts = new ArrayList<>();
        private Host here = new Host(new Place("", 1, 0));
        private int files;

        Reading() {
            hosts.add(here);
        }

        void read(Source source) {
            if (files == 0) {
                hosts.get(0).place = source.place(1, 0);
            }
            if (++files > MOST_FILES) {
                source.damage().accept("more than " + MOST_FILES + " included files: a file includes itself?", 0);
                return;
            }
            int number = 0;
            for (String line : source.text().split("\n", -1)) {
                number++;
                Matcher words = LINE.matcher(line);
                if (!line.stripLeading().startsWith("#") && words.matches()) {
                    String arguments = words.group(2) == null ? "" : words.group(2);
                    int column = Math.max(words.start(2), words.start(1));
                    take(source, new Directive(words.group(1), arguments, source.place(number, column)));
                }
            }
        }

        private void take(Source source, Directive directive) {
            String first = directive.arguments().split("\\s", 2)[0];
            switch (directive.name()) {
                case "<VirtualHost" -> {
                    here = new Host(directive.place());
                    hosts.add(here);
                    here.addresses.add(Address.of(first, 80));
                    here.directives.put("Listen", directive);
                }
                case "</VirtualHost" -> here = hosts.get(0);
                case "ServerName" -> here.name = first;
                case "Listen" -> {
                    here.addresses.add(Address.of(first, 80));
                    here.directives.putIfAbsent("Listen", directive);
                }
                case "Include", "IncludeOptional" -> {
                    if (files <= MOST_FILES) {
                        source.includes().apply(first).forEach(this::read);
                    }
                }
                case "ProxyPass", "ProxyPassMatch", "BalancerMember" -> {
                    Matcher url = Pattern.compile("https?://[^\\s\"]+").matcher(directive.arguments());
                    if (url.find()) {
                        here.targets.putIfAbsent(url.group(), directive);
                    }
                }
                case "SetEnv", "SetEnvIf" -> {
                    if (directive.arguments().matches("(?i).*proxy-(?:nokeepalive|initial-not-pooled).*")) {
                        here.directives.put("proxy-nokeepalive", directive);
                    }
                }
                default -> here.directives.put(directive.name(), directive);
            }
        }

        List<HopEnd> ends() {
            List<HopEnd> ends = new ArrayList<>();
            Host server = hosts.get(0);
            for (Host host : hosts) {
                Map<String, Directive> effective = new HashMap<>(server.directives);
                effective.putAll(host.directives);
                if (host != server || hosts.size() == 1) {
                    ends.add(accepting(host, effective));
                }
                host.targets.forEach((url, pass) -> ends.add(connecting(url, pass, effective)));
            }
            return ends;
        }

        private static HopEnd accepting(Host host, Map<String, Directive> effective) {
            List<Setting> settings = new ArrayList<>();
            add(settings, SettingKind.LISTEN, effective.get("Listen"), Notation.WORDS);
            Directive keepAlive = effective.get("KeepAlive");
            if (keepAlive != null && keepAlive.arguments().equalsIgnoreCase("off")) {
                settings.add(new Setting(
                        SettingKind.IDLE_TIMEOUT,
                        "KeepAlive",
                        keepAlive.arguments(),
                        0,
                        Notation.WORDS,
                        keepAlive.place()));
            } else {
                add(settings, SettingKind.IDLE_TIMEOUT, effective.get("KeepAliveTimeout"), Notation.APACHE);
            }
            add(settings, SettingKind.MAX_REQUESTS, effective.get("MaxKeepAliveRequests"), Notation.COUNT);
            add(settings, SettingKind.READ_TIMEOUT, effective.get("Timeout"), Notation.APACHE);
            Directive reading = effective.get("RequestReadTimeout");
            Matcher header = HEADER_TIMEOUT.matcher(reading == null ? "" : reading.arguments());
            if (reading != null && header.find()) {
                settings.add(Setting.of(
                        SettingKind.HEADER_TIMEOUT,
                        "RequestReadTimeout header",
                        header.group(1),
                        Notation.APACHE,
                        reading.place()));
            }
            String scope = host.name.isEmpty() ? "" : "VirtualHost " + host.name;
            return new HopEnd("apache httpd", Role.SERVER, scope, host.addresses, settings, host.place);
        }

        private static void add(List<Setting> settings, SettingKind kind, @Nullable Directive one, Notation how) {
            if (one != null) {
                settings.add(Setting.of(kind, one.name(), one.arguments(), how, one.place()));
            }
        }

        private static HopEnd connecting(String url, Directive pass, Map<String, Directive> effective) {
            List<Setting> settings = new ArrayList<>();
            settings.add(Setting.of(SettingKind.UPSTREAM, pass.name(), pass.arguments(), Notation.WORDS, pass.place()));
            Matcher parameter = Pattern.compile("\\s(\\w+)=(\\S+)").matcher(pass.arguments());
            while (parameter.find()) {
                String key = parameter.group(1).toLowerCase(Locale.ROOT);
                Place place = new Place(
                        pass.place().file(), pass.place().line(), pass.place().column() + parameter.start(2));
                SettingKind kind = PARAMETERS.get(key);
                if (kind != null) {
                    Notation how = kind == SettingKind.MAX_CONNECTIONS ? Notation.COUNT : Notation.APACHE;
                    settings.add(Setting.of(kind, key, parameter.group(2), how, place));
                } else if (key.equals("disablereuse") && parameter.group(2).equalsIgnoreCase("on")) {
                    settings.add(new Setting(SettingKind.REUSE, key, parameter.group(2), 0, Notation.WORDS, place));
                } else if (key.equals("keepalive")) {
                    boolean isOn = parameter.group(2).equalsIgnoreCase("on");
                    settings.add(new Setting(
                            SettingKind.TCP_KEEPALIVE,
                            key,
                            parameter.group(2),
                            isOn ? 7200 : Double.POSITIVE_INFINITY,
                            Notation.WORDS,
                            place));
                }
            }
            Directive fresh = effective.get("proxy-nokeepalive");
            if (fresh != null && settings.stream().noneMatch(one -> one.kind() == SettingKind.REUSE)) {
                settings.add(new Setting(
                        SettingKind.REUSE, fresh.name(), fresh.arguments(), 0, Notation.WORDS, fresh.place()));
            }
            String target = url.replaceFirst("^https?://", "").replaceFirst("/.*", "");
            Address address = Address.of(target, url.startsWith("https") ? 443 : 80);
            return new HopEnd(
                    "apache mod_proxy",
                    Role.CLIENT,
                    pass.name() + " " + target,
                    List.of(address),
                    settings,
                    pass.place());
        }
    }
}
