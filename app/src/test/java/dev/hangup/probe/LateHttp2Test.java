package dev.hangup.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.measurement.HttpVersion;
import dev.hangup.measurement.Instance;
import dev.hangup.measurement.LateRequest;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.Measurement;
import dev.hangup.probe.Plan.Part;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of requests that come late on a connection of HTTP/2. */
@Execution(ExecutionMode.CONCURRENT)
class LateHttp2Test {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_NANOS = 3 * SECOND / 2;
    private static final long MEMORY_NANOS = SECOND;

    private static Plan plan(Target target, Set<Part> parts) {
        return new Plan(new Terms(target, "HEAD", SECOND / 2, 20, 100), parts, 1, LONGEST_NANOS, 0, false, 4);
    }

    /** The server's side of HTTP/2, as far as it takes to answer. */
    private record Peer(FakeServer.Client client, DataInputStream in) {
        /** One that has read the preface; null where something else came. */
        static @Nullable Peer of(FakeServer.Client client) throws IOException {
            DataInputStream in = new DataInputStream(client.socket().getInputStream());
            if (!new String(in.readNBytes(24), US_ASCII).startsWith("PRI * HTTP/2.0\r\n")) {
                return null;
            }
            frame(client, 4, 0, 0);
            return new Peer(client, in);
        }

        /** The stream of the next request. */
        int readRequest() throws IOException {
            while (true) {
                int lengthAndType = in.readInt();
                in.readByte();
                int stream = in.readInt();
                in.skipNBytes(lengthAndType >>> 8);
                if ((lengthAndType & 0xff) == 1) {
                    return stream;
                }
            }
        }

        void answer(int stream) throws IOException {
            frame(client, 1, 5, stream, 0x88);
        }

        /** GOAWAY that names the first stream as the last, and so excludes all later ones. */
        void goaway() throws IOException {
            frame(client, 7, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0);
        }

        void resetStream(int stream) throws IOException {
            frame(client, 3, 0, stream, 0, 0, 0, 7);
        }

        private static void frame(FakeServer.Client client, int type, int flags, int stream, int... payload)
                throws IOException {
            StringBuilder bytes = new StringBuilder();
            for (int one : new int[] {0, 0, payload.length, type, flags, 0, 0, 0, stream}) {
                bytes.append((char) one);
            }
            for (int one : payload) {
                bytes.append((char) one);
            }
            client.write(bytes.toString());
        }
    }

    /** What a server does to a request that came too late for its memory. */
    private interface Late {
        void serve(Peer peer, int stream) throws IOException;
    }

    /** A server of HTTP/2 alone that forgets a connection after {@link #MEMORY_NANOS} without a word. */
    private static FakeServer forgetful(Late late, List<Integer> streams) throws IOException {
        return new FakeServer(client -> {
            Peer peer = Peer.of(client);
            if (peer == null) {
                return;
            }
            long last = System.nanoTime();
            while (true) {
                int stream = peer.readRequest();
                synchronized (streams) {
                    streams.add(stream);
                }
                if (System.nanoTime() - last > MEMORY_NANOS) {
                    late.serve(peer, stream);
                    return;
                }
                peer.answer(stream);
                last = System.nanoTime();
            }
        });
    }

    private static Instance measure(Late late, List<Integer> streams, Set<Part> parts) throws IOException {
        try (FakeServer server = forgetful(late, streams)) {
            Plan plan = plan(server.target(), parts);
            Measurement measurement = new Prober(plan, new Brake(60 * SECOND)).measure(List.of(server.address()));

            assertThat(measurement.stopped()).isEmpty();
            assertThat(measurement.connections())
                    .isEqualTo(server.accepted())
                    .isLessThanOrEqualTo(Forecast.of(plan, 1).connections());
            assertThat(measurement.requests())
                    .isLessThanOrEqualTo(Forecast.of(plan, 1).requests());
            return measurement.instances().get(0);
        }
    }

