package dev.hangup.diagnosis.chain;

import dev.hangup.config.Address;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts ends together by their addresses: who connects to a port, and who listens there. Where several listen on the port of
 * an upstream and no address tells them apart, none is taken.
 */
public final class ChainInference {
    private ChainInference() {}

    /** The chain that the addresses of {@code all} make. */
    public static Chain of(List<HopEnd> all) {
        List<Hop> hops = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        List<HopEnd> ends = Disputes.settled(all, remarks);
        for (HopEnd client : withRole(ends, Role.CLIENT).toList()) {
            List<HopEnd> sameHost = withRole(ends, Role.SERVER)
                    .filter(server -> fits(client, server, true))
                    .toList();
            List<HopEnd> servers = sameHost.isEmpty()
                    ? withRole(ends, Role.SERVER)
                            .filter(server -> fits(client, server, false))
                            .toList()
                    : sameHost;
            if (servers.size() > 1 && sameHost.isEmpty()) {
                remarks.add("several programs listen on the port of " + client.text()
                        + "; say which is meant with hangup lint --chain");
                continue;
            }
            servers.forEach(server -> hops.add(new Hop(client, server, List.of())));
        }
        return new Chain(ends, hops, 0, remarks);
    }

    private static Stream<HopEnd> withRole(List<HopEnd> ends, Role role) {
        return ends.stream().filter(end -> end.role() == role);
    }

    private static boolean fits(HopEnd client, HopEnd server, boolean exactly) {
        return client.addresses().stream()
                .anyMatch(target -> server.addresses().stream().anyMatch(listener -> fits(target, listener, exactly)));
    }

    /** A name may be that of any host, and who listens on a loopback address is reached from its own host only. */
    private static boolean fits(Address target, Address listener, boolean exactly) {
        if (target.port() < 0 || target.port() != listener.port()) {
            return false;
        }
        if (exactly) {
            return !listener.isWildcard() && target.host().equals(listener.host());
        }
        boolean bothLiteral = target.isLiteral() && listener.isLiteral();
        return listener.isWildcard() || !bothLiteral && !listener.isLoopback();
    }
}
