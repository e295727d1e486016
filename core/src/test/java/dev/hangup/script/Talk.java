package dev.hangup.script;

import dev.hangup.Endpoint;
import dev.hangup.capture.Segment;
import dev.hangup.connection.Connection;
import dev.hangup.diagnosis.Verdict;
import java.time.Duration;

/** One connection of a script, and its two ends. */
public final class Talk {
    /** The end that connects. */
    public final Peer client;

    /** The end that is connected to. */
    public final Peer server;

    final Script script;

    Talk(Script script, Endpoint clientAddress, Endpoint serverAddress, int number) {
        this.script = script;
        client = new Peer(this, true, clientAddress, 1_000_000 * number, 1_000 + 100 * number);
        server = new Peer(this, false, serverAddress, 2_000_000_000 + 1_000_000 * number, 20_000 + 100 * number);
    }

    /** SYN, SYN-ACK and ACK, half a round trip apart; the ACK still has to arrive. */
    public Talk handshake() {
        client.syn();
        script.arrive();
        server.synAck();
        script.arrive();
        client.ack();
        return this;
    }

    /** The handshake took place before the capture began. */
    public Talk alreadyOpen() {
        client.isOpen();
        server.isOpen();
        return this;
    }

    /** The client asks, the server answers as soon as it can, the client acknowledges. */
    public Talk exchange(String request, String answer) {
        client.sends(request);
        script.arrive();
        server.sends(answer);
        script.arrive();
        client.ack();
        return this;
    }

    /** The same with bytes. */
    public Talk exchange(byte[] request, byte[] answer) {
        client.sends(request);
        script.arrive();
        server.sends(answer);
        script.arrive();
        client.ack();
        return this;
    }

    /** The client closes, the server does the same, the client acknowledges. */
    public Talk closeByClient() {
        client.fin();
        script.arrive();
        server.fin();
        script.arrive();
        client.ack();
        return this;
    }

    /** The server closes, the client does the same, the server acknowledges. */
    public Talk closeByServer() {
        server.fin();
        script.arrive();
        client.fin();
        script.arrive();
        server.ack();
        return this;
    }

    /** The client asks for much, closes its window in the middle of the answer, and keeps it closed against all probes. */
    public Talk closedWindow(int probes) {
        client.sends(Http.get("/large"));
        script.arrive();
        server.sends(Http.ok(4000, "", ""));
        server.sendsBytes(2000);
        script.arrive();
        client.ack().window(0);
        script.arrive();
        for (int i = 0; i < probes; i++) {
            script.pause(Duration.ofMillis(300L << i));
            server.probes();
            script.arrive();
            client.ack().window(0);
            script.arrive();
        }
        return this;
    }

    /** {@code reporter} says by ICMP that a segment of the client came no further. */
    public void icmp(String reporter, int type, int code) {
        Endpoint router = Endpoint.ofLiteral(reporter, 0);
        Segment error = new Segment();
        error.kind = Segment.Kind.ICMP_ERROR;
        error.timeNanos = script.nowNanos() + script.toCaptureNanos(false);
        error.sourceHigh = client.endpoint.high();
        error.sourceLow = client.endpoint.low();
        error.sourcePort = client.endpoint.port();
        error.destinationHigh = server.endpoint.high();
        error.destinationLow = server.endpoint.low();
        error.destinationPort = server.endpoint.port();
        error.hashFourTuple();
        error.reporterHigh = router.high();
        error.reporterLow = router.low();
        error.icmpType = type;
        error.icmpCode = code;
        error.icmpV6 = !router.isIpv4();
        script.add(error);
    }

    /** The script that it is part of. */
    public Script script() {
        return script;
    }

    /** The connection as the capture shows it. */
    public Connection connection() {
        return script.follow().of(this);
    }

    /** The verdict on it. */
    public Verdict verdict() {
        return script.follow().verdict(this);
    }
}
