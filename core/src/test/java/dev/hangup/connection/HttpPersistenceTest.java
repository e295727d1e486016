package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Http;
import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What HTTP/1 says about the connection itself: who announced to close it, who the server is, how long it would wait. */
class HttpPersistenceTest {
    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1, '', false",
        "HTTP/1.1, 'Connection: close', true",
        "HTTP/1.1, 'connection:CLOSE', true",
        "HTTP/1.1, 'Connection: keep-alive', false",
        "HTTP/1.0, '', true",
        "HTTP/1.0, 'Connection: keep-alive', false",
        "HTTP/1.0, 'Connection: Keep-Alive', false"
    })
    void eitherSideMayAnnounceTheClose(String version, String field, boolean closes) {
        String lines = field.isEmpty() ? "" : field + "\r\n";
        Exchanges exchanges = new Dialogue()
                .client("GET / " + version + "\r\n" + lines + "\r\n")
                .server(version + " 200 OK\r\n" + lines + "Content-Length: 2\r\n\r\nok")
                .whole()
                .exchanges();

        assertThat(exchanges.didClientAnnounceClose()).isEqualTo(closes);
        assertThat(exchanges.didServerAnnounceClose()).isEqualTo(closes);
        assertThat(exchanges.answered()).isEqualTo(1);
    }

    @Test
    void announcementIsThatOfTheLastMessage() {
        Dialogue dialogue = new Dialogue()
                .client("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
                .server(Http.lastOk("one"))
                .client(Http.get("/2"))
                .server(Http.ok("two"));

        assertThat(dialogue.whole().exchanges().didClientAnnounceClose()).isFalse();
        assertThat(dialogue.whole().exchanges().didServerAnnounceClose()).isFalse();
    }

    @Test
    void announcementOfAnAnswerThatIsNotWholeYetCounts() {
        Exchanges exchanges = new Dialogue()
                .client(Http.get("/"))
                .server(Http.ok(100, "half", "Connection: close\r\n"))
                .whole()
                .exchanges();

        assertThat(exchanges.didServerAnnounceClose()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "timeout=5, 5",
        "'timeout=30, max=100', 30",
        "'max=100, timeout=7', 7",
        "max=100, -1",
        "timeout=, -1",
        "timeout=99999999999, 2147483647"
    })
    void hintOfTheKeepAliveFieldIsRead(String value, int seconds) {
        Exchanges exchanges = new Dialogue()
                .client(Http.get("/"))
                .server(Http.ok(2, "ok", "Keep-Alive: " + value + "\r\n"))
                .whole()
                .exchanges();

        assertThat(exchanges.hintTimeoutSeconds()).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "'Server: nginx/1.22.1', NGINX",
        "'server: Apache/2.4.62 (Debian)', APACHE",
        "'Server: envoy', ENVOY",
        "'X-Powered-By: Express', EXPRESS",
        "'Server: Jetty(12.0.14)', JETTY",
        "'Server: gunicorn', GUNICORN",
        "'Server: uvicorn', UVICORN",
        "'Server: awselb/2.0', AWS_ALB",
        "'Server: Microsoft-IIS/10.0', IIS",
        "'Server: made at home', UNKNOWN",
        "'X-Server: nginx', UNKNOWN"
    })
    void serverGivesItselfAway(String field, ServerSoftware software) {
        Exchanges exchanges = new Dialogue()
                .client(Http.get("/"))
                .server(Http.ok(2, "ok", field + "\r\n"))
                .whole()
                .exchanges();

        assertThat(exchanges.software()).isEqualTo(software);
    }

    @ParameterizedTest
    @CsvSource({
        "'Server: nginx/1.22.1', 1.22.1",
        "'server: Apache/2.4.62 (Debian) OpenSSL/3.0.2', 2.4.62",
        "'Server: Jetty(9.4.43.v20210629)', 9.4.43",
        "'Server: Python/3.11 aiohttp/3.9.1', 3.9.1",
        "'Server: Microsoft-IIS/10.0', 10.0",
        "'Server: gunicorn', null",
        "'Server: Apache-Coyote/1.1', null",
        "'Server: nginx/', null",
        "'Server: nginx 1.2', null",
        "'Server: nginx/1234567890.1', 123456",
        "'Server: made at home/1.2', null"
    })
    void versionBehindTheNameIsKeptAsNumbers(String field, String version) {
        Exchanges exchanges = new Dialogue()
                .client(Http.get("/"))
                .server(Http.ok(2, "ok", field + "\r\n"))
                .whole()
                .exchanges();

        assertThat(String.valueOf(exchanges.softwareVersion())).isEqualTo(version);
    }

    /** A proxy before the server may name itself too, in a product that nobody knows. */
    @ParameterizedTest
    @CsvSource({"Server: edge, Server: nginx/1.25.3, NGINX", "X-Powered-By: ARR, X-Powered-By: Express, EXPRESS"})
    void firstProductThatIsKnownCountsHoweverTheAnswerIsCut(String first, String second, ServerSoftware software) {
        Dialogue dialogue =
                new Dialogue().client(Http.get("/")).server(Http.ok(2, "ok", first + "\r\n" + second + "\r\n"));

        assertThat(dialogue.whole().exchanges().software()).isEqualTo(software);
        assertThat(dialogue.tellingCuts(1, dialogue.length())).isEmpty();
    }

    @Test
    void laterAnswerMayTakeItsHintBack() {
        Exchanges exchanges = new Dialogue()
                .client(Http.get("/"))
                .server(Http.ok(2, "ok", "Keep-Alive: timeout=5\r\n"))
                .client(Http.get("/"))
                .server(Http.ok(2, "ok", "Keep-Alive: timeout=\r\n"))
                .whole()
                .exchanges();

        assertThat(exchanges.hintTimeoutSeconds()).isEqualTo(-1);
    }

    @Test
    void clientIsNoServerSoftware() {
        Exchanges exchanges = new Dialogue()
                .client("GET / HTTP/1.1\r\nServer: nginx\r\n\r\n")
                .whole()
                .exchanges();

        assertThat(exchanges.software()).isEqualTo(ServerSoftware.UNKNOWN);
    }

    @Test
    void finEndsAnAnswerWithoutLength() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends("GET / HTTP/1.0\r\n\r\n");
        script.arrive();
        talk.server.sends("HTTP/1.0 200 OK\r\n\r\n<html>");
        talk.server.finWith("</html>");
        Exchanges exchanges = talk.connection().exchanges();

        assertThat(exchanges.answered()).isEqualTo(1);
        assertThat(exchanges.areBoundariesKnown()).isTrue();
    }

    @Test
    void resetDoesNotEndAnAnswerWithoutLength() {
        Script script = Script.atClient();
        Talk talk = script.talk().handshake();
        talk.client.sends("GET / HTTP/1.0\r\n\r\n");
        script.arrive();
        talk.server.sends("HTTP/1.0 200 OK\r\n\r\n<html>");
        talk.server.reset();

        assertThat(talk.connection().exchanges().outstanding()).isEqualTo(1);
    }

    @Test
    void requestTimeoutThatAnswersARequestIsNoted() {
        Dialogue asked = new Dialogue()
                .client(Http.post("/", 100, "half of"))
                .server(Http.status(408, "Connection: close\r\n", ""));
        Dialogue unasked = new Dialogue()
                .client(Http.get("/"))
                .server(Http.ok("x"))
                .server(Http.status(408, "Connection: close\r\n", ""));

        assertThat(asked.whole().exchanges().saysRequestTimeout()).isTrue();
        assertThat(unasked.whole().exchanges().saysRequestTimeout())
                .as("an idle connection was told goodbye, nobody waits")
                .isFalse();
        assertThat(unasked.whole().exchanges().answered()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "nginx, The plain HTTP request was sent to HTTPS port",
        "Go, Client sent an HTTP request to an HTTPS server.",
        "Apache, You're speaking plain HTTP to an SSL-enabled server port."
    })
    void serversThatWantTlsSaySo(String server, String body) {
        Exchanges exchanges = new Dialogue()
                .client(Http.get("/"))
                .server(Http.status(400, "", "<html>" + body + "</html>"))
                .whole()
                .exchanges();

        assertThat(exchanges.saysWrongProtocol()).as(server).isTrue();
    }

    @Test
    void anyOtherBadRequestIsNoWrongProtocol() {
        Exchanges exchanges = new Dialogue()
                .client(Http.get("/"))
                .server(Http.status(400, "Server: nginx\r\n", "<html>Request Header Or Cookie Too Large</html>"))
                .whole()
                .exchanges();

        assertThat(exchanges.saysWrongProtocol()).isFalse();
    }
}