    private static Late manner(Reaction reaction) {
        return (peer, stream) -> {
            switch (reaction) {
                case RESET -> peer.client().reset();
                case SILENCE -> peer.in().readAllBytes();
                case GOAWAY -> peer.goaway();
                case RST_STREAM -> {
                    peer.resetStream(stream);
                    peer.in().readAllBytes();
                }
                default -> {
                    // Then it is closed, by a FIN.
                }
            }
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET", "CLOSED", "GOAWAY", "RST_STREAM", "SILENCE"})
    void whatBecomesOfALateRequestIsBracketed(Reaction reaction) throws IOException {
        List<Integer> streams = new ArrayList<>();
        Instance instance = measure(manner(reaction), streams, Set.of(Part.VERSIONS, Part.LATE));
        LateRequests late = Objects.requireNonNull(instance.lateHttp2());
        LateRequest lost = late.firstLost().orElseThrow();
        LateRequest answered = late.lastAnswered().orElseThrow();

        assertThat(instance.late()).as("HTTP/1.1 is not spoken").isNull();
        assertThat(lost.reaction()).isEqualTo(reaction);
        // The server's clock begins a little after the client's.
        assertThat(lost.gapNanos()).isGreaterThan(MEMORY_NANOS / 10 * 9);
        assertThat(Gaps.isNarrow(answered.gapNanos(), lost.gapNanos()))
                .as("within 10 %")
                .isTrue();
        assertThat(streams)
                .as("a late request is on the second stream of the client")
                .containsOnly(1, 3);
    }

    @Test
    void connectionThatIsEndedBeforeNeedsNoLateRequest() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            Peer peer = Peer.of(client);
            if (peer != null) {
                peer.answer(peer.readRequest());
                Thread.sleep(100);
                peer.goaway();
            }
        })) {
            Plan plan = plan(server.target(), Set.of(Part.IDLE, Part.VERSIONS, Part.LATE));
            Instance instance = new Prober(plan, new Brake(60 * SECOND))
                    .measure(List.of(server.address()))
                    .instances()
                    .get(0);

            assertThat(instance.listening())
                    .singleElement()
                    .satisfies(one -> assertThat(one.protocol()).isEqualTo("HTTP/2"));
            assertThat(instance.lateHttp2()).isNull();
            assertThat(server.accepted())
                    .as("HTTP/1.1, a look whether TLS is spoken, HTTP/2")
                    .isEqualTo(3);
        }
    }

    @Test
    void whatWasNotTriedBeforeTheBrakeWasPulledIsNotSaidToBeUnspoken() throws IOException {
        Brake brake = new Brake(60 * SECOND);
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write("HTTP/1.1 200 OK\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n");
        })) {
            Plan plan = plan(server.target(), Set.of(Part.IDLE, Part.VERSIONS, Part.LATE));
            Instance instance = new Prober(plan, brake)
                    .measure(List.of(server.address()))
                    .instances()
                    .get(0);

            assertThat(brake.isPulled()).isTrue();
            assertThat(instance.versions()).extracting(HttpVersion::name).containsExactly("HTTP/1.1");
        }
    }

    @Test
    void requestWhoseAnswerNobodyWaitedForIsNoSilence() throws IOException {
        Brake brake = new Brake(60 * SECOND);
        try (FakeServer server = forgetful(
                (peer, stream) -> {
                    brake.pull("interrupted");
                    peer.in().readAllBytes();
                },
                new ArrayList<>())) {
            Plan plan = plan(server.target(), Set.of(Part.VERSIONS, Part.LATE));
            Instance instance = new Prober(plan, brake)
                    .measure(List.of(server.address()))
                    .instances()
                    .get(0);

            assertThat(Objects.requireNonNull(instance.lateHttp2()).all())
                    .extracting(LateRequest::reaction)
                    .doesNotContain(Reaction.SILENCE);
        }
    }

    @Test
    void whereVersionsAreNotWantedHttp2IsNotAsked() throws IOException {
        Instance instance = measure(manner(Reaction.RESET), new ArrayList<>(), Set.of(Part.LATE));

        assertThat(instance.lateHttp2()).isNull();
    }
}
