package dev.hangup.lab;

import dev.hangup.lab.Plan.Result;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.PythonServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One run of one scenario: it builds the network, captures at every place, runs the client, and keeps what is true. What it
 * made it takes away.
 */
public final class Stage {
    private static final int CROWD_PORT = 9000;
    private static final Duration FIRST_ANSWERS = Duration.ofMillis(200);
    private static final Duration LAST_PACKETS = Duration.ofMillis(200);

    private final String variant;
    private final int subnet;
    private final RunFolder folder;
    private final Captures captures;
    private final Truths truths = new Truths();
    private final Map<String, String> programs = new LinkedHashMap<>();
    private final boolean overIpv6;
    private @Nullable Network network;
    private boolean crowded;
    private int plans;

    /**
     * Prepares a run.
     *
     * @param variant of the scenario
     * @param subnet tells runs at the same time apart
     * @param folder gets the captures, configurations and logs
     * @param tracefs where the kernel tells why it resets
     */
    Stage(String variant, int subnet, Path folder, Tracefs tracefs) {
        this.variant = variant;
        this.subnet = subnet;
        this.folder = new RunFolder(folder);
        this.folder.forgetLastRun();
        overIpv6 = has("ipv6");
        captures = new Captures(this.folder, tracefs, run(), has("snaplen96") ? 96 : 200);
    }

    private String run() {
        return Integer.toString(subnet);
    }

    /** The variant to be staged. */
    public String variant() {
        return variant;
    }

    /** Whether {@code word} is one of the words of the variant's name, which hyphens separate. */
    public boolean has(String word) {
        return List.of(variant.split("-")).contains(word);
    }

    /** Whether connections go over IPv6: in variants that say so. */
    public boolean overIpv6() {
        return overIpv6;
    }

    /** Captures only so many bytes of each packet (200, and 96 in variants that say snaplen96). */
    public void snapshotLength(int bytes) {
        captures.snapshotLength(bytes);
    }

    /** Captures nothing at {@code place}, where addresses are translated so that a truth could not name its connection. */
    public void captureNothingAt(Place place) {
        captures.nothingAt(place);
    }

    /** Client, router and server on one switchless line; in variants that say loopback, one host that is all of them. */
    public Network routed() {
        return routed(Duration.ZERO);
    }

    /**
     * The same, with a {@link Wire} at the client that takes {@code roundTrip} both ways together; a host that talks to itself
     * has none.
     */
    public Network routed(Duration roundTrip) {
        return has("loopback")
                ? build(List.of("host"), hosts -> Network.loopback(hosts.get(0), subnet))
                : build(
                        List.of("client", "router", "server"),
                        hosts -> Network.line(hosts, subnet, true, roundTrip, has("offload")));
    }

    /** Client, a host that forwards nothing and so must run a proxy, and server. */
    public Network proxied() {
        return build(
                List.of("client", "proxy", "server"),
                hosts -> Network.line(hosts, subnet, false, Duration.ZERO, has("offload")));
    }

    /** The same with a second server, on a line of its own to the proxy. */
    public Network proxiedToTwo() {
        return build(
                List.of("client", "proxy", "server", "server2"),
                hosts -> Network.line(hosts, subnet, false, Duration.ZERO, has("offload")));
    }

    private Network build(List<String> roles, Function<List<Host>, Network> topology) {
        List<Host> hosts = new ArrayList<>();
        try {
            for (String role : roles) {
                hosts.add(host(role));
            }
            Network built = topology.apply(hosts);
            network = built;
            return built;
        } finally {
            if (network == null) {
                hosts.forEach(Host::remove);
            }
        }
    }

    private Host host(String role) {
        return new Host(role, run(), folder.path());
    }

    private Network network() {
        Network built = network;
        if (built == null) {
            throw new LabException("the scenario built no network");
        }
        return built;
    }

    /** Begins to capture at every place. The first run of the client does it too; earlier only when a scenario wants. */
    public void capture() {
        if (captures.begun()) {
            return;
        }
        if (overIpv6) {
            network().meetNeighbours();
        }
        captures.begin(network());
    }

