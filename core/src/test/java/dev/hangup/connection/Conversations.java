package dev.hangup.connection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Http;
import dev.hangup.script.Http2;
import dev.hangup.script.Tls;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Conversations in clear and in TLS, each with what its RFC says about it: not what the program makes of it. */
final class Conversations {
    /** A conversation, and what must be seen of it. */
    record Conversation(String name, Dialogue dialogue, Consumer<Connection> truth) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String LONG_PATH = "/search?q=" + "term+".repeat(120);
    private static final String LONG_FIELDS =
            "Cookie: " + "yummy".repeat(90) + "\r\nX-Trace: " + "0123456789abcdef".repeat(30) + "\r\n";
    private static final int HANDSHAKE_FAILURE = 40;
    private static final int UNKNOWN_CA = 48;

    private Conversations() {}

    static List<Conversation> all() {
        return List.of(
                longStartLine(),
                pipelined(),
                blankLines(),
                plainHttpToTls(),
                unfinishedAnswer(),
                unfinishedRequest(),
                answerUntilClose(),
                upgrade(),
                upgradeToHttp2(),
                upgradeToHttp2ClientFirst(),
                surplus(),
                http2(),
                http2Unfinished(),
                http2ServerFirst(),
                tls13WithRetry(),
                tls13LargeHellos(),
                tls13OfJava(),
                tls13RefusedInDisguise(),
                tls12(),
                tls12Resumed(),
                tls12FinishedLikeAHello(),
                tlsRefusedByServer(),
                tlsRefusedByClient(),
                alertInsteadOfAnswer(),
                unknownProtocol());
    }

    private static void exchanges(Connection connection, Protocol protocol, int requests, int answered) {
        assertThat(connection.exchanges().protocol()).isEqualTo(protocol);
        assertThat(connection.exchanges().requests()).as("requests").isEqualTo(requests);
        assertThat(connection.exchanges().answered()).as("answered").isEqualTo(answered);
        assertThat(connection.exchanges().outstanding()).as("outstanding").isEqualTo(requests - answered);
    }

    private static void http(
            Connection connection, int requests, int answered, @Nullable HttpMethod lastMethod, int lastStatus) {
        exchanges(connection, Protocol.HTTP1, requests, answered);
        assertThat(connection.exchanges().method()).isEqualTo(lastMethod);
        assertThat(connection.exchanges().status()).isEqualTo(lastStatus);
    }

    private static void lastRequest(Connection connection, int begin, int end) {
        int first = connection.client().initialSequence() + 1;
        assertThat(connection.exchanges().lastRequestSequence() - first)
                .as("begin of the last request")
                .isEqualTo(begin);
        assertThat(connection.exchanges().lastRequestEnd() - first)
                .as("end of the last request")
                .isEqualTo(end);
    }

    /** HTTP/1.0 closes unless it is told to stay (RFC 9112 section 9.3). */
    private static Conversation longStartLine() {
        String first = "GET " + LONG_PATH + " HTTP/1.1\r\n" + LONG_FIELDS + "\r\n";
        String second = "DELETE " + LONG_PATH + " HTTP/1.0\r\n" + LONG_FIELDS + "\r\n";
        Dialogue dialogue = new Dialogue()
                .client(first)
                .server("HTTP/1.1 200 " + "Fine ".repeat(50) + "\r\n" + LONG_FIELDS + "Content-Length: 5\r\n\r\nhello")
                .client(second)
                .server("HTTP/1.0 409 Conflict\r\nContent-Length: 0\r\n" + LONG_FIELDS + "\r\n");
        return new Conversation("long start lines", dialogue, connection -> {
            http(connection, 2, 2, HttpMethod.DELETE, 409);
            lastRequest(connection, first.length(), first.length() + second.length());
            assertThat(connection.exchanges().didClientAnnounceClose()).isTrue();
            assertThat(connection.exchanges().didServerAnnounceClose()).isTrue();
            assertThat(connection.exchanges().areBoundariesKnown()).isTrue();
            assertThat(connection.client().firstBytes()).isEqualTo(FirstBytes.HTTP_REQUEST);
            assertThat(connection.server().firstBytes()).isEqualTo(FirstBytes.HTTP_RESPONSE);
        });
    }

