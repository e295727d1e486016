package dev.hangup.diagnosis.chain;

import dev.hangup.config.Address;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import dev.hangup.config.Setting.Place;
import dev.hangup.measurement.Interval;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.MeasuredEndpoint;
import dev.hangup.measurement.Measurements;
import dev.hangup.measurement.ResetOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts what was measured into a chain: to the end that accepts connections at the measured address, or as an end of its own where
 * no configuration has one. What was found to forget connections before that is a middlebox between.
 */
public final class MeasuredChain {
    private final List<HopEnd> ends;
    private final List<Hop> hops;
    private final List<MeasuredEnd> measured = new ArrayList<>();

    private MeasuredChain(Chain chain) {
        ends = new ArrayList<>(chain.ends());
        hops = new ArrayList<>(chain.hops());
    }

    /** The chain with what was measured last of each address. */
    public static Chain of(Chain chain, Measurements measurements) {
        List<MeasuredEndpoint> latest = measurements.latest();
        if (latest.isEmpty()) {
            return chain;
        }
        MeasuredChain with = new MeasuredChain(chain);
        latest.forEach(with::add);
        return new Chain(with.ends, with.hops, chain.rttSeconds(), chain.remarks(), with.measured);
    }

    private void add(MeasuredEndpoint endpoint) {
        List<HopEnd> clients = ends.stream()
                .filter(end -> end.role() == Role.CLIENT && isAt(end, endpoint))
                .toList();
        HopEnd server = server(endpoint, clients).orElseGet(() -> unknownServer(endpoint, clients));
        measure(server, endpoint);
        HopEnd path = end("path to " + endpoint.instance().endpoint(), Role.MIDDLEBOX, endpoint);
        if (mayForget(endpoint)) {
            measured.add(new MeasuredEnd(path, endpoint));
            hops.replaceAll(hop -> hop.server().equals(server) && clients.contains(hop.client())
                    ? new Hop(hop.client(), server, with(hop.between(), path))
                    : hop);
        }
    }

    /** Of several instances behind one end, that which closes first counts. */
    private void measure(HopEnd server, MeasuredEndpoint endpoint) {
        boolean isLater = measured.stream()
                .anyMatch(other -> other.end().equals(server) && shortest(other.endpoint()) <= shortest(endpoint));
        if (!isLater) {
            measured.removeIf(other -> other.end().equals(server));
            measured.add(new MeasuredEnd(server, endpoint));
        }
    }

    private static long shortest(MeasuredEndpoint endpoint) {
        return endpoint.idleTimeout().map(Interval::minNanos).orElse(Long.MAX_VALUE);
    }

    /** Who is configured to accept connections there, if that is one end and no other. */
    private Optional<HopEnd> server(MeasuredEndpoint endpoint, List<HopEnd> clients) {
        int port = endpoint.instance().endpoint().port();
        List<HopEnd> exact = servers().filter(end -> isAt(end, endpoint)).toList();
        if (!exact.isEmpty()) {
            return only(exact);
        }
        List<HopEnd> behindClients = hops.stream()
                .filter(hop -> clients.contains(hop.client()))
                .map(Hop::server)
                .filter(end -> end.addresses().isEmpty()
                        || end.addresses().stream().anyMatch(address -> isOpenTo(address, port)))
                .distinct()
                .toList();
        if (!behindClients.isEmpty()) {
            return only(behindClients);
        }
        return only(servers()
                        .filter(end -> end.addresses().stream().anyMatch(address -> isOpenTo(address, port)))
                        .toList())
                .filter(end ->
                        hops.stream().noneMatch(hop -> hop.server().equals(end) && isElsewhere(hop.client(), port)));
    }

    /** Whether a client reaches that port at an address, which then is another one than was measured. */
    private static boolean isElsewhere(HopEnd client, int port) {
        return client.addresses().stream().anyMatch(address -> address.port() == port && address.isLiteral());
    }

    private Stream<HopEnd> servers() {
        return ends.stream().filter(end -> end.role() == Role.SERVER);
    }

    private static boolean isOpenTo(Address address, int port) {
        return address.port() == port && address.isWildcard();
    }

    private static Optional<HopEnd> only(List<HopEnd> some) {
        return some.size() == 1 ? Optional.of(some.get(0)) : Optional.empty();
    }

    private static boolean isAt(HopEnd end, MeasuredEndpoint endpoint) {
        return end.addresses().stream().anyMatch(address -> endpoint.isAt(address.host(), address.port()));
    }

    /** An end of which nothing is known but what was measured, with its hops. */
    private HopEnd unknownServer(MeasuredEndpoint endpoint, List<HopEnd> clients) {
        HopEnd server = end("endpoint " + endpoint.instance().endpoint(), Role.SERVER, endpoint);
        ends.add(server);
        clients.forEach(client -> hops.add(new Hop(client, server, List.of())));
        return server;
    }

    private static HopEnd end(String name, Role role, MeasuredEndpoint endpoint) {
        Address address = new Address(
                endpoint.instance().endpoint().address(),
                endpoint.instance().endpoint().port());
        return new HopEnd(name, role, "", List.of(address), List.of(), new Place(endpoint.file(), 1, 0));
    }

    /** Silence comes from no host that is there, and a RST from nearer than the server not from it. */
    private static boolean mayForget(MeasuredEndpoint endpoint) {
        @Nullable LateRequests late = endpoint.instance().lateOfAnyVersion().orElse(null);
        ResetOrigin origin = endpoint.instance().resetOrigin();
        return late != null
                && late.firstLost()
                        .filter(one -> switch (one.reaction()) {
                            case SILENCE -> true;
                            case RESET -> origin != null && origin.isPath();
                            default -> false;
                        })
                        .isPresent();
    }

    private static List<HopEnd> with(List<HopEnd> between, HopEnd path) {
        List<HopEnd> all = new ArrayList<>(between);
        all.add(path);
        return all;
    }
}
