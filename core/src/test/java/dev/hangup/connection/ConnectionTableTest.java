package dev.hangup.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import dev.hangup.capture.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table of open connections against a {@link HashMap}. */
class ConnectionTableTest {
    /** Addresses that look alike to whoever looks at a half of them only. */
    private static final List<String> ADDRESSES = List.of(
            "10.0.0.1", "10.0.0.2", "127.0.0.1", "2001:db8::a00:1", "2001:db8:0:1::a00:1", "fe80::1", "fe80:0:0:1::1");

    /** The same, with those of {@code ::/64}, which only loopback uses and only a hostile capture has more of. */
    private static final List<String> STRANGE_ADDRESSES =
            List.of("10.0.0.1", "::1", "::a00:1", "::ffff:0:a00:1", "::1:0:0:1", "::2:0:a00:1");

    record Pair(Endpoint client, Endpoint server) {
        Set<Endpoint> key() {
            return client.equals(server) ? Set.of(client) : Set.of(client, server);
        }

        Segment segment(boolean fromClient) {
            Endpoint source = fromClient ? client : server;
            Endpoint destination = fromClient ? server : client;
            Segment segment = new Segment();
            segment.sourceHigh = source.high();
            segment.sourceLow = source.low();
            segment.sourcePort = source.port();
            segment.destinationHigh = destination.high();
            segment.destinationLow = destination.low();
            segment.destinationPort = destination.port();
            segment.hashFourTuple();
            return segment;
        }

        Connection connection() {
            Connection connection = new Connection();
            connection.client.setAddress(client.high(), client.low(), client.port());
            connection.server.setAddress(server.high(), server.low(), server.port());
            return connection;
        }
    }

    record Step(Pair pair, boolean adds, boolean fromClient) {}

    private static Arbitrary<List<Step>> steps(List<String> addresses) {
        Arbitrary<Endpoint> endpoints = Combinators.combine(
                        Arbitraries.of(addresses), Arbitraries.of(1, 2, 80, 443, 40_000, 65_535))
                .as(Endpoint::ofLiteral);
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(endpoints, endpoints, Arbitraries.of(true, true, false), either)
                .as((client, server, adds, fromClient) -> new Step(new Pair(client, server), adds, fromClient))
                .list()
                .ofMaxSize(500)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    @Provide
    Arbitrary<List<Step>> usual() {
        return steps(ADDRESSES);
    }

    @Provide
    Arbitrary<List<Step>> strange() {
        return steps(STRANGE_ADDRESSES);
    }

    @Property(tries = 60)
    void behavesLikeAMap(@ForAll("usual") List<Step> steps) {
        compareWithAMap(steps);
    }

    @Property(tries = 60)
    void addressesWithAZeroUpperHalfAreNotConfusedWithOneAnother(@ForAll("strange") List<Step> steps) {
        compareWithAMap(steps);
    }

    private static void compareWithAMap(List<Step> steps) {
        ConnectionTable table = new ConnectionTable();
        Map<Set<Endpoint>, Connection> model = new HashMap<>();
        for (Step step : steps) {
            Pair pair = step.pair();
            Connection known = model.get(pair.key());
            assertThat(find(table, pair, !step.fromClient())).isSameAs(known);
            assertThat(find(table, pair, step.fromClient())).isSameAs(known);
            if (step.adds() && known == null) {
                Connection connection = pair.connection();
                table.add(connection, pair.segment(step.fromClient()));
                model.put(pair.key(), connection);
            } else if (known != null) {
                table.remove(known);
                model.remove(pair.key());
            }
            assertThat(table.size()).isEqualTo(model.size());
        }
        assertThat(table.select(connection -> true)).containsExactlyInAnyOrderElementsOf(model.values());
        assertThat(table.select(connection -> false)).isEmpty();
    }

    private static @Nullable Connection find(ConnectionTable table, Pair pair, boolean fromClient) {
        return table.find(pair.segment(fromClient));
    }

    @Test
    void growthLosesNobody() {
        ConnectionTable table = new ConnectionTable();
        List<Pair> pairs = new ArrayList<>();
        Map<Pair, Connection> left = new HashMap<>();
        for (int port = 1; port < 20_000; port++) {
            Pair pair = new Pair(Endpoint.ofLiteral("10.0.0.1", port), Endpoint.ofLiteral("10.0.0.80", 443));
            Connection connection = pair.connection();
            assertThat(find(table, pair, true)).isNull();
            table.add(connection, pair.segment(true));
            left.put(pair, connection);
            pairs.add(pair);
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            Connection removed = left.remove(pairs.get(i));
            assertThat(removed).isNotNull();
            table.remove(removed);
        }

        assertThat(table.size()).isEqualTo(left.size());
        for (Pair pair : pairs) {
            assertThat(find(table, pair, pair.client().port() % 3 == 0)).isSameAs(left.get(pair));
        }
    }

    @Test
    void bothDirectionsAgreeOnWhichEndIsTheLower() {
        for (String one : ADDRESSES) {
            for (String other : ADDRESSES) {
                Pair pair = new Pair(Endpoint.ofLiteral(one, 7), Endpoint.ofLiteral(other, 9));

                assertThat(pair.segment(false).sourceIsLower)
                        .as(pair.toString())
                        .isNotEqualTo(pair.segment(true).sourceIsLower);
            }
        }
    }
}
