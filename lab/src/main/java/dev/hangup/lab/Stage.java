package dev.hangup.lab;

import dev.hangup.lab.Plan.Result;
import dev.hangup.lab.Truth.Place;
import dev.hangup.lab.program.PythonServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of one scenario: it builds the network, captures at every place, runs the client, and keeps what is true. What it
 * made it takes away.
 */
public final class Stage {
    private static final int LONGEST_RUN_SECONDS = 60;
    private static final int CROWD_PORT = 9000;
    private static final String ROUTER = "router";
    private static final Duration FIRST_ANSWERS = Duration.ofMillis(200);
    private static final Duration LAST_PACKETS = Duration.ofMillis(200);

    private final String variant;
    private final int subnet;
    private final Path folder;
    private final @Nullable ResetTrace trace;
    private final Map<Place, Tcpdump> captures = new EnumMap<>(Place.class);
    private final List<Rule> rules = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();
    private final Map<String, Truth> ofOthers = new LinkedHashMap<>();
    private final Map<String, String> programs = new LinkedHashMap<>();
    private final Set<Place> blind = EnumSet.noneOf(Place.class);
    private @Nullable Network network;
    private int snapshotLength;
    private boolean overIpv6;
    private boolean capturing;
    private boolean crowded;
    private int plans;
    private boolean expectsVictims = true;