    /**
     * The server loses its power and boots again: all that its kernel knew is gone, and nobody heard a goodbye. What is to
     * run on it has to be started anew; a capture of its own begins.
     */
    public void powerCycleServer() {
        Network built = network();
        built.replaceServer(() -> host("server"), has("offload"));
        captures.begin(new Network.Tap(Place.SERVER_AFTER_BOOT, built.server(), "eth0"));
    }

    /** A new plan for the client. */
    public Plan plan() {
        return new Plan(network().clientAddress(overIpv6));
    }

    /** Runs the client to its end. */
    public List<Result> run(Plan plan) {
        return start(plan).await();
    }

    /** Starts the client; meanwhile the scenario can break things. */
    public Running start(Plan plan) {
        capture();
        if (!crowded) {
            crowded = true;
            Crowd.join(plan, PythonServer.start(this, network().nearest(), CROWD_PORT));
        }
        return startUnseen(plan);
    }

    /**
     * Starts a client other than the lab's own.
     *
     * @param command prints of each connection what {@code client.py} prints of it
     */
    public Running start(String name, List<String> command) {
        capture();
        return running(name, command, 0);
    }

    /** Runs the client to its end, but captures only from when {@code service} has {@code count} connections. */
    public List<Result> runMidstream(Plan plan, Service service, int count) {
        Running running = startUnseen(plan);
        service.awaitConnections(count);
        Await.pass(FIRST_ANSWERS);
        capture();
        return running.await();
    }

    /** Starts the client before anything is captured, unless {@link #capture} was called. */
    public Running startUnseen(Plan plan) {
        if (plan.isEmpty()) {
            throw new LabException("the plan is empty");
        }
        String name = "plan-" + plans++;
        Path file = write(name + ".txt", plan.text());
        return running(name, List.of("python3", program("client.py"), file.toString()), plan.healthy());
    }

    private Running running(String name, List<String> command, long healthy) {
        return new Running(network().client(), name, command, healthy, truths::add);
    }

    /** The address of {@code host}'s server side, in the family of this run. */
    public String addressOf(Host host) {
        return network().addressOf(host, overIpv6);
    }

    /** A certificate for {@code lab.test} that nobody trusts, and its key: two files in the run's folder. */
    public List<Path> certificate() {
        return folder.certificate();
    }

    /** Copies a program of the lab to the run's folder, for a host to run it; gives its path. */
    public String program(String name) {
        return folder.program(name);
    }

    /** Writes a file into the run's folder. */
    public Path write(String name, String text) {
        return folder.write(name, text);
    }

    /** Puts on record which program played a part, with its version. */
    public void cast(String part, String what) {
        programs.put(part, what);
    }

    /** The victims that were hurt failed for this reason. */
    public void truth(Truth truth) {
        truth(result -> true, truth);
    }

    /** The victims that were hurt and for which {@code of} holds failed for this reason; the first rule that fits counts. */
    public void truth(Predicate<Result> of, Truth truth) {
        truths.add(of, truth);
    }

    /**
     * This connection failed for this reason: one of which no result of the client tells, such as that of a proxy to its
     * upstream.
     *
     * @param opener the endpoint that opened it, as {@link dev.hangup.Endpoint} prints it
     */
    public void truth(String opener, Truth truth) {
        truths.add(opener, truth);
    }

    /** Nobody is to be hurt here: the run is about what looks like a failure and is none. */
    public void nobodyIsHurt() {
        truths.nobodyIsHurt();
    }

    Truths truths() {
        return truths;
    }

    Map<String, String> programs() {
        return programs;
    }

    /** Where something was captured. */
    Set<Place> places() {
        return captures.places();
    }

    /** Ends the captures and takes the last readings. */
    void finish() {
        Await.pass(LAST_PACKETS);
        captures.finish(network());
    }

    /** Takes everything away again that was made, however far it came. */
    void close() {
        captures.close();
        if (network != null) {
            network.remove();
        }
    }
}
