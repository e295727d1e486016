package dev.hangup.script;

import dev.hangup.Endpoint;
import dev.hangup.capture.Segment;
import dev.hangup.connection.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One capture: a clock, the way between clients and servers, the place on it where packets are captured, and the talks
 * that take place. Both ends live on the same clock; what one end sends reaches the other half a round trip later, so
 * that a request and a FIN sent at the same moment cross by themselves.
 *
 * <pre>{@code
 * Script script = Script.atClient();
 * Talk talk = script.talk().handshake().exchange(Http.get("/"), Http.ok("hello"));
 * script.pause(ofSeconds(5));
 * talk.server.fin();
 * talk.client.sends(Http.get("/late"));
 * script.arrive();
 * talk.server.bareReset();
 * Verdict verdict = talk.verdict();
 * }</pre>
 */
public final class Script {
    /** The address of every server, unless a talk says otherwise. */
    public static final Endpoint SERVER = Endpoint.ofLiteral("10.0.0.80", 80);

    private static final Endpoint CLIENT = Endpoint.ofLiteral("10.0.0.7", 40_000);
    private static final long START_NANOS = 1_795_000_000_000_000_000L;

    final Vantage vantage;
    private final List<Sent> sent = new ArrayList<>();
    private final List<Segment> icmpErrors = new ArrayList<>();
    private long nowNanos = START_NANOS;
    private long roundTripNanos = 20_000_000L;
    private int snapshot = Integer.MAX_VALUE;
    private int talks;
    private int routers = 3;
    private int interfaces = 1;

    private Script(Vantage vantage) {
        this.vantage = vantage;
    }

    /** Captured on the host of the clients. */
    public static Script atClient() {
        return new Script(Vantage.CLIENT);
    }

    /** Captured on the host of the servers. */
    public static Script atServer() {
        return new Script(Vantage.SERVER);
    }

    /** Captured half-way. */
    public static Script inTheMiddle() {
        return new Script(Vantage.MIDDLE);
    }

    /** Captured there. */
    public static Script at(Vantage vantage) {
        return new Script(vantage);
    }

    /** Where it is captured. */
    public Vantage vantage() {
        return vantage;
    }

    /** From now on packets take half of {@code roundTrip} from end to end; 20 ms there and back unless set. */
    public Script roundTrip(Duration roundTrip) {
        roundTripNanos = roundTrip.toNanos();
        return this;
    }

    /** The snapshot length cuts off all payload but its first {@code bytes}. */
    public Script snapshot(int bytes) {
        snapshot = bytes;
        return this;
    }

    /** Client and server are on one network: all packets are captured with the TTL that their host gave them. */
    public Script withoutRouters() {
        routers = 0;
        return this;
    }

    /** Every packet is captured on so many interfaces of the host, 40 us apart, as {@code -i any} does. */
    public Script onInterfaces(int number) {
        interfaces = number;
        return this;
    }

    /** Nobody does anything for a while. */
    public Script pause(Duration duration) {
        nowNanos += duration.toNanos();
        return this;
    }

    /** What is on its way arrives. */
    public Script arrive() {
        nowNanos += roundTripNanos / 2;
        return this;
    }

    /** A connection from the next port of the client host to port 80 of the server host. */
    public Talk talk() {
        return talk(new Endpoint(CLIENT.high(), CLIENT.low(), CLIENT.port() + talks), SERVER);
    }

    /** A connection between these two. */
    public Talk talk(Endpoint client, Endpoint server) {
        talks++;
        return new Talk(this, client, server, talks);
    }

    long nowNanos() {
        return nowNanos;
    }

    long halfWayNanos() {
        return roundTripNanos / 2;
    }

    /** How long a packet takes from its sender to the place of the capture. */
    long toCaptureNanos(boolean fromClient) {
        return switch (vantage) {
            case CLIENT -> fromClient ? 0 : roundTripNanos / 2;
            case SERVER -> fromClient ? roundTripNanos / 2 : 0;
            case MIDDLE, UNKNOWN -> roundTripNanos / 4;
        };
    }

    /** How many routers are between a sender and the place of the capture: three from end to end. */
    int hops(boolean fromClient) {
        return switch (vantage) {
            case CLIENT -> fromClient ? 0 : routers;
            case SERVER -> fromClient ? routers : 0;
            case MIDDLE, UNKNOWN -> fromClient ? routers / 3 : routers - routers / 3;
        };
    }

    void add(Sent packet) {
        sent.add(packet);
    }

    void add(Segment icmpError) {
        icmpErrors.add(icmpError);
    }

    /** Everything that was captured, in the order of capture, with frames counted from 1. */
    public List<Segment> segments() {
        List<Segment> captured = new ArrayList<>(icmpErrors);
        for (Sent packet : sent) {
            packet.addTo(captured, snapshot, interfaces);
        }
        captured.sort(Comparator.comparingLong(segment -> segment.timeNanos));
        long frame = 0;
        for (Segment segment : captured) {
            segment.frame = ++frame;
        }
        return captured;
    }

    /** Follows the capture from its first packet to its last. */
    public Followed follow() {
        return new Followed(segments(), true);
    }

    /** The same, but connections that ended plainly well are not kept: as a user sees it without {@code --all}. */
    public Followed followFailures() {
        return new Followed(segments(), false);
    }
}
