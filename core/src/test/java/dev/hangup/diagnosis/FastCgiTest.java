package dev.hangup.diagnosis;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import org.junit.jupiter.api.Test;

/** What a web server asks a FastCGI process, as nginx asks PHP-FPM: a connection for each request. */
class FastCgiTest {
    private static final String REQUEST = "\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0" // FCGI_BEGIN_REQUEST
            + "\1\4\0\1\0\21\0\0\14\3QUERY_STRINGa=b\1\4\0\1\0\0\0\0" // FCGI_PARAMS
            + "\1\5\0\1\0\0\0\0"; // FCGI_STDIN
    private static final String ANSWER = "\1\6\0\1\0\5\0\0hello" // FCGI_STDOUT
            + "\1\3\0\1\0\10\0\0\0\0\0\0\0\0\0\0"; // FCGI_END_REQUEST

    private final Script script = Script.atClient();

    private Talk asks() {
        Talk talk = script.talk().handshake();
        talk.client.sends(REQUEST);
        script.arrive();
        talk.server.ack();
        return talk;
    }

    @Test
    void answeredOneIsWell() {
        Talk talk = script.talk().handshake().exchange(REQUEST, ANSWER);
        talk.closeByServer();

        assertThat(talk.verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void webServerThatDoesNotWaitAnyLongerHasGivenUp() {
        Talk talk = asks();
        script.pause(ofSeconds(2));
        talk.closeByClient();

        assertThat(talk.verdict().mechanism()).isEqualTo(Mechanism.CLIENT_CLOSED_WAITING);
    }

    @Test
    void processThatEndsResetsBecauseItLeavesTheLastRecordUnread() {
        script.talk().handshake().exchange(REQUEST, ANSWER).closeByServer();
        Talk talk = asks();
        script.pause(ofMillis(300));
        talk.server.reset();

        assertThat(talk.verdict().cause()).isEqualTo("server-crash");
        assertThat(talk.verdict().culprit()).isEqualTo(Party.SERVER);
    }
}
