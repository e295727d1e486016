package dev.hangup.provoke.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hangup.lab.Tools;
import dev.hangup.measurement.Latency;
import dev.hangup.measurement.Load;
import dev.hangup.measurement.Load.Arrivals;
import dev.hangup.measurement.LoadGap;
import dev.hangup.measurement.LoadStep;
import dev.hangup.measurement.Outcome;
import dev.hangup.measurement.Outcomes;
import dev.hangup.measurement.ServerBeside;
import dev.hangup.probe.Brake;
import dev.hangup.probe.FakeServer;
import dev.hangup.probe.FakeServer.Client;
import dev.hangup.probe.Nobody;
import dev.hangup.probe.Target;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a load counts, on servers that are told what to do. */
@Execution(ExecutionMode.CONCURRENT)
class LoaderTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Arrivals USUAL = new Arrivals(1, 100, 0, true, 5 * SECOND);

    private static LoadPlan plan(Target target, long stepNanos, Arrivals arrivals, Double... rates) {
        return new LoadPlan(target, "GET", List.of(rates), stepNanos, arrivals);
    }

    private static Load load(FakeServer server, long stepNanos, Arrivals arrivals, Double... rates) throws IOException {
        return new Loader(plan(server.target(), stepNanos, arrivals, rates), new Brake(60 * SECOND))
                .load(server.address());
    }

    private static Outcomes only(Load load) {
        assertThat(load.steps()).hasSize(1);
        return load.steps().get(0).outcomes();
    }

    private static void answerAll(Client client) throws IOException {
        while (client.readRequest()) {
            client.write(ANSWER);
        }
    }

    @Test
    void everyArrivalIsARequestAndHasOneOutcome() throws IOException {
        try (FakeServer server = new FakeServer(LoaderTest::answerAll)) {
            LoadPlan plan = plan(server.target(), SECOND, USUAL, 50.0, 200.0);
            Load load = new Loader(plan, new Brake(60 * SECOND)).load(server.address());

            Timetable timetable = Timetable.of(plan);
            for (int i = 0; i < 2; i++) {
                LoadStep step = load.steps().get(i);
                assertThat(step.outcomes().counts())
                        .containsOnly(Map.entry(Outcome.ANSWERED, (long) timetable.requests(i)));
                assertThat(step.opened() + step.reused()).isEqualTo(timetable.requests(i));
                assertThat(step.nanos()).isEqualTo(SECOND);
            }
            assertThat(load.connections()).isEqualTo(server.accepted());
            assertThat(load.unpooled().requests()).isEqualTo(server.accepted());
            assertThat(load.gaps().stream().mapToLong(gap -> gap.outcomes().requests()))
                    .satisfies(counts -> assertThat(
                                    counts.stream().mapToLong(Long::longValue).sum())
                            .isEqualTo(load.requests() - server.accepted()));
            assertThat(load.stopped()).isEmpty();
            assertThat(load.trouble()).isEmpty();
        }
    }

    @Test
    void resetIsToldFromAnEndInOrder() throws IOException {
        try (FakeServer resetting = new FakeServer(client -> {
                    client.readRequest();
                    client.reset();
                });
                FakeServer closing = new FakeServer(Client::readRequest)) {
            Outcomes reset = only(load(resetting, SECOND, USUAL, 50.0));
            Outcomes closed = only(load(closing, SECOND, USUAL, 50.0));

            assertThat(reset.count(Outcome.RESET)).isPositive().isEqualTo(reset.requests());
            assertThat(closed.count(Outcome.CLOSED)).isPositive().isEqualTo(closed.requests());
            assertThat(reset.sinceDue())
                    .as("a quick failure is no quick answer")
                    .isNull();
        }
    }

    /** The RST of some comes before it is asked whether they are connected, that of others after it. */
    @Test
    void resetRightAfterTheHandshakeIsNoRefusal() throws IOException {
        try (FakeServer hasty = new FakeServer(Client::reset)) {
            Load load = load(hasty, SECOND, USUAL, 200.0);

            assertThat(only(load).counts()).containsOnly(Map.entry(Outcome.RESET, load.requests()));
            assertThat(load.trouble()).isEmpty();
        }
    }

    @Test
    void statusesOfServerErrorsAreCountedByThemselves() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            while (client.readRequest()) {
                client.write("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            Outcomes outcomes = only(load(server, SECOND, USUAL, 50.0));

            assertThat(outcomes.count(Outcome.SERVER_ERROR)).isPositive().isEqualTo(outcomes.requests());
        }
    }

    @Test
    void endpointThatAsksToBeLeftAloneIs() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            while (client.readRequest()) {
                client.write("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
            }
        })) {
            Load load = load(server, 5 * SECOND, USUAL, 20.0, 1000.0);

            assertThat(load.stopped()).contains("503", "left alone");
            assertThat(load.steps()).hasSize(1);
            assertThat(only(load).count(Outcome.SERVER_ERROR)).isPositive();
            assertThat(load.requests())
                    .isLessThan(Timetable.of(plan(server.target(), 5 * SECOND, USUAL, 20.0))
                            .requests(0));
        }
    }

    @Test
    void stepOfRefusalsIsTheLast() throws IOException {
        try (Nobody nobody = new Nobody()) {
            Load load = new Loader(plan(nobody.target(), SECOND, USUAL, 50.0, 100.0), new Brake(60 * SECOND))
                    .load(nobody.address());

            Outcomes outcomes = only(load);
            // What was on its way when the step ended is left alone.
            assertThat(outcomes.count(Outcome.REFUSED)).isPositive();
            assertThat(outcomes.counts().keySet()).isSubsetOf(Outcome.REFUSED, Outcome.UNFINISHED);
            assertThat(load.stopped()).contains("no connection was had");
        }
    }

    @Test
    void whoWaitsInVainCountsWithTheTimeWaited() throws IOException {
        try (FakeServer silent = new FakeServer(client -> {
            while (client.readRequest()) {
                // Says nothing.
            }
        })) {
            Outcomes outcomes = only(load(silent, SECOND, new Arrivals(1, 100, 0, true, 300 * MILLISECOND), 50.0));

            assertThat(outcomes.count(Outcome.ANSWER_TIMEOUT)).isPositive().isEqualTo(outcomes.requests());
            Latency latency = Objects.requireNonNull(outcomes.sinceDue());
            assertThat(latency.nanos(0.5))
                    .hasValueSatisfying(median -> assertThat(median).isGreaterThanOrEqualTo(300 * MILLISECOND));
            assertThat(outcomes.sinceSent()).isNull();
        }
    }

    @Test
    void whoGetsNoConnectionOfTheBoundedPoolWaitsForOne() throws IOException {
        try (FakeServer silent = new FakeServer(client -> {
            while (client.readRequest()) {
                // Says nothing.
            }
        })) {
            Load load = load(silent, SECOND, new Arrivals(1, 2, 0, true, 2 * SECOND), 50.0);

            assertThat(only(load).count(Outcome.POOL_TIMEOUT)).isPositive();
            assertThat(only(load).count(Outcome.POOL_TIMEOUT) + only(load).count(Outcome.ANSWER_TIMEOUT))
                    .isEqualTo(only(load).requests());
            assertThat(load.connections()).isEqualTo(silent.accepted());
        }
    }

    /**
     * A closed loop sends nothing while the server stands still, and so measures one slow request. Here all that were due
     * meanwhile are slow: at least those that were due in the first half of the stall took half a stall or more.
     */
    @Test
    void oneStallShowsInAllRequestsThatWereDueMeanwhile() throws IOException {
        int stalling = 100;
        long half = 500 * MILLISECOND;
        AtomicInteger served = new AtomicInteger();
        try (FakeServer server = new FakeServer(client -> {
            while (client.readRequest()) {
                if (served.incrementAndGet() == stalling) {
                    Thread.sleep(1000);
                }
                client.write(ANSWER);
            }
        })) {
            LoadPlan plan = plan(server.target(), 3 * SECOND, new Arrivals(1, 1, 0, true, 5 * SECOND), 100.0);
            Timetable timetable = Timetable.of(plan);
            long begin = timetable.due(0, stalling - 1);
            long slow = 0;
            for (int i = 0; i < timetable.requests(0); i++) {
                slow += timetable.due(0, i) >= begin && timetable.due(0, i) < begin + half ? 1 : 0;
            }
            assertThat(slow).isGreaterThan(timetable.requests(0) / 10);

            Outcomes outcomes = only(new Loader(plan, new Brake(60 * SECOND)).load(server.address()));

            assertThat(outcomes.count(Outcome.ANSWERED)).isEqualTo(timetable.requests(0));
            long sinceDue =
                    Objects.requireNonNull(outcomes.sinceDue()).nanos(0.9).orElseThrow();
            long sinceSent =
                    Objects.requireNonNull(outcomes.sinceSent()).nanos(0.9).orElseThrow();
            assertThat(sinceDue).isGreaterThanOrEqualTo(half);
            assertThat(sinceSent).isLessThan(sinceDue);
        }
    }

    /** Serves until its client has been silent for 200 ms. */
    private static void impatient(Client client) throws IOException {
        client.socket().setSoTimeout(200);
        try {
            answerAll(client);
        } catch (SocketTimeoutException idle) {
            // Closes.
        }
    }

    @Test
    void poolThatLooksDoesNotUseWhatTheServerClosed() throws IOException {
        try (FakeServer server = new FakeServer(LoaderTest::impatient)) {
            Load load = load(server, 5 * SECOND, USUAL, 4.0);

            assertThat(load.gaps()).anySatisfy(gap -> {
                assertThat(gap.closed()).isPositive();
                assertThat(gap.toNanos()).isGreaterThan(200 * MILLISECOND);
            });
            assertThat(load.gaps().stream().filter(gap -> gap.closed() > 0).mapToLong(LoadGap::fromNanos))
                    .allSatisfy(from -> assertThat(from).isGreaterThanOrEqualTo(160 * MILLISECOND));
        }
    }

    @Test
    void blindPoolUsesWhatTheServerClosed() throws IOException {
        try (FakeServer server = new FakeServer(LoaderTest::impatient)) {
            Load load = load(server, 5 * SECOND, new Arrivals(1, 1, 0, false, 5 * SECOND), 4.0);

            List<LoadGap> late = load.gaps().stream()
                    .filter(gap -> gap.fromNanos() >= 400 * MILLISECOND)
                    .toList();
            assertThat(late).isNotEmpty().allSatisfy(gap -> {
                assertThat(gap.closed()).isZero();
                assertThat(gap.outcomes().failures()).isEqualTo(gap.outcomes().requests());
            });
        }
    }

    @Test
    void poolClosesWhatIsIdleForLongerThanItAllows() throws IOException {
        try (FakeServer server = new FakeServer(LoaderTest::answerAll)) {
            Load load = load(server, 3 * SECOND, new Arrivals(1, 100, 50 * MILLISECOND, true, 5 * SECOND), 5.0);

            assertThat(only(load).count(Outcome.ANSWERED)).isEqualTo(load.requests());
            assertThat(load.connections()).isGreaterThan(1);
            assertThat(load.gaps()).allSatisfy(gap -> assertThat(gap.closed()).isZero());
        }
    }

    @Test
    void answerWithoutEndKeepsNobodyElseWaiting() throws IOException {
        String much = "x".repeat(1 << 16);
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write("HTTP/1.1 200 OK\r\n\r\n");
            while (!client.socket().isClosed()) {
                client.write(much);
            }
        })) {
            Outcomes outcomes = only(load(server, SECOND, new Arrivals(1, 100, 0, true, SECOND), 5.0));

            assertThat(outcomes.count(Outcome.ANSWER_TIMEOUT)).isPositive().isEqualTo(outcomes.requests());
        }
    }

    /** First all are kept waiting, so that there are several connections; afterwards one is enough. */
    @Test
    void connectionThatWasUsedLastIsUsedNext() throws IOException {
        CountDownLatch crowd = new CountDownLatch(5);
        List<AtomicInteger> served = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer(client -> {
            AtomicInteger mine = new AtomicInteger();
            served.add(mine);
            while (client.readRequest()) {
                crowd.countDown();
                crowd.await();
                mine.incrementAndGet();
                client.write(ANSWER);
            }
        })) {
            Load load = load(server, 4 * SECOND, USUAL, 25.0);

            assertThat(load.connections()).isGreaterThanOrEqualTo(5);
            assertThat(served.stream().mapToInt(AtomicInteger::get).max().orElseThrow())
                    .isGreaterThan((int) load.requests() / 2);
        }
    }

    @Test
    void serverOnThisMachineIsLookedAtBesideTheLoad() throws IOException {
        assumeTrue(Tools.missing(List.of("ss", "nstat")).isEmpty(), "needs ss and nstat");
        try (FakeServer server = new FakeServer(LoaderTest::answerAll)) {
            Load load = load(server, SECOND, USUAL, 20.0, 20.0);

            assertThat(load.besides()).isEmpty();
            assertThat(load.steps()).hasSize(2).allSatisfy(step -> {
                ServerBeside beside = Objects.requireNonNull(step.server());
                assertThat(beside.queue())
                        .isNotNull()
                        .satisfies(queue -> assertThat(queue.limit()).isEqualTo(50));
                assertThat(beside.turnedAway()).isNotNull();
                assertThat(beside.descriptors())
                        .isNotNull()
                        .satisfies(descriptors -> assertThat(descriptors.most()).isPositive());
            });
        }
    }

    @Test
    void pulledBrakeLeavesWhatIsUnderWayUnfinished() throws IOException {
        Brake brake = new Brake(60 * SECOND);
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            brake.pull("interrupted");
            client.readRequest();
        })) {
            Load load = new Loader(plan(server.target(), 10 * SECOND, USUAL, 20.0), brake).load(server.address());

            assertThat(load.stopped()).isEqualTo("interrupted");
            assertThat(only(load).count(Outcome.UNFINISHED)).isPositive().isEqualTo(load.requests());
            assertThat(only(load).failures()).isZero();
            assertThat(load.steps().get(0).nanos()).isLessThan(10 * SECOND);
        }
    }

    @Test
    void onlyOneRequestGoesAheadOfTheLoad() throws IOException {
        try (FakeServer server = new FakeServer(LoaderTest::answerAll)) {
            LoadPlan plan = plan(server.target(), SECOND, USUAL, 20.0);
            Load load = Loader.load(plan, server.address(), new Brake(60 * SECOND));

            assertThat(load.requests()).isEqualTo(Timetable.of(plan).requests(0));
            assertThat(server.accepted()).isEqualTo((int) load.connections() + 1);
        }
    }

    @Test
    void endpointThatAsksTheFirstRequestToStayAwayIsNotLoaded() throws IOException {
        try (FakeServer server = new FakeServer(client -> {
            client.readRequest();
            client.write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
        })) {
            Load load = Loader.load(plan(server.target(), SECOND, USUAL, 20.0), server.address(), new Brake(SECOND));

            assertThat(load.requests()).isZero();
            assertThat(load.stopped()).contains("answered 503");
            assertThat(server.accepted()).isEqualTo(1);
        }
    }
}
