package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    @ParameterizedTest(name = "{4}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // databases and stores
                "RST|UNKNOWN|SERVER|UNKNOWN|org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend. ~Caused by: java.net.SocketException: Connection reset",
                "FIN|UNKNOWN|SERVER|UNKNOWN|org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend. ~Caused by: java.io.EOFException",
                "UNDECIDABLE|UNKNOWN|SERVER|UNKNOWN|org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.",
                "REFUSED|CONNECT|SERVER|FRESH|org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that the hostname and port are correct",
                "FIN|UNKNOWN|SERVER|UNKNOWN|org.postgresql.util.PSQLException: FATAL: terminating connection due to administrator command",
                "LOCAL_ABORT|UNKNOWN|CLIENT|UNKNOWN|FATAL:  terminating connection due to idle-session timeout",
                "UNDECIDABLE|UNKNOWN|SERVER|UNKNOWN|psycopg2.OperationalError: server closed the connection unexpectedly",
                "RST|UNKNOWN|SERVER|UNKNOWN|could not receive data from server: Connection reset by peer",
                "RST|UNKNOWN|CLIENT|UNKNOWN|LOG:  could not receive data from client: Connection reset by peer",
                "FIN|UNKNOWN|CLIENT|UNKNOWN|LOG:  unexpected EOF on client connection with an open transaction",
                "UNDECIDABLE|UNKNOWN|SERVER|UNKNOWN|Lost connection to MySQL server during query",
                "RST|UNKNOWN|UNKNOWN|UNKNOWN|Lost connection to MySQL server at 'reading initial communication packet', system error: 104",
                "UNDECIDABLE|IDLE|SERVER|REUSED|HikariPool-1 - Failed to validate connection c (This connection has been closed.). Possibly consider using a shorter maxLifetime value.",
                "LOCAL_ABORT|CONNECT|SERVER|FRESH|HikariPool-1 - Connection is not available, request timed out after 30000ms.",
                "FIN|UNKNOWN|SERVER|UNKNOWN|redis.clients.jedis.exceptions.JedisConnectionException: Unexpected end of stream.",
                "FIN|UNKNOWN|SERVER|UNKNOWN|com.mongodb.MongoSocketReadException: Prematurely reached end of stream",
                "FIN|UNKNOWN|SERVER|UNKNOWN|pymongo.errors.AutoReconnect: db:27017: connection closed",
                "FIN|UNKNOWN|SERVER|UNKNOWN|Error: Connection lost: The server closed the connection.",
                "FIN|UNKNOWN|SERVER|UNKNOWN|java.sql.SQLRecoverableException: IO Error: Got minus one from a read call",
                "SILENCE|UNKNOWN|SERVER|UNKNOWN|MongoNetworkTimeoutError: connection 3 to 10.0.0.1:27017 timed out",
                "UNDECIDABLE|UNKNOWN|SERVER|UNKNOWN|MongoNetworkError: connection 3 to 10.0.0.1:27017 closed",
                "RST|UNKNOWN|UNKNOWN|UNKNOWN|MongoNetworkError: read ECONNRESET",
                "UNDECIDABLE|UNKNOWN|SERVER|UNKNOWN|Error: Connection terminated unexpectedly",
                "UNDECIDABLE|UNKNOWN|SERVER|UNKNOWN|Npgsql.NpgsqlException (0x80004005): Exception while reading from stream",
                "UNDECIDABLE|UNKNOWN|SERVER|UNKNOWN|StackExchange.Redis.RedisConnectionException: SocketClosed on 10.0.0.1:6379/Interactive",
                "UNDECIDABLE|UNKNOWN|SERVER|UNKNOWN|driver: bad connection",
                "RST|UNKNOWN|SERVER|UNKNOWN|redis.exceptions.ConnectionError: Error 104 while reading from 10.0.0.1:6379. 104.",
                "FIN|UNKNOWN|SERVER|UNKNOWN|redis.exceptions.ConnectionError: Connection closed by server.",
                "SILENCE|UNKNOWN|SERVER|UNKNOWN|io.lettuce.core.RedisCommandTimeoutException: Command timed out after 1 minute(s)",
                "UNDECIDABLE|RESPONSE|SERVER|UNKNOWN|GET /rst-body failed: Error: aborted~    at Socket.socketCloseListener (node:_http_client:464:19)~  code: 'ECONNRESET'",
                // gRPC
                "RST|UNKNOWN|SERVER|UNKNOWN|io.grpc.StatusRuntimeException: UNAVAILABLE: io exception~Caused by: io.netty.channel.unix.Errors$NativeIoException: recvAddress(..) failed: Connection reset by peer",
                "FIN|UNKNOWN|SERVER|UNKNOWN|io.grpc.StatusRuntimeException: UNAVAILABLE: Network closed for unknown reason",
                "FIN|UNKNOWN|SERVER|UNKNOWN|rpc error: code = Unavailable desc = error reading from server: EOF",
                "RST|UNKNOWN|SERVER|UNKNOWN|rpc error: code = Unavailable desc = error reading from server: read tcp 10.0.0.1:4000->10.0.0.2:50051: read: connection reset by peer",
                "UNDECIDABLE|UNKNOWN|SERVER|UNKNOWN|rpc error: code = Unavailable desc = transport is closing",
                // .NET
                "FIN|UNKNOWN|SERVER|UNKNOWN|System.Net.Http.HttpRequestException: An error occurred while sending the request. ~ ---> System.IO.IOException: The response ended prematurely.",
                "RST|UNKNOWN|SERVER|UNKNOWN|System.Net.Http.HttpRequestException: x ~ ---> System.Net.Sockets.SocketException (10054): An existing connection was forcibly closed by the remote host.",
                "REFUSED|CONNECT|SERVER|FRESH|System.Net.Http.HttpRequestException: No connection could be made because the target machine actively refused it. (api:443)",
                "CONNECT_TIMEOUT|CONNECT|SERVER|FRESH|System.Net.Http.HttpRequestException: A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond. (api:443)",
                "UNDECIDABLE|UNKNOWN|SERVER|UNKNOWN|A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.",
                "LOCAL_ABORT|UNKNOWN|UNKNOWN|UNKNOWN|System.Net.Sockets.SocketException (10053): An established connection was aborted by the software in your host machine.",
                "RST|TLS_HANDSHAKE|SERVER|FRESH|System.Net.Http.HttpRequestException: The SSL connection could not be established, see inner exception.~ ---> System.IO.IOException: Unable to read data from the transport connection: Connection reset by peer.",
                // those who serve
                "RST|UNKNOWN|CLIENT|UNKNOWN|org.apache.catalina.connector.ClientAbortException: java.io.IOException: Broken pipe",
                "RST|UNKNOWN|CLIENT|UNKNOWN|org.eclipse.jetty.io.EofException~Caused by: java.io.IOException: Broken pipe",
                "RST|UNKNOWN|CLIENT|UNKNOWN|Connection id \"0HMVF\" reset.",
                "FIN|TLS_HANDSHAKE|CLIENT|FRESH|http: TLS handshake error from 10.1.2.3:5000: EOF",
                "LOCAL_ABORT|UNKNOWN|CLIENT|UNKNOWN|[CRITICAL] WORKER TIMEOUT (pid:17)",
                "PROTOCOL|REQUEST|CLIENT|UNKNOWN|WARNING:  Invalid HTTP request received.",
                "LOCAL_ABORT|UNKNOWN|UNKNOWN|UNKNOWN|accept tcp 10.0.0.1:80: use of closed network connection",
                // Go, Node, Rust, PHP
                "FIN|IDLE|SERVER|REUSED|Post \"http://h/p\": http: server closed idle connection",
                "SILENCE|TLS_HANDSHAKE|SERVER|FRESH|Get \"https://h/\": net/http: TLS handshake timeout",
                "CONNECT_TIMEOUT|CONNECT|SERVER|FRESH|Get \"http://h/\": dial tcp 10.0.0.1:80: i/o timeout",
                "NONE|UNKNOWN|UNKNOWN|UNKNOWN|Get \"http://h/\": dial tcp: lookup h on 10.0.0.10:53: read udp 10.1.1.1:4000->10.0.0.10:53: i/o timeout",
                "FIN|TLS_HANDSHAKE|SERVER|FRESH|Error: Client network socket disconnected before secure TLS connection was established~  code: 'ECONNRESET',",
                "UNDECIDABLE|UNKNOWN|UNKNOWN|UNKNOWN|request failed with code ECONNRESET",
                "FIN|AWAITING_RESPONSE|SERVER|UNKNOWN|reqwest::Error { source: hyper::Error(IncompleteMessage) } connection closed before message completed",
                "RST|UNKNOWN|UNKNOWN|UNKNOWN|Error: Connection reset by peer (os error 104)",
                "RST|UNKNOWN|SERVER|UNKNOWN|cURL error 56: Recv failure: Connection reset by peer (see https://curl.haxx.se)",
                "FIN|AWAITING_RESPONSE|SERVER|UNKNOWN|curl: (52) Empty reply from server",
                "UNREACHABLE|CONNECT|UNKNOWN|FRESH|connect EHOSTUNREACH 10.0.0.1:80",
                // the proxy in front tells
                "UNDECIDABLE|AWAITING_RESPONSE|SERVER|UNKNOWN|503: upstream connect error or disconnect/reset before headers. reset reason: connection termination",
                "REFUSED|CONNECT|SERVER|FRESH|503: upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote connection failure, transport failure reason: delayed connect error: 111",
                // no failure
                "NONE|UNKNOWN|UNKNOWN|UNKNOWN|connection established",
                "NONE|UNKNOWN|UNKNOWN|UNKNOWN|GET /?error=connection%20reset%20by%20peer&x=Broken%20pipe 200",
                "NONE|UNKNOWN|UNKNOWN|UNKNOWN|failed to decode the body: unexpected EOF in YAML",
            })
    void wordsMean(Symptom symptom, Phase phase, Peer peer, Reuse reuse, String words) {
        Meaning meaning = Messages.of(words.replace("~", "\n"));

        assertThat(meaning)
                .extracting(Meaning::symptom, Meaning::phase, Meaning::peer, Meaning::reuse)
                .containsExactly(symptom, phase, peer, reuse);
    }

    @Test
    void javaHandshakeIsKnownByItsFrames() {
        Meaning meaning = Messages.of("""
                java.net.SocketException: Connection reset
                \tat java.net.SocketInputStream.read(SocketInputStream.java:210)
                \tat sun.security.ssl.SSLSocketImpl.performInitialHandshake(SSLSocketImpl.java:1367)
                """);

        assertThat(meaning.phase()).isEqualTo(Phase.TLS_HANDSHAKE);
        assertThat(meaning.reuse()).isEqualTo(Reuse.FRESH);
    }

    @Test
    void suppressedExceptionDecidesNothing() {
        Meaning meaning = Messages.of("""
                java.net.SocketTimeoutException: Read timed out
                \tat a.B.c(B.java:1)
                \tSuppressed: java.net.SocketException: Connection reset
                \t\tat a.B.c(B.java:1)
                \tCaused by: java.net.ConnectException: Connection refused
                """);

        assertThat(meaning.symptom()).isEqualTo(Symptom.SILENCE);
    }

    @Test
    void gosOperationNamesBothEnds() {
        Meaning meaning = Messages.of(
                "Get \"http://10.0.0.2:8080/pay?card=4111\": read tcp 10.0.0.1:41990->10.0.0.2:8080: read: connection reset by peer");

        assertThat(meaning.local()).isEqualTo(Endpoint.ofLiteral("10.0.0.1", 41990));
        assertThat(meaning.remote()).isEqualTo(Endpoint.ofLiteral("10.0.0.2", 8080));
        assertThat(meaning.path()).isEqualTo("/pay");
        assertThat(meaning.said()).isEqualTo("connection reset by peer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "10.0.0.1:41990|10.0.0.2:80|10.0.0.2:80|[id: 0x1, L:/10.0.0.1:41990 - R:api/10.0.0.2:80] Connection reset by peer",
                "10.0.0.1:40796|10.0.0.2:80|10.0.0.2:80|java.io.EOFException: HttpConnectionOverHTTP@1::E@1[{l=/10.0.0.1:40796,r=/10.0.0.2:80,ISHUT}]",
                "|10.0.0.2:80|10.0.0.2:80|finishConnect(..) failed: Connection refused: /10.0.0.2:80",
                "10.0.0.1:4000|10.0.0.2:80|10.0.0.2:80|connect ETIMEDOUT 10.0.0.2:80 - Local (10.0.0.1:4000)",
                "10.0.0.1:4000|10.0.0.2:80|10.0.0.2:80|other side closed { localAddress: '10.0.0.1', localPort: 4000, remoteAddress: '10.0.0.2', remotePort: 80 }",
                "|[::1]:3000|[::1]:3000|connect ECONNREFUSED ::1:3000",
                "|[2001:db8::1]:80|[2001:db8::1]:80|Failed to connect to /[2001:db8::1]:80: Connection refused",
                "||api:443|Connect to api:443 [api/10.0.0.2] failed: Connection refused",
                "||api:8080|api:8080 failed to respond",
                "||api:19008|HTTPConnectionPool(host='api', port=19008): Read timed out. (read timeout=2.5)",
                "||api:81|curl: (7) Failed to connect to api port 81 after 0 ms: Connection refused",
                "||api:8080|I/O error on POST request for \"http://user:secret@api:8080/x?y=z\": Connection reset",
                "|||connect ECONNREFUSED 10.0.0.2:80, then ECONNREFUSED 10.0.0.3:80",
            })
    void partiesAreReadFromWords(String local, String remote, String peerName, String words) {
        Meaning meaning = Messages.of(words);

        assertThat(meaning.symptom().isFailure()).isTrue();
        assertThat(String.valueOf(meaning.local())).isEqualTo(String.valueOf(local));
        assertThat(String.valueOf(meaning.remote())).isEqualTo(String.valueOf(remote));
        assertThat(meaning.peerName()).isEqualTo(peerName == null ? "" : peerName);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2000|connection timed out after 2000 ms: /127.0.0.1:19020",
                "2500|java.util.concurrent.TimeoutException: Idle timeout expired: 2500/2500 ms",
                "2500|Read timed out. (read timeout=2.5)",
                "2000|'Connection to h timed out. (connect timeout=2)'",
                "30000|Connection is not available, request timed out after 30000ms.",
                "100000|The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.",
                "60000|io.lettuce.core.RedisCommandTimeoutException: Command timed out after 1 minute(s)",
                "10000|Connect Timeout Error (attempted address: h:443, timeout: 10000ms) UND_ERR_CONNECT_TIMEOUT",
            })
    void spanOfATimerIsRead(long millis, String words) {
        assertThat(Messages.of(words).duration()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void mysqlMeasuresTheIdleTime() {
        Meaning meaning = Messages.of("""
                com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure

                The last packet successfully received from the server was 3,600,089 milliseconds ago.  \
                The last packet sent successfully to the server was 12 milliseconds ago.
                Caused by: java.net.SocketException: Connection reset
                """);

        assertThat(meaning.symptom()).isEqualTo(Symptom.RST);
        assertThat(meaning.idle()).isEqualTo(Duration.ofMillis(3_600_077));
        assertThat(meaning.duration()).isEqualTo(Duration.ofMillis(12));
        assertThat(meaning.reuse()).isEqualTo(Reuse.REUSED);
        assertThat(meaning.said()).isEqualTo("java.net.SocketException: Connection reset");
    }

    @Property
    void anyTextHasAMeaning(@ForAll String text) {
        assertThat(Messages.of(text).symptom()).isNotNull();
    }

    @Property
    void anythingAroundDecisiveWordsIsSurvived(@ForAll String before, @ForAll String after) {
        assertThat(Messages.of(before + "connection reset by peer" + after)
                        .said()
                        .length())
                .isLessThan(before.length() + after.length() + 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stats: connection resets: 0, connections refused: 0",
                "connection reset count=0",
                "lock wait timed out",
                "session of user 12 timed out"
            })
    void countOfNoneIsNoFailureAndNotEveryTimeoutIsOfAConnection(String text) {
        assertThat(Messages.of(text).symptom()).isEqualTo(Symptom.NONE);
    }

    @Test
    void neighbourWithAClientsPortIsTheClient() {
        Meaning answering = Messages.of("write tcp 10.0.0.1:8080->10.0.0.9:50122: write: broken pipe");
        Meaning asking = Messages.of("read tcp 10.0.0.1:48122->10.0.0.2:8080: read: connection reset by peer");

        assertThat(answering.peer()).isEqualTo(Peer.CLIENT);
        assertThat(asking.peer()).isEqualTo(Peer.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "http://svc:8080?token=SECRET failed: connection reset by peer,svc:8080",
        "http://svc#SECRET failed: connection reset by peer,svc",
        "redis://u:SECRET/x@r:6379 Connection refused,''",
        "amqp://u:SECRET@[fe80::1]:5672/ Connection refused,[fe80::1]:5672"
    })
    void nothingSecretOfAnAddressIsKept(String text, String peer) {
        assertThat(Messages.of(text).peerName()).isEqualTo(peer);
    }
}
