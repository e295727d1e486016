package dev.hangup.diagnosis;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a WebSocket said into a close: messages are lost, and its own words of control are not. */
class WebSocketTest {
    private final Script script = Script.atClient();

    /** RFC 6455 section 5.2: FIN and opcode, MASK and length, key, payload. */
    private static byte[] webSocketFrame(int opcode) {
        return new byte[] {(byte) (0x80 | opcode), (byte) 0x82, 1, 2, 3, 4, 'h' ^ 1, 'i' ^ 2};
    }

    private Talk webSocket(int opcode) {
        Talk talk = script.talk().handshake();
        talk.exchange(
                "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        script.pause(ofSeconds(3));
        talk.server.fin();
        script.arrive();
        talk.client.ack();
        script.pause(ofSeconds(1));
        talk.client.sends(webSocketFrame(opcode));
        script.arrive();
        talk.server.bareReset();
        return talk;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void messageOfAWebSocketThatMeetsAClosedServerIsLost(int opcode) {
        assertThat(webSocket(opcode).verdict().mechanism()).isEqualTo(Mechanism.REQUEST_AFTER_FIN);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10})
    void closeAndHeartbeatOfAWebSocketAreNoMessages(int opcode) {
        assertThat(webSocket(opcode).verdict().cause()).isEqualTo(Verdict.HEALTHY);
    }
}
