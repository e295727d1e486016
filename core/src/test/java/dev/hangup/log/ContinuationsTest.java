package dev.hangup.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ContinuationsTest {
    @Test
    void framesAndCausesBelongToTheMessage() {
        assertThat(heads("""
                2026-11-20 20:08:16,495 ERROR [main] d.e.Client - call failed
                java.io.IOException: HTTP/1.1 header parser received no bytes
                \tat java.net.http/jdk.internal.net.http.common.Utils.wrap(Utils.java:1)
                Caused by: java.net.SocketException: Connection reset
                \t... 23 more
                2026-11-20 20:08:17,000 INFO [main] d.e.Client - next
                """)).containsExactly(0, 5);
    }

    @Test
    void exceptionAfterTheFramesOfAnotherBeginsAnEntry() {
        assertThat(heads("""
                java.net.SocketException: Connection reset
                \tat a.B.c(B.java:1)
                java.net.SocketException: Connection reset
                \tat a.B.c(B.java:1)
                """)).containsExactly(0, 2);
    }

    @Test
    void dotNetPutsItsCausesBeforeItsFrames() {
        assertThat(heads("""
                System.Net.Http.HttpRequestException: An error occurred while sending the request.
                 ---> System.IO.IOException: Unable to read data from the transport connection: Connection reset by peer.
                 ---> System.Net.Sockets.SocketException (104): Connection reset by peer
                   at System.Net.Sockets.Socket.ReceiveAsync(Socket socket, CancellationToken cancellationToken)
                   ...(omitted)
                """)).containsExactly(0);
    }

    @Test
    void chainedTracebacksAreOneEntryAndTheNextIsAnother() {
        assertThat(heads("""
                Traceback (most recent call last):
                  File "a.py", line 1, in read
                    return self._sock.recv_into(b)
                ConnectionResetError: [Errno 104] Connection reset by peer

                During handling of the above exception, another exception occurred:

                Traceback (most recent call last):
                  File "b.py", line 1, in send
                    raise ConnectionError(e)
                requests.exceptions.ConnectionError: ('Connection aborted.', x)
                Traceback (most recent call last):
                  File "a.py", line 1, in read
                    read()
                http.client.RemoteDisconnected: Remote end closed connection without response
                """)).containsExactly(0, 11);
    }

    @Test
    void errorObjectOfNodeEndsWithItsBrace() {
        assertThat(heads("""
                Error: read ECONNRESET
                    at TCP.onStreamRead (node:internal/stream_base_commons:217:20) {
                  errno: -104,
                  code: 'ECONNRESET',
                  syscall: 'read'
                }
                Error: read ECONNRESET
                """)).containsExactly(0, 6);
    }

    @Test
    void blockOfKeysBeginsWithItsTime() {
        assertThat(heads("""
                @timestamp: 2020-05-29T19:05:44.614+00:00
                @version: 1
                level: ERROR
                message: Problem validating service token
                stack_trace: a.XException: Problem
                at a.B.c(B.java:535)
                ...
                Caused by: java.net.SocketException: Connection reset
                at java.net.SocketInputStream.read(SocketInputStream.java:210)
                @timestamp: 2020-05-29T19:05:45.614+00:00
                level: ERROR
                """)).containsExactly(0, 9);
    }

    @Test
    void objectOverSeveralLinesMayStandWithoutIndentation() {
        assertThat(heads("""
                {
                "timestamp": "2024-02-29T12:00:00Z",
                "message": "Connection reset by peer"
                }
                {
                  "message": "Connection reset by peer"
                }
                """)).containsExactly(0, 4);
    }

    @Test
    void containerRuntimesPrefixIsPassedOver() {
        assertThat(heads("""
                2026-11-20T20:08:16.495389123Z stderr F java.net.SocketException: Connection reset
                2026-11-20T20:08:16.495389124Z stderr F \tat a.B.c(B.java:1)
                2026-11-20T20:08:16.495389123Z stderr F java.net.SocketException: Connection reset
                {"log":"java.net.SocketException: Connection reset\\n","stream":"stderr"}
                {"log":"\\tat a.B.c(B.java:1)\\n","stream":"stderr"}
                """)).containsExactly(0, 2, 3);
    }

    @Test
    void exceptionAfterALineOfAnotherProgramStandsForItself() {
        assertThat(heads("""
                {"level":"info","message":"started"}
                java.net.SocketException: Connection reset
                127.0.0.1 - - [20/Nov/2026:20:08:14 +0000] "GET / HTTP/1.1" 200 3
                java.net.SocketException: Connection reset
                """)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void levelOnTheSecondLineIsThatOfJavaUtilLogging() {
        assertThat(heads("""
                Nov 20, 2026 8:08:16 PM dev.example.Client call
                SEVERE: call failed
                java.net.SocketException: Connection reset
                \tat a.B.c(B.java:1)
                """)).containsExactly(0);
    }

    @Property
    void anyTwoLinesHaveAnAnswer(@ForAll String previous, @ForAll String line) {
        assertThat(Continuations.isContinuation(previous, line)).isIn(true, false);
    }

    private static List<Integer> heads(String log) {
        List<Integer> heads = new ArrayList<>();
        String previous = "";
        List<String> lines = log.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!Continuations.isContinuation(previous, lines.get(i))) {
                heads.add(i);
            }
            if (!lines.get(i).isBlank()) {
                previous = lines.get(i);
            }
        }
        return heads;
    }
}
