package dev.hangup.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.measurement.HeaderTimeout;
import dev.hangup.measurement.Instance;
import dev.hangup.measurement.LateRequest;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.Manner.Word;
import dev.hangup.measurement.Measurement;
import dev.hangup.measurement.RequestLimit;
import dev.hangup.probe.FakeServer.Client;
import dev.hangup.probe.FakeServer.Manners;
import dev.hangup.probe.Plan.Part;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What becomes of requests that come late, and of those that are many or only half. */
@Execution(ExecutionMode.CONCURRENT)
class LateTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\n\r\n";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MEMORY_NANOS = SECOND;

    private static Plan plan(Target target, Set<Part> parts, int maxRequests, boolean headerTimeout) {
        return new Plan(
                new Terms(target, "HEAD", SECOND / 2, 20, 100),
                parts,
                1,
                3 * SECOND / 2,
                maxRequests,
                headerTimeout,
                4);
    }

    private static Instance measure(Plan plan, FakeServer server) {
        Measurement measurement = new Prober(plan, new Brake(60 * SECOND)).measure(List.of(server.address()));
        assertThat(measurement.stopped()).isEmpty();
        return measurement.instances().get(0);
    }

    /** A server that forgets a connection after {@link #MEMORY_NANOS} without a word. */
    private static Manners forgetful(Manners late) {
        return client -> {
            long last = System.nanoTime();
            while (client.readRequest()) {
                if (System.nanoTime() - last > MEMORY_NANOS) {
                    late.serve(client);
                    return;
                }
                client.write(ANSWER);
                last = System.nanoTime();
            }
        };
    }

    private static LateRequests late(Manners manners) throws IOException {
        try (FakeServer server = new FakeServer(manners)) {
            return Objects.requireNonNull(measure(plan(server.target(), Set.of(Part.LATE), 0, false), server)
                    .late());
        }
    }

    private static void assertBracketsTheMemory(LateRequests late, Reaction reaction) {
        LateRequest lost = late.firstLost().orElseThrow();
        LateRequest answered = late.lastAnswered().orElseThrow();

        assertThat(lost.reaction()).isEqualTo(reaction);
        // The server's clock begins a little after the client's.
        assertThat(lost.gapNanos()).isGreaterThan(MEMORY_NANOS / 10 * 9);
        assertThat(answered.gapNanos()).isLessThan(lost.gapNanos());
        assertThat(Gaps.isNarrow(answered.gapNanos(), lost.gapNanos()))
                .as("within 10 %")
                .isTrue();
    }

    @Test
    void resetOfALateRequestIsBracketed() throws IOException {
        assertBracketsTheMemory(late(forgetful(Client::reset)), Reaction.RESET);
    }

    @Test
    void silenceAfterALateRequestIsBracketed() throws IOException {
        assertBracketsTheMemory(late(forgetful(Client::readRequest)), Reaction.SILENCE);
    }

    @Test
    void endWithoutAnAnswerIsNoReset() throws IOException {
        assertBracketsTheMemory(late(forgetful(client -> {})), Reaction.CLOSED);
    }

    @Test
    void endpointThatForgetsNothingLosesNothing() throws IOException {
        LateRequests late = late(client -> {
            while (client.readRequest()) {
                client.write(ANSWER);
            }
        });

        assertThat(late.firstLost()).isEmpty();
        assertThat(late.all())
                .hasSize(Gaps.first(3 * SECOND / 2).size())
                .allSatisfy(one -> assertThat(one.reaction()).isEqualTo(Reaction.ANSWERED));
    }

    @Test
    void endpointThatEndsItsConnectionsNeedsNoLateRequests() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write(ANSWER);
            Thread.sleep(100);
        })) {
            Instance instance = measure(plan(server.target(), Set.of(Part.IDLE, Part.LATE), 0, false), server);

            assertThat(instance.late()).isNull();
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void connectionThatTakesSoManyRequestsIsCounted() throws IOException {
        for (boolean announced : List.of(true, false)) {
            try (FakeServer server = new FakeServer(client -> {
                for (int i = 1; i <= 7 && client.readRequest(); i++) {
                    client.write(announced && i == 7 ? "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" : ANSWER);
                }
            })) {
                assertThat(measure(plan(server.target(), Set.of(), 20, false), server)
                                .requestLimit())
                        .isEqualTo(new RequestLimit(7, true, announced));
                assertThat(measure(plan(server.target(), Set.of(), 5, false), server)
                                .requestLimit())
                        .isEqualTo(new RequestLimit(5, false, false));
            }
        }
    }

    @Test
    void halfARequestShowsTheHeaderTimeout() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.socket().setSoTimeout(300);
            try {
                while (client.readRequest()) {
                    client.write(ANSWER);
                }
            } catch (SocketTimeoutException tooLong) {
                client.write("HTTP/1.1 408 Request Timeout\r\n\r\n");
            }
        })) {
            HeaderTimeout timeout = Objects.requireNonNull(
                    measure(plan(server.target(), Set.of(), 0, true), server).headerTimeout());

            assertThat(timeout.nanos()).isPositive();
            assertThat(timeout.manner())
                    .satisfies(manner -> assertThat(manner.words()).containsExactly(Word.RESPONSE, Word.FIN));
        }
    }

    @Test
    void forecastIsNeverExceeded() throws IOException {
        try (FakeServer server = new FakeServer(forgetful(Client::reset))) {
            Plan plan = plan(server.target(), Set.of(Part.values()), 3, true);
            Measurement measurement = new Prober(plan, new Brake(60 * SECOND)).measure(List.of(server.address()));
            Forecast forecast = Forecast.of(plan, 1);

            assertThat(measurement.connections())
                    .isLessThanOrEqualTo(forecast.connections())
                    .isEqualTo(server.accepted());
            assertThat(measurement.requests()).isLessThanOrEqualTo(forecast.requests());
        }
    }
}
