package dev.hangup.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Endpoint;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SnapshotParserTest {
    private final List<String> damage = new ArrayList<>();

    private HostSnapshot read(String... lines) {
        SnapshotParser parser = new SnapshotParser("host.txt", (what, line) -> damage.add(line + ": " + what));
        for (int i = 0; i < lines.length; i++) {
            parser.line(i + 1, lines[i]);
        }
        return parser.snapshot();
    }

    @Test
    void countersOfNstatAreRead() {
        HostSnapshot snapshot = read(
                "#kernel",
                "TcpExtListenOverflows           21                 0.0",
                "TcpExtListenDrops               22                 0.0");

        assertThat(snapshot.counters())
                .containsEntry(HostSnapshot.LISTEN_OVERFLOWS, new Counter(21, 2))
                .containsEntry("TcpExtListenDrops", new Counter(22, 3));
    }

    @Test
    void listenersOfSsAreRead() {
        HostSnapshot snapshot = read(
                "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess",
                "LISTEN 2      1            0.0.0.0:8080      0.0.0.0:*          ",
                "LISTEN 0      4096   127.0.0.53%lo:53        0.0.0.0:*    users:((\"a\",pid=1,fd=2))",
                "LISTEN 0      511             [::]:443          [::]:*",
                "LISTEN 0      511                *:80              *:*");

        assertThat(snapshot.listeners())
                .containsExactly(
                        new Listener(Endpoint.ofLiteral("0.0.0.0", 8080), 2, 1, 2),
                        new Listener(Endpoint.ofLiteral("127.0.0.53", 53), 0, 4096, 3),
                        new Listener(Endpoint.ofLiteral("::", 443), 0, 511, 4),
                        new Listener(Endpoint.ofLiteral("::", 80), 0, 511, 5));
        assertThat(damage).isEmpty();
    }

    @Test
    void aQueueIsFullWhenMoreWaitThanItsLimit() {
        Endpoint any = Endpoint.ofLiteral("::", 80);

        assertThat(new Listener(any, 1, 1, 1).isFull()).isFalse();
        assertThat(new Listener(any, 2, 1, 1).isFull()).isTrue();
    }

    @Test
    void aListenerGetsConnectionsToItsAddressOrToAll() {
        Endpoint server = Endpoint.ofLiteral("10.0.0.1", 80);

        assertThat(new Listener(Endpoint.ofLiteral("0.0.0.0", 80), 0, 1, 1).accepts(server))
                .isTrue();
        assertThat(new Listener(Endpoint.ofLiteral("::", 80), 0, 1, 1).accepts(server))
                .isTrue();
        assertThat(new Listener(server, 0, 1, 1).accepts(server)).isTrue();
        assertThat(new Listener(Endpoint.ofLiteral("10.0.0.2", 80), 0, 1, 1).accepts(server))
                .isFalse();
        assertThat(new Listener(Endpoint.ofLiteral("::", 81), 0, 1, 1).accepts(server))
                .isFalse();
    }

    @Test
    void theyAreToldByTheirBeginning() {
        assertThat(List.of(
                        "#kernel\nTcpExtListenOverflows 0 0.0\n",
                        "TcpExtListenOverflows           21                 0.0\n",
                        "State  Recv-Q Send-Q Local Address:Port\n",
                        "LISTEN 0      128          0.0.0.0:2024      0.0.0.0:*\n",
                        "Netid State  Recv-Q Send-Q Local Address:Port\n"))
                .allMatch(SnapshotParser::recognises);
        assertThat(List.of("kernel: oops\n", "LISTENING on 80\n", "Tcp is a protocol\n"))
                .noneMatch(SnapshotParser::recognises);
    }

    @Test
    void aNameInsteadOfAnAddressIsTold() {
        HostSnapshot snapshot = read("LISTEN 0 128 localhost:8080 0.0.0.0:*", "LISTEN what");

        assertThat(snapshot.listeners()).isEmpty();
        assertThat(damage)
                .containsExactly(
                        "1: a listener on an address that cannot be read: names need ss -n",
                        "2: a listener that cannot be read");
    }

    @Property(tries = 1000)
    void anyLineIsRead(@ForAll String line) {
        HostSnapshot snapshot = read(line, "LISTEN 1 1 " + line, "TcpExtX " + line);

        assertThat(snapshot.listeners().size() + snapshot.counters().size()).isLessThanOrEqualTo(3);
    }
}
