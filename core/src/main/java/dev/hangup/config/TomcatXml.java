package dev.hangup.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tomcat's {@code server.xml}: every HTTP Connector is an end that accepts. */
final class TomcatXml implements Format {
    private static final Pattern SERVER = Pattern.compile("<Server\\b[^>]{0,500}>");
    private static final Pattern CONNECTOR = Pattern.compile("<Connector\\b([^>]{0,4000})>");
    private static final Pattern COMMENT = Pattern.compile("<!--(?s:.*?)-->");

    @Override
    public boolean recognises(String beginning) {
        return beginning.stripLeading().startsWith("<")
                && SERVER.matcher(beginning).find()
                && beginning.contains("<Service");
    }

    @Override
    public List<HopEnd> read(Source source) {
        List<HopEnd> ends = new ArrayList<>();
        Lines lines = new Lines(source);
        // Blanked out rather than cut out, so that places stay where they are.
        String text = COMMENT.matcher(source.text())
                .replaceAll(comment -> comment.group().replaceAll("[^\n]", " "));
        Matcher connector = CONNECTOR.matcher(text);
        while (connector.find()) {
            if (connector.group(1).contains("AJP")) {
                continue;
            }
            List<Setting> settings = new ArrayList<>();
            boolean own = add(settings, SettingKind.IDLE_TIMEOUT, "keepAliveTimeout", connector, lines);
            if (!own) {
                add(settings, SettingKind.IDLE_TIMEOUT, "connectionTimeout", connector, lines);
            }
            add(settings, SettingKind.MAX_REQUESTS, "maxKeepAliveRequests", connector, lines);
            Matcher port = attribute("port", connector.group(1));
            String number = port.find() ? port.group(1) : "8080";
            ends.add(new HopEnd(
                    "tomcat",
                    Role.SERVER,
                    "Connector " + number,
                    List.of(Address.of(number, -1)),
                    settings,
                    lines.place(connector.start())));
        }
        return ends;
    }

    /** Minus one is without end, for times and for counts. */
    private static boolean add(List<Setting> settings, SettingKind kind, String name, Matcher connector, Lines lines) {
        Matcher value = attribute(name, connector.group(1));
        if (!value.find()) {
            return false;
        }
        Notation how = kind == SettingKind.MAX_REQUESTS ? Notation.COUNT : Notation.MILLISECONDS;
        Setting setting = Setting.of(kind, name, value.group(1), how, lines.place(connector.start(1) + value.start(1)));
        settings.add(value.group(1).equals("-1") ? setting.meaning(Double.POSITIVE_INFINITY) : setting);
        return true;
    }

    private static Matcher attribute(String name, String attributes) {
        return Pattern.compile("\\b" + name + "\\s*=\\s*[\"']([^\"']{0,100})[\"']")
                .matcher(attributes);
    }
}
