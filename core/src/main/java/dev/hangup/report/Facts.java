package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Encapsulation;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.Http2State;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.connection.Protocol;
import dev.hangup.connection.Reset;
import dev.hangup.connection.ServerSoftware;
import dev.hangup.diagnosis.Incident;
import dev.hangup.diagnosis.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** The parties and the numbers of an incident, each as one phrase. */
final class Facts {
    private static final int MOST_CLIENTS = 3;
    private static final long SHORTEST_IDLE_NANOS = 10_000_000L;

    private Facts() {}

    /** Client and server, without the client's port when there are several connections. */
    static String parties(Incident incident) {
        Connection typical = incident.typical().connection();
        String server = incident.isOfManyServers()
                ? "many servers"
                : typical.server().endpoint().toString();
        if (incident.connections() == 1) {
            return typical.client().endpoint() + " -> " + server;
        }
        Set<String> clients = clients(incident);
        return (clients.size() == 1 ? clients.iterator().next() : clients.size() + orMore(incident) + " clients")
                + " -> " + server;
    }

    /** The clients where there are several; else empty. */
    static String clientList(Incident incident) {
        Set<String> clients = clients(incident);
        if (clients.size() < 2) {
            return "";
        }
        List<String> first = clients.stream().limit(MOST_CLIENTS).toList();
        int more = clients.size() - first.size();
        return String.join(", ", first) + (more > 0 ? " and " + more + orMore(incident) + " more" : "");
    }

    private static String orMore(Incident incident) {
        return incident.hasMoreClients() ? " or more" : "";
    }

    /** {@code , inside VXLAN 192.168.0.1 -> 192.168.0.2}; the kind alone where the ends differ; else empty. */
    static String encapsulation(Incident incident) {
        Encapsulation typical = incident.typical().connection().encapsulation();
        Set<Encapsulation> ways = new HashSet<>();
        for (Verdict verdict : incident.verdicts()) {
            Encapsulation way = verdict.connection().encapsulation();
            if (typical == null || way == null || !way.kind().equals(typical.kind())) {
                return "";
            }
            ways.add(way);
        }
        return typical == null ? "" : ", inside " + (ways.size() == 1 ? typical : typical.kind());
    }

    private static Set<String> clients(Incident incident) {
        return new TreeSet<>(incident.clients());
    }

    /** What is spoken, and by which program. */
    static String protocol(Connection connection) {
        String text = connection.protocol() == Protocol.NONE ? "" : spoken(connection);
        ServerSoftware software = connection.exchanges().software();
        if (software == ServerSoftware.UNKNOWN) {
            return text;
        }
        return text + ", " + software.component();
    }

    /** What is spoken. */
    static String spoken(Connection connection) {
        Http2State http2 = connection.exchanges().http2();
        return (http2 != null && http2.isGrpc() ? "gRPC, " : "")
                + connection.protocol().text();
    }

    /** What was measured, the most telling first. */
    static List<String> measured(Incident incident) {
        Verdict typical = incident.typical();
        Connection connection = typical.connection();
        Exchanges exchanges = connection.exchanges();
        List<String> facts = new ArrayList<>();
        IdleTimeout timeout = connection.population().idleTimeout();
        boolean asked = exchanges.requests() > 0;
        if (timeout.isKnown() && asked) {
            facts.add("server idle timeout " + idleTimeout(timeout));
        }
        if (exchanges.hintTimeoutSeconds() > 0 && asked) {
            facts.add("server advertises " + exchanges.hintTimeoutSeconds() + " s");
        }
        if (exchanges.idleBeforeRequestNanos() >= SHORTEST_IDLE_NANOS) {
            facts.add("idle before the request "
                    + ranged(
                            incident,
                            verdict -> verdict.connection().exchanges().idleBeforeRequestNanos()));
        }
        long wait = Closing.waitNanos(typical);
        if (wait >= 0) {
            facts.add("from the request to the close " + ranged(incident, Closing::waitNanos));
        } else if (wait != Closing.NO_WAIT) {
            facts.add("the close came " + Quantity.duration(-wait) + " before the request");
        }
        long roundTrip = connection.handshakeRoundTripNanos();
        if (roundTrip >= 0) {
            facts.add("round trip " + Quantity.duration(roundTrip));
        } else if (connection.population().roundTripNanos() >= 0) {
            facts.add("round trip to this server "
                    + Quantity.duration(connection.population().roundTripNanos()));
        }
        if (!connection.isEstablished()) {
            facts.add(handshake(connection));
        } else if (asked) {
            facts.add("requests on the connection " + exchanges.requests() + ", answered " + exchanges.answered());
        }
        return facts;
    }

    private static String handshake(Connection connection) {
        String syns = Quantity.count(connection.syns(), "SYN");
        if (connection.syns() > 1) {
            syns += " in " + Quantity.duration(connection.lastSynNanos() - connection.startNanos());
        }
        if (connection.synAcks() == 0) {
            Reset reset = connection.server().reset();
            IcmpError error = connection.icmpError();
            long refused = reset != null ? reset.timeNanos() : error != null ? error.timeNanos() : -1;
            return syns
                    + (refused < 0
                            ? ", no SYN+ACK"
                            : ", refused after " + Quantity.duration(refused - connection.startNanos()));
        }
        return syns + ", " + Quantity.count(connection.synAcks(), "SYN+ACK") + ", the first after "
                + Quantity.duration(connection.synAckNanos() - connection.startNanos());
    }

    /** {@code 5.01 s (n=12 of 14, spread 3.2 ms)}. */
    static String idleTimeout(IdleTimeout timeout) {
        String spread = timeout.count() > 1 ? ", spread " + Quantity.duration(timeout.spreadNanos()) : "";
        String of = timeout.samples() > timeout.count() ? " of " + timeout.samples() : "";
        return Quantity.duration(timeout.nanos()) + " (n=" + timeout.count() + of + spread + ")";
    }

    private static String ranged(Incident incident, ToLongFunction<Verdict> nanos) {
        String typical = Quantity.duration(nanos.applyAsLong(incident.typical()));
        long[] known = incident.verdicts().stream()
                .mapToLong(nanos)
                .filter(value -> value >= 0)
                .sorted()
                .toArray();
        if (known.length < 2) {
            return typical;
        }
        String least = Quantity.duration(known[0]);
        String most = Quantity.duration(known[known.length - 1]);
        return least.equals(most) ? typical : typical + " (" + least + " to " + most + ")";
    }

    /** A share in words, for those who do not think in percent at night. */
    static String inWords(double confidence) {
        long percent = Math.round(100 * confidence);
        if (percent >= 95) {
            return "all but certain";
        }
        if (percent >= 85) {
            return "very likely";
        }
        if (percent >= 65) {
            return "likely";
        }
        return percent >= 45 ? "about even" : "the likeliest of several";
    }

    static String percent(double share) {
        return Math.round(100 * share) + " %";
    }
}
