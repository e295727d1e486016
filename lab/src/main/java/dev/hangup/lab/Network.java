package dev.hangup.lab;

import dev.hangup.lab.Truth.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A chain of hosts: client, something in the middle, server. The middle forwards (a router, a firewall), or it does not and
 * runs a proxy; then there may be a second server behind it. The client's addresses end in 2 in the first subnet, the
 * server's in the second, the second server's in the third. Or one host is all of them, and has its loopback device alone.
 */
public final class Network {
    private static final int HOST = 2;
    private static final int MIDDLE = 1;
    private static final int LONGEST_MEETING_MILLIS = 10_000;

    private final Host client;
    private final Host middle;
    private final @Nullable Host server2;
    private final int subnet;
    private final boolean forwards;
    private Host server;
    private @Nullable Wire wire;

    /** A device at which packets are captured. */
    record Tap(Place place, Host host, String device) {}

    private Network(Host client, Host middle, Host server, @Nullable Host server2, int subnet, boolean forwards) {
        this.client = client;
        this.middle = middle;
        this.server = server;
        this.server2 = server2;
        this.subnet = subnet;
        this.forwards = forwards;
    }

    /** One host, which talks to itself: its kernel gives it 127.0.0.1 and ::1, and a link of 64 KiB with offload. */
    static Network loopback(Host host, int subnet) {
        return new Network(host, host, host, null, subnet, false);
    }

    /**
     * Builds a chain.
     *
     * @param hosts client, middle, server, and perhaps a second server
     * @param subnet tells the networks of runs at the same time apart: 0 to 99
     * @param roundTrip when positive, the client's link is a {@link Wire} that takes so long both ways together
     * @param offload whether hosts may hand large segments to their links and leave checksums open, as cards in the field do
     */
    static Network line(List<Host> hosts, int subnet, boolean forwards, Duration roundTrip, boolean offload) {
        Host client = hosts.get(0);
        Host middle = hosts.get(1);
        Host server2 = hosts.size() > 3 ? hosts.get(3) : null;
        Network network = new Network(client, middle, hosts.get(2), server2, subnet, forwards);
        if (roundTrip.isZero()) {
            link(client, middle, offload);
        } else {
            network.wire = new Wire(new Tun(client, "eth0"), new Tun(middle, "client0"), roundTrip.dividedBy(2));
        }
        network.address(client, "eth0", 1, HOST);
        network.address(middle, "client0", 1, MIDDLE);
        network.join(network.server, 2, offload);
        if (server2 != null) {
            network.join(server2, 3, offload);
        }
        network.route(client, 1);
        if (forwards) {
            middle.sysctl("ipv4.ip_forward", "1");
            middle.sysctl("ipv6.conf.all.forwarding", "1");
        }
        return network;
    }

    private void join(Host host, int net, boolean offload) {
        String device = host.role() + "0";
        String peer = "eth0";
        middle.run("ip", "link", "add", device, "type", "veth", "peer", "name", peer, "netns", host.namespace());
        offload(middle, device, offload);
        offload(host, peer, offload);
        address(host, peer, net, HOST);
        address(middle, device, net, MIDDLE);
        route(host, net);
    }

    /** Takes the server off its cable, ends it, and puts the host that {@code boot} gives in its place. */
    void replaceServer(Supplier<Host> boot, boolean offload) {
        middle.run("ip", "link", "del", "server0");
        server.remove();
        server = boot.get();
        join(server, 2, offload);
    }

