package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.cli.Launched.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program where it asks endpoints: probe, provoke and load. */
class EndpointProgramTest {
    @TempDir
    private Path folder;

    private Ended hangup(String... arguments) {
        return new Launched(folder).hangup(arguments);
    }

    @Test
    void endpointIsMeasuredForProgramsToo() throws IOException {
        try (ServerSocket server = server(new CountDownLatch(1))) {
            Ended ended = hangup(
                    "probe",
                    "--only",
                    "idle",
                    "--wait",
                    "1",
                    "--format",
                    "json",
                    "http://127.0.0.1:" + server.getLocalPort() + "/a?token=secret");

            assertThat(ended.code()).isZero();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out())
                    .startsWith("{\"schema\":1,")
                    .contains("\"connections\":3,\"requests\":3", "\"open\":{")
                    .doesNotContain("secret");
        }
    }

    @Test
    void endpointIsProvokedForProgramsToo() throws IOException {
        try (ServerSocket server = server(new CountDownLatch(1))) {
            Ended ended = hangup(
                    "provoke",
                    "--attempts=3",
                    "--samples=2",
                    "--gaps=0.02-0.05",
                    "--patience=1",
                    "--no-capture",
                    "--format=json",
                    "http://127.0.0.1:" + server.getLocalPort() + "/a?token=secret");

            assertThat(ended.code()).isZero();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out())
                    .startsWith("{\"schema\":1,")
                    .contains("\"connections\":5,\"requests\":8", "\"reaction\":\"silence\"", "\"hits\":0")
                    .doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe", "provoke"})
    void interruptionEndsTheMeasuringWithWhatIsKnown(String command) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (ServerSocket server = server(answered)) {
            Launched launched = new Launched(folder);
            Process process = launched.start(command, "127.0.0.1:" + server.getLocalPort());
            assertThat(answered.await(1, TimeUnit.MINUTES)).isTrue();
            Ended ended = launched.interrupt(process);

            assertThat(ended.code()).isEqualTo(130);
            assertThat(ended.out()).contains("stopped early: interrupted");
        }
    }

    @Test
    void dryRunTellsTheNumbersAndSendsNothing() throws IOException {
        CountDownLatch answered = new CountDownLatch(1);
        try (ServerSocket server = server(answered)) {
            Ended ended = hangup("probe", "--dry-run", "--max-requests", "7", "127.0.0.1:" + server.getLocalPort());

            assertThat(ended.code()).isZero();
            assertThat(ended.out())
                    .containsPattern("one request each, then only listening +3 +3\n")
                    .containsPattern("request after request on one connection \\(or fewer\\) +1 +7\n")
                    .contains("at most", "nothing was sent");
            assertThat(answered.getCount()).isEqualTo(1);
        }
    }

    @Test
    void endpointIsLoadedAndTheDryRunKnowsHowOften() throws IOException {
        CountDownLatch answered = new CountDownLatch(1);
        try (ServerSocket server = server(answered)) {
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/a?token=secret";
            String[] load = {"provoke", "--load", "--rates", "5.5,20", "--step", "1", "--seed", "7", "--patience", "1"};
            Ended dry = hangup(with(load, "--dry-run", url));
            assertThat(dry.code()).isZero();
            assertThat(dry.out())
                    .contains(" 5.5 ", "--seed 7", "nothing was sent")
                    .doesNotContain("secret");
            assertThat(answered.getCount()).isEqualTo(1);

            Ended ended = hangup(with(load, "--format=json", url));

            assertThat(ended.code()).isZero();
            Matcher forecast = Pattern.compile("That is (\\d+) requests").matcher(dry.out());
            assertThat(forecast.find()).isTrue();
            assertThat(ended.out())
                    .startsWith("{\"schema\":1,")
                    .contains("\"requests\":" + forecast.group(1) + ",", "\"seed\":7")
                    .doesNotContain("secret");
        }
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--rates=5 127.0.0.1:1",
                "--load --rates=1001 127.0.0.1:1",
                "--load --rates=0 127.0.0.1:1",
                "--load --rates=NaN 127.0.0.1:1",
                "--load --rates=1,2 --step=301 127.0.0.1:1",
                "--load --pool-idle=-1 127.0.0.1:1",
                "--load --patience=61 127.0.0.1:1",
                "--load 192.0.2.1:80",
                "--load --rates=20 --step=1 127.0.0.1:1"
            })
    void whatCannotBeLoadedEndsWithTwo(String arguments) {
        assertThat(hangup(with(new String[] {"provoke"}, arguments.split(" "))).code())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--gaps=1-2", "--attempts=9", "--margin=9", "--samples=9", "--wait=9", "--rate=9", "--no-capture"
            })
    void whatALoadWouldNotHeedIsRefused(String option) {
        Ended ended = hangup("provoke", "--load", option, "127.0.0.1:1");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith("hangup: " + option.replaceFirst("=.*", "") + " does nothing with --load\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe", "provoke", "provoke --load"})
    void dryRunIsToldToPeopleOnly(String command) {
        Ended ended = hangup(with(command.split(" "), "--dry-run", "--format=json", "127.0.0.1:1"));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith("hangup: --dry-run is told in text only");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void addressesThatAreLeftOutAreNamed() throws IOException {
        InetSocketAddress first = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 80);
        InetSocketAddress second = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 80);

        assertThat(ProvokeCommand.onlyFirst("a.test", List.of(first, second)))
                .contains("hangup: a.test has 2 addresses; only the first is asked: 192.0.2.1, not 2001:db8::1");
        assertThat(ProvokeCommand.onlyFirst("a.test", List.of(first))).isEmpty();
    }

    @Test
    void dryRunOfOneRequestSaysSo() {
        Ended dry = hangup(
                with(new String[] {"provoke"}, "--load --dry-run --rates=1 --step=2 --seed=4 127.0.0.1:1".split(" ")));

        assertThat(dry.out()).contains("That is 1 request with --seed 4,");
    }

    @Test
    void noTimeAtAllIsToldAsSuch() {
        assertThat(hangup("provoke", "--max-time=0", "127.0.0.1:1").err())
                .startsWith("hangup: --max-time: between 1 and 14400, not 0\n");
    }

    @Test
    void dryRunOfAProvocationTellsItsNumbers() {
        Ended ended = hangup("provoke", "--dry-run", "--attempts", "7", "127.0.0.1:80");

        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .containsPattern("one request each, then only listening +10 +10\n")
                .containsPattern("one request each, then one at the close \\(if .*\\) +7 +14\n")
                .containsPattern("at most +17 +24\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe", "provoke"})
    void addressThatIsNotNearTakesADeliberateWord(String command) {
        Ended ended = hangup(command, "192.0.2.1:80");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("192.0.2.1", "--i-am-authorized");
        assertThat(ended.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--gaps=5-4 127.0.0.1:1",
                "--gaps=soon 127.0.0.1:1",
                "--attempts=0 127.0.0.1:1",
                "--connections=501 127.0.0.1:1",
                "--wait=9 --max-time=8 127.0.0.1:1",
                "127.0.0.1:1"
            })
    void whatCannotBeProvokedEndsWithTwo(String arguments) {
        List<String> all = new ArrayList<>(List.of("provoke"));
        all.addAll(List.of(arguments.split(" ")));

        assertThat(hangup(all.toArray(new String[0])).code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://127.0.0.1/",
                "127.0.0.1",
                "--samples=0 127.0.0.1:1",
                "--only=path 127.0.0.1:1",
                "--method=a/b 127.0.0.1:1",
                "--max-requests=101 127.0.0.1:1",
                "127.0.0.1:1"
            })
    void whatCannotBeMeasuredEndsWithTwo(String arguments) {
        List<String> all = new ArrayList<>(List.of("probe"));
        all.addAll(List.of(arguments.split(" ")));

        assertThat(hangup(all.toArray(new String[0])).code()).isEqualTo(2);
    }

    /** A server that answers one request of every connection, and then waits for the client to go. */
    private static ServerSocket server(CountDownLatch answered) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            // A socket that nobody refers to is closed when the JVM cleans up.
            List<Socket> clients = new ArrayList<>();
            try {
                while (true) {
                    Socket client = listener.accept();
                    clients.add(client);
                    client.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nSet-Cookie: secret=1\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    answered.countDown();
                }
            } catch (IOException over) {
                clients.forEach(EndpointProgramTest::close);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return listener;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // The test is over.
        }
    }
}