    private record Rule(Predicate<Result> of, Truth truth) {}

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
        this.folder = folder;
        overIpv6 = has("ipv6");
        snapshotLength = has("snaplen96") ? 96 : 200;
        trace = ResetTrace.begin(tracefs, Integer.toString(subnet));
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
        snapshotLength = bytes;
    }

    /** Captures nothing at {@code place}, where addresses are translated so that a truth could not name its connection. */
    public void captureNothingAt(Place place) {
        blind.add(place);
    }

    /** Client, router and server on one switchless line. */
    public Network routed() {
        return routed(Duration.ZERO);
    }

    /** The same, with a {@link Wire} at the client that takes {@code roundTrip} both ways together. */
    public Network routed(Duration roundTrip) {
        return build(ROUTER, true, roundTrip);
    }

    /** Client, a host that forwards nothing and so must run a proxy, and server. */
    public Network proxied() {
        return build("proxy", false, Duration.ZERO);
    }

    private Network build(String middle, boolean forwards, Duration roundTrip) {
        String run = Integer.toString(subnet);
        List<Host> hosts = new ArrayList<>();
        try {
            for (String role : List.of("client", middle, "server")) {
                hosts.add(new Host(role, run, folder));
            }
            Network built = Network.build(
                    hosts.get(0), hosts.get(1), hosts.get(2), subnet, forwards, roundTrip, has("offload"));
            network = built;
            return built;
        } finally {
            if (network == null) {
                hosts.forEach(Host::remove);
            }
        }
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
        if (capturing) {
            return;
        }
        capturing = true;
        Network built = network();
        if (overIpv6) {
            built.meetNeighbours();
        }
        for (Host host : built.hosts()) {
            snapshot(host, "before");
        }
        dump(Place.CLIENT, built.client(), "eth0");
        dump(Place.MIDDLE, built.middle(), "client0");
        if (!built.middle().role().equals(ROUTER)) {
            dump(Place.UPSTREAM, built.middle(), "server0");
        }
        dump(Place.SERVER, built.server(), "eth0");
    }

    private void dump(Place place, Host host, String device) {
        if (!blind.contains(place)) {
            captures.put(place, new Tcpdump(host, device, snapshotLength, folder.resolve(place.capture())));
        }
    }

    private void snapshot(Host host, String when) {
        write(host.role() + "-nstat-" + when + ".txt", host.run("nstat", "-asz"));
        write(host.role() + "-ss-" + when + ".txt", host.run("ss", "-tan"));
    }

    /**
     * The server loses its power and boots again: all that its kernel knew is gone, and nobody heard a goodbye. What is to
     * run on it has to be started anew; a capture of its own begins.
     */
    public void powerCycleServer() {
        Network built = network();
        built.replaceServer(() -> new Host("server", Integer.toString(subnet), folder), has("offload"));
        dump(Place.SERVER_AFTER_BOOT, built.server(), "eth0");
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
            Network built = network();
            // Where the middle forwards nothing, no client reaches the server.
            Host nearest = built.middle().role().equals(ROUTER) ? built.server() : built.middle();
            Crowd.join(plan, PythonServer.start(this, nearest, CROWD_PORT));
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
        return new Running(name, command, 0);
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
        return new Running(name, List.of("python3", program("client.py"), file.toString()), plan.healthy());
    }

    /** What an earlier run into the same folder printed is not of this one. */
    private static void forget(Path printed) {
        try {
            Files.deleteIfExists(printed);
        } catch (IOException cannot) {
            throw new LabException("cannot remove " + printed, cannot);
        }
    }

    /** A client that runs. */
    public final class Running {
        private final Process process;
        private final Path printed;
        private final long healthy;

        private Running(String name, List<String> command, long healthy) {
            printed = folder.resolve("client-" + name + ".log");
            forget(printed);
            process = network().client().start(name, command);
            this.healthy = healthy;
        }

        /** Waits until the connections that must get all they ask for are over, so that the rest can be broken. */
        public void awaitHealthy() {
            Await.until(
                    LONGEST_RUN_SECONDS * 1000,
                    "the healthy connections do not end",
                    () -> soFar().stream()
                                    .filter(result -> result.role().equals(Plan.HEALTHY))
                                    .count()
                            == healthy);
        }

        private List<Result> soFar() {
            try {
                String lines = Files.readString(printed);
                // The last line may still be being written.
                return lines.substring(0, lines.lastIndexOf('\n') + 1)
                        .lines()
                        .map(Result::parse)
                        .toList();
            } catch (IOException unreadable) {
                throw new LabException("cannot read " + printed, unreadable);
            }
        }

        /** Waits for its end and gives how its connections went. */
        public List<Result> await() {
            try {
                if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
                    throw new LabException("the client did not end within " + LONGEST_RUN_SECONDS + " s");
                }
                if (process.exitValue() != 0) {
                    throw new LabException("the client failed; see " + printed);
                }
                List<Result> mine = soFar();
                results.addAll(mine);
                return mine;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new LabException("interrupted", interrupted);
            }
        }
    }

    /** The address of {@code host}'s server side, in the family of this run. */
    public String addressOf(Host host) {
        Network built = network();
        if (host == built.client()) {
            return built.clientAddress(overIpv6);
        }
        return host == built.server() ? built.serverAddress(overIpv6) : built.middleAddress(overIpv6);
    }

    /** A certificate for {@code lab.test} that nobody trusts, and its key: two files in the run's folder. */
    public List<Path> certificate() {
        Path certificate = folder.resolve("lab.crt");
        Path key = folder.resolve("lab.key");
        if (!Files.exists(certificate)) {
            Command.run(List.of(
                    Tools.path("openssl"),
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=lab.test",
                    "-keyout",
                    key.toString(),
                    "-out",
                    certificate.toString()));
        }
        return List.of(certificate, key);
    }

    /** Copies a program of the lab to the run's folder, for a host to run it; gives its path. */
    public String program(String name) {
        Path copy = folder.resolve(name);
        if (!Files.exists(copy)) {
            try (InputStream resource = Stage.class.getResourceAsStream("programs/" + name)) {
                if (resource == null) {
                    throw new LabException("the lab has no program " + name);
                }
                Files.copy(resource, copy);
            } catch (IOException cannot) {
                throw new LabException("cannot write " + copy + ": " + cannot.getMessage(), cannot);
            }
        }
        return copy.toString();
    }

    /** Writes a file into the run's folder. */
    public Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
        } catch (IOException cannot) {
            throw new LabException("cannot write " + name + ": " + cannot.getMessage(), cannot);
        }
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
        rules.add(new Rule(of, truth));
    }

    /**
     * This connection failed for this reason: one that the client did not open, such as that of a proxy to its upstream.
     *
     * @param opener the endpoint that opened it, as {@link dev.hangup.Endpoint} prints it
     */
    public void truth(String opener, Truth truth) {
        ofOthers.put(opener, truth);
    }

    /** Nobody is to be hurt here: the run is about what looks like a failure and is none. */
    public void nobodyIsHurt() {
        expectsVictims = false;
    }

    boolean expectsVictims() {
        return expectsVictims;
    }

    /** Whether it is known why the connection failed. */
    boolean explains(Result result) {
        return rulesFor(result).findAny().isPresent();
    }

    private Stream<Truth> rulesFor(Result result) {
        return result.isOk() || !result.role().equals(Plan.VICTIM)
                ? Stream.empty()
                : rules.stream().filter(rule -> rule.of.test(result)).map(Rule::truth);
    }

    /** What is true of the connections that failed, by the endpoint that opened them: at a place, the first that holds there. */
    Map<String, List<Truth>> truths() {
        Map<String, List<Truth>> truths = new LinkedHashMap<>();
        for (Result result : results) {
            if (explains(result)) {
                truths.put(result.local(), rulesFor(result).toList());
            }
        }
        ofOthers.forEach((opener, truth) -> truths.put(opener, List.of(truth)));
        return truths;
    }

    List<Result> results() {
        return results;
    }

    Map<String, String> programs() {
        return programs;
    }

    /** Where something was captured. */
    Set<Place> places() {
        return captures.keySet();
    }

    /** Ends the captures and takes the last readings. */
    void finish() {
        Await.pass(LAST_PACKETS);
        captures.values().forEach(Tcpdump::stop);
        Network built = network();
        for (Host host : built.hosts()) {
            snapshot(host, "after");
        }
        if (trace != null) {
            trace.end(folder.resolve("reset-trace.txt"), line -> isOurs(built, line));
        }
    }

    private static boolean isOurs(Network network, String line) {
        return network.addressPrefixes().stream().anyMatch(line::contains)
                || line.contains("src=0.0.0.0:")
                || line.contains("src=[::]:");
    }

    /** Takes everything away again that was made, however far it came. */
    void close() {
        captures.values().forEach(Tcpdump::stop);
        if (trace != null) {
            trace.abandon();
        }
        if (network != null) {
            network.remove();
        }
    }
}
