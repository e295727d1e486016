package dev.hangup.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NodeSourceTest {
    @Test
    void timersOfAServerAreFoundInItsSource() {
        HopEnd server = ConfigText.ends("server.ts", """
                        import http from 'node:http';
                        // server.keepAliveTimeout = 1;
                        const PORT: number = Number(process.env.PORT) || 8000;
                        const server = http.createServer({ headersTimeout: 66_000 }, app);
                        server.keepAliveTimeout = 65 * 1000;
                        if (server.keepAliveTimeout === 9) {}
                        server.listen(PORT);
                        """).get(0);

        assertThat(server.role()).isEqualTo(Role.SERVER);
        assertThat(server.addresses()).containsExactly(new Address("", 8000));
        assertThat(Objects.requireNonNull(server.setting(SettingKind.HEADER_TIMEOUT))
                        .amount())
                .isEqualTo(66);
        Setting idle = Objects.requireNonNull(server.setting(SettingKind.IDLE_TIMEOUT));
        assertThat(idle.amount()).isEqualTo(65);
        assertThat(idle.place().line()).isEqualTo(5);
    }

    @Test
    void zeroIsNoTimeout() {
        HopEnd server = ConfigText.ends(
                        "server.js", "const s = require('http').createServer(); s.keepAliveTimeout = 0; s.listen(80);")
                .get(0);

        assertThat(Objects.requireNonNull(server.setting(SettingKind.IDLE_TIMEOUT))
                        .amount())
                .isInfinite();
    }

    @Test
    void fromTheEnvironmentTheDefaultBehindItCounts() {
        HopEnd server = ConfigText.ends(
                        "server.js",
                        "const s = require('http').createServer();\n"
                                + "s.keepAliveTimeout = process.env.KEEP_ALIVE ?? 61000;\ns.listen(process.env.PORT || 3000);")
                .get(0);

        assertThat(Objects.requireNonNull(server.setting(SettingKind.IDLE_TIMEOUT))
                        .amount())
                .isEqualTo(61);
        assertThat(server.addresses()).containsExactly(new Address("", 3000));
    }

    @Test
    void agentsAreTheOtherEnd() {
        List<HopEnd> ends = ConfigText.ends("client.js", """
                const HttpAgent = require('agentkeepalive');
                const agent = new HttpAgent({ freeSocketKeepAliveTimeout: 30 * 1000, socketActiveTTL: 50 * 1000 });
                """);

        assertThat(ends).singleElement().satisfies(end -> {
            assertThat(end.role()).isEqualTo(Role.CLIENT);
            assertThat(end.software()).isEqualTo("agentkeepalive");
            assertThat(Objects.requireNonNull(end.setting(SettingKind.IDLE_TIMEOUT))
                            .amount())
                    .isEqualTo(30);
        });
    }
}
