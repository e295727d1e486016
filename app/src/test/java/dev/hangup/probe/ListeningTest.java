package dev.hangup.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.measurement.Instance;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Manner.Word;
import dev.hangup.measurement.Measurement;
import dev.hangup.probe.Plan.Part;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What listening to idle connections shows, on servers that are told what to do. */
class ListeningTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=7, max=9\r\n\r\n";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static Plan plan(Target target, int samples) {
        return new Plan(
                new Terms(target, "HEAD", SECOND, 20, 100), Set.of(Part.IDLE), samples, 2 * SECOND, 0, false, 0);
    }

    private static Measurement measure(FakeServer server, int samples) {
        return new Prober(plan(server.target(), samples), new Brake(20 * SECOND)).measure(List.of(server.address()));
    }

    private static Listening only(Measurement measurement) {
        return measurement.instances().get(0).listening().get(0);
    }

    @Test
    void everySampleIsAConnectionOfItsOwnWithOneRequest() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write(ANSWER);
            Thread.sleep(300);
        })) {
            Measurement measurement = measure(server, 4);

            assertThat(server.accepted()).isEqualTo(4);
            assertThat(measurement.connections()).isEqualTo(4);
            assertThat(only(measurement).closes()).hasSize(4).allSatisfy(close -> {
                assertThat(close.manner().words()).containsExactly(Word.FIN);
                assertThat(close.idleNanos()).isPositive();
            });
            assertThat(only(measurement).open()).isNull();
            assertThat(measurement.instances().get(0).advertised()).satisfies(advertised -> {
                assertThat(advertised.timeoutSeconds()).isEqualTo(7);
                assertThat(advertised.maxRequests()).isEqualTo(9);
                assertThat(advertised.closes()).isFalse();
            });
        }
    }

    @Test
    void whatIsSentAfterTheFinMeetsTheKernelsRst() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write(ANSWER);
        })) {
            Measurement measurement = measure(server, 2);

            assertThat(measurement.instances().get(0).afterClose()).isEqualTo(Reaction.RESET);
            assertThat(measurement.requests())
                    .as("only one sample speaks after its end")
                    .isEqualTo(3);
        }
    }

    @Test
    void serverThatReadsOnAfterItsFinIsToldApart() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write(ANSWER);
            client.socket().shutdownOutput();
            while (client.readRequest()) {
                // Drops it, as Apache does in its lingering close.
            }
        })) {
            assertThat(measure(server, 1).instances().get(0).afterClose()).isEqualTo(Reaction.CLOSED);
        }
    }

    @Test
    void resetIsNoFin() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write(ANSWER);
            Thread.sleep(100);
            client.reset();
        })) {
            Measurement measurement = measure(server, 1);

            assertThat(only(measurement).closes().get(0).manner().words()).containsExactly(Word.RST);
            assertThat(measurement.instances().get(0).afterClose()).isNull();
        }
    }

    @Test
    void timeoutThatIsAnnouncedByAResponseIsToldSo() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write(ANSWER);
            Thread.sleep(100);
            client.write("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
        })) {
            assertThat(only(measure(server, 1)).closes().get(0).manner().words())
                    .containsExactly(Word.RESPONSE, Word.FIN);
        }
    }

    @Test
    void connectionThatIsNotEndedIsListenedToForAsLongAsThePlanSays() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write(ANSWER);
            client.readRequest();
        })) {
            Listening listening = only(measure(server, 2));

            assertThat(listening.closes()).isEmpty();
            assertThat(listening.open()).satisfies(open -> {
                assertThat(open.count()).isEqualTo(2);
                assertThat(open.minNanos()).isGreaterThanOrEqualTo(2 * SECOND);
            });
        }
    }

    @Test
    void serverThatAsksToBeLeftAloneIsLeftAlone() throws IOException {
        for (String answer : List.of(
                "HTTP/1.1 503 Service Unavailable\r\n\r\n",
                "HTTP/1.1 429 Too Many Requests\r\n\r\n",
                "HTTP/1.1 200 OK\r\nRetry-After: 5\r\n\r\n")) {
            try (FakeServer server = new FakeServer(client -> {
                client.readRequest();
                client.write(answer);
                client.readRequest();
            })) {
                Measurement measurement = measure(server, 5);

                assertThat(measurement.connections()).isEqualTo(1);
                assertThat(measurement.requests()).isEqualTo(1);
                assertThat(measurement.stopped()).contains("left alone");
            }
        }
    }

    @Test
    void answerThatClosesIsNoIdleTimeout() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        })) {
            Measurement measurement = measure(server, 5);

            assertThat(measurement.connections()).isEqualTo(1);
            assertThat(measurement.instances().get(0).listening()).isEmpty();
        }
    }

    @Test
    void firstRefusalEndsIt() throws IOException {
        try (Nobody nobody = new Nobody()) {
            Measurement measurement =
                    new Prober(plan(nobody.target(), 5), new Brake(20 * SECOND)).measure(List.of(nobody.address()));

            assertThat(measurement.connections()).isEqualTo(1);
            Instance instance = measurement.instances().get(0);
            assertThat(instance.answered()).isFalse();
            assertThat(instance.trouble()).isNotEmpty();
        }
    }

    @Test
    void addressThatStopsTakingConnectionsIsNotBotheredAgain() throws IOException {
        FakeServer[] itself = new FakeServer[1];
        try (FakeServer server = new FakeServer(client -> {
            itself[0].close();
            client.readRequest();
            client.write(ANSWER);
            client.readRequest();
        })) {
            itself[0] = server;
            Measurement measurement = measure(server, 9);

            assertThat(measurement.connections()).isLessThan(9);
            assertThat(measurement.instances().get(0).trouble()).isNotEmpty();
        }
    }

    @Test
    void everyAddressIsMeasuredByItself() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write(ANSWER);
            Thread.sleep(300);
        })) {
            InetSocketAddress nobody = new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
                    server.address().getPort());
            Measurement measurement = new Prober(plan(server.target(), 2), new Brake(20 * SECOND))
                    .measure(List.of(nobody, server.address()));

            assertThat(measurement.instances()).extracting(Instance::answered).containsExactly(false, true);
            assertThat(measurement.instances())
                    .extracting(instance -> instance.endpoint().address())
                    .containsExactly("127.0.0.2", "127.0.0.1");
        }
    }

    @Test
    void whatIsNoHttpIsToldSo() throws IOException {
        for (String greeting :
                List.of("220 mail.test ESMTP\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/9", "\n")) {
            try (FakeServer server = new FakeServer(client -> client.write(greeting))) {
                Instance instance = measure(server, 3).instances().get(0);

                assertThat(instance.answered()).isFalse();
                assertThat(instance.versions())
                        .singleElement()
                        .satisfies(version -> assertThat(version.detail()).isNotEmpty());
            }
        }
    }

    @Test
    void pulledBrakeEndsWithWhatIsKnown() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write(ANSWER);
            client.readRequest();
        })) {
            Brake brake = new Brake(3 * SECOND / 2);
            Measurement measurement = new Prober(plan(server.target(), 2), brake).measure(List.of(server.address()));

            assertThat(measurement.stopped()).contains("wall time");
            assertThat(only(measurement).open())
                    .satisfies(open -> assertThat(open.minNanos()).isGreaterThanOrEqualTo(SECOND));
        }
    }

    @Test
    void bodyWithoutEndIsNotReadForever() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write("HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n");
            while (true) {
                client.write("x".repeat(10_000));
            }
        })) {
            Plan get = new Plan(
                    new Terms(server.target(), "GET", SECOND, 20, 100), Set.of(Part.IDLE), 1, SECOND, 0, false, 0);
            Measurement measurement = new Prober(get, new Brake(20 * SECOND)).measure(List.of(server.address()));

            assertThat(measurement.instances().get(0).answered()).isFalse();
            assertThat(measurement.stopped()).isEmpty();
        }
    }

    @Test
    void bodiesAreReadToTheirLastByteHoweverTheyAreFramed() throws IOException {
        for (String answer : List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nT: 1\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n")) {
            try (FakeServer server = new FakeServer(client -> {
                client.readRequest();
                for (int i = 0; i < answer.length(); i++) {
                    client.write(answer.substring(i, i + 1));
                }
                Thread.sleep(100);
            })) {
                Plan get = new Plan(
                        new Terms(server.target(), "GET", SECOND, 20, 100), Set.of(Part.IDLE), 1, SECOND, 0, false, 0);
                Measurement measurement = new Prober(get, new Brake(20 * SECOND)).measure(List.of(server.address()));

                assertThat(only(measurement).closes().get(0).manner().words())
                        .as("nothing of the answer was left over")
                        .containsExactly(Word.FIN);
            }
        }
    }
}