    /** RFC 9112 sections 6.3, 7.1 and 9.3.2; RFC 9110 sections 9.3.2 and 15.2. */
    private static Conversation pipelined() {
        String put = "PUT /d HTTP/1.1\r\nExpect: 100-continue\r\nTransfer-Encoding: gzip, chunked\r\n\r\n";
        String last = put + "A;name=\"value\"\r\nGET / HTTP\r\n3\r\n\r\n\r\r\n0\r\nDigest: none\r\n\r\n";
        String before = Http.get("/a") + "HEAD /b HTTP/1.1\r\nHost: b\r\n\r\n" + Http.post("/c", 10, "\r\nGET / \r\n");
        Dialogue dialogue = new Dialogue()
                .client(before + last)
                .server(Http.ok(11, "HTTP/1.1 50", "Server: nginx/1.22.1\r\nKeep-Alive: timeout=65, max=9\r\n")
                        + Http.ok(70_000, "", "")
                        + "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
                        + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n"
                        + "Connection: close\r\n\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n");
        return new Conversation("pipelined", dialogue, connection -> {
            http(connection, 4, 4, HttpMethod.PUT, 404);
            lastRequest(connection, before.length(), before.length() + last.length());
            assertThat(connection.exchanges().isRequestIncomplete()).isFalse();
            assertThat(connection.exchanges().didServerAnnounceClose()).isTrue();
            assertThat(connection.exchanges().didClientAnnounceClose()).isFalse();
            assertThat(connection.exchanges().hintTimeoutSeconds()).isEqualTo(65);
            assertThat(connection.exchanges().software()).isEqualTo(ServerSoftware.NGINX);
            assertThat(connection.exchanges().areBoundariesKnown()).isTrue();
        });
    }

    /** Lines may end with LF alone, and a request may follow an empty line (RFC 9112 section 2.2). */
    private static Conversation blankLines() {
        Dialogue dialogue = new Dialogue()
                .client("GET / HTTP/1.1\nHost: x\n\n")
                .server("HTTP/1.1 200 OK\nContent-Length: 3\n\nabc")
                .client("\r\n\nOPTIONS * HTTP/1.1\r\nConnection: close\r\n\r\n")
                .server("HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n");
        return new Conversation("blank lines", dialogue, connection -> {
            http(connection, 2, 2, HttpMethod.OPTIONS, 304);
            assertThat(connection.exchanges().didClientAnnounceClose()).isTrue();
            assertThat(connection.exchanges().areBoundariesKnown()).isTrue();
        });
    }

    private static Conversation plainHttpToTls() {
        String body =
                "<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n</html>";
        Dialogue dialogue =
                new Dialogue().client(Http.get("/")).server(Http.status(400, "Connection: close\r\n", body));
        return new Conversation("plain HTTP to a TLS port", dialogue, connection -> {
            http(connection, 1, 1, HttpMethod.GET, 400);
            assertThat(connection.exchanges().saysWrongProtocol()).isTrue();
        });
    }

    private static Conversation unfinishedAnswer() {
        Dialogue dialogue = new Dialogue()
                .client(Http.get("/") + Http.get("/large"))
                .server(Http.ok("small") + Http.ok(3000, "x".repeat(2999), ""));
        return new Conversation("answer without its last byte", dialogue, connection -> {
            http(connection, 2, 1, HttpMethod.GET, 200);
            assertThat(connection.exchanges().isAnswerBegun()).isTrue();
            assertThat(connection.exchanges().areBoundariesKnown()).isTrue();
        });
    }

    private static Conversation unfinishedRequest() {
        Dialogue dialogue = new Dialogue().client("PATCH " + LONG_PATH + " HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf");
        return new Conversation("half a request", dialogue, connection -> {
            http(connection, 1, 0, HttpMethod.PATCH, 0);
            assertThat(connection.exchanges().isRequestIncomplete()).isTrue();
            assertThat(connection.exchanges().didClientAnnounceClose()).isFalse();
        });
    }

