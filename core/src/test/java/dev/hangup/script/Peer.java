package dev.hangup.script;

import dev.hangup.Endpoint;
import dev.hangup.TcpFlags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One end of a talk. It keeps its own sequence numbers and acknowledges what has arrived by the time that it speaks. */
public final class Peer {
    final Talk talk;
    final boolean isClient;
    final Endpoint endpoint;
    int initialTtl = 64;
    int window = 502;
    private int initialSequence;
    private int next;
    private int received;
    private boolean hasReceived;
    private int ipId;
    private final List<Sent> sent = new ArrayList<>();

    Peer(Talk talk, boolean isClient, Endpoint endpoint, int initialSequence, int firstIpId) {
        this.talk = talk;
        this.isClient = isClient;
        this.endpoint = endpoint;
        this.ipId = firstIpId;
        startsAt(initialSequence);
    }

    /** Its initial sequence number. */
    public void startsAt(int sequence) {
        initialSequence = sequence;
        next = sequence;
    }

    /** The TTL that its host gives to packets: 64 unless set. */
    public void initialTtl(int ttl) {
        initialTtl = ttl;
    }

    /** Its initial sequence number. */
    public int initialSequence() {
        return initialSequence;
    }

    /** The sequence number that its next byte will have. */
    public int next() {
        return next;
    }

    /** A SYN. */
    public Sent syn() {
        return send(TcpFlags.SYN, new byte[0]);
    }

    /** The answer to a SYN. */
    public Sent synAck() {
        return send(TcpFlags.SYN | TcpFlags.ACK, new byte[0]);
    }

    /** A bare acknowledgment of all that has arrived. */
    public Sent ack() {
        return send(TcpFlags.ACK, new byte[0]);
    }

    /** A segment with this text. */
    public Sent sends(String text) {
        return sends(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A segment with these bytes. */
    public Sent sends(byte[] payload) {
        return send(TcpFlags.ACK | TcpFlags.PSH, payload);
    }

    /** As many segments as it takes to send {@code bytes} in pieces of {@code size}, at one moment. */
    public void sendsInPieces(byte[] bytes, int size) {
        for (int from = 0; from < bytes.length; from += size) {
            sends(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
        }
    }

    /** One segment of {@code size} bytes that mean nothing. */
    public Sent sendsBytes(int size) {
        byte[] filler = new byte[size];
        Arrays.fill(filler, (byte) '.');
        return sends(filler);
    }

    /** A FIN. */
    public Sent fin() {
        return send(TcpFlags.FIN | TcpFlags.ACK, new byte[0]);
    }

    /** A segment with this text that also carries the FIN. */
    public Sent finWith(String text) {
        return send(TcpFlags.FIN | TcpFlags.ACK | TcpFlags.PSH, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A RST+ACK as the owner of a socket causes it: with a window, and the next IPID. */
    public Sent reset() {
        return send(TcpFlags.RST | TcpFlags.ACK, new byte[0]);
    }

    /** A RST as a kernel sends it for a segment without a socket: no ACK, no window, no IPID, at the number it answers. */
    public Sent bareReset() {
        Sent answered = lastArrived();
        Sent reset = send(TcpFlags.RST, new byte[0]).window(0).ipId(0);
        return answered == null ? reset : reset.sequence(answered.acknowledgment());
    }

    /** A RST+ACK as a kernel answers a SYN to a port where nobody listens. */
    public Sent refuses() {
        return send(TcpFlags.RST | TcpFlags.ACK, new byte[0]).window(0).ipId(0).sequence(0);
    }

    /** A RST+ACK as some boxes make it in the name of this end: no window, an IPID of its own. */
    public Sent forgedReset(int ttl, int identification) {
        return send(TcpFlags.RST | TcpFlags.ACK, new byte[0])
                .window(0)
                .ipId(identification)
                .ttl(ttl);
    }

    /** A TCP keep-alive probe without a byte (RFC 9293 section 3.8.4). */
    public Sent probes() {
        return send(TcpFlags.ACK, new byte[0]).sequence(next - 1);
    }

    /** Its last segment that takes up sequence numbers, sent again. */
    public Sent repeats() {
        for (int i = sent.size() - 1; i >= 0; i--) {
            if (sent.get(i).length() > 0) {
                return repeats(sent.get(i));
            }
        }
        throw new IllegalStateException("nothing to repeat");
    }

    /** {@code packet} sent again, as a new IP packet. */
    public Sent repeats(Sent packet) {
        Sent again = new Sent(this, packet.flags, packet.sequence, acknowledges(), packet.payload(), nextIpId());
        record(again);
        return again;
    }

    /** Continues as if the beginning had taken place before the capture. */
    void isOpen() {
        next = initialSequence + 1;
        received = other().initialSequence + 1;
        hasReceived = true;
    }

    Peer other() {
        return isClient ? talk.server : talk.client;
    }

    private Sent send(int flags, byte[] payload) {
        Sent packet = new Sent(this, flags, next, acknowledges(), payload, nextIpId());
        record(packet);
        next += packet.length();
        return packet;
    }

    private void record(Sent packet) {
        sent.add(packet);
        talk.script.add(packet);
    }

    private int nextIpId() {
        ipId = ipId + 1 & 0xffff;
        return ipId;
    }

    private int acknowledges() {
        long now = talk.script.nowNanos();
        List<Sent> theirs = other().sent;
        if (!hasReceived && !theirs.isEmpty()) {
            received = other().initialSequence;
            hasReceived = true;
        }
        boolean advanced = true;
        while (advanced) {
            advanced = false;
            for (Sent packet : theirs) {
                int end = packet.sequence + packet.length();
                if (packet.hasArrived(now) && packet.sequence - received <= 0 && end - received > 0) {
                    received = end;
                    advanced = true;
                }
            }
        }
        return received;
    }

    private @Nullable Sent lastArrived() {
        Sent last = null;
        for (Sent packet : other().sent) {
            if (packet.hasArrived(talk.script.nowNanos()) && packet.has(TcpFlags.ACK)) {
                last = packet;
            }
        }
        return last;
    }
}
