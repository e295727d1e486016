package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.SeenVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionLinesTest {
    /** The first five were written by the programs here, the others are as documented. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026/11/22 04:03:30 [notice] 2999#2999: nginx/1.22.1 | nginx 1.22.1",
                "[Sun Nov 22 04:03:30.912898 2026] [mpm_event:notice] [pid 3193:tid 3193] AH00489: Apache/2.4.71 (Debian)"
                        + " configured -- resuming normal operations | apache httpd 2.4.71",
                "[NOTICE]   (3992) : haproxy version is 2.6.12-1+deb12u4 | haproxy 2.6.12",
                "[2026-11-22 04:03:34 +0000] [4153] [INFO] Starting gunicorn 20.1.0 | gunicorn 20.1.0",
                "Node.js v20.20.2 | node http.Server 20.20.2",
                "[2023-08-01 10:00:00.000][1][critical][backtrace] [./source/server/backtrace.h:98] Envoy version: "
                        + "44f8c365a1f1798f0af776f6aa64279dc68f5666/1.19.1/Clean/RELEASE/BoringSSL | envoy 1.19.1",
                "[1] * Puma version: 6.4.0 (ruby 3.2.2-p53) (\"The Eagle of Durin\") | puma 6.4.0",
                "INFO 1 --- [main] o.apache.catalina.core.StandardEngine : Starting Servlet engine: [Apache Tomcat/9.0.71]"
                        + " | tomcat 9.0.71",
                "INFO [main] org.apache.catalina.startup.VersionLoggerListener.log Server version name:   Apache Tomcat/8.5.31"
                        + " | tomcat 8.5.31",
                "2023-03-01 10:00:00.000:INFO:oejs.Server:main: jetty-11.0.14; built: 2023-02-22T23:41:48.575Z; git: 4601; jvm 17"
                        + " | jetty 11.0.14",
                "INFO 1 --- [main] io.undertow : starting server: Undertow - 2.2.19.Final | undertow 2.2.19",
                "time=\"2023-08-01T10:00:00Z\" level=info msg=\"Traefik version 2.10.4 built on 2023-07-24T16:29:02Z\""
                        + " | traefik 2.10.4",
                "INFO 1 --- [main] com.example.Shop : Starting Shop v0.0.1 using Java 17.0.6 with PID 1 | jdk HttpClient 17.0.6"
            })
    void programTellsItsVersion(String line, String version) {
        assertThat(Logs.read("x\n" + line + "\n").summary().versions())
                .extracting(SeenVersion::text)
                .containsExactly(version + " (test.log:2)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1 - - [12/Nov/2026:06:11:15 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"nginx/1.25.3\"",
                "2026/11/22 04:03:30 [error] 7#7: *1 upstream said : nginx/1.25.3, client: 10.0.0.1",
                "ERROR the upstream answered: <hr><center>nginx/1.18.0</center> Connection reset",
                "ERROR the upstream answered: <h3>Apache Tomcat/9.0.71</h3>",
                "Server: Apache/2.4.57 (Debian) configured -- by hand",
                "please install Node.js v20.11.0 or later",
                "Connection reset by peer, see Node.js v20.11.0 release notes",
                "rebuilt with gunicorn 20.1.0, was starting gunicorn 19.9.0",
                "initializing epoch 0 (base id=0, hot restart version=11.104)",
                "Envoy version: unknown",
                "we are using Java 17 here"
            })
    void whatSomebodyElseSaysIsNone(String line) {
        assertThat(Logs.read(line + "\n").summary().versions()).isEmpty();
    }

    @Test
    void eachVersionIsKeptWhereItWasToldFirst() {
        String start = "2026/11/22 04:03:30 [notice] 1#1: nginx/%s\n";

        assertThat(Logs.read(start.formatted("1.25.3") + start.formatted("1.25.3") + start.formatted("1.27.0"))
                        .summary()
                        .versions())
                .extracting(SeenVersion::text)
                .containsExactly("nginx 1.25.3 (test.log:1)", "nginx 1.27.0 (test.log:3)");
    }

    @Test
    void containersRuntimesStandInNobodysWay() {
        assertThat(Logs.read("""
                        2026-11-22T04:03:30.1Z stderr F 2026/11/22 04:03:30 [notice] 1#1: nginx/1.25.3
                        {"log":"Node.js v18.19.1\\n","stream":"stderr","time":"2026-11-22T04:03:30.1Z"}
                        """).summary().versions())
                .extracting(SeenVersion::text)
                .containsExactly("nginx 1.25.3 (test.log:1)", "node http.Server 18.19.1 (test.log:2)");
    }

    @Test
    void endlessLogOfNewVersionsIsNotKept() {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            log.append("2026/11/22 04:03:30 [notice] 1#1: nginx/1.25.")
                    .append(i)
                    .append('\n');
        }

        assertThat(Logs.read(log.toString()).summary().versions()).hasSizeLessThan(100);
    }
}