    /** Without a length an answer ends with the connection (RFC 9112 section 6.3), which is still open. */
    private static Conversation answerUntilClose() {
        Dialogue dialogue = new Dialogue()
                .client("GET / HTTP/1.0\r\n\r\n")
                .server("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nHTTP/1.1 500 is not an answer\r\n\r\n");
        return new Conversation("answer until close", dialogue, connection -> {
            http(connection, 1, 0, HttpMethod.GET, 200);
            assertThat(connection.exchanges().isAnswerBegun()).isTrue();
            assertThat(connection.exchanges().didServerAnnounceClose()).isTrue();
        });
    }

    /** After 101 something else is spoken (RFC 9110 section 15.2.2), of which only turns are known. */
    private static Conversation upgrade() {
        Dialogue dialogue = new Dialogue()
                .client("GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                .server("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                .client("\u0081\u0085GET /\r\n")
                .server("\u0081\u0005HTTP/1.1 200 OK\r\n")
                .client("\u0081\u0085xxxx");
        return new Conversation("upgrade", dialogue, connection -> {
            http(connection, 3, 2, HttpMethod.GET, 101);
            assertThat(connection.exchanges().areBoundariesKnown()).isFalse();
        });
    }

    private static final String UPGRADE_TO_HTTP2 =
            "GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n";

    private static final byte[] SWITCHING_TO_HTTP2 =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    /** After 101 to h2c the request is stream 1 (RFC 7540 section 3.2); what follows a GOAWAY is lost. */
    private static Conversation upgradeToHttp2() {
        Dialogue dialogue = new Dialogue()
                .client(UPGRADE_TO_HTTP2)
                .server(Http2.frames(SWITCHING_TO_HTTP2, Http2.settings(), Http2.answer(1)))
                .client(Http2.preface())
                .server(Http2.goAway(1, 0))
                .client(Http2.request(3));
        return new Conversation("upgrade to HTTP/2", dialogue, connection -> {
            exchanges(connection, Protocol.HTTP2, 2, 1);
            assertThat(connection.exchanges().areBoundariesKnown()).isTrue();
            Http2State state = requireNonNull(connection.exchanges().http2());
            assertThat(state.goAwayLastStream()).isEqualTo(1);
            assertThat(state.streamsBeyondGoAway()).isEqualTo(1);
        });
    }

    /** Whoever speaks first after it; here the answer has not come. */
    private static Conversation upgradeToHttp2ClientFirst() {
        Dialogue dialogue = new Dialogue()
                .client(UPGRADE_TO_HTTP2)
                .server(SWITCHING_TO_HTTP2)
                .client(Http2.preface())
                .server(Http2.frames(Http2.settings(), Http2.ping()));
        return new Conversation("upgrade to HTTP/2, client first", dialogue, connection -> {
            exchanges(connection, Protocol.HTTP2, 1, 0);
            assertThat(connection.exchanges().areBoundariesKnown()).isTrue();
        });
    }

    private static Conversation surplus() {
        Dialogue dialogue = new Dialogue()
                .client(Http.get("/") + "more\nthan that\n")
                .server(Http.ok(2, "ok, and\nmore than it said\n", ""));
        return new Conversation("more than was announced", dialogue, connection -> {
            http(connection, 1, 1, HttpMethod.GET, 200);
            assertThat(connection.exchanges().isRequestIncomplete()).isFalse();
            assertThat(connection.exchanges().areBoundariesKnown()).isFalse();
        });
    }

    /** RFC 9113 sections 5.1, 6.1, 6.2, 6.4, 6.8 and 6.10. */
    private static Conversation http2() {
        byte[] before = Http2.frames(
                Http2.preface(),
                Http2.request(1),
                Http2.upload(3),
                Http2.data(3, 700, false),
                Http2.padded(3, 300, true),
                Http2.headersInThree(5, true),
                Http2.request(7));
        byte[] after = Http2.frames(Http2.ping(), Http2.resetStream(5, 8), Http2.windowUpdate(0));
        byte[] beyond = Http2.request(13);
        Dialogue dialogue = new Dialogue()
                .client(before)
                .server(Http2.frames(
                        Http2.settings(),
                        Http2.headers(3, false),
                        Http2.headersInThree(1, true),
                        Http2.padded(3, 600, false),
                        Http2.data(3, 20, true),
                        Http2.resetStream(3, 0)))
                .client(after)
                .server(Http2.frames(Http2.goAway(7, 11), Http2.headers(7, false), Http2.data(7, 0, true)))
                .client(beyond);
        int length = before.length + after.length;
        return new Conversation("HTTP/2", dialogue, connection -> {
            // 1, 3 and 7 are answered, 5 is given up, 13 is beyond the GOAWAY.
            exchanges(connection, Protocol.HTTP2, 5, 4);
            lastRequest(connection, length, length + beyond.length);
            assertThat(connection.exchanges().areBoundariesKnown()).isTrue();
            assertThat(connection.client().firstBytes()).isEqualTo(FirstBytes.HTTP2_PREFACE);
            Http2State state = requireNonNull(connection.exchanges().http2());
            assertThat(state.lastClientStream()).isEqualTo(13);
            assertThat(state.sawGoAway()).isTrue();
            assertThat(state.goAwayLastStream()).isEqualTo(7);
            assertThat(state.goAwayError()).isEqualTo(11);
            assertThat(state.streamsBeyondGoAway()).isEqualTo(1);
        });
    }

    /** One byte of padding is missing. */
    private static Conversation http2Unfinished() {
        byte[] answer = Http2.frames(Http2.settings(), Http2.headers(1, false), Http2.padded(1, 400, true));
        Dialogue dialogue = new Dialogue()
                .client(Http2.frames(Http2.preface(), Http2.request(1)))
                .server(Arrays.copyOf(answer, answer.length - 1));
        return new Conversation("HTTP/2 answer without its last byte", dialogue, connection -> {
            exchanges(connection, Protocol.HTTP2, 1, 0);
            assertThat(connection.exchanges().isAnswerBegun()).isTrue();
        });
    }

    /** The server's SETTINGS need not wait for the client's preface (RFC 9113 section 3.4). */
    private static Conversation http2ServerFirst() {
        Dialogue dialogue = new Dialogue()
                .server(Http2.settings())
                .client(Http2.frames(Http2.preface(), Http2.request(1), Http2.request(3)))
                .server(Http2.frames(Http2.answer(3), Http2.goAway(3, 0), Http2.resetStream(1, 7)));
        return new Conversation("HTTP/2, server first", dialogue, connection -> {
            exchanges(connection, Protocol.HTTP2, 2, 2);
            assertThat(connection.exchanges().didServerSpeakFirst()).isTrue();
        });
    }

    private static void tls(Connection connection, boolean version13, boolean offersHttp2, boolean isDone) {
        TlsState tls = requireNonNull(connection.exchanges().tls());
        assertThat(connection.client().firstBytes()).isEqualTo(FirstBytes.TLS_HANDSHAKE);
        assertThat(tls.sawClientHello()).as("ClientHello").isTrue();
        assertThat(tls.isVersion13()).as("TLS 1.3").isEqualTo(version13);
        assertThat(tls.offersHttp2).as("offers h2").isEqualTo(offersHttp2);
        assertThat(tls.isHandshakeDone()).as("handshake done").isEqualTo(isDone);
    }

    private static void goodbyes(Connection connection, boolean byClient, boolean byServer) {
        TlsState tls = requireNonNull(connection.exchanges().tls());
        assertThat(tls.sawHandshakeAlert()).as("alert").isFalse();
        assertThat(tls.clientCloseNotifyNanos() > 0)
                .as("close_notify of client")
                .isEqualTo(byClient);
        assertThat(tls.serverCloseNotifyNanos() > 0)
                .as("close_notify of server")
                .isEqualTo(byServer);
    }

    private static void alert(Connection connection, boolean byClient, int description) {
        TlsState tls = requireNonNull(connection.exchanges().tls());
        assertThat(tls.sawHandshakeAlert()).as("alert").isTrue();
        assertThat(tls.isAlertFromClient()).isEqualTo(byClient);
        assertThat(tls.alertDescription()).isEqualTo(description);
    }

    /** RFC 8446 sections 2.1, 4.6.1, 6.1 and appendix D.4. */
    private static Conversation tls13WithRetry() {
        byte[] before =
                Tls.flight(Tls.clientHello(), Tls.changeCipherSpec(), Tls.largeClientHello(), Tls.application(53));
        byte[] request = Tls.flight(Tls.application(300), Tls.application(60));
        Dialogue dialogue = new Dialogue()
                .client(Tls.clientHello())
                .server(Tls.flight(Tls.helloRetryRequest(), Tls.changeCipherSpec()))
                .client(Tls.flight(Tls.changeCipherSpec(), Tls.largeClientHello()))
                .server(Tls.flight(
                        Tls.serverHello(true), Tls.application(30), Tls.application(1200), Tls.application(53)))
                .client(Tls.flight(Tls.application(53), request))
                .server(Tls.flight(Tls.tickets13(), Tls.application(2000), Tls.application(19)))
                .client(Tls.closeNotify13());
        return new Conversation("TLS 1.3 with a retry", dialogue, connection -> {
            exchanges(connection, Protocol.TLS, 1, 1);
            lastRequest(connection, before.length, before.length + request.length);
            tls(connection, true, true, true);
        });
    }

    private static Conversation tls13LargeHellos() {
        Dialogue dialogue = new Dialogue()
                .client(Tls.inRecordsOf(700, Tls.largeClientHello()))
                .server(Tls.flight(
                        Tls.largeServerHello(),
                        Tls.changeCipherSpec(),
                        Tls.application(30),
                        Tls.application(2200),
                        Tls.application(69)))
                .client(Tls.flight(Tls.changeCipherSpec(), Tls.application(69)))
                .server(Tls.tickets13())
                .client(Tls.application(500))
                .server(Tls.application(900))
                .client(Tls.closeNotify13());
        return new Conversation("TLS 1.3 with large hellos", dialogue, connection -> {
            exchanges(connection, Protocol.TLS, 1, 1);
            tls(connection, true, true, true);
            goodbyes(connection, true, false);
        });
    }

    /** JSSE pads what it encrypts by 16 bytes: Finished with SHA-384, and alerts. */
    private static Conversation tls13OfJava() {
        Dialogue dialogue = new Dialogue()
                .client(Tls.clientHello())
                .server(Tls.serverFlight13())
                .client(Tls.flight(Tls.changeCipherSpec(), Tls.application(85)))
                .client(Tls.application(250))
                .server(Tls.application(600))
                .client(Tls.application(250))
                .server(Tls.flight(Tls.application(700), Tls.application(35)));
        return new Conversation("TLS 1.3 of JSSE", dialogue, connection -> {
            exchanges(connection, Protocol.TLS, 2, 2);
            tls(connection, true, true, true);
            goodbyes(connection, false, true);
        });
    }

    private static Conversation tls13RefusedInDisguise() {
        Dialogue dialogue = new Dialogue()
                .client(Tls.clientHello())
                .server(Tls.serverFlight13())
                .client(Tls.flight(Tls.changeCipherSpec(), Tls.application(19)));
        return new Conversation("TLS 1.3 refused by the client", dialogue, connection -> {
            exchanges(connection, Protocol.TLS, 0, 0);
            tls(connection, true, true, false);
            alert(connection, true, -1);
        });
    }

    /** RFC 5246 section 7.3, with the server's messages in records as they come. */
    private static Conversation tls12() {
        byte[] certificate = Tls.inRecordsOf(1000, Tls.message(11, new byte[3500]));
        byte[] rest = Tls.inOneRecord(Tls.message(12, new byte[300]), Tls.message(14, new byte[0]));
        byte[] clientFlight = Tls.flight(
                Tls.inOneRecord(Tls.message(11, new byte[900]), Tls.message(16, new byte[66])),
                Tls.changeCipherSpec(),
                Tls.record(Tls.HANDSHAKE, 40));
        byte[] request = Tls.application(300);
        byte[] second = Tls.flight(Tls.application(290), Tls.application(1400));
        Dialogue dialogue = new Dialogue()
                .client(Tls.clientHello12())
                .server(Tls.flight(Tls.oldServerHello(), certificate, rest))
                .client(clientFlight)
                .server(Tls.flight(Tls.message(4, new byte[180]), Tls.serverFinished12()))
                .client(request)
                .server(Tls.flight(Tls.application(1000), Tls.application(700)))
                .client(second)
                .server(Tls.flight(Tls.application(500), Tls.closeNotify12()))
                .client(Tls.closeNotify12());
        int begin = Tls.clientHello12().length + clientFlight.length + request.length;
        return new Conversation("TLS 1.2", dialogue, connection -> {
            exchanges(connection, Protocol.TLS, 2, 2);
            lastRequest(connection, begin, begin + second.length);
            tls(connection, false, false, true);
            goodbyes(connection, true, true);
        });
    }

    /** RFC 5246 section 7.3: the server finishes first. All of its flight in clear is one record. */
    private static Conversation tls12Resumed() {
        Dialogue dialogue = new Dialogue()
                .client(Tls.clientHello12())
                .server(Tls.flight(
                        Tls.inOneRecord(Tls.serverHello(false), Tls.message(4, new byte[180])),
                        Tls.changeCipherSpec(),
                        Tls.record(Tls.HANDSHAKE, 40)))
                .client(Tls.flight(Tls.changeCipherSpec(), Tls.record(Tls.HANDSHAKE, 40), Tls.application(200)));
        return new Conversation("TLS 1.2 resumed", dialogue, connection -> {
            exchanges(connection, Protocol.TLS, 1, 0);
            tls(connection, false, false, true);
            goodbyes(connection, false, false);
        });
    }

    /** What is encrypted may begin like anything, the type of a ClientHello included. */
    private static Conversation tls12FinishedLikeAHello() {
        byte[] sealed = new byte[40];
        sealed[0] = 1;
        sealed[3] = 99;
        Dialogue dialogue = new Dialogue()
                .client(Tls.clientHello12())
                .server(Tls.serverFlight12())
                .client(Tls.flight(
                        Tls.message(16, new byte[66]), Tls.changeCipherSpec(), Tls.record(Tls.HANDSHAKE, sealed)))
                .server(Tls.serverFinished12());
        return new Conversation("TLS 1.2 with a Finished like a hello", dialogue, connection -> {
            exchanges(connection, Protocol.TLS, 0, 0);
            tls(connection, false, false, true);
        });
    }

    private static Conversation tlsRefusedByServer() {
        Dialogue dialogue = new Dialogue().client(Tls.largeClientHello()).server(Tls.alert(HANDSHAKE_FAILURE));
        return new Conversation("TLS refused by the server", dialogue, connection -> {
            exchanges(connection, Protocol.TLS, 0, 0);
            tls(connection, false, true, false);
            alert(connection, false, HANDSHAKE_FAILURE);
            assertThat(connection.server().firstBytes()).isEqualTo(FirstBytes.TLS_ALERT);
        });
    }

    private static Conversation tlsRefusedByClient() {
        Dialogue dialogue = new Dialogue()
                .client(Tls.clientHello())
                .server(Tls.serverFlight12())
                .client(Tls.alert(UNKNOWN_CA));
        return new Conversation("TLS refused by the client", dialogue, connection -> {
            exchanges(connection, Protocol.TLS, 0, 0);
            tls(connection, false, true, false);
            alert(connection, true, UNKNOWN_CA);
        });
    }

    private static Conversation alertInsteadOfAnswer() {
        Dialogue dialogue = new Dialogue().client(Http.get("/")).server(Tls.alert(HANDSHAKE_FAILURE));
        return new Conversation("plain HTTP, answered by an alert", dialogue, connection -> {
            assertThat(connection.exchanges().protocol()).isEqualTo(Protocol.HTTP1);
            assertThat(connection.exchanges().requests()).isEqualTo(1);
            assertThat(connection.client().firstBytes()).isEqualTo(FirstBytes.HTTP_REQUEST);
            assertThat(connection.server().firstBytes()).isEqualTo(FirstBytes.TLS_ALERT);
        });
    }

    /** A server that greets, and a client whose words only look like HTTP at first. */
    private static Conversation unknownProtocol() {
        Dialogue dialogue = new Dialogue()
                .server("220 ready\r\n")
                .client("PUTKEY 1\r\n")
                .server("250 ok\r\n")
                .client("GETKEY\r\n")
                .server("1\r\n")
                .client("HEADLINES\r\n");
        return new Conversation("unknown protocol", dialogue, connection -> {
            exchanges(connection, Protocol.UNKNOWN, 3, 2);
            assertThat(connection.exchanges().didServerSpeakFirst()).isTrue();
            assertThat(connection.client().firstBytes()).isEqualTo(FirstBytes.OTHER);
        });
    }
}
