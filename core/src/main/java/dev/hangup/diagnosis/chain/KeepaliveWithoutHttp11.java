package dev.hangup.diagnosis.chain;

import dev.hangup.SeenVersion;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.Setting;
import dev.hangup.config.SettingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * nginx before 1.29.7 asks an upstream with HTTP/1.0 and {@code Connection: close} unless told otherwise, and then its
 * {@code keepalive} keeps nothing (nginx.org, ngx_http_upstream_module, keepalive).
 */
final class KeepaliveWithoutHttp11 implements Rule {
    @Override
    public String name() {
        return "upstream-keepalive-without-http11";
    }

    @Override
    public String summary() {
        return "nginx is to keep connections to an upstream, but closes each after one request";
    }

    @Override
    public void check(Chain chain, Consumer<Weakness> found) {
        for (HopEnd end : chain.ends()) {
            Setting pool = end.setting(SettingKind.POOL_SIZE);
            boolean isNginx = end.role() == Role.CLIENT && end.software().equals("nginx");
            if (isNginx && pool != null && pool.amount() > 0 && !Reuse.speaksPersistently(end)) {
                check(end, pool, found);
            }
        }
    }

    private void check(HopEnd end, Setting pool, Consumer<Weakness> found) {
        Setting http = end.setting(SettingKind.HTTP_VERSION);
        Setting header = end.setting(SettingKind.CONNECTION_HEADER);
        SeenVersion seen = end.version();
        boolean isDefaultEnough = seen != null && seen.version().isAtLeast(Reuse.NGINX_POOLS);
        boolean saysOtherwise = http != null && http.value().equals("1.0")
                || header != null && header.value().equalsIgnoreCase("close");
        if (isDefaultEnough && !saysOtherwise) {
            return;
        }
        List<String> missing = new ArrayList<>();
        List<Remedy> parts = new ArrayList<>();
        if (http == null) {
            missing.add("no proxy_http_version 1.1");
            parts.add(Fixes.insert(end, SettingKind.UPSTREAM, "proxy_http_version 1.1;", ""));
        } else if (http.value().equals("1.0")) {
            missing.add(http.text() + " (" + http.place() + ")");
            parts.add(Fixes.replace(http, "1.1", ""));
        }
        if (header == null) {
            missing.add("no proxy_set_header Connection \"\"");
            parts.add(Fixes.insert(end, SettingKind.UPSTREAM, "proxy_set_header Connection \"\";", ""));
        } else if (header.value().equalsIgnoreCase("close")) {
            missing.add(header.text() + " (" + header.place() + ")");
            parts.add(Fixes.replace(header, "\"\"", ""));
        }
        Remedy remedy = new Remedy(
                "speak HTTP/1.1 to the upstream, and send it no Connection header",
                parts.stream().flatMap(part -> part.lines().stream()).toList(),
                parts.stream().flatMap(part -> part.edits().stream()).toList());
        String message = pool.text() + " (" + pool.place() + ") has no effect: " + String.join(", ", missing)
                + (saysOtherwise ? "" : "; needed before nginx 1.29.7, and no harm since");
        found.accept(new Weakness(
                name(),
                Severity.WARNING,
                message,
                end.text(),
                List.of(end),
                List.of(new Limit(pool.amount(), pool, null)),
                List.of(remedy)));
    }
}