    private static void link(Host client, Host middle, boolean offload) {
        client.run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "client0", "netns", middle.namespace());
        offload(client, "eth0", offload);
        offload(middle, "client0", offload);
    }

    private static void offload(Host host, String device, boolean on) {
        if (!on) {
            host.run("ethtool", "-K", device, "tx", "off", "rx", "off", "tso", "off", "gso", "off", "gro", "off");
        }
    }

    private void address(Host host, String device, int net, int last) {
        host.run("ip", "addr", "add", ipv4(net, last) + "/24", "dev", device);
        host.run("ip", "-6", "addr", "add", ipv6(net, last) + "/64", "dev", device, "nodad");
        host.run("ip", "link", "set", device, "up");
    }

    private void route(Host host, int net) {
        host.run("ip", "route", "add", "default", "via", ipv4(net, MIDDLE));
        host.run("ip", "-6", "route", "add", "default", "via", ipv6(net, MIDDLE));
    }

    private boolean isLoopback() {
        return client == server;
    }

    private String ipv4(int net, int last) {
        return isLoopback() ? "127.0.0.1" : "10." + (80 + subnet) + "." + net + "." + last;
    }

    private String ipv6(int net, int last) {
        return isLoopback() ? "::1" : "fd80:" + Integer.toHexString(subnet) + ":" + net + "::" + last;
    }

    /** What every IPv4 and IPv6 address here begins with, as the kernel prints it. */
    List<String> addressPrefixes() {
        return isLoopback()
                ? List.of("127.0.0.1:", "[::1]:")
                : List.of("10." + (80 + subnet) + ".", "fd80:" + Integer.toHexString(subnet) + ":");
    }

    /** Who connects. */
    public Host client() {
        return client;
    }

    /** The router or proxy between. */
    public Host middle() {
        return middle;
    }

    /** Who is connected to. */
    public Host server() {
        return server;
    }

    /** The second server behind a proxy. */
    public Host server2() {
        Host second = server2;
        if (second == null) {
            throw new LabException("this network has no second server");
        }
        return second;
    }

    /** Whom the client reaches without anybody's help: a middle that forwards nothing, else the server. */
    Host nearest() {
        return forwards ? server : middle;
    }

    /** Where packets can be captured. */
    List<Tap> taps() {
        if (isLoopback()) {
            return List.of(new Tap(Place.LOOPBACK, client, "lo"));
        }
        List<Tap> taps = new ArrayList<>();
        taps.add(new Tap(Place.CLIENT, client, "eth0"));
        taps.add(new Tap(Place.MIDDLE, middle, "client0"));
        if (!forwards) {
            taps.add(new Tap(Place.UPSTREAM, middle, "server0"));
            taps.add(new Tap(Place.BOTH_HOPS, middle, "any"));
        }
        taps.add(new Tap(Place.SERVER, server, "eth0"));
        if (server2 != null) {
            taps.add(new Tap(Place.UPSTREAM2, middle, "server20"));
            taps.add(new Tap(Place.SERVER2, server2, "eth0"));
        }
        return taps;
    }

    /** The address at which {@code host} is reached by the host before it. */
    String addressOf(Host host, boolean overIpv6) {
        if (host == client) {
            return clientAddress(overIpv6);
        }
        if (host == server) {
            return serverAddress(overIpv6);
        }
        if (host == server2) {
            return overIpv6 ? ipv6(3, HOST) : ipv4(3, HOST);
        }
        return middleAddress(overIpv6);
    }

    /** The client's address. */
    public String clientAddress(boolean overIpv6) {
        return overIpv6 ? ipv6(1, HOST) : ipv4(1, HOST);
    }

    /** An endpoint of the client, as {@link dev.hangup.Endpoint} prints it. */
    public String clientEndpoint(int port, boolean overIpv6) {
        String address = clientAddress(overIpv6);
        return (overIpv6 ? "[" + address + "]:" : address + ":") + port;
    }

    /** The address of the middle on the client's side. */
    public String middleAddress(boolean overIpv6) {
        return overIpv6 ? ipv6(1, MIDDLE) : ipv4(1, MIDDLE);
    }

    /** The address of the middle on the server's side. */
    public String middleInnerAddress(boolean overIpv6) {
        return overIpv6 ? ipv6(2, MIDDLE) : ipv4(2, MIDDLE);
    }

    /** The server's address. */
    public String serverAddress(boolean overIpv6) {
        return overIpv6 ? ipv6(2, HOST) : ipv4(2, HOST);
    }

    /** An address of the server's subnet where nobody lives. */
    public String nobodysAddress(boolean overIpv6) {
        return overIpv6 ? ipv6(2, 99) : ipv4(2, 99);
    }

    /** An address that no host has and that is routed to the middle, for it to translate. */
    public String serviceAddress(boolean overIpv6) {
        return overIpv6 ? ipv6(9, 9) : ipv4(9, 9);
    }

    /** Gives the client one more address and tells it. */
    public String addClientAddress(boolean overIpv6) {
        String address = overIpv6 ? ipv6(1, HOST + 1) : ipv4(1, HOST + 1);
        client.run("ip", "addr", "add", address + (overIpv6 ? "/64" : "/24"), "dev", "eth0");
        return address;
    }

    /**
     * The cable between client and middle.
     *
     * @throws LabException when the network was built without a round-trip time, so without one
     */
    public Wire wire() {
        Wire built = wire;
        if (built == null) {
            throw new LabException("this network has no wire: ask for a round-trip time");
        }
        return built;
    }

    /**
     * Lets IPv6 neighbours find each other (RFC 4861), which takes a second now and then while a link is new: longer than
     * some clients of the lab wait.
     */
    void meetNeighbours() {
        if (isLoopback()) {
            return;
        }
        greet(client, middleAddress(true));
        greet(middle, serverAddress(true));
        if (server2 != null) {
            greet(middle, addressOf(server2, true));
        }
        int links = (wire == null ? 1 : 0) + (server2 == null ? 1 : 2);
        Await.until(
                LONGEST_MEETING_MILLIS,
                "IPv6 neighbours don't find each other",
                () -> middle.run("ip", "-6", "neigh", "show")
                                .lines()
                                .filter(neighbour ->
                                        neighbour.startsWith(addressPrefixes().get(1)) && neighbour.contains("lladdr"))
                                .count()
                        >= links);
    }

    private static void greet(Host host, String address) {
        host.run(
                "python3",
                "-c",
                "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b'', ('" + address + "', 9))");
    }

    /** All its hosts. */
    List<Host> hosts() {
        Set<Host> hosts = new LinkedHashSet<>(List.of(client, middle, server));
        if (server2 != null) {
            hosts.add(server2);
        }
        return List.copyOf(hosts);
    }

    void remove() {
        if (wire != null) {
            wire.close();
        }
        hosts().forEach(Host::remove);
    }
}
