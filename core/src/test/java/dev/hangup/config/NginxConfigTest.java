package dev.hangup.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NginxConfigTest {
    private static final String CHAIN = """
            # the front
            http {
                keepalive_timeout 30s;
                upstream app {
                    server a:8000;
                    server [::1]:8001 backup;
                    keepalive 16;   # idle ones
                    keepalive_timeout 20s;
                }
                server {
                    listen 443 ssl;
                    server_name shop;
                    keepalive_timeout 75s 60s;
                    set $target http://app;
                    location ~ "^/a{1,3}/${x}$" {
                        proxy_read_timeout 2m;
                        proxy_pass $target;
                    }
                    location /direct {
                        proxy_set_header Connection "";
                        proxy_pass https://10.0.0.9/;
                    }
                }
            }
            """;

    private static Setting setting(HopEnd end, SettingKind kind) {
        return Objects.requireNonNull(end.setting(kind), () -> kind + " of " + end.text());
    }

    @Test
    void everyValueHasItsFileLineAndMeaning() {
        List<HopEnd> ends = ConfigText.ends("nginx.conf", CHAIN);

        assertThat(ends)
                .extracting(HopEnd::scope)
                .containsExactly("server shop", "upstream app", "proxy_pass 10.0.0.9");
        Setting idle = setting(ends.get(0), SettingKind.IDLE_TIMEOUT);
        assertThat(idle.place()).isEqualTo(new Setting.Place("nginx.conf", 13, 26));
        assertThat(idle.amount()).as("the server's own, not that of http").isEqualTo(75);
        assertThat(ends.get(0).addresses()).containsExactly(new Address("", 443));
    }

    @Test
    void upstreamIsFoundThroughVariables() {
        HopEnd upstream = ConfigText.ends("nginx.conf", CHAIN).get(1);

        assertThat(upstream.addresses()).containsExactly(new Address("a", 8000), new Address("::1", 8001));
        assertThat(setting(upstream, SettingKind.POOL_SIZE).amount()).isEqualTo(16);
        assertThat(setting(upstream, SettingKind.IDLE_TIMEOUT).amount()).isEqualTo(20);
        assertThat(setting(upstream, SettingKind.READ_TIMEOUT).amount()).isEqualTo(120);
        assertThat(upstream.setting(SettingKind.CONNECTION_HEADER)).isNull();
    }

    @Test
    void schemeGivesThePortOfWhatIsPassedOnDirectly() {
        HopEnd direct = ConfigText.ends("nginx.conf", CHAIN).get(2);

        assertThat(direct.addresses()).containsExactly(new Address("10.0.0.9", 443));
        assertThat(setting(direct, SettingKind.CONNECTION_HEADER).value()).isEmpty();
    }

    @Test
    void headersOfALevelHideThoseAbove() {
        List<HopEnd> ends = ConfigText.ends("nginx.conf", """
                server {
                    proxy_set_header Connection "";
                    location / { proxy_set_header Host x; proxy_pass http://a:1; }
                }
                """);

        assertThat(ends.get(1).setting(SettingKind.CONNECTION_HEADER)).isNull();
    }

    @Test
    void includedFilesStandInPlaceOfTheInclude() {
        ConfigText files = new ConfigText(Map.of(
                "nginx.conf", "http {\n include sites/*;\n server { listen 1; }\n}\n",
                "sites/*", "server {\n listen 8080;\n keepalive_timeout 5s;\n}\n"));

        List<HopEnd> ends = files.read("nginx.conf");

        assertThat(ends).hasSize(2);
        assertThat(setting(ends.get(0), SettingKind.IDLE_TIMEOUT).place().toString())
                .isEqualTo("sites/*:3");
    }

    @Test
    void fileThatIncludesItselfEndsWithOneClearLine() {
        ConfigText files =
                new ConfigText(Map.of("nginx.conf", "http {\n include nginx.conf;\n server { listen 1; }\n}\n"));

        assertThat(files.read("nginx.conf")).isNotEmpty();
        assertThat(files.damage()).singleElement().asString().contains("includes itself?");
    }

    @Test
    void blocksTooDeepAreLeftOut() {
        ConfigText files = new ConfigText(Map.of("nginx.conf", "http { server { listen 1; " + "a {".repeat(100_000)));

        files.read("nginx.conf");

        assertThat(files.damage()).anyMatch(line -> line.contains("more than 64 deep"));
    }

    @Test
    void luaIsNoConfiguration() {
        List<HopEnd> ends = ConfigText.ends(
                "nginx.conf",
                "server {\n listen 1;\n content_by_lua_block { if x then y = { z = 1 } end }\n keepalive_timeout 9;\n}\n");

        assertThat(setting(ends.get(0), SettingKind.IDLE_TIMEOUT).amount()).isEqualTo(9);
    }

    @Property(tries = 300)
    void anyTailIsReadWithoutAnException(@ForAll String tail) {
        new ConfigText(Map.of("nginx.conf", "http { server { listen 80; keepalive_timeout " + tail)).read("nginx.conf");
    }
}
