package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.capture.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table of long-idle connections against a {@link HashMap} that does the same at leisure. */
class DormantTableTest {
    private static final long START = 1_795_000_000_000_000_000L;
    private static final List<Protocol> PROTOCOLS = List.of(Protocol.values());

    /** What of a connection has to survive its sleep. */
    record Slept(
            int clientPort,
            int serverPort,
            long network,
            int clientNext,
            int serverNext,
            int clientTtl,
            int serverTtl,
            boolean isAnswered,
            boolean isCertain,
            boolean hasChangingIpId,
            Protocol protocol,
            long lastNanos,
            long ageMillis,
            long firstFrame) {
        Connection connection() {
            Connection connection = new Connection();
            fill(connection);
            return connection;
        }

        void fill(Connection connection) {
            connection.client.setAddress(network, 7, clientPort);
            connection.server.setAddress(network, 80, serverPort);
            connection.client.next = clientNext;
            connection.server.next = serverNext;
            connection.client.ttl = (short) clientTtl;
            connection.server.ttl = (short) serverTtl;
            connection.exchanges.answered = isAnswered ? 3 : 0;
            connection.exchanges.requests = connection.exchanges.answered;
            connection.rolesCertain = isCertain;
            connection.server.hasChangingIpId = hasChangingIpId;
            connection.exchanges.protocol = protocol;
            connection.lastNanos = lastNanos;
            connection.startNanos = lastNanos - ageMillis * 1_000_000;
            connection.firstFrame = firstFrame;
        }

        static Slept of(Connection connection) {
            return new Slept(
                    connection.client.port,
                    connection.server.port,
                    connection.client.high,
                    connection.client.next,
                    connection.server.next,
                    connection.client.ttl,
                    connection.server.ttl,
                    connection.exchanges.answered > 0,
                    connection.rolesCertain,
                    connection.server.hasChangingIpId,
                    connection.exchanges.protocol,
                    connection.lastNanos,
                    (connection.lastNanos - connection.startNanos) / 1_000_000,
                    connection.firstFrame);
        }

        /** Two of them with equal keys have equal 4-tuples. */
        List<Long> key() {
            return List.of(network, (long) clientPort, (long) serverPort);
        }

        Segment segment(boolean fromClient) {
            Segment segment = new Segment();
            segment.sourceHigh = network;
            segment.destinationHigh = network;
            segment.sourceLow = fromClient ? 7 : 80;
            segment.destinationLow = fromClient ? 80 : 7;
            segment.sourcePort = fromClient ? clientPort : serverPort;
            segment.destinationPort = fromClient ? serverPort : clientPort;
            segment.hashFourTuple();
            return segment;
        }
    }

    record Step(Slept connection, boolean sleeps, boolean wokenByClient) {}

    /** Few ports, so that many 4-tuples collide: the hash does not see which network both addresses are in. */
    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> clientPorts = Arbitraries.integers().between(0xff80, 0xffff);
        Arbitrary<Integer> serverPorts = Arbitraries.of(80, 443, 0xffff, 1);
        Arbitrary<Long> networks = Arbitraries.longs().between(-8, 8);
        Arbitrary<Integer> numbers = Arbitraries.integers();
        Arbitrary<Integer> ttls = Arbitraries.integers().between(1, 255);
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        Arbitrary<Slept> connections = Combinators.combine(clientPorts, serverPorts, networks, numbers, ttls, either)
                .as((clientPort, serverPort, network, number, ttl, flag) -> new Slept(
                        clientPort,
                        serverPort,
                        network,
                        number,
                        ~number * 31,
                        ttl,
                        256 - ttl,
                        flag,
                        number % 3 == 0,
                        number % 2 == 0,
                        PROTOCOLS.get((number & 0xff) % PROTOCOLS.size()),
                        START + number,
                        number & 0xfff_ffffL,
                        number & 0x7fff_ffffL));
        return Combinators.combine(connections, Arbitraries.of(true, true, true, false), either)
                .as(Step::new)
                .list()
                .ofMaxSize(3000)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    @Property(tries = 40)
    void behavesLikeAMap(@ForAll("steps") List<Step> steps) {
        DormantTable table = new DormantTable();
        Map<List<Long>, Slept> model = new HashMap<>();
        for (Step step : steps) {
            Slept wanted = step.connection();
            if (step.sleeps() && !model.containsKey(wanted.key())) {
                table.put(wanted.connection());
                model.put(wanted.key(), wanted);
            } else {
                wakes(table, wanted, step.wokenByClient(), model.remove(wanted.key()));
            }
            assertThat(table.size()).isEqualTo(model.size());
        }
        for (Slept left : new ArrayList<>(model.values())) {
            wakes(table, left, true, left);
        }
        assertThat(table.size()).isZero();
        assertThat(table.forgotten()).isZero();
    }

    private static void wakes(DormantTable table, Slept wanted, boolean byClient, @Nullable Slept expected) {
        Connection woken = new Connection();
        Segment segment = wanted.segment(byClient);
        boolean found = table.wake(segment, woken);

        assertThat(found).isEqualTo(expected != null);
        if (expected != null) {
            assertThat(Slept.of(woken)).isEqualTo(expected);
            assertThat(woken.client.acknowledged).isEqualTo(woken.client.next);
            assertThat(woken.revived).isTrue();
        }
    }

    @Test
    void ageAndFrameBeyondTheirBitsAreCappedAndNotWrapped() {
        DormantTable table = new DormantTable();
        Slept old =
                new Slept(1, 2, 0, 0, 0, 64, 64, true, true, true, Protocol.TLS, START, 0x1_0000_0001L, 0x1_0000_0001L);
        table.put(old.connection());
        Connection woken = new Connection();
        Segment segment = old.segment(true);

        assertThat(table.wake(segment, woken)).isTrue();
        assertThat(Slept.of(woken).ageMillis()).isEqualTo(0xffff_ffffL);
        assertThat(woken.firstFrame).isEqualTo(0xffff_ffffL);
    }

    @Test
    void whenItIsFullThoseThatHaveBeenIdleLongestAreForgotten() {
        DormantTable table = new DormantTable();
        Connection connection = new Connection();
        int more = 1000;
        for (int i = 0; i < DormantTable.MAX_ENTRIES + more; i++) {
            Slept next = new Slept(
                    i & 0xffff, 80, i >> 16, i, i, 64, 64, true, true, true, Protocol.HTTP1, START + i * 1000L, 0, i);
            next.fill(connection);
            table.put(connection);
            assertThat(table.size()).isLessThanOrEqualTo(DormantTable.MAX_ENTRIES);
        }
        int newest = DormantTable.MAX_ENTRIES + more - 1;

        assertThat(table.size() + table.forgotten()).isEqualTo(DormantTable.MAX_ENTRIES + more);
        assertThat(table.forgotten()).isBetween(DormantTable.MAX_ENTRIES / 3L, DormantTable.MAX_ENTRIES * 2L / 3);
        assertThat(holds(table, newest)).isTrue();
        assertThat(holds(table, 0)).isFalse();
    }

    private static boolean holds(DormantTable table, int number) {
        Segment segment = new Slept(
                        number & 0xffff, 80, number >> 16, 0, 0, 0, 0, true, true, true, Protocol.NONE, 0, 0, 0)
                .segment(true);
        return table.wake(segment, new Connection());
    }
}
