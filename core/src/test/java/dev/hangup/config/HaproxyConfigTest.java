package dev.hangup.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HaproxyConfigTest {
    private static final String CHAIN = """
            global
                log stdout local0
            defaults web
                mode http
                timeout client 30s
                timeout connect 800     # milliseconds
                timeout server 1m
            frontend www
                bind :80,10.0.0.1:81
                default_backend app
            backend app
                retry-on conn-failure empty-response
                server one 10.0.0.5:8000 check
                server two app:8000
            defaults raw
                mode tcp
            listen db
                bind :5432
                server pg 10.0.0.6:5432
            listen both from web
                bind :90
                timeout http-keep-alive 2s
                option httpclose
                server x 10.0.0.7:80
            """;

    @Test
    void defaultsApplyUntilTheNextAndByName() {
        List<HopEnd> ends = ConfigText.ends("haproxy.cfg", CHAIN);

        assertThat(ends)
                .extracting(HopEnd::scope)
                .as("what is passed on as bytes has no requests")
                .containsExactly("frontend www", "backend app", "listen both", "listen both");
        assertThat(amount(ends.get(1), SettingKind.CONNECT_TIMEOUT)).isEqualTo(0.8);
        assertThat(amount(ends.get(3), SettingKind.CONNECT_TIMEOUT)).isEqualTo(0.8);
    }

    @Test
    void idleClientsAreBoundedByTheNearestTimeoutThatIsSet() {
        List<HopEnd> ends = ConfigText.ends("haproxy.cfg", CHAIN);

        assertThat(amount(ends.get(0), SettingKind.IDLE_TIMEOUT)).isEqualTo(30);
        assertThat(amount(ends.get(2), SettingKind.IDLE_TIMEOUT)).isEqualTo(2);
    }

    @Test
    void addressesAreThoseOfBindsAndServers() {
        List<HopEnd> ends = ConfigText.ends("haproxy.cfg", CHAIN);

        assertThat(ends.get(0).addresses()).containsExactly(new Address("", 80), new Address("10.0.0.1", 81));
        assertThat(ends.get(1).addresses()).containsExactly(new Address("10.0.0.5", 8000), new Address("app", 8000));
        assertThat(amount(ends.get(3), SettingKind.REUSE)).isZero();
    }

    @Test
    void serversAreNamedAsTheLogsNameThem() {
        Map<String, Address> servers = Configs.read(new Source("haproxy.cfg", CHAIN, (what, line) -> {}))
                .servers();

        assertThat(servers)
                .containsEntry("app/one", new Address("10.0.0.5", 8000))
                .containsEntry("db/pg", new Address("10.0.0.6", 5432))
                .containsEntry("both/x", new Address("10.0.0.7", 80))
                .hasSize(4);
        assertThat(new Address("10.0.0.5", 8000).endpoint()).isEqualTo(Endpoint.ofLiteral("10.0.0.5", 8000));
        assertThat(new Address("app", 8000).endpoint()).isNull();
        assertThat(new Address("10.0.0.5", -1).endpoint()).isNull();
    }

    private static double amount(HopEnd end, SettingKind kind) {
        return Objects.requireNonNull(end.setting(kind)).amount();
    }

    @Property(tries = 300)
    void anyTailIsReadWithoutAnException(@ForAll String tail) {
        new ConfigText(Map.of("h", "defaults\n  mode http\nfrontend f\n  bind " + tail)).read("h");
    }
}
