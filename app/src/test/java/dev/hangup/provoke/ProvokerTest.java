package dev.hangup.provoke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.measurement.Aimed;
import dev.hangup.measurement.GapRange;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Prediction;
import dev.hangup.measurement.Provocation;
import dev.hangup.probe.Brake;
import dev.hangup.probe.FakeServer;
import dev.hangup.probe.FakeServer.Client;
import dev.hangup.probe.FakeServer.Manners;
import dev.hangup.probe.Nobody;
import dev.hangup.probe.Terms;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What comes of aimed requests, on servers that are told what to do. */
@Execution(ExecutionMode.CONCURRENT)
class ProvokerTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\n\r\n";
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final GapRange SOON = new GapRange(20 * MILLISECOND, 40 * MILLISECOND);
    private static final int SAMPLES = 3;
    private static final int ATTEMPTS = 8;

    private static Race race(FakeServer server, @Nullable GapRange gaps, boolean looks) {
        return new Race(
                new Terms(server.target(), "HEAD", SECOND / 4, 20, 200),
                SAMPLES,
                SECOND / 2,
                ATTEMPTS,
                MILLISECOND,
                gaps,
                looks,
                false);
    }

    private static Provocation provoke(Race race, InetSocketAddress address) {
        return new Provoker(race, new Brake(60 * SECOND)).provoke(address);
    }

    private static Provocation provoke(Manners manners, @Nullable GapRange gaps, boolean looks) throws IOException {
        try (FakeServer server = new FakeServer(manners)) {
            return provoke(race(server, gaps, looks), server.address());
        }
    }

    /** Does something with the second request. */
    private static Manners secondMeets(Manners second) {
        return client -> {
            client.readRequest();
            client.write(ANSWER);
            if (client.readRequest()) {
                second.serve(client);
            }
        };
    }

    /** Ends a connection that was idle for so long. */
    private static Manners closingAfter(int millis) {
        return client -> {
            client.socket().setSoTimeout(millis);
            try {
                while (client.readRequest()) {
                    client.write(ANSWER);
                }
            } catch (SocketTimeoutException idle) {
                // Then it closes.
            }
        };
    }

    private static void assertAll(Provocation provocation, Reaction reaction) {
        assertThat(provocation.aimed())
                .hasSize(ATTEMPTS)
                .extracting(Aimed::reaction)
                .containsOnly(reaction);
        assertThat(provocation.trouble()).isEmpty();
        assertThat(provocation.stopped()).isEmpty();
    }

    @Test
    void everyAttemptIsAConnectionOfItsOwnWithTwoRequests() throws IOException {
        try (FakeServer server = new FakeServer(secondMeets(client -> client.write(ANSWER)))) {
            Race race = race(server, SOON, true);
            Provocation provocation = provoke(race, server.address());

            assertAll(provocation, Reaction.ANSWERED);
            assertThat(server.accepted()).isEqualTo(SAMPLES + ATTEMPTS);
            assertThat(provocation.connections())
                    .isEqualTo(race.forecast().connections())
                    .isEqualTo(SAMPLES + ATTEMPTS);
            assertThat(provocation.requests())
                    .isEqualTo(race.forecast().requests())
                    .isEqualTo(SAMPLES + 2 * ATTEMPTS);
            assertThat(provocation.hits()).isZero();
        }
    }

    @Test
    void noRequestIsEarlierThanTheGapItIsAimedAt() throws IOException {
        Provocation provocation = provoke(secondMeets(client -> client.write(ANSWER)), SOON, true);

        // By growing gap, so each has at least as many before it.
        for (int i = 0; i < ATTEMPTS; i++) {
            assertThat(provocation.aimed().get(i).gapNanos()).isGreaterThanOrEqualTo(SOON.middle(i, ATTEMPTS));
            assertThat(provocation.aimed().get(i).sentNanos())
                    .isGreaterThanOrEqualTo(provocation.aimed().get(i).gapNanos());
        }
    }

    @Test
    void requestsAreCountedByWhatTheyMeet() throws IOException {
        Provocation reset = provoke(secondMeets(Client::reset), SOON, true);
        Provocation closed = provoke(secondMeets(client -> {}), SOON, true);
        Provocation silent = provoke(secondMeets(Client::readRequest), SOON, true);

        assertAll(reset, Reaction.RESET);
        assertThat(reset.hits()).isEqualTo(ATTEMPTS);
        assertAll(closed, Reaction.CLOSED);
        assertThat(closed.hits()).isEqualTo(ATTEMPTS);
        assertAll(silent, Reaction.SILENCE);
        assertThat(silent.hits()).as("silence is no close").isZero();
    }

    @Test
    void closedConnectionIsNoHitOfAClientThatLooks() throws IOException {
        GapRange afterwards = new GapRange(400 * MILLISECOND, 420 * MILLISECOND);

        Provocation provocation = provoke(closingAfter(20), afterwards, true);

        assertAll(provocation, Reaction.CLOSED_BEFORE);
        assertThat(provocation.hits()).isZero();
        assertThat(provocation.requests()).as("none was sent").isEqualTo(SAMPLES + ATTEMPTS);
        assertThat(Prediction.of(provocation))
                .hasValueSatisfying(it -> assertThat(it.most()).isZero());
    }

    @Test
    void closedConnectionIsAHitOfAClientThatDoesNotLook() throws IOException {
        GapRange afterwards = new GapRange(400 * MILLISECOND, 420 * MILLISECOND);

        Provocation provocation = provoke(closingAfter(20), afterwards, false);

        assertThat(provocation.hits()).isEqualTo(ATTEMPTS);
        assertThat(Prediction.of(provocation))
                .hasValueSatisfying(it -> assertThat(it.least()).isEqualTo(1));
    }

    @Test
    void withoutGapsTheMeasuredClosesAreAimedAt() throws IOException {
        Provocation provocation = provoke(closingAfter(50), null, true);

        assertThat(provocation.idle()).isNotNull().satisfies(idle -> {
            assertThat(idle.closes()).hasSize(SAMPLES);
            assertThat(provocation.gaps())
                    .isNotNull()
                    .satisfies(gaps -> idle.closes()
                            .forEach(close ->
                                    assertThat(close.idleNanos()).isBetween(gaps.fromNanos(), gaps.toNanos())));
        });
        assertThat(provocation.aimed()).hasSize(ATTEMPTS);
    }

    @Test
    void whereNothingIsEndedThereIsNothingToAimAt() throws IOException {
        Provocation provocation = provoke(closingAfter(0), null, true);

        assertThat(provocation.aimed()).isEmpty();
        assertThat(provocation.trouble()).contains("nothing to aim at");
    }

    @Test
    void afterTheRemedyTheSameGapsAreAllAnswered() throws IOException {
        assertAll(provoke(closingAfter(20_000), SOON, true), Reaction.ANSWERED);
    }

    @Test
    void answerThatClosesLeavesNothingToProvoke() throws IOException {
        Provocation provocation = provoke(
                client -> {
                    client.readRequest();
                    client.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                },
                SOON,
                true);

        assertThat(provocation.connections()).isEqualTo(1);
        assertThat(provocation.trouble()).contains("keeps no connection open");
    }

    @Test
    void serverThatAsksToBeLeftAloneIsLeftAlone() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Manners tired = client -> {
            while (client.readRequest()) {
                client.write(
                        asked.incrementAndGet() > SAMPLES + 2 ? "HTTP/1.1 503 Service Unavailable\r\n\r\n" : ANSWER);
            }
        };

        Provocation provocation = provoke(tired, SOON, true);

        assertThat(provocation.stopped()).contains("left alone");
        assertThat(provocation.aimed()).hasSizeLessThan(ATTEMPTS);
    }

    @Test
    void refusalEndsIt() throws IOException {
        try (Nobody nobody = new Nobody();
                FakeServer server = new FakeServer(client -> {})) {
            Provocation provocation = provoke(race(server, SOON, true), nobody.address());

            assertThat(provocation.connections()).isEqualTo(1);
            assertThat(provocation.trouble()).isNotEmpty();
            assertThat(provocation.aimed()).isEmpty();
        }
    }

    @Test
    void pulledBrakeEndsWithWhatIsKnown() throws IOException {
        try (FakeServer server = new FakeServer(closingAfter(20_000))) {
            Brake brake = new Brake(60 * SECOND);
            brake.pull("enough");

            Provocation provocation = new Provoker(race(server, SOON, true), brake).provoke(server.address());

            assertThat(provocation.stopped()).isEqualTo("enough");
            assertThat(provocation.trouble()).isEmpty();
            assertThat(List.of(provocation.connections(), provocation.requests()))
                    .containsOnly(0);
        }
    }
}
