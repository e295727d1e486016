package dev.hangup.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * gunicorn's settings file, and the command lines of gunicorn, uvicorn and hypercorn wherever they stand: Dockerfile, Procfile, a
 * unit of systemd, a script.
 */
final class PythonServer implements Format {
    private static final Pattern ASSIGNMENT = Pattern.compile(
            "(?m)^(bind|workers|worker_class|threads|keepalive|timeout"
                    + "|graceful_timeout|max_requests|preload_app|accesslog|errorlog|loglevel)[ \\t]*=[ \\t]*(.*?)[ \\t]*(?:#.*)?$");

    private static final Pattern COMMAND = Pattern.compile(
            "(?m)^(?:[ \\t]*(?:CMD|ENTRYPOINT|ExecStart=|exec|command:|web:)?"
                    + "[\\[\\s\"']*(?:[\\w./]{0,80}/)?(gunicorn|uvicorn|hypercorn)\\b[^\\n]*[\\s\"'][\\w.]+:[\\w.()]+[^\\n]*)$");

    private static final Pattern OPTION = Pattern.compile(
            "--(timeout-keep-alive|keep-alive|port|bind|worker-class|max-requests|threads)[\\s\"',=]+([^\\s\"',\\]]+)"
                    + "|\\s[\"']?-(b|k)[\\s\"',=]+([^\\s\"',\\]]+)");

    private static final Map<String, SettingKind> KINDS = Map.of(
            "keepalive", SettingKind.IDLE_TIMEOUT,
            "keep-alive", SettingKind.IDLE_TIMEOUT,
            "timeout-keep-alive", SettingKind.IDLE_TIMEOUT);

    @Override
    public boolean recognises(String beginning) {
        return isSettingsFile(beginning) || COMMAND.matcher(beginning).find() && beginning.contains("keep-alive");
    }

    private static boolean isSettingsFile(String beginning) {
        long known = ASSIGNMENT
                .matcher(beginning)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .count();
        return known >= 2
                && Pattern.compile("(?m)^(?:bind|worker_class|keepalive)[ \\t]*=")
                        .matcher(beginning)
                        .find();
    }

    @Override
    public List<HopEnd> read(Source source) {
        Lines lines = new Lines(source);
        List<HopEnd> ends = new ArrayList<>();
        if (isSettingsFile(source.text())) {
            Values values = new Values();
            Matcher line = ASSIGNMENT.matcher(source.text());
            while (line.find()) {
                values.put(line.group(1), line.group(2), line.start(2), lines);
            }
            values.addTo(ends, "gunicorn", source);
            return ends;
        }
        Matcher command = COMMAND.matcher(source.text());
        while (command.find()) {
            Values values = new Values();
            Matcher option = OPTION.matcher(command.group());
            while (option.find()) {
                boolean isLong = option.group(1) != null;
                String name = isLong ? option.group(1) : option.group(3).equals("b") ? "bind" : "worker-class";
                int group = isLong ? 2 : 4;
                values.put(name, option.group(group), command.start() + option.start(group), lines);
            }
            values.addTo(ends, command.group(1), source);
        }
        return ends;
    }

    /** What one program was told. */
    private static final class Values {
        private final Map<String, Setting> settings = new LinkedHashMap<>();

        void put(String name, String value, int offset, Lines lines) {
            String plain = value.replaceAll("^[\"'\\[ ]+|[\"'\\] ]+$", "");
            int at = offset + value.indexOf(plain);
            SettingKind kind = KINDS.getOrDefault(name, SettingKind.LISTEN);
            Notation how = kind == SettingKind.LISTEN ? Notation.WORDS : Notation.SECONDS;
            settings.put(name.replace('-', '_'), Setting.of(kind, name, plain, how, lines.place(at)));
        }

        private String value(String name) {
            Setting setting = settings.get(name);
            return setting == null ? "" : setting.value();
        }

        /** gunicorn's sync workers keep no connection (docs: settings, keepalive); several threads make them gthread. */
        void addTo(List<HopEnd> ends, String program, Source source) {
            List<Setting> kept = new ArrayList<>();
            List<Address> addresses = new ArrayList<>();
            for (Setting setting : settings.values()) {
                if (setting.kind() == SettingKind.IDLE_TIMEOUT) {
                    kept.add(setting);
                } else if (setting.name().equals("bind") || setting.name().equals("port")) {
                    addresses.add(Address.of(setting.value(), program.equals("gunicorn") ? 8000 : -1));
                    kept.add(setting);
                }
            }
            if (addresses.isEmpty()) {
                addresses.add(new Address("127.0.0.1", 8000));
            }
            String worker = value("worker_class");
            boolean isSync = program.equals("gunicorn")
                    && (worker.isEmpty() || worker.equals("sync"))
                    && value("threads").matches("1?");
            if (isSync) {
                kept.removeIf(setting -> setting.kind() == SettingKind.IDLE_TIMEOUT);
                kept.add(new Setting(
                        SettingKind.IDLE_TIMEOUT, "worker_class", "sync", 0, Notation.WORDS, source.place(1, 0)));
            }
            boolean isUvicorn = program.equals("gunicorn") && worker.contains("Uvicorn");
            if (isUvicorn) {
                // Whether its worker passes on gunicorn's keepalive differs by version (uvicorn#194).
                kept.replaceAll(
                        setting -> setting.kind() == SettingKind.IDLE_TIMEOUT ? setting.meaning(Double.NaN) : setting);
            }
            Setting.Place place =
                    kept.isEmpty() ? source.place(1, 0) : kept.get(0).place();
            ends.add(new HopEnd(isUvicorn ? "uvicorn" : program, Role.SERVER, "", addresses, kept, place));
        }
    }
}
