package dev.hangup.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.cli.Launched.Ended;
import dev.hangup.probe.FakeServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program where somebody typed http for https, or https for http. */
class WrongSchemeTest {
    private static final int HANDSHAKE_RECORD = 22;
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static SSLContext tls;

    @BeforeAll
    static void makeACertificate() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
    }

    /** A server of TLS that says {@code complaint} to whoever speaks anything else, and closes. */
    private static FakeServer tlsServer(String complaint) throws IOException {
        return new FakeServer(client -> {
            Socket socket = client.socket();
            int first = socket.getInputStream().read();
            if (first == HANDSHAKE_RECORD) {
                SSLSocket inside = (SSLSocket) tls.getSocketFactory()
                        .createSocket(socket, new ByteArrayInputStream(new byte[] {(byte) first}), true);
                inside.startHandshake();
            } else {
                client.write(complaint);
            }
        });
    }

    /** A server of HTTP in clear that answers whatever begins like a request, and nothing else. */
    private static FakeServer plainServer(List<String> asked) throws IOException {
        return new FakeServer(client -> {
            InputStream in = client.socket().getInputStream();
            int first = in.read();
            if (first != HANDSHAKE_RECORD) {
                byte[] rest = new byte[1 << 12];
                int length =
                        new SequenceInputStream(new ByteArrayInputStream(new byte[] {(byte) first}), in).read(rest);
                length += Math.max(0, in.read(rest, length, rest.length - length));
                synchronized (asked) {
                    asked.add(new String(rest, 0, length, US_ASCII));
                }
                client.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                in.read();
            }
        });
    }

    private static Ended hangup(String command, String scheme, FakeServer server) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.add(scheme + "://127.0.0.1:" + server.address().getPort() + "/a?token=secret");
        return new Launched(folder).hangup(arguments.toArray(new String[0]));
    }

    private static void assertSays(Ended ended, String what) {
        assertThat(ended.code()).isEqualTo(2);
        assertThat((ended.out() + ended.err()).replaceAll("\\s+", " "))
                .containsOnlyOnce(what)
                .doesNotContain("secret", "interrupted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe", "provoke --no-capture", "provoke --load --rates=5 --step=1"})
    void httpToATlsPortIsToldSo(String command) throws IOException {
        for (String complaint : List.of("", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")) {
            try (FakeServer server = tlsServer(complaint)) {
                assertSays(
                        hangup(command, "http", server),
                        "it speaks TLS at this port: ask https://127.0.0.1:"
                                + server.address().getPort() + "/a instead");
                assertThat(server.accepted()).as("the request and the look").isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe", "provoke --no-capture", "provoke --load --rates=5 --step=1"})
    void tlsToAPlainPortIsToldSo(String command) throws IOException {
        List<String> asked = new ArrayList<>();
        try (FakeServer server = plainServer(asked)) {
            assertSays(
                    hangup(command, "https", server),
                    "it speaks no TLS at this port, but HTTP in clear: ask http://127.0.0.1:"
                            + server.address().getPort() + "/a instead");
        }
        assertThat(asked)
                .as("what was to be said inside TLS stays unsaid")
                .singleElement()
                .asString()
                .startsWith("HEAD / HTTP/1.1\r\n");
    }
}
