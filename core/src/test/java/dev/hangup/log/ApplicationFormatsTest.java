package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ApplicationFormatsTest {
    private static final List<LogFormat> FORMATS =
            List.of(new ApplicationJson(), new KeyValueBlock(), new Logfmt(), new ApplicationText());

    private static final String HANDSHAKE_BLOCK = """
            @timestamp: 2020-05-29T19:05:44.614+00:00
            @version: 1
            level: ERROR
            level_value: 40000
            logger_name: com.xxx.ServiceAuthenticationHelper
            message: Problem validating service token
            stack_trace: com.xxx.ConnectorRuntimeException: Problem processing validate token response
            at com.xxx.ConnectorImpl.validateToken(ConnectorImpl.java:535)
            ...
            Caused by: java.net.SocketException: Connection reset
            at java.net.SocketInputStream.read(SocketInputStream.java:210)
            at sun.security.ssl.SSLSocketImpl.performInitialHandshake(SSLSocketImpl.java:1367)
            at sun.security.ssl.SSLSocketImpl.startHandshake(SSLSocketImpl.java:1395)
            at sun.net.www.protocol.https.HttpsClient.afterConnect(HttpsClient.java:559)
            ...
            """;

    private static final String ORDER_OBJECT = """
            {
            "timestamp": "2024-02-29T12:00:00Z",
            "level": "ERROR",
            "message": "Connection reset by peer",
            "service": "OrderService",
            "transactionId": "a1b2c3d4-e5f6-7890-1234-567890abcdef",
            "peer": "PaymentService",
            "remoteAddress": "192.168.1.10:8080"
            }
            """;

    private static final String DOT_NET_TRACE = """
            System.Net.Http.HttpRequestException: An error occurred while sending the request.
             ---> System.IO.IOException: Unable to read data from the transport connection: Connection reset by peer.
             ---> System.Net.Sockets.SocketException (104): Connection reset by peer
               at System.Net.Sockets.Socket.AwaitableSocketAsyncEventArgs.CreateException(SocketError error)
               at System.Net.Sockets.Socket.AwaitableSocketAsyncEventArgs.ReceiveAsync(Socket socket)
               ...(omitted)
            """;

    @Test
    void blockOfKeysTellsOfTheHandshake() {
        LogEvent event = only(HANDSHAKE_BLOCK);

        assertThat(event.symptom()).isEqualTo(Symptom.RST);
        assertThat(event.phase()).isEqualTo(Phase.TLS_HANDSHAKE);
        assertThat(event.peer()).isEqualTo(Peer.SERVER);
        assertThat(event.time()).isNotNull();
        assertThat(event.time().instant()).isEqualTo("2020-05-29T19:05:44.614Z");
        assertThat(event.said()).isEqualTo("java.net.SocketException: Connection reset");
    }

    @Test
    void objectOverSeveralLinesNamesBothParties() {
        LogEvent event = only(ORDER_OBJECT);

        assertThat(event.symptom()).isEqualTo(Symptom.RST);
        assertThat(event.service()).isEqualTo("OrderService");
        assertThat(event.peerName()).isEqualTo("PaymentService");
        assertThat(event.remote()).isEqualTo(Endpoint.ofLiteral("192.168.1.10", 8080));
        assertThat(event.transaction()).isEqualTo("a1b2c3d4-e5f6-7890-1234-567890abcdef");
    }

    @Test
    void traceWithoutATimeIsAnEntry() {
        LogEvent event = only(DOT_NET_TRACE);

        assertThat(event.symptom()).isEqualTo(Symptom.RST);
        assertThat(event.peer()).isEqualTo(Peer.SERVER);
        assertThat(event.time()).isNull();
    }

    @Test
    void entriesAreFoundAmongProse() {
        List<LogEvent> events = events("When a peer goes away one reads Connection reset by peer in the log:\n"
                + HANDSHAKE_BLOCK
                + "That is a java.net.SocketException: Connection reset, in other words\n"
                + ORDER_OBJECT
                + "The connection was reset by peer again\n"
                + DOT_NET_TRACE
                + "Broken pipe and ECONNRESET are its brothers\n");

        assertThat(events).extracting(LogEvent::line).containsExactly(2L, 18L, 28L);
    }

    @Test
    void proxysLinesBetweenThoseOfAnApplicationAreTheProxys() {
        String line = "2026-11-20 20:08:16,495 ERROR d.e.Client - Connection reset\n";
        String access = "[2020-05-29T22:04:05.066Z] \"- - \" 0 UF,URX \"\" \"\" 0 0 1000 - \"\" \"\" \"\" \"-\""
                + " \"10.0.0.2:443\" outbound|443||api - 10.0.0.2:443 172.17.0.13:45202 - -\n";

        List<LogEvent> events = events(line + access + HANDSHAKE_BLOCK + line + access);

        assertThat(events)
                .extracting(LogEvent::source)
                .containsExactly(
                        LogSource.APPLICATION,
                        LogSource.ENVOY,
                        LogSource.APPLICATION,
                        LogSource.APPLICATION,
                        LogSource.ENVOY);
        assertThat(events.get(2).service()).isEqualTo("com.xxx.ServiceAuthenticationHelper");
    }

    @Test
    void pythonTracebackTellsItsLastAndFirstCause() {
        LogEvent event = only("""
                2026-11-20 20:08:16,495 ERROR worker request_id=7f3a9c12 call failed
                Traceback (most recent call last):
                  File "/usr/lib/python3/http/client.py", line 285, in _read_status
                    raise RemoteDisconnected("Remote end closed connection without"
                http.client.RemoteDisconnected: Remote end closed connection without response

                During handling of the above exception, another exception occurred:

                Traceback (most recent call last):
                  File "/srv/app.py", line 10, in call
                    r = requests.get(url)
                requests.exceptions.ConnectionError: ('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))
                """);

        assertThat(event.symptom()).isEqualTo(Symptom.FIN);
        assertThat(event.phase()).isEqualTo(Phase.AWAITING_RESPONSE);
        assertThat(event.transaction()).isEqualTo("7f3a9c12");
    }

    @Test
    void nodesErrorObjectIsRead() {
        LogEvent event = only("""
                Error: read ECONNRESET
                    at TCP.onStreamRead (node:internal/stream_base_commons:217:20) {
                  errno: -104,
                  code: 'ECONNRESET',
                  syscall: 'read'
                }
                """);

        assertThat(event.symptom()).isEqualTo(Symptom.RST);
    }

    @Test
    void nodesHangUpInPinosJsonIsAFin() {
        LogEvent event = only("""
                {"level":50,"time":1795205296495,"pid":7,"hostname":"web-1","name":"shop","reqId":"req-19",\
                "err":{"type":"Error","message":"socket hang up","stack":"Error: socket hang up\\n    at connResetException (node:internal/errors:720:14)","code":"ECONNRESET"},\
                "responseTime":31,"msg":"request errored"}
                """);

        assertThat(event.symptom()).isEqualTo(Symptom.FIN);
        assertThat(event.service()).isEqualTo("shop");
        assertThat(event.instance()).isEqualTo("web-1");
        assertThat(event.duration()).isEqualTo(Duration.ofMillis(31));
        assertThat(event.time()).isNotNull();
        assertThat(event.time().instant()).isEqualTo(Instant.ofEpochMilli(1795205296495L));
        assertThat(event.transaction()).isEqualTo("req-19");
    }

    @Test
    void elasticCommonSchemaIsRead() {
        LogEvent event = only("""
                {"@timestamp":"2026-11-20T20:08:16.495Z","log.level":"ERROR","message":"call failed","service":{"name":"cart","node":{"name":"cart-0"}},\
                "trace":{"id":"0af7651916cd43dd8448eb211c80319c"},"error":{"type":"java.net.SocketException","message":"Connection reset",\
                "stack_trace":"java.net.SocketException: Connection reset\\n\\tat a.B.c(B.java:1)\\n"},"url":{"full":"https://api.example/pay?card=4111"},"http":{"request":{"method":"post"}}}
                """);

        assertThat(event.symptom()).isEqualTo(Symptom.RST);
        assertThat(event.service()).isEqualTo("cart");
        assertThat(event.instance()).isEqualTo("cart-0");
        assertThat(event.transaction()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(event.method()).isEqualTo("POST");
        assertThat(event.path()).isEqualTo("/pay");
    }

    @Test
    void logfmtIsRead() {
        LogEvent event = only("""
                time="2026-11-20T20:08:16Z" level=error msg="upstream failed" err="read tcp 10.0.0.1:41990->10.0.0.2:80: read: connection reset by peer" app=gateway trace_id=4bf92f3577b34da6 elapsed=1.5s
                """);

        assertThat(event.symptom()).isEqualTo(Symptom.RST);
        assertThat(event.service()).isEqualTo("gateway");
        assertThat(event.duration()).isEqualTo(Duration.ofMillis(1500));
        assertThat(event.local()).isEqualTo(Endpoint.ofLiteral("10.0.0.1", 41990));
    }

    @Test
    void containersLinesTellTheTimeThatTheProgramDoesNot() {
        LogEvent event = only("""
                2026-11-20T20:08:16.495389123Z stderr F java.net.SocketException: Connection reset
                2026-11-20T20:08:16.495389124Z stderr F \tat a.B.c(B.java:1)
                """);

        assertThat(event.said()).isEqualTo("java.net.SocketException: Connection reset");
        assertThat(event.time()).isNotNull();
        assertThat(event.time().instant()).isEqualTo("2026-11-20T20:08:16.495389123Z");
    }

    @Test
    void lineThatTheRuntimeCutIsPutTogether() {
        LogEvent event = only("""
                2026-11-20T20:08:16.495389123Z stdout P {"service":"cart","message":"Connection reset
                2026-11-20T20:08:16.495389124Z stdout F  by peer"}
                """);

        assertThat(event.service()).isEqualTo("cart");
        assertThat(event.symptom()).isEqualTo(Symptom.RST);
    }

    @Test
    void causeFarBelowItsMessageHasTheTimeOfThat() {
        LogEvent event = only("2026-11-20T20:08:16.495Z ERROR d.e.Client - call failed\n"
                + "dev.example.CallException: no answer\n"
                + "\tat dev.example.Client.call(Client.java:12)\n".repeat(200)
                + "Caused by: java.net.SocketException: Connection reset\n\t... 12 more\n");

        assertThat(event.line()).isEqualTo(1);
        assertThat(event.time()).isNotNull();
    }

    @Test
    void objectInsideDockersLineIsRead() {
        LogEvent event = only("""
                {"log":"{\\"level\\":\\"error\\",\\"service\\":\\"a\\",\\"message\\":\\"write EPIPE\\"}\\n","stream":"stdout","time":"2026-11-20T20:08:16.5Z"}
                """);

        assertThat(event.service()).isEqualTo("a");
        assertThat(event.time()).isNotNull();
        assertThat(event.time().instant()).isEqualTo("2026-11-20T20:08:16.5Z");
    }

    @Test
    void springsTraceIdIsTheTransaction() {
        LogEvent event = only("""
                2026-11-20T20:08:16.495Z ERROR [order,0af7651916cd43dd,b7ad6b7169203331] 1 --- [nio-8080-exec-1] d.e.Client : I/O error on POST request for "http://pay:8080/pay?card=4111": Connection reset
                """);

        assertThat(event.service()).isEqualTo("order");
        assertThat(event.transaction()).isEqualTo("0af7651916cd43dd");
        assertThat(event.peerName()).isEqualTo("pay:8080");
        assertThat(event.path()).isEqualTo("/pay");
    }

    @Test
    void lineWithoutAFailureIsReadAndGivesNoEvent() {
        assertThat(events("""
                2026-11-20 20:08:16,495 INFO started in 2.5 s
                {"level":"info","message":"listening"}
                """)).isEmpty();
    }

    @Property(tries = 300)
    void damageIsSurvived(@ForAll Random random) {
        StringBuilder log = new StringBuilder(HANDSHAKE_BLOCK + ORDER_OBJECT + DOT_NET_TRACE);
        for (int i = 0; i < 20; i++) {
            log.setCharAt(random.nextInt(log.length()), (char) random.nextInt(256));
        }
        String cut = log.substring(random.nextInt(log.length()));

        assertThat(events(cut)).allMatch(event -> event.symptom().isFailure());
        for (LogFormat format : FORMATS) {
            format.read(EntryLines.unwrapped(new LogEntry("a.log", 1, cut)), event -> {});
        }
    }

    @Property(tries = 300)
    void queryStringsStayInTheLog(@ForAll("queries") String query) {
        String url = "http://api:8080/pay?" + query;
        String log = """
                2026-11-20 20:08:16 ERROR Get "%1$s": read tcp 10.0.0.1:41990->10.0.0.2:80: read: connection reset by peer
                2026-11-20 20:08:17 ERROR unexpected end of stream on %1$s
                2026-11-20 20:08:18 ERROR %1$s: Connection reset
                2026-11-20 20:08:19 ERROR HTTPConnectionPool(host='h', port=80): Max retries exceeded with url: /pay?%2$s (Caused by ReadTimeoutError("Read timed out."))
                {"message":"socket hang up","url":"%1$s","peer":"%1$s","upstream":"%1$s"}
                time=2026-11-20T20:08:20Z msg="Broken pipe" url=%1$s remote=%1$s
                """.formatted(url, query);

        assertThat(events(log))
                .hasSize(6)
                .allSatisfy(event -> assertThat(event.toString()).doesNotContain(query));
    }

    @Provide
    Arbitrary<String> queries() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars("=&%+.,;:/-_~@!$()*'[]")
                .ofMinLength(4)
                .ofMaxLength(40)
                .map(text -> "token=" + text);
    }

    private static LogEvent only(String log) {
        return Logs.event(log);
    }

    private static List<LogEvent> events(String log) {
        return Logs.read(log).events();
    }
}
