package dev.hangup.config;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations are told by their content from all the other text that people keep. */
class ConfigsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2017/11/12 06:11:15 [error] 7#7: *2904 recv() failed (104: Connection reset by peer) while reading response"
                        + " header from upstream, client: 172.18.0.1, server: localhost, upstream: \"http://172.18.0.2:8000/\"",
                "10.0.0.1 - - [12/Nov/2017:06:11:15 +0000] \"GET / HTTP/1.1\" 502 575 \"-\" \"curl/7.52.1\"",
                "haproxy[1234]: 10.0.0.1:5000 [06/Feb/2009:12:14:14.655] www app/one 0/0/1/2/3 200 10 - - ---- 1/1/0/0/0 0/0",
                "[2020-05-29T22:04:05.066Z] \"- - \" 0 UF,URX \"\" \"\" 0 0 1000 - \"\" \"\" \"52.1.1.1:443\" outbound|443||x",
                "java.net.SocketException: Connection reset\n\tat java.net.SocketInputStream.read(SocketInputStream.java:210)",
                "{\"timestamp\":\"2024-02-29T12:00:00Z\",\"level\":\"ERROR\",\"message\":\"Connection reset by peer\"}",
                "const express = require('express');\nconst app = express();\napp.listen(8000);\n",
                "The server { listens } on keepalive_timeout; read on.\n",
                "class Server { public static void main(String[] a) { int keepAliveTimeout = 5; } }",
                "package main\n\nfunc main() { http.ListenAndServe(\":80\", nil) }\n",
                "#!/bin/sh\nset -e\n. /lib/lsb\nserver { } ; proxy_pass x;\n",
                "gzip (1.12-1) unstable; urgency=medium\n  * New upstream; server x {\n",
                "keepalived (2.2.7-1) unstable; urgency=medium\n  * proxy_arp x;\n",
                "This is a text about Apache.\nListen 80\nis what one writes.\n",
                "component\trole\tsetting\ngunicorn\tserver\tkeepalive\n",
                "| gunicorn | `--keep-alive 65` |\ngunicorn and uvicorn take --timeout-keep-alive: seconds.\n",
                "import java.util.List;\nclass A { void a() { server.keepAliveTimeout = 5; s.listen(1); } }\n",
                "# How to\nSet `server.keepAliveTimeout = 65000` in createServer().\n",
                "{\"schema\":1,\"target\":\"http://a.test/\",\"start\":1,\"took_seconds\":1,\"instances\":"
                        + "[{\"endpoint\":\"10.0.0.1:80\",\"versions\":[],\"idle\":[],\"remedies\":[]}]}",
                "# tracer: nop\n#\n 1234.5: tcp_send_reset: skbaddr=0\n",
                ""
            })
    void otherTextIsNone(String text) {
        assertThat(Configs.recognises(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# front\nuser www;\nevents {}\nhttp { server { listen 80; } }\n",
                "upstream nodejs { server a:1; keepalive 16; }",
                "global\n  daemon\ndefaults\n  mode http\n  timeout client 5s\n",
                "const s = require('http').createServer();\ns.keepAliveTimeout = 65000;\n"
            })
    void configurationsAre(String text) {
        assertThat(Configs.recognises(text)).isTrue();
    }

    @Property(tries = 500)
    void lookingAtAnyTextThrowsNothing(@ForAll String text) {
        Configs.recognises(text);
    }
}
