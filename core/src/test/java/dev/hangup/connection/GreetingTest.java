package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.script.Script;
import dev.hangup.script.Talk;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protocols are named by what they begin with. Bytes are those of the protocols' own documents. */
class GreetingTest {
    private final Talk talk = Script.atClient().talk().handshake();

    private static byte[] bytes(String text) {
        return text.startsWith("0x")
                ? HexFormat.of().parseHex(text.substring(2))
                : text.replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "'*1\\r\\n$4\\r\\nPING\\r\\n', REDIS",
        "'*12\\r\\n$4\\r\\n', REDIS",
        "0x0000000804d2162f, POSTGRESQL",
        "0x0000000804d21630, POSTGRESQL",
        "0x0000002900030000757365720070, POSTGRESQL",
        "0x0000002300120003000000010007, KAFKA",
        "0x01010001000800000001000000000000, FASTCGI",
        "0x01010001000900000001000000000000, UNKNOWN",
        "0x414d515000000901, AMQP",
        "0x101000044d51545404020000, MQTT",
        "'SSH-2.0-OpenSSH_9.2\\r\\n', SSH",
        "'something else', UNKNOWN",
        "0x0000000000000000, UNKNOWN"
    })
    void clientsFirstWordsTell(String words, Protocol protocol) {
        talk.client.sends(bytes(words));

        assertThat(talk.connection().protocol()).isEqualTo(protocol);
    }

    @ParameterizedTest
    @CsvSource({
        "0x4a0000000a382e302e333600, 0x2000000185a6, MYSQL",
        "0x5b0000000a352e352e352d31302e31, 0x2000000185a6, MYSQL",
        "'220 mail.example ESMTP\\r\\n', 'EHLO client\\r\\n', SMTP",
        "'220-welcome\\r\\n', 'ehlo client\\r\\n', SMTP",
        "'220 ready\\r\\n', 'USER me\\r\\n', FTP",
        "'* OK ready\\r\\n', 'a1 LOGIN\\r\\n', IMAP",
        "'+OK ready\\r\\n', 'USER me\\r\\n', POP3",
        "'SSH-2.0-server\\r\\n', 'hello', SSH",
        "'220 ready\\r\\n', 'hello\\r\\n', UNKNOWN"
    })
    void serverMaySpeakFirst(String greeting, String words, Protocol protocol) {
        talk.server.sends(bytes(greeting));
        talk.client.sends(bytes(words));

        assertThat(talk.connection().protocol()).isEqualTo(protocol);
    }

    @Test
    void inlineCommandsOfRedisAreToldByTheAnswer() {
        talk.exchange("PING\r\n", "+PONG\r\n");

        assertThat(talk.connection().protocol()).isEqualTo(Protocol.REDIS);
    }

    @Test
    void wordsThatAreCutIntoSegmentsTellTheSame() {
        talk.client.sends("*1\r");
        talk.client.sends("\n$4\r\nPING\r\n");

        assertThat(talk.connection().protocol()).isEqualTo(Protocol.REDIS);
    }
}
