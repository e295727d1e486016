package dev.hangup.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apache, Tomcat, gunicorn, uvicorn, Puma and Kestrel. */
class ServerConfigsTest {
    private static double amount(HopEnd end, SettingKind kind) {
        return Objects.requireNonNull(end.setting(kind), () -> kind + " of " + end.text())
                .amount();
    }

    @Test
    void virtualHostOfApacheHasWhatItDoesNotSayFromTheServer() {
        List<HopEnd> ends = ConfigText.ends("httpd.conf", """
                # the server
                Listen 80
                KeepAliveTimeout 15
                MaxKeepAliveRequests 100
                <VirtualHost *:8080>
                    ServerName shop
                    MaxKeepAliveRequests 500
                    ProxyPass /api http://10.0.0.5:8000/ ttl=60 connectiontimeout=800ms disablereuse=off
                    ProxyPass /old http://old/ disablereuse=On
                </VirtualHost>
                """);

        assertThat(ends)
                .extracting(HopEnd::scope)
                .containsExactly("VirtualHost shop", "ProxyPass 10.0.0.5:8000", "ProxyPass old");
        assertThat(amount(ends.get(0), SettingKind.IDLE_TIMEOUT)).isEqualTo(15);
        assertThat(amount(ends.get(0), SettingKind.MAX_REQUESTS)).isEqualTo(500);
        assertThat(ends.get(0).addresses()).containsExactly(new Address("*", 8080));
        assertThat(amount(ends.get(1), SettingKind.IDLE_TIMEOUT)).isEqualTo(60);
        assertThat(amount(ends.get(1), SettingKind.CONNECT_TIMEOUT)).isEqualTo(0.8);
        assertThat(amount(ends.get(2), SettingKind.REUSE)).isZero();
    }

    @Test
    void keepAliveOffIsAnIdleTimeOfNothing() {
        HopEnd server = ConfigText.ends("httpd.conf", "Listen 80\nKeepAlive Off\nKeepAliveTimeout 15\n")
                .get(0);

        assertThat(amount(server, SettingKind.IDLE_TIMEOUT)).isZero();
    }

    @Test
    void connectorsOfTomcatAreReadButThoseInComments() {
        List<HopEnd> ends = ConfigText.ends("server.xml", """
                <?xml version="1.0"?>
                <Server port="8005">
                  <Service name="Catalina">
                    <!-- <Connector port="1" /> -->
                    <Connector port="8080" protocol="HTTP/1.1"
                               connectionTimeout="20000" />
                    <Connector port="8443" keepAliveTimeout="-1" connectionTimeout="20000"/>
                    <Connector protocol="AJP/1.3" port="8009"/>
                  </Service>
                </Server>
                """);

        assertThat(ends).hasSize(2);
        assertThat(amount(ends.get(0), SettingKind.IDLE_TIMEOUT)).isEqualTo(20);
        assertThat(Objects.requireNonNull(ends.get(0).setting(SettingKind.IDLE_TIMEOUT))
                        .place()
                        .line())
                .isEqualTo(6);
        assertThat(amount(ends.get(1), SettingKind.IDLE_TIMEOUT)).isInfinite();
    }

    @Test
    void gunicornKeepsConnectionsOnlyWithWorkersThatCan() {
        String settings = "bind = '0.0.0.0:8000'\nworkers = 4\nkeepalive = 65  # seconds\n";
        HopEnd sync = ConfigText.ends("gunicorn.conf.py", settings).get(0);
        HopEnd threads = ConfigText.ends("gunicorn.conf.py", settings + "worker_class = \"gthread\"\n")
                .get(0);

        assertThat(amount(sync, SettingKind.IDLE_TIMEOUT)).isZero();
        assertThat(amount(threads, SettingKind.IDLE_TIMEOUT)).isEqualTo(65);
        assertThat(threads.addresses()).containsExactly(new Address("0.0.0.0", 8000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM python:3\nCMD [\"uvicorn\", \"app:app\", \"--port\", \"8000\", \"--timeout-keep-alive\", \"65\"]\n",
                "web: uvicorn app:app --port 8000 --timeout-keep-alive=65\n",
                "[Service]\nExecStart=/srv/venv/bin/uvicorn app:app --port 8000 --timeout-keep-alive 65\n"
            })
    void commandLinesAreReadWhereverTheyStand(String text) {
        HopEnd server = ConfigText.ends("file", text).get(0);

        assertThat(server.software()).isEqualTo("uvicorn");
        assertThat(server.addresses()).containsExactly(new Address("", 8000));
        assertThat(amount(server, SettingKind.IDLE_TIMEOUT)).isEqualTo(65);
    }

    @Test
    void pumaIsReadFromItsLanguage() {
        HopEnd server = ConfigText.ends(
                        "puma.rb",
                        "threads 5, 5\nport ENV.fetch(\"PORT\") { 3000 }\npersistent_timeout 20\npreload_app!\n")
                .get(0);

        assertThat(server.addresses()).containsExactly(new Address("", 3000));
        assertThat(amount(server, SettingKind.IDLE_TIMEOUT)).isEqualTo(20);
    }

    @Test
    void kestrelIsReadFromAppsettings() {
        HopEnd server = ConfigText.ends(
                        "appsettings.json",
                        "{\"Kestrel\": {\"Limits\": {\"KeepAliveTimeout\": \"00:02:10\"},"
                                + " \"Endpoints\": {\"Http\": {\"Url\": \"http://*:5000\"}}}}")
                .get(0);

        assertThat(server.addresses()).containsExactly(new Address("*", 5000));
        assertThat(amount(server, SettingKind.IDLE_TIMEOUT)).isEqualTo(130);
    }

    @Property(tries = 200)
    void anyTailIsReadWithoutAnException(@ForAll String tail) {
        for (String beginning : List.of(
                "Listen 80\nProxyPass / http://a ",
                "<Server><Service><Connector port=\"",
                "bind = 'x'\nkeepalive = ",
                "threads 1, 1\nport ",
                "server.tomcat.keep-alive-timeout=")) {
            new ConfigText(Map.of("f", beginning + tail)).read("f");
        }
    }
}
