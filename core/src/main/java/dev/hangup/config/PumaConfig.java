package dev.hangup.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puma's {@code puma.rb}: calls of its configuration language, of which a few say something of connections. */
final class PumaConfig implements Format {
    private static final Pattern CALL = Pattern.compile(
            "(?m)^[ \\t]*(persistent_timeout|first_data_timeout|max_keep_alive"
                    + "|max_fast_inline|port|bind|threads|workers|preload_app!|plugin|pidfile|state_path)\\b[ \\t(]*([^\\n#]*)");

    /** Calls that are written so in no other file. */
    private static final Pattern SURE = Pattern.compile(
            "(?m)^(?:persistent_timeout[ (]\\d|first_data_timeout[ (]\\d|preload_app!\\s*$"
                    + "|plugin :\\w|threads[ (](?:\\d|[a-z_]+,|ENV)|workers[ (](?:\\d|ENV)|port[ (](?:\\d|ENV)|bind [\"'](?:tcp|unix|ssl):)");

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,9})(?:\\s*\\)?\\s*}?\\s*\\)?)$");

    private static final Map<String, SettingKind> KINDS = Map.of(
            "persistent_timeout", SettingKind.IDLE_TIMEOUT,
            "first_data_timeout", SettingKind.HEADER_TIMEOUT,
            "max_keep_alive", SettingKind.MAX_REQUESTS,
            "max_fast_inline", SettingKind.MAX_REQUESTS);

    @Override
    public boolean recognises(String beginning) {
        return SURE.matcher(beginning)
                        .results()
                        .map(MatchResult::group)
                        .distinct()
                        .count()
                >= 2;
    }

    @Override
    public List<HopEnd> read(Source source) {
        Lines lines = new Lines(source);
        Map<SettingKind, Setting> settings = new LinkedHashMap<>();
        List<Address> addresses = new ArrayList<>();
        Matcher call = CALL.matcher(source.text());
        while (call.find()) {
            Matcher number = NUMBER.matcher(call.group(2).strip());
            SettingKind kind = KINDS.get(call.group(1));
            int start = call.start(2);
            if (kind != null && number.find()) {
                Notation how = kind == SettingKind.MAX_REQUESTS ? Notation.COUNT : Notation.SECONDS;
                settings.put(
                        kind,
                        Setting.of(kind, call.group(1), number.group(1), how, lines.place(start + number.start(1))));
            } else if (call.group(1).equals("port") && number.find(0)) {
                addresses.add(Address.of(number.group(1), -1));
            } else if (call.group(1).equals("bind")) {
                Matcher url = Pattern.compile("tcp://([^\"'?]{1,200})").matcher(call.group(2));
                if (url.find()) {
                    addresses.add(Address.of(url.group(1), -1));
                }
            }
        }
        if (addresses.isEmpty()) {
            addresses.add(new Address("", 9292));
        }
        return List.of(
                new HopEnd("puma", Role.SERVER, "", addresses, List.copyOf(settings.values()), source.place(1, 0)));
    }
}
